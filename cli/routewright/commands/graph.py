"""`routewright graph`: a policy as a picture."""

from pathlib import Path

import click

from routewright.drawings import formats
from routewright.errors import ExitCode


@click.command("graph", short_help="Draw a policy.")
@click.argument("policy", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(formats()),
    default="svg",
    show_default=True,
    help="How it is drawn.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the drawing to FILE, whole or not at all (default: standard output).",
)
def command(policy: Path, form: str, output: Path | None) -> int:
    """Draw the rules of POLICY in order, with their decisions and fallbacks.

    Rules, teams and reps that no record gets to are marked. `json` is the graph of the analysis
    itself, with who hides whom, who gets what, and a record that shows each.
    """
    from routewright.compiling import compiled
    from routewright.drawings import draw
    from routewright.drawn_policy import DrawnPolicy
    from routewright.output_file import write_file

    found = compiled(policy)
    text = draw(form, DrawnPolicy(found.name, found.policy.graph, found.sources))
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text)
    return ExitCode.OK
