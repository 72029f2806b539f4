"""Spans are exact: what a node stands for is what is written there."""

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path as FilePath
from typing import get_args

import pytest

from routewright_grammar import syntax
from routewright_grammar.parse import parse
from routewright_grammar.span import Source, Span

LISTINGS = sorted((FilePath(__file__).parent / "listings").glob("*.route"))
CONDITIONS = get_args(syntax.Condition)


def nodes(item: object) -> Iterator[object]:
    """Yield every node below (and with) a node, outer ones first."""
    if isinstance(item, tuple):
        for part in item:
            yield from nodes(part)
    elif is_dataclass(item) and not isinstance(item, Span | Source):
        yield item
        yield from nodes(parts(item))


def parts(item: object) -> tuple[object, ...]:
    """Return what stands in the fields of a node."""
    assert is_dataclass(item)
    return tuple(getattr(item, part.name) for part in fields(item))


def without_spans(item: object) -> object:
    """Return a comparable form of a node without its places."""
    if isinstance(item, tuple):
        return tuple(without_spans(part) for part in item)
    if not is_dataclass(item):
        return item
    kept = [part.name for part in fields(item) if part.name not in ("span", "source")]
    return (type(item).__name__, *(without_spans(getattr(item, name)) for name in kept))


def read(path: FilePath) -> syntax.File:
    outcome = parse(Source(path.name, path.read_text(encoding="utf-8")))
    assert not outcome.diagnostics
    assert outcome.value is not None
    return outcome.value


@pytest.mark.parametrize("path", LISTINGS, ids=lambda path: path.stem)
def test_words_and_literals_are_where_their_spans_say(path: FilePath) -> None:
    file = read(path)
    text = file.source.text
    seen = 0
    for node in nodes(file.declarations):
        span = getattr(node, "span", None)
        assert isinstance(span, Span)
        written = text[span.start : span.end]
        seen += 1
        match node:
            case syntax.Name() | syntax.Path():
                assert unicodedata.normalize("NFC", written) == node.text
            case syntax.Code() | syntax.Number():
                assert written == node.text
            case syntax.Text():
                assert written[0] == written[-1] == '"'
                assert written[1:-1].replace('\\"', '"').replace("\\\\", "\\") == node.value
            case syntax.Date():
                assert written == node.value.isoformat()
            case syntax.Pattern():
                assert written == f"/{node.value.replace('/', chr(92) + '/')}/"
            case _:
                assert written.strip() == written != ""
    assert seen > 40


@pytest.mark.parametrize("path", LISTINGS, ids=lambda path: path.stem)
def test_a_node_lies_within_the_node_around_it(path: FilePath) -> None:
    file = read(path)
    for node in nodes(file.declarations):
        outer = getattr(node, "span", None)
        assert isinstance(outer, Span)
        for inner in nodes(parts(node)):
            span = getattr(inner, "span", outer)
            assert outer.start <= span.start <= span.end <= outer.end


@pytest.mark.parametrize("path", LISTINGS, ids=lambda path: path.stem)
def test_a_condition_read_from_its_span_alone_is_the_same(path: FilePath) -> None:
    file = read(path)
    seen = 0
    for node in nodes(file.declarations):
        if not isinstance(node, CONDITIONS):
            continue
        written = file.source.text[node.span.start : node.span.end]
        alone = parse(Source("alone.route", f"define x = {written}")).value
        assert alone is not None
        (define,) = alone.declarations
        assert isinstance(define, syntax.Define)
        assert without_spans(define.condition) == without_spans(node)
        seen += 1
    assert seen or path.stem == "people"


@pytest.mark.parametrize("path", LISTINGS, ids=lambda path: path.stem)
def test_comments_are_kept_with_their_places(path: FilePath) -> None:
    file = read(path)
    for comment in file.comments:
        written = file.source.text[comment.span.start : comment.span.end]
        assert written == f"# {comment.text}" or written == f"#{comment.text}"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("path", LISTINGS, ids=lambda path: path.stem)
def test_line_ends_make_no_difference(path: FilePath, end: str) -> None:
    file = read(path)
    text = file.source.text.replace("\n", end)
    other = parse(Source(path.name, text))
    assert not other.diagnostics
    assert without_spans(other.value) == without_spans(file)
