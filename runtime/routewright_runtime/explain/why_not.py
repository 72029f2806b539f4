"""The smallest change of a record that would make another rule decide.

A search by repair, exact over the classes of values that the policy can tell apart: whatever keeps
the rule from deciding (a part of its own condition that fails, an earlier rule that matches, a fact
contradicted) can only be overcome by changing one of the fields it looks at. Changes of one field
are tried before changes of two, and so on; among equally small ones the order of the fields in the
policy and of the values in its conditions decides. What is found has been read again from its JSON
form and matched before it is told. The time of the decision is not changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from routewright_runtime.decide import Router
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.explain.fields import AtomWalk, fields_behind
from routewright_runtime.explain.representatives import representatives
from routewright_runtime.graph.conditions import (
    AllOf,
    Condition,
    FieldTerm,
    Negation,
)
from routewright_runtime.records import ReadRecord
from routewright_runtime.values import TypeName, Value, nearest, to_json
from routewright_runtime.words import Words, rule_words

BUDGET = 20_000
_TEXTS = frozenset({TypeName.TEXT, TypeName.USER, TypeName.DOMAIN})


class UnknownRuleError(ValueError):
    """There is no rule, fallback or `require` of that name; the message offers the nearest."""


class WhyNotStatus(StrEnum):
    """What came of the search."""

    DECIDES = "decides already"
    FOUND = "found"
    NEVER = "never"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Change:
    """One field, its value now and then, in words and as JSON of a record."""

    field: str
    now: str
    then: str
    json: object


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The changes that make `rule` decide, in field order; `tried` counts records looked at.

    `NEVER` is proved: whatever the fields say, at this time the rule does not decide. `NOT_FOUND`
    says that the budget ran out or that not every class of values could be written down.
    """

    rule: str
    status: WhyNotStatus
    changes: tuple[Change, ...] = ()
    tried: int = 0
    text: str = ""


def why_not(
    router: Router,
    record: Mapping[str, object],
    rule: str,
    at: datetime | None,
    *,
    budget: int = BUDGET,
) -> WhyNot:
    """Return the smallest change of fields that makes `rule` decide; raise UnknownRuleError."""
    targets = [i for i, branch in enumerate(router.matcher.branches) if branch.rule == rule]
    if not targets:
        raise UnknownRuleError(_unknown(router, rule))
    read = router.read(record)
    if router.matcher.match(read.values, at) in targets:
        text = f"{rule_words(rule)} decides this record already"
        return WhyNot(rule, WhyNotStatus.DECIDES, text=text)
    best: tuple[dict[str, Value | None], int] | None = None
    is_proved, has_time, left = True, False, budget
    for target in targets:
        search = _Search(router, read, target, at, left)
        found = search.run(None if best is None else best[1] - 1)
        left = search.left
        is_proved = is_proved and search.is_exhaustive
        has_time = has_time or search.has_time
        if found is not None:
            best = (found, len(found))
    tried = budget - max(left, 0)
    if best is None:
        return _nothing(rule, is_proved, has_time, tried)
    return _found(router, read, rule, best[0], tried)


def _found(
    router: Router, read: ReadRecord, rule: str, found: dict[str, Value | None], tried: int
) -> WhyNot:
    words = Words(router.graph)
    changes = tuple(
        Change(
            name,
            words.value(FieldTerm(name), read.values[name]),
            words.value(FieldTerm(name), found[name]),
            to_json(found[name]),
        )
        for name in router.policy.fields
        if name in found
    )
    lines = [f"{rule_words(rule)} would decide with"]
    lines += [f"  {item.field} {item.then} (now {item.now})" for item in changes]
    return WhyNot(rule, WhyNotStatus.FOUND, changes, tried, "\n".join(lines))


def _nothing(rule: str, is_proved: bool, has_time: bool, tried: int) -> WhyNot:
    if is_proved:
        when = " at this time" if has_time else ""
        text = f"{rule_words(rule)} decides no record{when}, whatever its fields say"
        return WhyNot(rule, WhyNotStatus.NEVER, tried=tried, text=text)
    text = f"no change was found among {tried:,} records tried; a larger budget may find one"
    return WhyNot(rule, WhyNotStatus.NOT_FOUND, tried=tried, text=text)


def _unknown(router: Router, rule: str) -> str:
    names = tuple(dict.fromkeys(branch.rule for branch in router.matcher.branches))
    near = nearest(rule, names)
    offer = "" if near is None else f"; did you mean `{near}`?"
    return f"there is no rule `{rule}`{offer}"


class _Search:
    """One search for one branch; `left` is what remains of the budget of records looked at."""

    __slots__ = (
        "_at",
        "_guards",
        "_promised",
        "_read",
        "_router",
        "_states",
        "_target",
        "_values",
        "has_time",
        "is_exhaustive",
        "left",
    )

    def __init__(
        self, router: Router, read: ReadRecord, target: int, at: datetime | None, budget: int
    ) -> None:
        self._router = router
        self._read = read
        self._target = target
        self._at = at
        self.left = budget
        policy = router.policy
        branches = router.matcher.branches[: target + 1]
        self._guards = tuple(branch.guards for branch in branches)
        facts = [AllOf((f.premise, Negation(f.conclusion))) for f in router.graph.facts]
        walk = AtomWalk(policy)
        for condition in (*(g for guards in self._guards for g in guards), *facts):
            walk.condition(condition)
        self._states = {
            field.name: field.country_field
            for field in router.graph.fields
            if field.type.name is TypeName.STATE and field.country_field is not None
        }
        self.has_time = walk.has_time
        # A state and its country must fit: whoever changes one may have to change the other.
        for state, country in self._states.items():
            if state in walk.fields or country in walk.fields:
                walk.term(FieldTerm(state))
                walk.term(FieldTerm(country))
        now = dict(read.values)
        self._values = representatives(policy, walk, now, at)
        self._promised = frozenset(f.name for f in router.graph.fields if f.is_required)
        self.is_exhaustive = all(item.is_complete for item in self._values.values())

    def run(self, most: int | None) -> dict[str, Value | None] | None:
        """Return the smallest set of changes, of at most `most` fields."""
        limit = len(self._values) if most is None else min(most, len(self._values))
        for count in range(1, limit + 1):
            found = self._repair({}, count)
            if found is not None:
                return found
            if self.left <= 0:
                self.is_exhaustive = False
                return None
        if most is not None:
            self.is_exhaustive = False
        return None

    def _repair(
        self, changed: dict[str, Value | None], count: int
    ) -> dict[str, Value | None] | None:
        """Return the changes completed by at most `count` more, or None."""
        self.left -= 1
        if self.left <= 0:
            return None
        values = {**self._read.values, **changed}
        culprit = self._culprit(values)
        if culprit is None:
            return dict(changed) if self._replays(values) else None
        if not count:
            return None
        for name in culprit:
            if name in changed or name not in self._values:
                continue
            for value in self._choices(name, values[name]):
                found = self._repair({**changed, name: value}, count - 1)
                if found is not None:
                    return found
        return None

    def _choices(self, name: str, current: Value | None) -> Iterator[Value | None]:
        found = [value for value in self._values[name].values if value != current]
        # The last of the texts is one that the policy does not mention: rather none than that.
        last = found[-1:] if self._router.policy.fields[name].type.name in _TEXTS else []
        yield from found[: len(found) - len(last)]
        if current is not None and name not in self._promised:
            yield None
        yield from last

    def _culprit(self, values: dict[str, Value | None]) -> tuple[str, ...] | None:
        """Return the fields of what keeps the target from deciding; None where nothing does."""
        evaluation = Evaluation(self._router.policy, values, self._at)
        for guard in self._guards[self._target]:
            failing = _failing(evaluation, guard)
            if failing is not None:
                return self._fields(failing)
        branch = self._router.matcher.match(values, self._at)
        if branch != self._target:
            return self._fields(AllOf(self._guards[branch]))
        for fact in self._router.graph.facts:
            if evaluation.holds(fact.premise) and not evaluation.holds(fact.conclusion):
                return self._fields(AllOf((fact.premise, fact.conclusion)))
        for state, country in self._states.items():
            own, around = values[state], values[country]
            if own is not None and around is not None and str(own)[:2] != around:
                return (country, state)
        return None

    def _fields(self, condition: Condition) -> tuple[str, ...]:
        behind = fields_behind(self._router.policy, condition)
        return tuple(name for name in self._router.policy.fields if name in behind)

    def _replays(self, values: dict[str, Value | None]) -> bool:
        """Tell whether the changed record, written as JSON and read again, gets there."""
        again = self._router.read(record_of(self._router, values))
        return self._router.matcher.match(again.values, self._at) == self._target


def record_of(router: Router, values: Mapping[str, Value | None]) -> dict[str, object]:
    """Return a flat record that reads as these values: each under its field's first source."""
    return {field.sources[0].text: to_json(values.get(field.name)) for field in router.graph.fields}


def _failing(evaluation: Evaluation, condition: Condition) -> Condition | None:
    """Return the first conjunct that fails, or None."""
    if isinstance(condition, AllOf):
        for item in condition.items:
            failing = _failing(evaluation, item)
            if failing is not None:
                return failing
        return None
    return None if evaluation.holds(condition) else condition
