"""`routewright emit`: a policy as the configuration of a CRM."""

from pathlib import Path

import click


@click.command("emit", short_help="Write a policy as the configuration of a CRM.")
@click.argument("target")
@click.argument("policy", type=click.Path(path_type=Path))
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write, whole or not at all; an earlier output there is replaced.",
)
@click.option(
    "--env", metavar="NAME", help="The environment of routewright.toml whose users and queues hold."
)
@click.option(
    "--allow-findings",
    "allows_findings",
    is_flag=True,
    help="Write it although lint reports errors.",
)
@click.option(
    "--plan",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FETCHED",
    help="For hubspot: add plan.json, which brings the flows fetched into FETCHED to these.",
)
def command(
    target: str,
    policy: Path,
    output: Path,
    env: str | None,
    allows_findings: bool,
    plan: Path | None,
) -> int:
    """Write POLICY as configuration files of TARGET, such as salesforce.

    Nothing is written where lint reports errors, or where TARGET cannot say something exactly and
    routewright.toml does not allow that loss by name.
    """
    from routewright.emitting import EmitCall, emit_configuration

    return emit_configuration(EmitCall(target, policy, output, env, allows_findings, plan))
