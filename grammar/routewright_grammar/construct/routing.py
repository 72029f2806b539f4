"""Decisions, rules, groups, fallbacks, `require` and service levels."""

from routewright_grammar.construct import conditions, literals
from routewright_grammar.construct.reader import Reader, child, every, tokens, trees
from routewright_grammar.syntax import (
    Action,
    Assign,
    Condition,
    Decision,
    Duration,
    Escalate,
    Fallback,
    Group,
    Method,
    Notify,
    Reassign,
    Require,
    Rotate,
    Rule,
    Skill,
    Sla,
    SlaStep,
    StepAction,
    StepTiming,
    Suppress,
    Tag,
    Where,
)
from routewright_grammar.tree import Node

METHODS = {"by_turn": Method.TURN, "by_weight": Method.WEIGHT, "by_load": Method.LOAD}
SKILLS = {"where_speaks": Skill.SPEAKS, "where_knows": Skill.KNOWS}
TIMINGS = {"step_at": StepTiming.AT, "step_then": StepTiming.THEN, "step_after": StepTiming.AFTER}


def action(reader: Reader, node: Node) -> Action:
    """Read `assign`, `suppress` or `rotate`."""
    span = reader.span(node)
    if node.data == "suppress":
        return Suppress(reader.string(tokens(node.children)[0]), span)
    target, *rest = trees(node.children)
    if node.data == "assign":
        return Assign(conditions.target(reader, target), span)
    methods = [METHODS[item.data] for item in rest if item.data in METHODS]
    where = tuple(
        Where(SKILLS[item.data], reader.word(item.children[0]), reader.span(item))
        for item in rest
        if item.data in SKILLS
    )
    return Rotate(conditions.target(reader, target), methods[0] if methods else None, where, span)


def notify(reader: Reader, node: Node) -> Notify:
    """Read `notify X`."""
    return Notify(reader.name(trees(node.children)[0]), reader.span(node))


def decision(reader: Reader, node: Node) -> Decision:
    """Read a decision with its hold, notify and tag clauses."""
    first, *rest = trees(node.children)
    hold: Duration | None = None
    extras: list[Notify | Tag] = []
    for item in rest:
        if item.data == "notify":
            extras.append(notify(reader, item))
        elif item.data == "tag":
            extras.append(Tag(reader.string(tokens(item.children)[0]), reader.span(item)))
        elif hold is None:
            hold = literals.duration(reader, trees(item.children)[0])
        else:
            reader.report_twice("hold", hold.span, reader.span(item))
    return Decision(action(reader, first), hold, tuple(extras), reader.span(node))


def _step_action(reader: Reader, node: Node) -> StepAction:
    match node.data:
        case "reassign":
            return Reassign(reader.span(node))
        case "escalate":
            to = conditions.target(reader, trees(node.children)[0])
            return Escalate(to, reader.span(node))
        case "notify":
            return notify(reader, node)
        case _:
            step = action(reader, node)
            assert not isinstance(step, Suppress)
            return step


def _step(reader: Reader, node: Node) -> SlaStep:
    items = trees(node.children)
    delay = literals.duration(reader, items[0]) if items[0].data == "duration" else None
    timing = TIMINGS[node.data]
    return SlaStep(timing, delay, _step_action(reader, items[-1]), reader.span(node))


def sla(reader: Reader, node: Node) -> Sla:
    """Read `sla T [during CALENDAR]` and its steps."""
    target, *rest = trees(node.children)
    calendar = [reader.name(item) for item in rest if item.data == "name"]
    steps = tuple(_step(reader, item) for item in rest if item.data in TIMINGS)
    return Sla(
        literals.duration(reader, target),
        calendar[0] if calendar else None,
        steps,
        reader.span(node),
    )


def _sla_in(reader: Reader, node: Node) -> Sla | None:
    found = child(node, "sla")
    return None if found is None else sla(reader, found)


def fallback(reader: Reader, node: Node) -> Fallback:
    """Read a `fallback`, of a rule, a group or the file."""
    span = reader.span(node)
    made = decision(reader, trees(node.children)[0])
    return Fallback(made, _sla_in(reader, node), reader.doc(span), span)


def _fallbacks(reader: Reader, node: Node) -> tuple[Fallback, ...]:
    return tuple(fallback(reader, item) for item in every(node, "fallback"))


def when(reader: Reader, node: Node) -> Condition | None:
    """Read the `when` of a body, if it has one."""
    found = child(node, "when")
    return None if found is None else conditions.condition(reader, trees(found.children)[0])


def rule(reader: Reader, node: Node) -> Rule:
    """Read a rule."""
    span = reader.span(node)
    made = child(node, "decision")
    assert made is not None
    return Rule(
        reader.string(tokens(node.children)[0]),
        when(reader, node),
        decision(reader, made),
        _fallbacks(reader, node),
        _sla_in(reader, node),
        reader.doc(span),
        span,
    )


def group(reader: Reader, node: Node) -> Group:
    """Read a group with all its members; its fallbacks are collected in order."""
    span = reader.span(node)
    members = tuple(
        rule(reader, item) if item.data == "rule" else group(reader, item)
        for item in every(node, "rule", "group")
    )
    return Group(
        reader.string(tokens(node.children)[0]),
        child(node, "unique") is not None,
        when(reader, node),
        members,
        _fallbacks(reader, node),
        reader.doc(span),
        span,
    )


def require(reader: Reader, node: Node) -> Require:
    """Read `require a, b else DECISION`."""
    span = reader.span(node)
    *fields, made = trees(node.children)
    return Require(
        tuple(reader.path(item) for item in fields),
        decision(reader, made),
        reader.doc(span),
        span,
    )
