"""`routewright rule`: the manual page of a finding."""

import click

from routewright.errors import ExitCode


@click.command("rule", short_help="Show the manual page of a finding.")
@click.argument("name", required=False)
def command(name: str | None) -> int:
    """Show what a finding means, why it matters and what to write instead.

    NAME is a finding's name or code, such as failing-expect or RW301; without one all are listed.
    """
    from routewright.manual import page_of, pages

    if name is not None:
        click.echo(page_of(name).text)
        return ExitCode.OK
    width = max((len(known) for known in pages()), default=0)
    for known, page in pages().items():
        click.echo(f"{known:<{width}}  {page.code}  {page.title}")
    return ExitCode.OK
