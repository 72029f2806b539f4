"""Tables as the analysis sees them: rows in the order in which they win, and tests of their cells.

Of `match` tables the most telling row wins: columns are compared from the left, a cell that says
something before a blank one, a longer start before a shorter. A row whose cell lists starts of
different lengths is taken apart into one line for each length. Sorted so, a table is a first-match
list. (Two lines that tie and meet are refused by the compiler, so their order is of no account.)
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from routewright_compiler.analysis.domains.term_model import TermTest
from routewright_runtime.evaluate.comparison import TermValue, name_key
from routewright_runtime.evaluate.conditions import holds_text, is_rep
from routewright_runtime.evaluate.order import is_between
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.conditions import (
    Between,
    HasMembers,
    IsRep,
    Known,
    LookupTerm,
    MatchesPattern,
    OneOf,
    Term,
    TextHolds,
    TextRelation,
    Value,
)
from routewright_runtime.graph.model import Table, TableRow
from routewright_runtime.text import fold


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row with one length of starts a column; an empty tuple matches anything."""

    row: TableRow
    keys: tuple[tuple[Value, ...], ...]


def plain_rows(table: Table) -> tuple[PlainRow, ...]:
    """Return the rows, the one that wins first."""
    ranked = [
        (tuple(shape for shape, _ in choice), PlainRow(row, tuple(keys for _, keys in choice)))
        for row in table.rows
        for choice in product(*_by_shape(table, row))
    ]
    ranked.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(row for _, row in ranked)


def _by_shape(table: Table, row: TableRow) -> Iterator[list[tuple[int, tuple[Value, ...]]]]:
    for key, values in zip(table.keys, row.keys, strict=True):
        if not values:
            yield [(0, ())]
            continue
        found: dict[int, list[Value]] = {}
        for value in values:
            size = len(fold(str(value))) if key.is_prefix else 1
            found.setdefault(size, []).append(value)
        yield [(size, tuple(listed)) for size, listed in sorted(found.items())]


def key_test(table: Table, column: int, argument: Term, values: tuple[Value, ...]) -> TermTest:
    """Return the test that a row's key cell puts to its argument."""
    if not values:
        return Known(argument)
    if table.keys[column].is_prefix:
        return TextHolds(argument, TextRelation.STARTS_WITH, tuple(fold(str(v)) for v in values))
    return OneOf(argument, values)


def cell_test(policy: Policy, test: TermTest) -> Callable[[TableRow], bool]:
    """Return whether the test of a look-up holds where a row is found."""
    term = test.term
    assert isinstance(term, LookupTerm)
    place = cell_place(policy, term)
    holds = value_test(policy, test)

    def is_true(row: TableRow) -> bool:
        cell = row.cells[place]
        return cell is not None and holds(cell)

    return is_true


def cell_place(policy: Policy, term: LookupTerm) -> int:
    """Return which cell of a row a look-up gives."""
    columns = policy.tables[term.table].columns
    return next(n for n, column in enumerate(columns) if column.name == term.column)


def value_test(policy: Policy, test: TermTest) -> Callable[[TermValue], bool]:
    """Return whether a test holds of a value that is there."""
    match test:
        case Known():
            return lambda value: True
        case IsRep():
            return lambda value: is_rep(policy, value)
        case OneOf():
            key_of = policy.key_of(test.term)
            wanted = {key_of(literal) for literal in test.values}
            return lambda value: key_of(value) in wanted
        case Between():
            return lambda value: is_between(test, value)
        case TextHolds():
            return lambda value: holds_text(test, fold(str(name_key(value))))
        case MatchesPattern():
            pattern = policy.pattern(test.pattern)
            return lambda value: pattern.matches(fold(str(name_key(value))))
        case HasMembers():
            return lambda value: _has(test, value)


def _has(test: HasMembers, value: TermValue) -> bool:
    has = {fold(item) for item in value} if isinstance(value, tuple) else set()
    wanted = {fold(item) for item in test.members}
    return wanted <= has if test.needs_all else not wanted.isdisjoint(has)


def telling_tests(
    policy: Policy, name: str, arguments: tuple[Term, ...], tests: Sequence[TermTest]
) -> Iterator[TermTest]:
    """Yield tests of the arguments that tell apart what the tests of the look-ups tell apart."""
    table = policy.tables[name]
    rows = plain_rows(table)
    for argument in arguments:
        yield Known(argument)
    if len(arguments) > 1 or table.is_match:
        seen: set[tuple[int, tuple[Value, ...]]] = set()
        for row in rows:
            for column, values in enumerate(row.keys):
                if values and (column, values) not in seen:
                    seen.add((column, values))
                    yield key_test(table, column, arguments[column], values)
        return
    holding = [cell_test(policy, test) for test in tests]
    groups: dict[tuple[bool, ...], list[Value]] = {}
    known: dict[tuple[object, ...], list[Value]] = {}
    for row in rows:
        listed = known.get(row.row.cells)
        if listed is None:
            answers = tuple(holds(row.row) for holds in holding)
            listed = known[row.row.cells] = groups.setdefault(answers, [])
        listed.extend(row.keys[0])
    for alike in groups.values():
        yield key_test(table, 0, arguments[0], tuple(alike))
