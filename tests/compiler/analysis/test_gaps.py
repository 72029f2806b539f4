"""Fields whose lack alone opens a gap, where the boxes that catch their values share little."""

from compiler.analysis.graphs import Rule, build, plain_field
from routewright_compiler.analysis.facts import Facts
from routewright_runtime.graph.conditions import AllOf, Condition, FieldTerm, OneOf
from routewright_runtime.values import TypeName, ValueType

PLACES = tuple("123456")
KIND, PLACE = FieldTerm("kind"), FieldTerm("place")
FIELDS = (
    plain_field("kind", ValueType(TypeName.CHOICE, ("A", "B"))),
    plain_field("place", ValueType(TypeName.CHOICE, PLACES)),
)


def both(kind: str, *places: str) -> Condition:
    return AllOf((OneOf(KIND, (kind,)), OneOf(PLACE, places)))


def test_a_gap_behind_a_part_that_has_none_is_found() -> None:
    # At place 1 nothing is missing, at 2 kind B is caught nowhere: only at 3 the lack is all.
    rules = [
        Rule("one", OneOf(PLACE, ("1",))),
        Rule("A12", both("A", "1", "2")),
        Rule("A23", both("A", "2", "3")),
        Rule("B13", both("B", "1", "3")),
        Rule("B14", both("B", "1", "4")),
        Rule("B15", both("B", "1", "5")),
    ]
    gaps = Facts(build(FIELDS, rules)).gaps
    assert not gaps.undecided
    (missing,) = (missing for missing in gaps.missing if missing.field == "kind")
    assert missing.lead.values == {"place": "3"}
