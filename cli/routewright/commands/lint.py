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
@click.option(
    "--records",
    metavar="FILE",
    help="Real records, .csv, .jsonl or .parquet: shown where one fits, and counted.",
)
@click.option(
    "--budget",
    type=click.IntRange(1),
    metavar="N",
    help="How many steps the analysis may take for one question (default: 5000).",
)
@click.option(
    "--overlaps",
    type=click.Choice(("nested", "all")),
    default="nested",
    show_default=True,
    help="Of more than 50 rules, show the overlaps of rules that look at the same fields, or all.",
)
@click.option(
    "--fix", "has_fix", is_flag=True, help="Write the fixes proved to change no decision."
)
@click.option(
    "--unsafe-fixes",
    "has_unsafe_fixes",
    is_flag=True,
    help="Show the other fixes too, as a diff; with --fix they are written.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Leave out the findings that FILE holds; one that is gone must leave FILE too.",
)
@click.option(
    "--write-baseline",
    "has_write_baseline",
    is_flag=True,
    help="Write today's findings to the baseline, or take those out of it that are gone.",
)
@click.option(
    "--base",
    metavar="REVISION",
    help="Show findings on lines changed since a git revision first, such as main.",
)
@click.option(
    "--no-cache",
    "has_no_cache",
    is_flag=True,
    help="Work everything out anew, and keep nothing.",
)
def command(
    paths: tuple[Path, ...],
    form: str,
    output: Path | None,
    fail_on: str | None,
    has_fix: bool,
    has_unsafe_fixes: bool,
    baseline: Path | None,
    has_write_baseline: bool,
    base: str | None,
    records: str | None,
    budget: int | None,
    overlaps: str,
    has_no_cache: bool,
) -> int:
    """Check the policies that each PATH stands for: a .route file or a folder.

    A file that others use stands for every policy below the working folder that uses it.
    """
    from routewright.linting import LintCall, lint_paths

    return lint_paths(
        LintCall(
            paths,
            form,
            output,
            fail_on,
            has_fix=has_fix,
            has_unsafe_fixes=has_unsafe_fixes,
            baseline=baseline,
            has_write_baseline=has_write_baseline,
            base=base,
            records=records,
            budget=budget,
            shows_all_overlaps=overlaps == "all",
            has_cache=not has_no_cache,
        )
    )
