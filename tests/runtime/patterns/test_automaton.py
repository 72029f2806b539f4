"""The interface of the analysis: classes, steps, text tests."""

from hypothesis import given
from hypothesis import strategies as st

from routewright_runtime.patterns import (
    Automaton,
    charset,
    contains,
    ends_with,
    equals,
    is_value,
    starts_with,
)
from routewright_runtime.text import fold
from runtime.patterns.pattern_samples import SOURCES, TEXTS, compiled


@given(SOURCES)
def test_classes_partition_all_characters(source: str) -> None:
    automaton = compiled(source).automaton
    classes = [automaton.characters(number) for number in range(automaton.class_count)]
    assert charset.union(classes) == charset.ANY
    assert sum(high - low + 1 for chars in classes for low, high in chars) == 0x110000
    for number, chars in enumerate(classes):
        for low, high in chars:
            assert automaton.class_of(low) == automaton.class_of(high) == number


@given(SOURCES, TEXTS)
def test_stepping_by_class_is_accepting(source: str, text: str) -> None:
    automaton = compiled(source).automaton
    states = automaton.start
    for char in text:
        states = automaton.step(states, automaton.class_of(ord(char)))
    assert automaton.is_accepting(states) == automaton.accepts(text)


@given(SOURCES, st.data())
def test_characters_of_one_class_are_never_told_apart(source: str, data: st.DataObject) -> None:
    automaton = compiled(source).automaton
    text = data.draw(TEXTS)
    swapped = "".join(chr(automaton.characters(automaton.class_of(ord(c)))[0][0]) for c in text)
    assert automaton.accepts(text) == automaton.accepts(swapped)


@given(TEXTS, TEXTS.map(lambda text: text[:3]))
def test_text_tests_are_those_of_python(text: str, part: str) -> None:
    tests: list[tuple[Automaton, bool]] = [
        (equals(part), text == part),
        (starts_with(part), text.startswith(part)),
        (ends_with(part), text.endswith(part)),
        (contains(part), part in text),
        (is_value(), text != "" and text.strip() == text),
    ]
    for automaton, expected in tests:
        assert automaton.accepts(text) == expected


@given(st.text(max_size=6))
def test_every_folded_value_is_a_value(text: str) -> None:
    assert is_value().accepts(fold(text)) == (fold(text) != "")
