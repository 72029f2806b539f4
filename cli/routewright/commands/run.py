"""`routewright run`: every record of a file through a policy."""

from pathlib import Path

import click

from routewright.running.columns import PREFIX


@click.command("run", short_help="Decide every record of a file.")
@click.argument("policy", type=click.Path(path_type=Path))
@click.option(
    "--records",
    required=True,
    metavar="FILE",
    help="A CSV, JSON Lines or Parquet file, by its ending; - is standard input as JSON Lines.",
)
@click.option(
    "--output",
    required=True,
    metavar="FILE",
    help="Where to write the records with their decisions; - is standard output as JSON Lines.",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep whose turn it is in FILE, from run to run.",
)
@click.option(
    "--at",
    metavar="TIME",
    help="The time of decision (default: the column of times of each record, else now).",
)
@click.option(
    "--open",
    "open_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Open records a person to start from: a CSV file with the columns rep and open.",
)
@click.option(
    "--prefix", default=PREFIX, show_default=True, help="What the added columns begin with."
)
@click.option("--trace", is_flag=True, help="Add a column that says why, as JSON.")
def command(
    policy: Path,
    records: str,
    output: str,
    state: Path | None,
    at: str | None,
    open_file: Path | None,
    prefix: str,
    trace: bool,
) -> int:
    """Decide every record of a file, in order, by POLICY.

    The output has all columns of the input, unchanged, and behind them what was decided. Rows that
    cannot be read go to OUTPUT.rejected with line and reason, and the exit code is 1.
    """
    from routewright.running.job import RunCall, run_policy

    return run_policy(
        RunCall(policy, records, output, state, at, open_file, prefix, has_trace=trace)
    )
