"""`routewright fmt`: the canonical layout."""

from pathlib import Path

import click


@click.command("fmt", short_help="Lay out policies in the one canonical way.")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--check", "is_check", is_flag=True, help="Write nothing; the exit code is 1 if a file differs."
)
@click.option(
    "--diff", "has_diff", is_flag=True, help="Write nothing; show what would change (exit code 1)."
)
def command(paths: tuple[Path, ...], is_check: bool, has_diff: bool) -> int:
    """Lay out each PATH in place: a .route file, or a folder for all below it.

    Comments and empty lines stay, and no meaning changes. A declaration that does not parse is left
    as it is written.
    """
    from routewright.formatting import FmtCall, format_paths

    return format_paths(FmtCall(paths, is_check, has_diff))
