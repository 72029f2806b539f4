"""Conditions, decisions and types as text on one line."""

from collections.abc import Sequence
from typing import assert_never

from routewright_grammar.format.pieces import COMMA, SOFT
from routewright_grammar.span import Source, Span
from routewright_grammar.syntax import (
    Action,
    And,
    Assign,
    Code,
    Compare,
    Condition,
    Date,
    DateSpan,
    DateTime,
    Decision,
    Duration,
    During,
    Escalate,
    Expression,
    FieldType,
    Has,
    HasMode,
    InList,
    InRange,
    IsEmpty,
    IsKnown,
    IsRep,
    Lookup,
    Matches,
    Name,
    Not,
    Notify,
    Number,
    Or,
    Outside,
    Paren,
    Path,
    Pattern,
    Range,
    Reassign,
    Rotate,
    Skill,
    SlaStep,
    StepTiming,
    Suppress,
    Tag,
    Text,
    TextTest,
    Truth,
    Where,
    Within,
)

Atom = Name | Path | Code | Text | Number | Date | DateTime | Range | Pattern | DateSpan
GAP = f" {SOFT}"


class Phrases:
    """Writes nodes of one source; literals are copied from it."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def written(self, span: Span) -> str:
        """Return the text of a span."""
        return self.source.text[span.start : span.end]

    def atom(self, node: Atom) -> str:
        """Return a name or a literal as written."""
        return self.written(node.span)

    def atoms(self, nodes: Sequence[Atom]) -> str:
        """Return names or literals with commas between them."""
        return COMMA.join(self.atom(node) for node in nodes)

    def value(self, node: Expression) -> str:
        """Return a value."""
        if not isinstance(node, Lookup):
            return self.atom(node)
        column = f".{self.atom(node.column)}" if node.column else ""
        return f"{self.atom(node.table)}({self.values(node.arguments)}){column}"

    def values(self, nodes: tuple[Expression, ...]) -> str:
        """Return values with commas between them."""
        return COMMA.join(self.value(node) for node in nodes)

    def duration(self, node: Duration) -> str:
        """Return a length of time with its unit in the right number."""
        return f"{node.amount} {node.unit}{'' if node.amount == 1 else 's'}"

    def condition(self, node: Condition, joint: str = SOFT) -> str:
        """Return a condition; `joint` stands before each outermost `and` or `or`."""
        match node:
            case And():
                return f"{joint}and ".join(self.condition(item) for item in node.items)
            case Or():
                return f"{joint}or ".join(self.condition(item) for item in node.items)
            case Not():
                return f"not {self.condition(node.item)}"
            case Paren():
                return f"({self.condition(node.item)})"
            case Truth():
                return self.value(node.value)
            case During():
                return f"during {self.atom(node.calendar)}"
            case Outside():
                return f"outside {self.atom(node.text)}"
            case _:
                return f"{self.value(node.left)} {self._test(node)}"

    def _test(
        self,
        node: Compare
        | InList
        | InRange
        | TextTest
        | Matches
        | Has
        | IsKnown
        | IsEmpty
        | IsRep
        | Within,
    ) -> str:
        match node:
            case Compare():
                return f"{node.operator} {self.value(node.right)}"
            case InList():
                return f"in ({self.values(node.items)})"
            case InRange():
                return f"in {self.atom(node.range)}"
            case TextTest():
                items = self.atoms(node.items)
                return f"{node.relation} ({items})" if node.is_list else f"{node.relation} {items}"
            case Matches():
                return f"matches {self.atom(node.pattern)}"
            case Has(mode=HasMode.ONE):
                return f"has {self.values(node.items)}"
            case Has():
                return f"{node.mode} ({self.values(node.items)})"
            case IsKnown():
                return "is known"
            case IsEmpty():
                return "is empty"
            case IsRep():
                return "is rep"
            case Within():
                return f"within {self.duration(node.duration)}"
            case _:
                assert_never(node)

    def type(self, node: FieldType) -> str:
        """Return a type with its members, bounds and country field."""
        is_choice = bool(node.members)
        opened = " open" if node.is_open else ""
        members = f"{opened}({self.atoms(node.members)})" if is_choice else ""
        bounds = f" {self.atom(node.bounds)}" if node.bounds else ""
        of = f" of {self.atom(node.of)}" if node.of else ""
        return f"{self.atom(node.name)}{members}{bounds}{of}"

    def action(self, node: Action) -> tuple[str, str]:
        """Return a decision's verb and the rest."""
        match node:
            case Assign():
                return "assign", self.value(node.target)
            case Suppress():
                return "suppress", self.atom(node.reason)
            case Rotate():
                method = f" by {node.method}" if node.method else ""
                return "rotate", f"{self.value(node.target)}{method}{self._where(node.where)}"
            case _:
                assert_never(node)

    def _where(self, wishes: tuple[Where, ...]) -> str:
        if not wishes:
            return ""
        verbs = {Skill.SPEAKS: "speaks", Skill.KNOWS: "knows"}
        asked = [f"{verbs[wish.skill]} {self.atom(wish.value)}" for wish in wishes]
        return f"{SOFT}where {f'{SOFT}and '.join(asked)}"

    def decision(self, node: Decision) -> tuple[str, str]:
        """Return a decision's verb and the rest with hold, notify and tag."""
        verb, rest = self.action(node.action)
        parts = [rest]
        if node.hold is not None:
            parts.append(f"hold up to {self.duration(node.hold)}")
        parts += [self.extra(item) for item in node.extras]
        return verb, GAP.join(parts)

    def extra(self, node: Notify | Tag) -> str:
        """Return `notify X` or `tag "…"`."""
        if isinstance(node, Tag):
            return f"tag {self.atom(node.text)}"
        return f"notify {self.atom(node.target)}"

    def step(self, node: SlaStep) -> str:
        """Return one step of an `sla`."""
        when = {StepTiming.AT: "at", StepTiming.THEN: "then", StepTiming.AFTER: "after"}
        delay = f" {self.duration(node.delay)}" if node.delay else ""
        return f"{when[node.timing]}{delay} {self._step_action(node)}"

    def _step_action(self, node: SlaStep) -> str:
        match node.action:
            case Reassign():
                return "reassign"
            case Escalate() as escalate:
                return f"escalate to {self.value(escalate.target)}"
            case Notify() as notify:
                return self.extra(notify)
            case Assign() | Rotate() as action:
                return " ".join(self.action(action))
            case _:
                assert_never(node.action)
