"""Check configuration files before they are written or sent."""

import re
from collections.abc import Mapping

from routewright_compiler.targets.hubspot import codes
from routewright_compiler.targets.hubspot.checking.action_fields import check_fields
from routewright_compiler.targets.hubspot.checking.filter_rules import check_inside, check_tree
from routewright_compiler.targets.hubspot.checking.graph_rules import check_graph
from routewright_compiler.targets.hubspot.checking.report import BodyReport, at
from routewright_compiler.targets.hubspot.checking.schema import FLOW
from routewright_compiler.targets.hubspot.checking.shape import as_list, as_object
from routewright_compiler.targets.hubspot.json_text import DamagedJsonError, parse
from routewright_compiler.targets.hubspot.limits import ENROLMENT_FILTERS
from routewright_compiler.targets.hubspot.model import Json, JsonObject
from routewright_compiler.targets.hubspot.settings import OBJECT_IDS, HubSpotSettings
from routewright_grammar.diagnostic import Diagnostic, in_order

PLACEHOLDER = re.compile(r"\$\{(?:owner|user|form|list|team):[^}\"]*\}")
_OBJECT_ID = re.compile(r"0-\d{1,6}|2-\d{1,12}")
ASIDE = ("properties.json", "owners.json", "routewright-map.json")


def check(files: Mapping[str, str], settings: HubSpotSettings) -> tuple[Diagnostic, ...]:
    """Find what is wrong with flow bodies; every `.json` file that is none of ours is one."""
    found: list[Diagnostic] = []
    for path, content in sorted(files.items()):
        if path.endswith(".json") and path.rpartition("/")[2] not in ASIDE:
            found.extend(check_body(path, content, settings))
    return in_order(found)


def check_body(path: str, content: str, settings: HubSpotSettings) -> tuple[Diagnostic, ...]:
    """Find what is wrong with one flow body."""
    report = BodyReport(path)
    try:
        body = parse(content)
    except DamagedJsonError as trouble:
        report.add(codes.DAMAGED_BODY, "", f"the file is no flow body: {trouble}")
        return report.diagnostics()
    check_value(body, report)
    if settings.env is not None:
        # Without an environment, placeholders are how an output names people and forms.
        for name in sorted(set(PLACEHOLDER.findall(content))):
            repair = f"give the id in `hubspot.env.{settings.env}` of routewright.toml"
            report.add(codes.UNRESOLVED_ID, "", f"`{name}` stands for an id", repair)
    return report.diagnostics()


def check_value(body: Json, report: BodyReport) -> None:
    """Report what is wrong with a parsed body."""
    FLOW(body, "", report)
    if not isinstance(body, dict):
        return
    _check_type(body, report)
    _check_enrolment(body, report)
    for place, item in enumerate(as_list(body.get("actions"))):
        action, path = as_object(item), at("actions", place)
        if action.get("type") == "SINGLE_CONNECTION":
            check_fields(action, path, report)
        for number, branch in enumerate(as_list(action.get("listBranches"))):
            own = at(at(at(path, "listBranches"), number), "filterBranch")
            check_tree(as_object(branch).get("filterBranch"), own, report)
        events = as_list(as_object(action.get("fields")).get("event_filter_branches"))
        for number, branch in enumerate(events):
            own = at(at(at(path, "fields"), "event_filter_branches"), number)
            check_inside(as_object(branch), own, report)
    check_graph(body, report)


def _check_type(body: JsonObject, report: BodyReport) -> None:
    of_type, object_id = body.get("type"), body.get("objectTypeId")
    if object_id is None and "revisionId" not in body:
        report.add(codes.DAMAGED_BODY, "", "the flow lacks `objectTypeId`", "add `objectTypeId`")
    if not isinstance(object_id, str) or of_type not in ("CONTACT_FLOW", "PLATFORM_FLOW"):
        return
    if _OBJECT_ID.fullmatch(object_id) is None:
        listed = ", ".join(OBJECT_IDS.values())
        text = f"is `{object_id}`, which is no type of an object"
        report.add(codes.WRONG_FLOW_TYPE, "objectTypeId", text, f"known are {listed} and `2-…`")
    elif (of_type == "CONTACT_FLOW") is not (object_id == "0-1"):
        wanted = "CONTACT_FLOW" if object_id == "0-1" else "PLATFORM_FLOW"
        text = f"is `{of_type}`, and objects of type `{object_id}` want `{wanted}`"
        report.add(
            codes.WRONG_FLOW_TYPE, "type", text, "the API's own message blames another field"
        )


def _check_enrolment(body: JsonObject, report: BodyReport) -> None:
    if "enrollmentCriteria" not in body:
        text = "the flow lacks `enrollmentCriteria`; sent so, its trigger is lost"
        report.add(codes.DAMAGED_BODY, "", text, 'say {"type": "MANUAL", "shouldReEnroll": false}')
        return
    criteria = as_object(body["enrollmentCriteria"])
    path = "enrollmentCriteria"
    if "listFilterBranch" in criteria:
        tree = criteria["listFilterBranch"]
        check_tree(tree, at(path, "listFilterBranch"), report)
        count = _filters(as_object(tree))
        if count > ENROLMENT_FILTERS.number:
            text = f"has {count} filters; HubSpot takes {ENROLMENT_FILTERS.number}"
            report.add(codes.OVER_LIMIT, at(path, "listFilterBranch"), text)
    for place, branch in enumerate(as_list(criteria.get("eventFilterBranches"))):
        check_inside(as_object(branch), at(at(path, "eventFilterBranches"), place), report)


def _filters(tree: JsonObject) -> int:
    inner = sum(_filters(as_object(branch)) for branch in as_list(tree.get("filterBranches")))
    return inner + len(as_list(tree.get("filters")))
