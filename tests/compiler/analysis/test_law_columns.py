"""What laws say of two boxes that meet in every column, against all short texts."""

from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.analysis.graphs import Rule, build, plain_field
from compiler.conftest import compiled
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_runtime.graph.conditions import (
    AllOf,
    Condition,
    FieldTerm,
    Known,
    Negation,
    OneOf,
    TextHolds,
    TextRelation,
)
from routewright_runtime.values import TypeName, ValueType

TRIED = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
TERM = FieldTerm("note")
PIECES = st.text("ab", min_size=1, max_size=3)
# Two pieces of three letters, what parts them, and what makes the text another one.
TEXTS = tuple("".join(letters) for size in range(1, 9) for letters in product("abx", repeat=size))


@st.composite
def asked(draw: st.DrawFn) -> Condition:
    """Draw a test of the text, perhaps turned round."""
    pieces = tuple(draw(st.lists(PIECES, min_size=1, max_size=2, unique=True)))
    relation = draw(st.sampled_from([None, *TextRelation, "known"]))
    test: Condition
    if relation == "known":
        test = Known(TERM)
    elif relation is None:
        test = OneOf(TERM, pieces)
    else:
        one = pieces[:1] if relation is TextRelation.CONTAINS else pieces
        test = TextHolds(TERM, TextRelation(relation), one)
    return Negation(test) if draw(st.booleans()) else test


def holds(test: Condition, text: str | None) -> bool:
    match test:
        case Negation(item):
            return not holds(item, text)
        case Known():
            return text is not None
        case OneOf(_, values):
            return text in values
        case TextHolds(_, relation, texts) if text is not None:
            match relation:
                case TextRelation.STARTS_WITH:
                    return text.startswith(texts)
                case TextRelation.ENDS_WITH:
                    return text.endswith(texts)
            return any(part in text for part in texts)
    return False


@TRIED
@given(st.lists(asked(), min_size=2, max_size=4))
def test_two_tests_share_a_text_exactly_where_it_is_said(tests: list[Condition]) -> None:
    fields = [plain_field("note", ValueType(TypeName.TEXT))]
    space = PolicySpace(build(fields, [Rule(f"rule {n}", t) for n, t in enumerate(tests)]))
    solver, laws = space.solver, space.law_columns
    sets = [{n for n, text in enumerate((None, *TEXTS)) if holds(t, text)} for t in tests]
    for first in range(len(tests)):
        for box in space.boxes[first]:
            shared = laws.shared(box, solver.index)
            for second in range(len(tests)):
                bits = space.bits[second]
                meeting = solver.index.meeting(box) & bits
                has_text = bool(sets[first] & sets[second])
                if len(space.boxes[first]) == len(space.boxes[second]) == 1:
                    assert not meeting & shared.unsure
                    assert bool(meeting & ~shared.none) is has_text
                    other = space.boxes[second][0]
                    assert laws.is_possible(solver, box, other) is has_text


@TRIED
@given(st.lists(st.tuples(asked(), asked()).map(AllOf) | asked(), min_size=2, max_size=4))
def test_another_index_is_answered_for_its_own_boxes(tests: list[Condition]) -> None:
    fields = [plain_field("note", ValueType(TypeName.TEXT))]
    space = PolicySpace(build(fields, [Rule(f"rule {n}", t) for n, t in enumerate(tests)]))
    laws, boxes = space.law_columns, space.solver.boxes
    there = BoxIndex(space.encoder.space, boxes)
    back = BoxIndex(space.encoder.space, boxes[::-1])
    for box in boxes:
        first, second = laws.shared(box, there), laws.shared(box, back)
        for one, other in ((first.none, second.none), (first.unsure, second.unsure)):
            seen = [one >> n & 1 for n in range(len(boxes))]
            assert seen == [other >> n & 1 for n in range(len(boxes))][::-1]


def test_a_fact_about_one_field_counts() -> None:
    base = """record lead { note: text }
queue one
queue two
rule "Start" { when note starts with "a"  assign one }
rule "End"   { when note ends with "b"    assign two }
fallback assign two
"""
    fact = 'fact "never both" { note starts with "a" implies not note ends with "b" }\n'
    for text, pairs in ((base, 1), (base + fact, 0)):
        outcome = compiled({"main.route": text})
        assert outcome.value is not None, outcome.diagnostics
        assert Facts(outcome.value.graph).overlaps.pairs == pairs
