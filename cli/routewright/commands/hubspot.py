"""`routewright hubspot`: fetch a portal's flows, apply a plan. Everything else works offline."""

from pathlib import Path

import click

_BASE = click.option(
    "--base", metavar="URL", help="Where the portal's interface answers (default: HubSpot's own)."
)
_PATH = click.option(
    "--api-path", metavar="PATH", help="The path of flows (default: /automation/v4)."
)


@click.group("hubspot", short_help="Fetch a HubSpot portal's flows, apply a plan.")
def command() -> None:
    """Fetch a portal's flows, and apply a plan that `emit hubspot --plan` made.

    The token of a private app or service key with the scope `automation` is taken from the
    environment variable HUBSPOT_ACCESS_TOKEN. Nothing is ever deleted.
    """


@command.command("fetch")
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A new or empty folder, or one that an earlier fetch filled.",
)
@click.option("--name", "names", multiple=True, help="Fetch only the flow called so; repeatable.")
@_BASE
@_PATH
def fetch(output: Path, names: tuple[str, ...], base: str | None, api_path: str | None) -> int:
    """Write every flow of the portal into a folder, one JSON file each."""
    from routewright.hubspot.session import fetch_into

    return fetch_into(output, names, base, api_path)


@command.command("apply")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask before sending.")
@_BASE
@_PATH
def apply(plan: Path, yes: bool, base: str | None, api_path: str | None) -> int:
    """Create and update flows as PLAN says: a plan.json, or the folder that holds it."""
    from routewright.hubspot.session import apply_file

    return apply_file(plan, base, api_path, is_agreed=yes)
