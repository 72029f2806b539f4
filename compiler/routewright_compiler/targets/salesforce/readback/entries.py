"""Entries of a rule, read over the fields of a policy; slots of a rotation told from the rest.

```
AND(Topic, Turn_x = 1) -> a    \\
AND(Topic, Turn_x = 2) -> b     } a turn among (a, b), where Topic
AND(Topic, Turn_x = 3) -> c    /
```
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from routewright_compiler.target.forms import Assumption
from routewright_compiler.targets.salesforce.asked import (
    Blank,
    Condition,
    Equals,
    Every,
    Holds,
    Inverse,
    Opaque,
    Ordered,
    Some,
    every,
    some,
)
from routewright_compiler.targets.salesforce.formula.meaning import (
    SCORE_PREFIX,
    Rich,
    read_formula,
    read_test,
)
from routewright_compiler.targets.salesforce.formula.same import KeptTexts
from routewright_compiler.targets.salesforce.imported.assumptions import of_entry
from routewright_compiler.targets.salesforce.imported.boolean_filter import (
    FilterError,
    join_criteria,
)
from routewright_compiler.targets.salesforce.imported.criteria import own_words, read_criterion
from routewright_compiler.targets.salesforce.model import CustomField, FilterItem, RuleEntry
from routewright_compiler.targets.salesforce.readback.places import Places

# Begins what an entry asks that no policy can ask, so that it is equal to nothing.
ODD = "odd: "
_MODULUS = re.compile(r"MOD\(VALUE\((\w+)\), ?(\d{1,4})\) ?\+ ?1")
_POINTS = tuple[tuple[Decimal, Condition], ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """Who takes records under a condition: entries from `first` on.

    `slots` are the entries of a rotation by slot from 1, empty where there is none; `counter` is
    the API name of the field that holds the slot.
    """

    condition: Condition
    first: int
    entry: RuleEntry
    counter: str = ""
    slots: tuple[tuple[int, RuleEntry], ...] = ()


class EntryReader:
    """Reads entries of one configuration; `scores` are the sums of points met, by field."""

    def __init__(
        self, places: Places, fields: Mapping[str, CustomField], counters: Sequence[str]
    ) -> None:
        self._places = places
        self._formulas = {
            name.casefold(): field.formula
            for name, field in fields.items()
            if field.formula and places.field(f"{places.object}.{name}") is None
        }
        self._counters = {f"{places.object}.{name}".casefold(): name for name in counters}
        self.moduli = {
            name: int(found[2])
            for name, field in fields.items()
            if field.formula and (found := _MODULUS.fullmatch(field.formula.strip()))
        }
        for name in self.moduli:
            self._counters[f"{places.object}.{name}".casefold()] = name
            self._formulas.pop(name.casefold(), None)
        self.scores: dict[str, _POINTS] = {}
        self.assumptions: set[Assumption] = set()
        self._rich = Rich(self._formula, self._score)

    def _formula(self, path: str) -> str | None:
        plain = path.removeprefix("$Record.").removeprefix(f"{self._places.object}.")
        return self._formulas.get(plain.casefold())

    def _score(self, path: str, points: _POINTS) -> str:
        key = f"{SCORE_PREFIX}{path.removeprefix('$Record.')}"
        self.scores[key] = points
        return key

    # --- conditions ---------------------------------------------------------------------------

    def condition(self, entry: RuleEntry, kept: KeptTexts) -> Condition:
        """Return what an entry asks; an entry that cannot be read asks what nothing else does.

        `kept` are the `outside` texts of the rule that the entry is of.
        """
        rich = replace(self._rich, kept=kept)
        formula = (entry.formula or "").strip()
        is_mixed = False
        if formula and entry.criteria_items:
            return Opaque(f"{ODD}a formula and criteria in one entry")
        if formula:
            condition = read_formula(formula, self._places.of_formula, rich)
        else:
            items = tuple(self._criterion(item, rich) for item in entry.criteria_items)
            condition = every(items)
            if (entry.boolean_filter or "").strip():
                try:
                    joined = join_criteria(entry.boolean_filter or "", items)
                except FilterError as trouble:
                    return Opaque(f"{ODD}a boolean filter that cannot be read: {trouble}")
                condition, is_mixed = joined.condition, joined.is_mixed
        self.assumptions |= of_entry(entry, condition, is_mixed=is_mixed)
        return condition

    def _criterion(self, item: FilterItem, rich: Rich) -> Condition:
        path = self._places.of_criterion(item.field)
        plain = FilterItem(path, item.operation, item.value, item.value_field)
        words = own_words(plain)
        if words in rich.kept.criteria:
            return Opaque(words)
        return self._derived(read_criterion(plain).condition, rich)

    def _derived(self, condition: Condition, rich: Rich) -> Condition:
        """Say tests of a formula field by its formula."""
        match condition:
            case Every(items):
                return Every(tuple(self._derived(item, rich) for item in items))
            case Some(items):
                return Some(tuple(self._derived(item, rich) for item in items))
            case Inverse(item):
                return Inverse(self._derived(item, rich))
            case Equals(path, values) if self._formula(path) is not None:
                return some(tuple(self._test(path, "=", value, rich) for value in values))
            case Ordered(path, order, value) if self._formula(path) is not None:
                return self._test(path, order, value, rich)
            case Holds(path, relation, texts) if self._formula(path) is not None:
                return some(tuple(self._test(path, relation, text, rich) for text in texts))
            case Blank(path) if self._formula(path) is not None:
                return self._test(path, "=", "", rich)
            case _:
                return condition

    def _test(self, path: str, operator: str, text: str, rich: Rich) -> Condition:
        own = path.removeprefix(f"{self._places.object}.")
        return read_test(own, operator, text, self._places.of_formula, rich)

    # --- rotations ----------------------------------------------------------------------------

    def takers(self, entries: Sequence[RuleEntry], kept: Sequence[KeptTexts]) -> Iterator[Taken]:
        """Yield who takes records, in order; the slots of one rotation as one.

        `kept` has for each entry the `outside` texts of its rule.
        """
        read = [
            (entry, *self._split(self.condition(entry, texts)))
            for entry, texts in zip(entries, kept, strict=True)
        ]
        number = 0
        while number < len(read):
            entry, rest, slot = read[number]
            if slot is None:
                yield Taken(rest, number, entry)
                number += 1
                continue
            end = number
            while end < len(read) and _follows(
                read[end][2], slot[0], read[end - 1][2], end, number
            ):
                end += 1
            yield from _rotation(number, read[number:end], slot[0])
            number = end

    def _split(self, condition: Condition) -> tuple[Condition, tuple[str, int] | None]:
        """Tell the slot that a condition asks for from the rest of it."""
        items = condition.items if isinstance(condition, Every) else (condition,)
        rest: list[Condition] = []
        slot: tuple[str, int] | None = None
        for item in items:
            match item:
                case Equals(path, (text,)) if path.casefold() in self._counters and slot is None:
                    if text.isdigit():
                        slot = (self._counters[path.casefold()], int(text))
                        continue
                    rest.append(item)
                case _:
                    rest.append(item)
        return (condition, None) if slot is None else (every(tuple(rest)), slot)


def _follows(
    slot: tuple[str, int] | None,
    counter: str,
    before: tuple[str, int] | None,
    place: int,
    first: int,
) -> bool:
    """Whether an entry goes on with a rotation: the same counter, no slot that went before."""
    if slot is None or slot[0] != counter:
        return False
    return place == first or (before is not None and slot[1] >= before[1])


_Read = tuple[RuleEntry, Condition, tuple[str, int] | None]


def _rotation(first: int, read: Sequence[_Read], counter: str) -> Iterator[Taken]:
    conditions: dict[int, list[Condition]] = {}
    takers: dict[int, RuleEntry] = {}
    is_clean = True
    for entry, condition, slot in read:
        assert slot is not None
        conditions.setdefault(slot[1], []).append(condition)
        known = takers.setdefault(slot[1], entry)
        is_clean = is_clean and known.assigned_to == entry.assigned_to
    asked = {tuple(items) for items in conditions.values()}
    if is_clean and len(asked) == 1:
        condition = some(asked.pop())
        yield Taken(condition, first, read[0][0], counter, tuple(sorted(takers.items(), key=_slot)))
        return
    for place, (entry, condition, slot) in enumerate(read):
        # Slots that ask for different records are no rotation: nothing of a policy says that.
        assert slot is not None
        odd = Opaque(f"{ODD}slot {slot[1]} of {counter} alone")
        yield Taken(every((condition, odd)), first + place, entry)


def _slot(item: tuple[int, RuleEntry]) -> int:
    return item[0]
