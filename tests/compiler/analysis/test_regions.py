"""Regions: the primes hold exactly the region, and none of them is superfluous."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from compiler.analysis.brute_force import Small, brute, small_policies
from compiler.conftest import compiled
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.space import Box, set_bits

TRIED = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@TRIED
@given(small_policies())
def test_primes_hold_exactly_the_records_of_the_region(small: Small) -> None:
    reference = brute(*small)
    if reference is None:
        return
    facts = Facts(small[0])
    leads = facts.space.solver.leads
    points = [
        leads.point(Lead({k: v for k, v in record.items() if v is not None}))  # type: ignore[misc]
        for record in reference.records
    ]
    for number in range(len(facts.chain.branches)):
        before = facts.space.before(number)
        cover = facts.regions.cover(facts.space.boxes[number], before, limit=200)
        assert cover.is_complete
        inside = [
            [n for n, box in enumerate(cover.boxes) if _holds(box, point)] for point in points
        ]
        taken = [first == number for first in reference.first]
        assert [bool(found) for found in inside] == taken
        for n in range(len(cover.boxes)):
            assert any(found == [n] for found in inside), "a prime that the others cover"
        for box in cover.boxes:
            for wider in _widened(facts, box, number):
                more = [t for t, p in zip(taken, points, strict=True) if _holds(wider, p)]
                fewer = [p for p in points if _holds(box, p)]
                assert len(more) == len(fewer) or not all(more), "a box that could be wider"


def _widened(facts: Facts, box: Box, number: int) -> Iterator[Box]:
    """Yield a box with one class more in one column, inside the first asked box around it."""
    allowed = facts.space.encoder.space.allowed
    around = next((b for b in facts.space.boxes[number] if _is_inside(facts, box, b)), None)
    if around is None:
        return
    for column, mask in box.items():
        for missing in set_bits(allowed[column] & around.get(column, -1) & ~mask):
            yield {**box, column: mask | 1 << missing}


def _is_inside(facts: Facts, box: Box, other: Box) -> bool:
    allowed = facts.space.encoder.space.allowed
    return all(not box.get(column, allowed[column]) & ~mask for column, mask in other.items())


def _holds(box: dict[int, int], point: dict[int, int]) -> bool:
    return all(mask >> point[column] & 1 for column, mask in box.items())


HEAD = """
record lead { kind: choice(A, B, C)  size: choice(S, M, L)  partner: boolean  country: country
              source: text }
rep ana "ana@acme.example"
rep ben "ben@acme.example"
queue desk
"""


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("kind = A and country = FR", "partner"),
        ("country = FR", "partner and country in (DE, FR)"),
        (
            "(kind = A and source matches /a+/) or (kind = B and source matches /aa+/)",
            'kind in (A, B) and source contains "b"',
        ),
        (
            """(kind = A and source matches /a+/ and source contains "b")
               or (kind = B and source matches /a+/ and source contains "c")
               or size = S""",
            "kind in (A, B) and size = M",
        ),
    ],
)
def test_a_region_is_as_wide_as_what_is_possible(before: str, asked: str) -> None:
    """What the earlier rule wants of the records asked about, no record has."""
    text = f"""{HEAD}
    fact "partners are German" {{ partner implies country = DE }}
    rule "Before" {{ when {before}  assign ana }}
    rule "Asked"  {{ when {asked}   assign ben }}
    fallback assign desk
    """
    policy = compiled({"main.route": text}).value
    assert policy is not None
    facts = Facts(policy.graph)
    cover = facts.regions.cover(facts.space.boxes[1], facts.space.before(1))
    assert cover.is_complete
    assert cover.boxes == tuple(facts.space.boxes[1])
