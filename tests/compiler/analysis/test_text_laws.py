"""The laws of texts against product automata: lawful classes are those that some text has."""

from itertools import islice, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routewright_compiler.analysis.domains.samples import reads_of, samples_of
from routewright_compiler.analysis.domains.term_model import TermTest
from routewright_compiler.analysis.domains.text import TextLiterals, TextModel
from routewright_compiler.analysis.domains.text_laws import implied_parts, longest_listed
from routewright_compiler.analysis.domains.text_search import search_text, spelling
from routewright_compiler.analysis.formula import Formulas
from routewright_compiler.analysis.space import Space
from routewright_runtime.graph.conditions import FieldTerm, OneOf, TextHolds, TextRelation
from routewright_runtime.values import TypeName

NOTE = FieldTerm("note")
TEXTS = st.text("abc", min_size=1, max_size=3)
TRIED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def listed(size: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(TEXTS, min_size=1, max_size=size, unique=True).map(tuple)


TESTS = st.one_of(
    st.builds(OneOf, st.just(NOTE), listed(3)),
    st.builds(TextHolds, st.just(NOTE), st.sampled_from(list(TextRelation)), listed(2)),
)


def model_of(tests: list[TermTest]) -> tuple[Space, TextModel]:
    space = Space()
    formulas = Formulas(space.full)
    literals = TextLiterals(tests, ())
    model = TextModel(
        space,
        formulas,
        "note",
        literals,
        frozenset(),
        reads_of(TypeName.TEXT),
        samples_of(TypeName.TEXT),
        lambda text: (),
        True,
    )
    return space, model


@TRIED
@given(st.lists(TESTS, min_size=1, max_size=4))
def test_classes_are_lawful_exactly_where_a_text_has_them(tests: list[TermTest]) -> None:
    space, model = model_of(tests)
    sizes = [space.columns[c].size for c in model.columns]
    for choice in islice(product(*(range(size) for size in sizes)), 150):
        point = dict(zip(model.columns, choice, strict=True))
        is_lawful = not any(
            all(mask >> point[c] & 1 for c, mask in law.box.items()) for law in space.forbidden
        )
        domain = {c: 1 << k for c, k in point.items()}
        assert has_text(model, domain, point) == is_lawful, (point, [c.name for c in space.columns])


def has_text(model: TextModel, domain: dict[int, int], point: dict[int, int]) -> bool:
    """Whether a text, or the empty value, has exactly these classes."""
    number = point[model.column]
    if not number:
        return model.place(None) == point
    if model.is_listed(number):
        return any(model.place(text) == point for text in model.group(number))
    found = search_text(model, domain, spelling(TypeName.TEXT, None))
    assert found is None or isinstance(found, str), "small automata are decided"
    return found is not None


@TRIED
@given(st.lists(TESTS, min_size=1, max_size=5), st.lists(st.text("abcd", min_size=1, max_size=6)))
def test_a_made_up_text_has_the_classes_it_was_made_for(
    tests: list[TermTest], texts: list[str]
) -> None:
    space, model = model_of(tests)
    for text in texts:
        point = model.place(text)
        domain = {c: 1 << k for c, k in point.items()}
        found = [v for v in model.candidates(domain) if v and model.place(v) == point]
        assert found or search_text(model, domain, spelling(TypeName.TEXT, None)), text
        assert not any(
            all(mask >> point[c] & 1 for c, mask in law.box.items()) for law in space.forbidden
        ), "a law forbids a text that there is"


@given(st.lists(TEXTS, max_size=6, unique=True), TEXTS, st.booleans())
def test_the_longest_listed_start_or_end(texts: list[str], text: str, is_end: bool) -> None:
    fitting = [t for t in texts if (text.endswith(t) if is_end else text.startswith(t))]
    assert longest_listed(text, set(texts), is_end=is_end) == max(fitting, key=len, default="")


@given(st.lists(TEXTS, max_size=8, unique=True))
def test_implied_parts_close_to_containment(texts: list[str]) -> None:
    pairs = implied_parts(texts)
    assert all(part in text and part != text for text, part in pairs)
    for text, part in product(texts, repeat=2):
        if part in text and part != text:
            reached, waiting = {text}, [text]
            while waiting:
                at = waiting.pop()
                fresh = {b for a, b in pairs if a == at} - reached
                reached |= fresh
                waiting += fresh
            assert part in reached
