"""`routewright test`: the examples (`expect`) and cases of policies."""

from pathlib import Path

import click


@click.command("test", short_help="Run the examples and cases of policies.")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--junit",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the results as JUnit XML too.",
)
@click.option(
    "--cases",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="More records with expect_ columns, beside NAME.cases.csv or .jsonl of the policy.",
)
@click.option(
    "--coverage",
    "has_coverage",
    is_flag=True,
    help="Say what of the policy the tests do not reach.",
)
@click.option(
    "--min-coverage",
    type=click.IntRange(0, 100),
    metavar="N",
    help="The exit code is 1 where less than N percent is covered.",
)
def command(
    paths: tuple[Path, ...],
    junit: Path | None,
    cases: tuple[Path, ...],
    has_coverage: bool,
    min_coverage: int | None,
) -> int:
    """Run every expect and every case of the policies that each PATH stands for.

    The exit code is 1 where one fails, and where there is none to run.
    """
    from routewright.testing import TestCall, check_paths

    return check_paths(TestCall(paths, junit, cases, has_coverage, min_coverage))
