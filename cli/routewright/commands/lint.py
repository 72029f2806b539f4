"""`routewright lint`: everything that is wrong with policies, before they run."""

from pathlib import Path

import click

from routewright.config import FAIL_ON
from routewright.renderers import formats


@click.command("lint", short_help="Check policies: syntax, names, types, analysis, examples.")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--format",
    "form",
    type=click.Choice(formats()),
    default="full",
    show_default=True,
    help="How findings are written.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write findings to FILE, whole or not at all.",
)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="The least severity that makes the exit code 1 (default: error, or routewright.toml's).",
)
def command(
    paths: tuple[Path, ...],
    form: str,
    output: Path | None,
    fail_on: str | None,
) -> int:
    """Check the policies that each PATH stands for: a .route file or a folder.

    A file that others use stands for every policy below the working folder that uses it.
    """
    from routewright.linting import LintCall, lint_paths

    return lint_paths(LintCall(paths, form, output, fail_on))
