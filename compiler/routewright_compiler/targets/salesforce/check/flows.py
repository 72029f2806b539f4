"""What no schema sees in flows: connectors, references to parts, logic of outcomes, filters."""

import re
from collections import Counter
from collections.abc import Iterator

from routewright_compiler.targets.salesforce.check.findings import (
    BROKEN_ENTRY,
    BROKEN_FILTER,
    DANGLING_CONNECTOR,
    DANGLING_REFERENCE,
    OVER_LIMIT,
    problem,
)
from routewright_compiler.targets.salesforce.check.rules import check_formula, filter_problem
from routewright_compiler.targets.salesforce.flow_model import (
    Connector,
    Decision,
    Flow,
    FlowValue,
    Node,
    TriggerType,
)
from routewright_compiler.targets.salesforce.limits import FORMULA_CHARACTERS, SCHEDULED_PATHS
from routewright_grammar.diagnostic import Diagnostic

_MERGE = re.compile(r"\{!\s*([^}\s]+)\s*\}")


def check_flow(path: str, name: str, flow: Flow) -> Iterator[Diagnostic]:
    """Yield what is wrong with one flow."""
    nodes = _nodes(flow)
    names = [node.name or "" for node in nodes]
    known = frozenset(names)
    parts = [
        *names,
        *(f.name or "" for f in flow.formulas),
        *(v.name or "" for v in flow.variables),
        *(o.name or "" for d in flow.decisions for o in d.rules),
    ]
    times = Counter(parts)
    for repeated in sorted(part for part, count in times.items() if count > 1 or not part):
        message = f"the name `{repeated}` stands twice in flow `{name}`"
        yield problem(BROKEN_ENTRY, path, message, advice="Give every part a name of its own.")
    for source, connector in _connectors(flow):
        if connector.target_reference not in known:
            message = f"`{source}` of flow `{name}` leads to `{connector.target_reference}`, which"
            advice = "Lead it to a node of the flow, or nowhere."
            yield problem(DANGLING_CONNECTOR, path, f"{message} is not there", advice=advice)
    yield from _unreached(path, name, flow, names)
    yield from _references(path, name, flow, frozenset(parts))
    for decision in flow.decisions:
        yield from _outcomes(path, name, decision)
    yield from _limits(path, name, flow)


def _nodes(flow: Flow) -> tuple[Node, ...]:
    return (
        *flow.action_calls,
        *flow.assignments,
        *flow.decisions,
        *flow.record_creates,
        *flow.record_lookups,
        *flow.record_updates,
    )


def _connectors(flow: Flow) -> Iterator[tuple[str, Connector]]:
    if flow.start is not None:
        if flow.start.connector is not None:
            yield "start", flow.start.connector
        for path in flow.start.scheduled_paths:
            if path.connector is not None:
                yield path.name or "a scheduled path", path.connector
    for node in _nodes(flow):
        if isinstance(node, Decision):
            if node.default_connector is not None:
                yield node.name or "", node.default_connector
            for outcome in node.rules:
                if outcome.connector is not None:
                    yield outcome.name or "", outcome.connector
        elif node.connector is not None:
            yield node.name or "", node.connector


def _unreached(path: str, name: str, flow: Flow, names: list[str]) -> Iterator[Diagnostic]:
    reached = {connector.target_reference for _, connector in _connectors(flow)}
    for node in sorted(set(names) - reached):
        message = f"nothing leads to `{node}` of flow `{name}`"
        yield problem(DANGLING_CONNECTOR, path, message, advice="Lead to it, or take it out.")


def _references(path: str, name: str, flow: Flow, parts: frozenset[str]) -> Iterator[Diagnostic]:
    asked: list[str] = []
    for formula in flow.formulas:
        asked.extend(_MERGE.findall(formula.expression))
    for decision in flow.decisions:
        for outcome in decision.rules:
            for condition in outcome.conditions:
                asked.append(condition.left_value_reference)
                asked.extend(_of_value(condition.right_value))
    for node in flow.assignments:
        for item in node.assignment_items:
            asked.append(item.assign_to_reference)
            asked.extend(_of_value(item.value))
    for action in flow.action_calls:
        for parameter in action.input_parameters:
            asked.extend(_of_value(parameter.value))
    for update in flow.record_updates:
        asked.extend(ref for given in update.input_assignments for ref in _of_value(given.value))
    for create in flow.record_creates:
        asked.extend(ref for given in create.input_assignments for ref in _of_value(given.value))
    for own in dict.fromkeys(asked):
        first = own.partition(".")[0]
        if not first.startswith("$") and first not in parts:
            message = f"flow `{name}` refers to `{own}`, which is not there"
            yield problem(DANGLING_REFERENCE, path, message, advice="Refer to a part of the flow.")


def _of_value(value: FlowValue | None) -> tuple[str, ...]:
    if value is None or value.element_reference is None:
        return ()
    return (value.element_reference,)


def _outcomes(path: str, name: str, decision: Decision) -> Iterator[Diagnostic]:
    for outcome in decision.rules:
        logic = outcome.condition_logic.strip()
        if not outcome.conditions:
            message = f"the outcome `{outcome.name}` of flow `{name}` has no condition"
            yield problem(BROKEN_FILTER, path, message, advice="Give it one.")
        if logic.lower() in ("and", "or"):
            continue
        reason = filter_problem(logic, len(outcome.conditions))
        if reason is not None:
            message = f"the logic `{logic}` of `{outcome.name}` in flow `{name}` {reason}"
            yield problem(BROKEN_FILTER, path, message, advice="Number the conditions from 1.")


def _limits(path: str, name: str, flow: Flow) -> Iterator[Diagnostic]:
    for formula in flow.formulas:
        size = len(formula.expression)
        if size > FORMULA_CHARACTERS.number:
            message = f"the formula `{formula.name}` of flow `{name}` has {size:,} characters"
            yield problem(OVER_LIMIT, path, message, advice="Split it.")
        yield from check_formula(path, f"`{formula.name}` in flow `{name}`", formula.expression)
    start = flow.start
    if start is None:
        yield problem(BROKEN_ENTRY, path, f"flow `{name}` has no start", advice="Add one.")
        return
    if start.scheduled_paths and start.trigger_type is not TriggerType.RECORD_AFTER_SAVE:
        message = f"flow `{name}` has scheduled paths and does not run after the save"
        yield problem(BROKEN_ENTRY, path, message, advice="Let it run after the save.")
    if len(start.scheduled_paths) > SCHEDULED_PATHS.number:
        message = f"flow `{name}` has {len(start.scheduled_paths)} scheduled paths"
        yield problem(OVER_LIMIT, path, message, advice="Leave out some steps.")
    if start.trigger_type is TriggerType.RECORD_BEFORE_SAVE and (
        flow.record_updates or flow.record_creates or flow.action_calls
    ):
        message = f"flow `{name}` changes other records before the save"
        yield problem(BROKEN_ENTRY, path, message, advice="Do that after the save.")
