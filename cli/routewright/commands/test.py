"""`routewright test`: the examples (`expect`) of policies."""

from pathlib import Path

import click


@click.command("test", short_help="Run the examples (expect) of policies.")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--junit",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the results as JUnit XML too.",
)
def command(paths: tuple[Path, ...], junit: Path | None) -> int:
    """Run every expect of the policies that each PATH stands for.

    The exit code is 1 where one fails, and where there is none to run.
    """
    from routewright.testing import check_paths

    return check_paths(paths, junit)
