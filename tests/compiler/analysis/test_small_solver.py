"""Questions about a few boxes, compacted, have the answers that the whole solver gives."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.analysis.graphs import (
    COUNTRY,
    EMAIL,
    FIELDS,
    NOTE,
    RICH,
    SIZE,
    Rule,
    build,
    policies,
)
from routewright_compiler.analysis.budget import Budget, NotDecided
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    MatchesPattern,
    OneOf,
    TextHolds,
    TextRelation,
)
from routewright_runtime.graph.model import DecisionGraph

TRIED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@TRIED
@given(policies(RICH), st.data())
def test_a_small_solver_says_the_same(graph: DecisionGraph, data: st.DataObject) -> None:
    space = PolicySpace(graph)
    solver = space.solver
    number = data.draw(st.integers(0, len(space.bits) - 1))
    boxes = space.boxes[number]
    every = space.before(number)
    small = solver.among(boxes, every, Budget())
    for _ in range(4):  # one solver is asked again and again
        among = data.draw(st.integers(0, every))
        try:
            core, whole = small.core(among), solver.core(boxes, among)
        except NotDecided:
            continue
        assert (core is None) == (whole is None)
        if core is not None:
            assert not core & ~among
            assert not solver.leaves(boxes, core)


def test_a_box_that_no_record_is_in_has_no_hole() -> None:
    # Every address has something before its `@`, and no other box looks at addresses.
    empty = TextHolds(EMAIL, TextRelation.STARTS_WITH, ("@acme.com",))
    large = AllOf((OneOf(COUNTRY, ("DE",)), Between(SIZE, 5, None)))
    rules = [
        Rule("germany", OneOf(COUNTRY, ("DE",))),
        Rule("size", Between(SIZE, 5, None)),
        Rule("hidden", AnyOf((empty, large))),
    ]
    space = PolicySpace(build(FIELDS, rules))
    small = space.solver.among(space.boxes[2], space.before(2), Budget())
    assert small.core(space.bits[0]) == space.bits[0]
    assert small.core(space.bits[1]) == space.bits[1]
    assert small.core(0) is None


def test_a_hole_that_no_text_can_have_is_none() -> None:
    # Whatever starts with `vpx` contains `px`; the classes of starts and parts do not know it.
    starts = TextHolds(NOTE, TextRelation.STARTS_WITH, ("vpx",))
    parts = TextHolds(NOTE, TextRelation.CONTAINS, ("px",))
    ends = TextHolds(NOTE, TextRelation.ENDS_WITH, ("x",))
    rules = [
        Rule("parts", parts),
        Rule("ends", ends),
        Rule("germany", OneOf(COUNTRY, ("DE",))),
        Rule("starts", starts),
    ]
    space = PolicySpace(build(FIELDS, rules))
    solver = space.solver
    small = solver.among(space.boxes[3], space.before(3), Budget())
    assert small.core(space.bits[0]) == space.bits[0]
    assert small.core(space.bits[1] | space.bits[2]) is None


def test_a_hole_that_no_pattern_leaves_is_none() -> None:
    rules = [
        Rule("contains", TextHolds(NOTE, TextRelation.CONTAINS, ("ab",))),
        Rule("germany", OneOf(COUNTRY, ("DE",))),
        Rule("hidden", MatchesPattern(NOTE, "(ab)+")),
    ]
    space = PolicySpace(build(FIELDS, rules))
    small = space.solver.among(space.boxes[2], space.before(2), Budget())
    assert small.core(space.bits[0]) == space.bits[0]
    assert small.core(space.bits[1]) is None
