"""`routewright explain`: why a record goes where it goes."""

from pathlib import Path

import click


@click.command("explain", short_help="Say why a record goes where it goes.")
@click.argument("policy", type=click.Path(path_type=Path))
@click.option(
    "--record",
    required=True,
    metavar="JSON|FILE|FILE:LINE",
    help="The record: JSON text, a file with one, or a line of a file of records; - is stdin.",
)
@click.option(
    "--at",
    metavar="TIME",
    help="The time of decision (default: the record's column of times, else now).",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Whose turn it is, as `run --state` keeps it; nothing is changed.",
)
@click.option(
    "--why-not",
    "rule",
    metavar="RULE",
    help="Say which smallest change of fields would make RULE decide.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is written.",
)
def command(
    policy: Path, record: str, at: str | None, state: Path | None, rule: str | None, form: str
) -> int:
    """Decide one record by POLICY and say why.

    Shown are the rule, the values that decided, the first condition that failed in each rule passed
    over, and who was skipped in the rotation. No turn is consumed.
    """
    from routewright.explaining import ExplainCall, explain_record

    return explain_record(ExplainCall(policy, record, at, state, rule, form))
