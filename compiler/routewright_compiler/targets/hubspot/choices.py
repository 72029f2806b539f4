"""The tests of a flow in order: which branches stand in which action, before there are ids.

A line becomes a branch of an if/then action. Twenty fit into one; the next action hangs on the
default. Where a condition must deny what no operator denies (`not starts with`), a branch before it
takes those records past it, to the next action:

    if starts with "94"      -> next action          records with 94 pass by
    if state is any of CA    -> give                 the others
    else                     -> next action

A run of lines that each ask for options of one property becomes one value-equals action.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from routewright_compiler.targets.hubspot.action_ids import falls_on
from routewright_compiler.targets.hubspot.filters.writing import Clause
from routewright_compiler.targets.hubspot.limits import LIST_BRANCHES, STATIC_BRANCHES
from routewright_compiler.targets.hubspot.model import Alternative, Filter
from routewright_compiler.targets.hubspot.steps import Steps

_LEAST_IN_RUN = 3
_LEAST_IN_ACTION = 10
_BREAKS_ONE_IN = 6


@dataclass(frozen=True, slots=True)
class Taken:
    """A line with its clauses: `label` names it, `steps` is what happens; always where no clause
    asks for anything."""

    label: str
    rule: str
    part: str
    clauses: tuple[Clause, ...]
    steps: Steps

    @property
    def is_always(self) -> bool:
        """Tell whether the line takes every record."""
        return any(not clause.filters and not clause.denied for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class Way:
    """A branch: to the steps of `line`, or, where that is None, past this action to the next."""

    name: str
    alternatives: tuple[Alternative, ...]
    line: Taken | None


@dataclass(frozen=True, slots=True)
class IfThen:
    """An if/then action; `otherwise` is a line that takes all the rest, else the next action."""

    ways: tuple[Way, ...]
    otherwise: Taken | None = None

    @property
    def name(self) -> str:
        """Return the name that its id is made of."""
        return f"branch|{self.ways[0].name}"


@dataclass(frozen=True, slots=True)
class ValueEquals:
    """A value-equals action: options of `of_property`, each with its line."""

    of_property: str
    ways: tuple[tuple[str, Taken], ...]

    @property
    def name(self) -> str:
        """Return the name that its id is made of."""
        return f"switch|{self.of_property}|{self.ways[0][1].label}"


Choice = IfThen | ValueEquals


@dataclass(frozen=True, slots=True)
class Choices:
    """All tests in order, and the line that takes what they leave (None: nobody)."""

    tests: tuple[Choice, ...]
    last: Taken | None


def choices(lines: Sequence[Taken]) -> Choices:
    """Lay the lines out as branches; lines behind one that takes everything are left out."""
    maker = _Maker()
    place = 0
    while place < len(lines):
        line = lines[place]
        if line.is_always:
            return Choices(maker.finished(), line)
        run = _run(lines[place:])
        if len(run) >= _LEAST_IN_RUN:
            maker.switch(run)
            place += len(run)
        else:
            maker.add(line)
            place += 1
    return Choices(maker.finished(), None)


class _Maker:
    def __init__(self) -> None:
        self._tests: list[Choice] = []
        self._ways: list[Way] = []
        self._names: dict[str, int] = {}

    def add(self, line: Taken) -> None:
        plain = tuple(c.filters for c in line.clauses if not c.denied)
        if plain:
            self._append(Way(self._named(line.label), plain, line))
        for denied, clauses in _by_denial(line.clauses):
            self._make_room(2)
            passing = Way(self._named(f"not {line.label}"), denied, None)
            alternatives = tuple(clause.filters for clause in clauses)
            if all(alternatives):
                self._ways += [passing, Way(self._named(line.label), alternatives, line)]
                self._close()
            else:
                self._ways.append(passing)
                self._close(line)

    def switch(self, run: Sequence[Taken]) -> None:
        self._close()
        ways: dict[str, Taken] = {}
        for line in run:
            for value in _options(line):
                ways.setdefault(value, line)
        self._tests.append(ValueEquals(_filter(run[0]).property, tuple(ways.items())))

    def finished(self) -> tuple[Choice, ...]:
        self._close()
        return tuple(self._tests)

    def _append(self, way: Way) -> None:
        self._make_room(1)
        self._ways.append(way)
        # A break that hangs on the name stays where it is when a rule comes or goes elsewhere.
        if len(self._ways) >= _LEAST_IN_ACTION and falls_on(way.name, _BREAKS_ONE_IN):
            self._close()

    def _make_room(self, count: int) -> None:
        if len(self._ways) + count > LIST_BRANCHES.number:
            self._close()

    def _close(self, otherwise: Taken | None = None) -> None:
        if self._ways:
            self._tests.append(IfThen(tuple(self._ways), otherwise))
            self._ways = []

    def _named(self, name: str) -> str:
        number = self._names[name] = self._names.get(name, 0) + 1
        return name if number == 1 else f"{name} ({number})"


def _by_denial(
    clauses: Sequence[Clause],
) -> Iterator[tuple[tuple[Alternative, ...], list[Clause]]]:
    """Yield the clauses that deny something, those that deny the same together."""
    groups: dict[tuple[Alternative, ...], list[Clause]] = {}
    for clause in clauses:
        if clause.denied:
            groups.setdefault(tuple(sorted(set(clause.denied), key=repr)), []).append(clause)
    yield from groups.items()


def _run(lines: Sequence[Taken]) -> list[Taken]:
    """Return the lines from the first on that ask for options of one property each."""
    found: list[Taken] = []
    count = 0
    for line in lines:
        if not _is_switchable(line):
            break
        if found and _filter(line).property != _filter(found[0]).property:
            break
        count += len(_options(line))
        if count > STATIC_BRANCHES.number:
            break
        found.append(line)
    return found


def _is_switchable(line: Taken) -> bool:
    if len(line.clauses) != 1 or line.clauses[0].denied or len(line.clauses[0].filters) != 1:
        return False
    (item,) = line.clauses[0].filters
    return (
        isinstance(item, Filter)
        and item.operation_type == "ENUMERATION"
        and item.operator == "IS_ANY_OF"
        and not item.includes_empty
        and item.is_single
    )


def _filter(line: Taken) -> Filter:
    (item,) = line.clauses[0].filters
    assert isinstance(item, Filter)
    return item


def _options(line: Taken) -> tuple[str, ...]:
    return tuple(str(value) for value in _filter(line).values)
