"""`routewright verify`: whether a CRM's configuration does what a policy says."""

from pathlib import Path

import click


@click.command("verify", short_help="Prove that a CRM's configuration does what a policy says.")
@click.argument("target")
@click.argument("policy", type=click.Path(path_type=Path))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--retrieved",
    "is_retrieved",
    is_flag=True,
    help="DIR was retrieved from the CRM: look for drift since it was deployed.",
)
@click.option(
    "--env", metavar="NAME", help="The environment of routewright.toml whose users and queues hold."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is written.",
)
@click.option(
    "--budget",
    type=click.IntRange(1),
    metavar="N",
    help="How many steps the proof may take in all (default: 400000).",
)
def command(
    target: str,
    policy: Path,
    folder: Path,
    is_retrieved: bool,
    env: str | None,
    form: str,
    budget: int | None,
) -> int:
    """Read the configuration of TARGET in DIR and prove it equal to POLICY.

    Every record whose values read as their types gets the same owner, or one that does not is
    shown. What the proof leans on and what it leaves out is listed.
    """
    from routewright.verifying import VerifyCall, verify_configuration

    return verify_configuration(
        VerifyCall(target, policy, folder, env, form, budget, is_retrieved=is_retrieved)
    )
