"""Fetch a portal's flows into a folder, and carry out a plan, one flow at a time.

Before a flow is updated it is read once more: a revision other than the planned one stops
everything. After each write the flow is read back and compared with what was sent.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from routewright.hubspot.portal import Portal, PortalError
from routewright_compiler.targets.hubspot.model import JsonObject
from routewright_compiler.targets.hubspot.plan import PlannedFlow, Step, normal_body

CHECKS = 6
PAUSE_S = 2.0
_COMPLETE = "COMPLETE"


@dataclass(frozen=True, slots=True)
class Done:
    """A flow that was written, with its id and its revision in the portal."""

    name: str
    step: Step
    flow_id: str
    revision: str


def fetch_flows(portal: Portal, names: Sequence[str] = ()) -> tuple[JsonObject, ...]:
    """Return the whole bodies of the portal's flows (of those called so, where names are given)."""
    wanted = set(names)
    return tuple(
        portal.flow(flow_id) for flow_id, name in portal.flow_ids() if not wanted or name in wanted
    )


def apply_plan(
    portal: Portal,
    flows: Sequence[PlannedFlow],
    sleep: Callable[[float], None],
    on_done: Callable[[Done], None],
) -> None:
    """Carry out a plan in its order; raise PortalError at the first trouble.

    What was done before stays done; `on_done` has then been called for it.
    """
    for flow in flows:
        match flow.step:
            case Step.UNCHANGED:
                continue
            case Step.CREATE:
                _check_absent(portal, flow)
                made = portal.create(flow.body)
                flow_id = str(made.get("id", ""))
                if not flow_id:
                    raise PortalError(f"HubSpot made `{flow.name}` and told no id; look at it")
            case Step.UPDATE:
                _check_revision(portal, flow)
                portal.update(flow.flow_id, flow.body)
                flow_id = flow.flow_id
        now = _settled(portal, flow_id, sleep)
        if normal_body(now) != normal_body(flow.body):
            raise PortalError(
                f"HubSpot took `{flow.name}` (id {flow_id}) but holds something else than was"
                " sent; it is off unless it was on before: compare it in the portal"
            )
        on_done(Done(flow.name, flow.step, flow_id, str(now.get("revisionId", ""))))


def _check_absent(portal: Portal, flow: PlannedFlow) -> None:
    if any(name == flow.name for _, name in portal.flow_ids()):
        raise PortalError(
            f"the portal has a flow `{flow.name}` by now, which the plan was to create: fetch the"
            " portal's flows and plan anew"
        )


def _check_revision(portal: Portal, flow: PlannedFlow) -> None:
    revision = str(portal.flow(flow.flow_id).get("revisionId", ""))
    if revision != flow.revision:
        raise PortalError(
            f"`{flow.name}` was changed in the portal since it was fetched (revision {revision},"
            f" planned from {flow.revision}): fetch the portal's flows and plan anew"
        )


def _settled(portal: Portal, flow_id: str, sleep: Callable[[float], None]) -> JsonObject:
    """Return the flow once the portal says that it is made."""
    for _ in range(CHECKS):
        found = portal.flow(flow_id)
        if found.get("crmObjectCreationStatus", _COMPLETE) == _COMPLETE:
            return found
        sleep(PAUSE_S)
    raise PortalError(f"HubSpot has not finished the flow {flow_id}; look at it before going on")
