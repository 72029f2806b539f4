"""A plan as one file, and the folder of fetched flows that it is made from.

`plan.json` holds everything that applying needs, so that a person can read it, and a second person
approve it, before anything is sent.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from routewright.errors import DamagedInputError
from routewright.text_files import files_below, read_bytes, shown
from routewright_compiler.targets.hubspot.json_text import DamagedJsonError, parse, pretty
from routewright_compiler.targets.hubspot.model import Json, JsonObject
from routewright_compiler.targets.hubspot.plan import PlannedFlow, Step

PLAN = "plan.json"
VERSION = 1


def read_fetched(folder: Path) -> tuple[JsonObject, ...]:
    """Return the flow bodies of a folder's JSON files; raise DamagedInputError with the place."""
    found = []
    for file in files_below(folder, ".json"):
        body = _object(file)
        if "actions" in body and "name" in body:
            found.append(body)
    return tuple(found)


def flows_of(files: Mapping[str, str]) -> tuple[JsonObject, ...]:
    """Return the flow bodies among emitted files; raise DamagedInputError where ids are left out.

    Without `--env` an emission holds names such as `${owner:…}` in the place of a portal's ids.
    """
    found = []
    for path, text in sorted(files.items()):
        body = parse(text) if path.endswith(".json") else None
        if not (isinstance(body, dict) and "actions" in body and "name" in body):
            continue
        if "${" in text:
            raise DamagedInputError(
                "a plan needs the ids of a portal: add `--env NAME`, with the ids under"
                " `[hubspot.env.NAME]` in routewright.toml"
            )
        found.append(body)
    return tuple(found)


def plan_text(flows: Sequence[PlannedFlow]) -> str:
    """Return the text of a plan file."""
    listed: list[Json] = []
    for flow in flows:
        item: JsonObject = {"name": flow.name, "step": flow.step.value}
        if flow.flow_id:
            item.update({"id": flow.flow_id, "revision": flow.revision, "isOn": flow.is_on})
        if flow.changes:
            item["changes"] = list(flow.changes)
        if flow.body:
            item["body"] = flow.body
        listed.append(item)
    return pretty({"version": VERSION, "flows": listed})


def read_plan(path: Path) -> tuple[PlannedFlow, ...]:
    """Return the plan of a file, or of the folder that holds it; raise DamagedInputError."""
    file = path / PLAN if path.is_dir() else path
    content = _object(file)
    flows = content.get("flows")
    if content.get("version") != VERSION or not isinstance(flows, list):
        raise DamagedInputError(
            f"`{shown(file)}` is no plan of this version; make it with"
            " `routewright emit hubspot POLICY --plan FETCHED --output DIR`"
        )
    return tuple(_planned(file, item) for item in flows)


def plan_words(flows: Sequence[PlannedFlow]) -> tuple[str, ...]:
    """Say what a plan does, a line a flow."""
    return tuple(_words(flow) for flow in flows)


def _words(flow: PlannedFlow) -> str:
    match flow.step:
        case Step.CREATE:
            return f"create     {flow.name} (off)"
        case Step.UPDATE:
            state = "on: the change works at once" if flow.is_on else "off"
            return f"update     {flow.name} (id {flow.flow_id}, {state}): {'; '.join(flow.changes)}"
        case Step.UNCHANGED:
            return f"unchanged  {flow.name} (id {flow.flow_id})"


def _planned(file: Path, item: Json) -> PlannedFlow:
    wrong = DamagedInputError(f"`{shown(file)}` holds a flow that is damaged; plan anew")
    if not isinstance(item, dict):
        raise wrong
    texts = [item.get(key, "") for key in ("name", "step", "id", "revision")]
    body, changes = item.get("body", {}), item.get("changes", [])
    if not (isinstance(body, dict) and isinstance(changes, list)):
        raise wrong
    if not all(isinstance(text, str) for text in texts):
        raise wrong
    name, step, flow_id, revision = map(str, texts)
    if step not in tuple(Step) or (step != Step.UNCHANGED and not body) or not name:
        raise wrong
    if step != Step.CREATE and not (flow_id and revision):
        raise wrong
    told = tuple(map(str, changes))
    return PlannedFlow(name, Step(step), flow_id, revision, item.get("isOn") is True, told, body)


def _object(file: Path) -> JsonObject:
    try:
        found = parse(read_bytes(file))
    except DamagedJsonError as trouble:
        raise DamagedInputError(f"`{shown(file)}` cannot be read: {trouble}") from trouble
    if not isinstance(found, dict):
        raise DamagedInputError(f"`{shown(file)}` holds no JSON object")
    return found
