"""`routewright init`: a small working policy, ready to edit."""

from pathlib import Path

import click

from routewright.errors import ExitCode


@click.command("init", short_help="Make a small working policy, ready to edit.")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def command(folder: Path) -> int:
    """Write a small policy with people, a test, a config and sample leads into DIR.

    Nothing that is there already is overwritten.
    """
    from routewright.starting import start_folder

    for path in start_folder(folder):
        click.echo(f"wrote {path.as_posix()}")
    here, leads = folder.as_posix(), (folder / "leads.csv").as_posix()
    click.echo(
        f"\nNext:\n  routewright lint {here}\n  routewright test {here}\n"
        f"  routewright run {here} --records {leads} --output routed.csv"
    )
    return ExitCode.OK
