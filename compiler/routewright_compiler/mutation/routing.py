"""The mutants of rules and groups: their conditions, decisions, fallbacks and order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from routewright_compiler.mutation.conditions import ConditionMutants
from routewright_compiler.mutation.mutant import MutantKind
from routewright_compiler.mutation.variation import (
    Variation,
    dropped,
    inside,
    inside_one,
    without,
)
from routewright_grammar.diagnostic import Edit
from routewright_grammar.syntax import (
    Assign,
    Decision,
    Fallback,
    Group,
    Name,
    Path,
    Require,
    Rotate,
    Rule,
)

Member = Rule | Group
M = TypeVar("M", Rule, Group)


@dataclass(frozen=True, slots=True)
class RoutingMutants:
    """Yields the mutants of what a policy's first file routes.

    `others` gives for the name of a team, queue or rep the next one of its kind.
    """

    conditions: ConditionMutants
    others: Mapping[str, str]

    def of_member(self, node: Member) -> Iterator[Variation[Member]]:
        """Yield the variations of a rule or group, what stands inside included."""
        if isinstance(node, Rule):
            yield from self._of_rule(node)
        else:
            yield from self._of_group(node)

    def of_require(self, node: Require) -> Iterator[Variation[Require]]:
        """Yield the variations of a `require`."""
        spans = [path.span for path in node.fields]
        for number in range(len(spans)) if len(spans) > 1 else ():
            fields = without(node.fields, number)
            edit = dropped(spans, number)
            yield Variation(MutantKind.LIST, (edit,), replace(node, fields=fields))
        yield from inside(
            self.of_decision(node.decision), lambda decision: replace(node, decision=decision)
        )

    def of_fallback(self, node: Fallback) -> Iterator[Variation[Fallback]]:
        """Yield the variations of a fallback that stays."""
        yield from inside(
            self.of_decision(node.decision), lambda decision: replace(node, decision=decision)
        )

    def of_decision(self, node: Decision) -> Iterator[Variation[Decision]]:
        """Yield the decision with another team, queue or rep."""
        action = node.action
        if not isinstance(action, Assign | Rotate) or not isinstance(action.target, Path):
            return
        target = action.target
        other = self.others.get(target.text)
        if other is not None:
            path = Path((Name(other, target.span),), target.span)
            changed = replace(node, action=replace(action, target=path))
            yield Variation(MutantKind.DECISION, (Edit(target.span, other),), changed)

    def _of_rule(self, node: Rule) -> Iterator[Variation[Member]]:
        yield from self._of_condition(node)
        yield from inside(
            self.of_decision(node.decision), lambda decision: replace(node, decision=decision)
        )
        yield from self._of_fallbacks(node)

    def _of_group(self, node: Group) -> Iterator[Variation[Member]]:
        yield from self._of_condition(node)
        yield from inside_one(
            node.members, self.of_member, lambda members: replace(node, members=members)
        )
        for first, second, order in swapped(node.members, self.conditions.text):
            names = (first.name.value, second.name.value)
            changed = replace(node, members=order.node)
            yield Variation(MutantKind.ORDER, order.edits, changed, names)
        yield from self._of_fallbacks(node)

    def _of_condition(self, node: M) -> Iterator[Variation[M]]:
        if node.condition is not None:
            yield from inside(
                self.conditions.of(node.condition),
                lambda condition: replace(node, condition=condition),
            )

    def _of_fallbacks(self, node: M) -> Iterator[Variation[M]]:
        yield from inside_one(
            node.fallbacks, self.of_fallback, lambda items: replace(node, fallbacks=items)
        )
        for number, item in enumerate(node.fallbacks):
            changed = replace(node, fallbacks=without(node.fallbacks, number))
            yield Variation(MutantKind.FALLBACK, (Edit(item.span, ""),), changed)


def swapped(
    members: Sequence[Member], text: str
) -> Iterator[tuple[Rule, Rule, Variation[tuple[Member, ...]]]]:
    """Yield every two rules that stand one behind the other, and the members with them swapped."""
    for number, (first, second) in enumerate(pairwise(members)):
        if not (isinstance(first, Rule) and isinstance(second, Rule)):
            continue
        texts = [text[node.span.start : node.span.end] for node in (first, second)]
        edits = (Edit(first.span, texts[1]), Edit(second.span, texts[0]))
        order = (*members[:number], second, first, *members[number + 2 :])
        yield first, second, Variation(MutantKind.ORDER, edits, order)
