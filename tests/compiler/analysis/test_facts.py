"""Every fact of the analysis against trying all records: nothing missed, nothing false."""

import pytest
from hypothesis import HealthCheck, assume, given, settings

from compiler.analysis.brute_force import Brute, Record, Small, brute, lawful, small_policies
from compiler.analysis.graphs import FIELDS, KIND, SIZE, Rule, build
from routewright_compiler.analysis import cells
from routewright_compiler.analysis.condition_parts import (
    Part,
    parts,
    replaced,
    values_of,
    without_values,
)
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.reach import Verdict
from routewright_compiler.analysis.vacuity import PartFault
from routewright_runtime.graph.branches import GraphIndex, branches
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    Constant,
    Negation,
    OneOf,
)

Key = tuple[tuple[str, object], ...]
TRIED = settings(max_examples=70, deadline=None, suppress_health_check=list(HealthCheck))


def prepared(small: Small) -> tuple[Facts, Brute]:
    reference = brute(*small)
    assume(reference is not None)
    assert reference is not None
    return Facts(small[0]), reference


@TRIED
@given(small_policies())
def test_verdicts(small: Small) -> None:
    facts, reference = prepared(small)
    for number, verdict in enumerate(facts.reach.verdicts):
        holds = any(row[number] for row in reference.holds)
        is_live = number in reference.first
        expected = Verdict.LIVE if is_live else Verdict.HIDDEN if holds else Verdict.NEVER
        assert verdict is expected, facts.chain.branches[number]


@TRIED
@given(small_policies())
def test_covers(small: Small) -> None:
    check_covers(small)


@TRIED
@given(small_policies())
def test_covers_that_the_search_makes_smaller(small: Small) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "_MOST_BOXES", 0)
        check_covers(small)


def check_covers(small: Small) -> None:
    facts, reference = prepared(small)
    chain = facts.chain
    for number, verdict in enumerate(facts.reach.verdicts):
        if verdict is not Verdict.HIDDEN:
            continue
        cover = facts.reach.cover(number)
        takers = [taker.branch for taker in cover.takers]
        mine = [row for row in reference.holds if row[number]]
        assert takers
        assert all(t < number for t in takers)
        assert all(any(row[t] for t in takers) for row in mine), "together they take everything"
        others = [t for t in takers if chain.outcomes[t] != chain.outcomes[number]]
        rivals = {
            first
            for first, row in zip(reference.first, reference.holds, strict=True)
            if row[number] and chain.outcomes[first] != chain.outcomes[number]
        }
        assert bool(others) == bool(rivals), "one with another outcome is named where there is one"
        superfluous = [
            t for t in takers if all(any(row[o] for o in takers if o != t) for row in mine)
        ]
        assert len(superfluous) <= 1
        for taker in takers:
            taken = facts.reach.taken(taker, number)
            expected = any(
                row[number] and first == taker
                for first, row in zip(reference.first, reference.holds, strict=True)
            )
            assert (taken is not None) == expected
            if taken is not None:
                witness = facts.witness(
                    taken[1],
                    lambda p, t=taker, n=number: (
                        facts.space.first_match(p) == t  # type: ignore[misc]
                        and bool(facts.space.solver.index.at(p) & facts.space.bits[n])
                    ),
                    taken_by=taker,
                )
                assert not witness.is_assumed


@TRIED
@given(small_policies())
def test_overlaps(small: Small) -> None:
    facts, reference = prepared(small)
    chain = facts.chain
    rules = set(chain.rules())
    live = {n for n in rules if n in reference.first}
    unique = [g for g in chain.groups if g.is_unique]
    expected = {
        (i, j)
        for j in live
        for i in live
        if i < j
        and chain.outcomes[i] != chain.outcomes[j]
        and not any(g.first <= i < g.end and g.first <= j < g.end for g in unique)
        and any(row[i] and row[j] for row in reference.holds)
        and any(row[i] and not row[j] for row in reference.holds)
    }
    found = {(i, o.later) for o in facts.overlaps.overlaps for i in o.earlier}
    assert found == expected
    assert facts.overlaps.pairs == len(expected)
    for overlap in facts.overlaps.overlaps:
        for taker in facts.overlaps.takers(overlap):
            assert any(
                first == taker.branch and row[overlap.later]
                for first, row in zip(reference.first, reference.holds, strict=True)
            )


@TRIED
@given(small_policies())
def test_unique_groups(small: Small) -> None:
    facts, reference = prepared(small)
    chain = facts.chain
    expected: set[tuple[int, int, int]] = set()
    for number, group in enumerate(chain.groups):
        if not group.is_unique:
            continue
        for first, row in zip(reference.first, reference.holds, strict=True):
            if first < group.first:
                continue
            branches = [member.branch for member in group.members]
            members = [n for n, b in enumerate(branches) if b is not None and row[b]]
            expected.update((number, a, b) for a in members for b in members if a < b)
    assert {(o.group, o.first, o.second) for o in facts.unique_groups.overlaps} == expected


@TRIED
@given(small_policies())
def test_removable_rules(small: Small) -> None:
    facts, reference = prepared(small)
    chain = facts.chain
    expected = []
    for number in chain.rules():
        rows = zip(reference.first, reference.holds, strict=True)
        mine = [row for first, row in rows if first == number]
        if mine and all(
            chain.outcomes[row.index(True, number + 1)] == chain.outcomes[number] for row in mine
        ):
            expected.append(number)
            heirs = sorted({row.index(True, number + 1) for row in mine})
            assert list(facts.redundancy.heirs(number)) == heirs
    assert list(facts.redundancy.removable) == expected


@TRIED
@given(small_policies())
def test_gaps(small: Small) -> None:
    facts, reference = prepared(small)
    last = facts.chain.last
    fields = facts.space.encoder.fields
    asked = {n for n in facts.space.read_fields if not fields[n].field.is_required}
    decided = {
        tuple(sorted(record.items())): first
        for record, first in zip(reference.records, reference.first, strict=True)
    }
    lists = {name: {record[name] for record in reference.records} for name in small[1]}
    full = any(
        first == last and all(record[name] is not None for name in asked)
        for record, first in zip(reference.records, reference.first, strict=True)
    )
    assert (facts.gaps.uncaught is not None) == full
    expected = set()
    for record, first in zip(reference.records, reference.first, strict=True):
        for name in asked:
            if any(v is not None for n, v in record.items() if n not in asked and n != "kind"):
                continue
            is_there = first == last and record[name] is None
            if is_there and _is_caught(record, name, lists, decided, last):
                expected.add(name)
    assert {missing.field for missing in facts.gaps.missing} == expected


def _is_caught(
    record: Record, name: str, lists: dict[str, set[object]], decided: dict[Key, int], last: int
) -> bool:
    """Whether some branch takes the record, whatever value the field had; it could have one."""
    found = []
    for value in lists[name] - {None}:
        filled = {**record, name: value}
        if lawful(filled):
            found.append(decided.get(tuple(sorted(filled.items()))))
    outcomes = [first for first in found if first is not None]
    return bool(outcomes) and last not in outcomes


@TRIED
@given(small_policies())
def test_faulty_parts(small: Small) -> None:
    facts, reference = prepared(small)
    found = {(f.written.number, f.part.path, f.fault) for f in facts.vacuity.faults
             if f.written.kind == "rule" and f.fault is not PartFault.TWICE}  # fmt: skip
    for number in facts.chain.rules():
        condition = facts.chain.branches[number].guards[-1]
        faults = {}
        for part in parts(condition):
            if isinstance(part.condition, Constant):
                continue
            where = reference.where(part.condition)
            if not any(where):
                faults[part.path] = PartFault.NEVER
            elif all(where):
                faults[part.path] = PartFault.ALWAYS
        innermost = {
            (number, path, fault)
            for path, fault in faults.items()
            if not any(len(o) > len(path) and o[: len(path)] == path for o in faults)
        }
        assert {item for item in found if item[0] == number} == innermost


@TRIED
@given(small_policies())
def test_dead_values(small: Small) -> None:
    facts, reference = prepared(small)
    for number in facts.chain.rules():
        if facts.reach.verdicts[number] is not Verdict.LIVE:
            continue
        condition = facts.chain.branches[number].guards[-1]
        dead = [d for d in facts.dead_values.dead if d.branch == number]
        for item in dead:
            changed = without(condition, item.part, item.values)
            assert not differs(reference, number, condition, changed)
        named = {item.part.path: item.values for item in dead}
        gone = [path for path, values in named.items() if not values]
        for part in parts(condition):
            if any(part.path[: len(path)] == path for path in gone):
                continue
            if isinstance(part.inside, AnyOf):
                changed = without(condition, part, ())
                assert differs(reference, number, condition, changed), "a dead branch was missed"
            known = named.get(part.path, ())
            for place in range(len(values_of(part.condition))):
                if place in known or len(known) + 1 >= len(values_of(part.condition)):
                    continue
                changed = without(condition, part, (*known, place))
                assert differs(reference, number, condition, changed), "a dead value was missed"


def without(condition: Condition, part: Part, places: tuple[int, ...]) -> Condition:
    """Return the condition without some values of a part, or without the part."""
    if not places:
        return replaced(condition, part.path, lambda _: Constant(False))
    return replaced(condition, part.path, lambda old: without_values(old, frozenset(places)))


def differs(reference: Brute, number: int, old: Condition, new: Condition) -> bool:
    """Whether a rule decides some record differently with another condition."""
    outer = branches(GraphIndex(reference.graph))[number].guards[:-1]
    for record, first in zip(reference.records, reference.first, strict=True):
        if first < number or not all(reference.true(g, record) for g in outer):
            continue
        if reference.true(old, record) != reference.true(new, record):
            return True
    return False


def dead_of(*rules: Rule) -> list[tuple[int, tuple[int, ...]]]:
    return [(d.branch, d.values) for d in Facts(build(FIELDS, rules)).dead_values.dead]


def test_a_listed_value_that_an_earlier_rule_takes_is_dead() -> None:
    first, second = Rule("first", OneOf(KIND, ("A",))), Rule("second", OneOf(KIND, ("A", "B")))
    assert dead_of(first, second) == [(1, (0,))]
    with_size = AllOf((OneOf(KIND, ("A", "B")), Between(SIZE, 5, None)))
    assert dead_of(first, Rule("second", with_size)) == [(1, (0,))]
    small = Rule("small", AllOf((OneOf(KIND, ("A",)), Between(SIZE, None, 5))))
    assert dead_of(small, second) == []
    halves = (small, Rule("large", AllOf((OneOf(KIND, ("A",)), Negation(Between(SIZE, None, 5))))))
    assert dead_of(*halves, second) == [(2, (0,))]
    assert dead_of(*halves, Rule("second", with_size)) == [(2, (0,))]
