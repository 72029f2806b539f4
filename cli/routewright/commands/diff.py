"""`routewright diff`: what a change of a policy does, before it is merged."""

from pathlib import Path

import click


@click.command("diff", short_help="Say which records a change sends elsewhere.")
@click.argument("paths", metavar="OLD NEW", nargs=-1)
@click.option(
    "--base",
    metavar="REVISION",
    help="Compare PATH... as they are with a git revision, such as main (where HEAD left it).",
)
@click.option(
    "--records",
    metavar="FILE",
    help="Real records, .csv, .jsonl or .parquet: counted by region, each decided by both.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How it is written.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it to FILE, whole or not at all.",
)
@click.option(
    "--exit-code", "has_exit_code", is_flag=True, help="Exit with 1 where something changes."
)
@click.option(
    "--budget",
    type=click.IntRange(1),
    metavar="N",
    help="How many steps the analysis may take for one question (default: 5000).",
)
def command(
    paths: tuple[str, ...],
    base: str | None,
    records: str | None,
    form: str,
    output: Path | None,
    has_exit_code: bool,
    budget: int | None,
) -> int:
    """Compare two versions of a policy, OLD and NEW, or PATH... with a git revision.

    OLD and NEW are files, folders or REVISION:PATH, as git writes it. Shown are the regions of
    records that change hands, each with a record that proves it and both decisions; changes of
    the SLA, of names and of people apart; and the proof that outside of these nothing changes.
    """
    from routewright.diffing.running import DiffCall, diff_versions

    return diff_versions(
        DiffCall(paths, base, form, records, output, budget, has_exit_code=has_exit_code)
    )
