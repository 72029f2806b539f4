"""The two commands of the client: what is read from the disk, asked, sent and said."""

import os
import sys
import time
from pathlib import Path

import click

from routewright.errors import ConfigError, ExitCode, UnreadableFileError
from routewright.hubspot.applying import Done, apply_plan, fetch_flows
from routewright.hubspot.plan_file import plan_words, read_plan
from routewright.hubspot.portal import BASE, PREFIX, Portal
from routewright.output_file import write_file
from routewright.text_files import reason_of, shown, unreadable
from routewright_compiler.targets.hubspot.json_text import pretty
from routewright_compiler.targets.hubspot.plan import Step

TOKEN = "HUBSPOT_ACCESS_TOKEN"


def fetch_into(folder: Path, names: tuple[str, ...], base: str | None, api_path: str | None) -> int:
    """Write the portal's flows into a folder; files of flows that are gone are removed."""
    _check_folder(folder)
    portal = _portal(base, api_path)
    try:
        bodies = fetch_flows(portal, names)
    finally:
        portal.close()
    missing = [name for name in names if name not in {body.get("name") for body in bodies}]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise unreadable(folder, reason_of(trouble)) from trouble
    kept = {f"flow-{body.get('id')}.json": pretty(body) for body in bodies}
    for name, text in sorted(kept.items()):
        write_file(folder / name, text)
    if not names:
        for file in sorted(folder.glob("flow-*.json")):
            if file.name not in kept:
                file.unlink()
    print(f"{len(kept)} flows in {shown(folder)}", file=sys.stderr)
    for name in missing:
        print(f"no flow of the portal is called `{name}`", file=sys.stderr)
    return ExitCode.FINDINGS if missing else ExitCode.OK


def apply_file(plan: Path, base: str | None, api_path: str | None, *, is_agreed: bool) -> int:
    """Show a plan, ask, and carry it out."""
    flows = read_plan(plan)
    print("\n".join(plan_words(flows)), file=sys.stderr)
    waiting = [flow for flow in flows if flow.step is not Step.UNCHANGED]
    if not waiting:
        print("nothing to send", file=sys.stderr)
        return ExitCode.OK
    if not is_agreed:
        if not sys.stdin.isatty():
            raise ConfigError("nobody can be asked here; read the plan, then say `--yes`")
        click.confirm(f"Send {len(waiting)} flows to the portal?", abort=True, err=True)
    portal = _portal(base, api_path)
    try:
        apply_plan(portal, waiting, time.sleep, _say)
    finally:
        portal.close()
    return ExitCode.OK


def _say(done: Done) -> None:
    verb = "created" if done.step is Step.CREATE else "updated"
    print(f"{verb} {done.name} (id {done.flow_id}, revision {done.revision})", file=sys.stderr)


def _portal(base: str | None, api_path: str | None) -> Portal:
    token = os.environ.get(TOKEN, "").strip()
    if not token or not token.isascii() or not token.isprintable():
        raise ConfigError(
            f"the environment variable {TOKEN} must hold the token of a private app or service"
            " key with the scope `automation`"
        )
    return Portal(token, time.sleep, base=base or BASE, prefix=api_path or PREFIX)


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UnreadableFileError(f"`{shown(folder)}` is no folder; name a folder to write to")
    if not folder.is_dir():
        return
    strange = [
        file.name
        for file in sorted(folder.iterdir())
        if not (file.name.startswith("flow-") and file.suffix == ".json")
    ]
    if strange:
        raise UnreadableFileError(
            f"`{shown(folder)}` holds `{strange[0]}`, which no fetch wrote; name an empty folder"
        )
