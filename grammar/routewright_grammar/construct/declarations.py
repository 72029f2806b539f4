"""Top-level declarations: named conditions here, all others handed to their module."""

from collections.abc import Callable

from routewright_grammar.construct import conditions, literals, people, promises, records, routing
from routewright_grammar.construct.reader import Reader, child, every, tokens, trees
from routewright_grammar.syntax import (
    Classify,
    ClassifyLine,
    Declaration,
    Define,
    Path,
    Score,
    ScoreLine,
    Text,
    Use,
    Zone,
)
from routewright_grammar.tree import Node, Token


def zone(reader: Reader, node: Node) -> Zone:
    """Read `zone "…"` at the top level."""
    span = reader.span(node)
    return Zone(reader.string(tokens(node.children)[0]), reader.doc(span), span)


def use(reader: Reader, node: Node) -> Use:
    """Read `use "…"`."""
    span = reader.span(node)
    return Use(reader.string(tokens(node.children)[0]), reader.doc(span), span)


def define(reader: Reader, node: Node) -> Define:
    """Read `define name = condition`."""
    span = reader.span(node)
    name, condition = trees(node.children)
    return Define(
        reader.name(name), conditions.condition(reader, condition), reader.doc(span), span
    )


def _class_value(reader: Reader, node: Node | Token) -> Path | Text:
    return reader.string(node) if isinstance(node, Token) else reader.path(node)


def _classify_line(reader: Reader, node: Node) -> ClassifyLine:
    value, condition = node.children
    assert not isinstance(condition, Token)
    return ClassifyLine(
        _class_value(reader, value), conditions.condition(reader, condition), reader.span(node)
    )


def classify(reader: Reader, node: Node) -> Classify:
    """Read a classification."""
    span = reader.span(node)
    otherwise = child(node, "otherwise")
    return Classify(
        reader.name(trees(node.children)[0]),
        tuple(_classify_line(reader, item) for item in every(node, "classify_line")),
        _class_value(reader, otherwise.children[0]) if otherwise else None,
        reader.doc(span),
        span,
    )


def _score_line(reader: Reader, node: Node) -> ScoreLine:
    points, condition = node.children
    assert isinstance(points, Token)
    assert not isinstance(condition, Token)
    return ScoreLine(
        literals.number(reader, points),
        conditions.condition(reader, condition),
        reader.span(node),
    )


def score(reader: Reader, node: Node) -> Score:
    """Read a score."""
    span = reader.span(node)
    return Score(
        reader.name(trees(node.children)[0]),
        tuple(_score_line(reader, item) for item in every(node, "score_line")),
        reader.doc(span),
        span,
    )


BUILDERS: dict[str, Callable[[Reader, Node], Declaration]] = {
    "zone": zone,
    "use": use,
    "record": records.record,
    "define": define,
    "classify": classify,
    "score": score,
    "table": records.table,
    "calendar": people.calendar,
    "rep": people.rep,
    "team": people.team,
    "queue": people.queue,
    "require": routing.require,
    "rule": routing.rule,
    "group": routing.group,
    "fallback": routing.fallback,
    "fact": promises.fact,
    "assert": promises.assertion,
    "expect": promises.expect,
}


def declarations(reader: Reader, tree: Node) -> tuple[Declaration, ...]:
    """Read every declaration of a parsed stretch, in order."""
    return tuple(BUILDERS[node.data](reader, node) for node in trees(tree.children))
