"""Conditions and the values in them."""

import re

from routewright_grammar.codes import Fault
from routewright_grammar.construct import literals
from routewright_grammar.construct.reader import Reader, extent, tokens, trees
from routewright_grammar.span import Span
from routewright_grammar.syntax import (
    And,
    Code,
    Compare,
    Comparison,
    Condition,
    During,
    Expression,
    Has,
    HasMode,
    InList,
    InRange,
    IsEmpty,
    IsKnown,
    IsRep,
    Lookup,
    Matches,
    Name,
    Not,
    Or,
    Outside,
    Paren,
    Path,
    Text,
    TextRelation,
    TextTest,
    Truth,
    Within,
)
from routewright_grammar.tree import Node, Token

COMPARISONS = {
    "eq": Comparison.EQ,
    "ne": Comparison.NE,
    "lt": Comparison.LT,
    "le": Comparison.LE,
    "gt": Comparison.GT,
    "ge": Comparison.GE,
}
RELATIONS = {
    "contains": TextRelation.CONTAINS,
    "starts_with": TextRelation.STARTS_WITH,
    "ends_with": TextRelation.ENDS_WITH,
}
SET_MODES = {"has_any": HasMode.ANY, "has_all": HasMode.ALL}


def lookup(reader: Reader, node: Node) -> Lookup:
    """Read `table(arguments).column`."""
    table, values, *column = trees(node.children)
    return Lookup(
        reader.name(table),
        expressions(reader, values),
        reader.name(trees(column[0].children)[0]) if column else None,
        reader.span(node),
    )


def target(reader: Reader, node: Node) -> Path | Lookup:
    """Read a dotted name or a table look-up."""
    return lookup(reader, node) if node.data == "lookup" else reader.path(node)


def expression(reader: Reader, node: Node | Token) -> Expression:
    """Read a value: a word, a code, a text, a number, a day, a moment or a look-up."""
    if not isinstance(node, Token):
        return target(reader, node)
    match node.type:
        case "TEXT":
            return reader.string(node)
        case "CODE":
            return Code(node.text, reader.span(node))
        case _:
            return literals.point(reader, node)


def expressions(reader: Reader, node: Node) -> tuple[Expression, ...]:
    """Read the values of a list."""
    return tuple(expression(reader, item) for item in node.children)


def condition(reader: Reader, node: Node) -> Condition:
    """Read a condition; recursion is bounded by the nesting limit."""
    span = reader.span(node)
    match node.data:
        case "or":
            return Or(tuple(condition(reader, item) for item in trees(node.children)), span)
        case "and":
            return And(tuple(condition(reader, item) for item in trees(node.children)), span)
        case "not":
            return Not(condition(reader, trees(node.children)[0]), span)
        case "paren":
            return Paren(condition(reader, trees(node.children)[0]), span)
        case "during":
            return During(_calendar_name(reader, node), span)
        case "outside":
            return Outside(_outside_text(reader, node), span)
        case "truth":
            return Truth(target(reader, trees(node.children)[0]), span)
        case _:
            return _test(reader, node, span)


def _test(reader: Reader, node: Node, span: Span) -> Condition:
    """Read a condition that begins with a value."""
    subject, *rest = node.children
    assert not isinstance(subject, Token)
    left = target(reader, subject)
    match node.data:
        case "compare":
            operator, right = rest
            assert not isinstance(operator, Token)
            return Compare(left, COMPARISONS[operator.data], expression(reader, right), span)
        case "in_list":
            return InList(left, expressions(reader, trees(rest)[0]), span)
        case "in_range":
            return InRange(left, literals.range_of(reader, tokens(rest)[0]), span)
        case "contains" | "starts_with" | "ends_with":
            return _text_test(reader, node, left, trees(rest)[0])
        case "matches":
            return Matches(left, literals.pattern(reader, tokens(rest)[0]), span)
        case "has":
            return Has(left, HasMode.ONE, (_member(reader, rest[0]),), span)
        case "has_any" | "has_all":
            return Has(left, SET_MODES[node.data], expressions(reader, trees(rest)[0]), span)
        case "is_known":
            return IsKnown(left, span)
        case "is_empty":
            return IsEmpty(left, span)
        case "is_rep":
            return IsRep(left, span)
        case other:
            assert other == "within", other
            return Within(left, literals.duration(reader, trees(rest)[0]), span)


def _member(reader: Reader, node: Node | Token) -> Expression:
    """Read the member after `has`; `any (A, B)` was hardly meant as a look-up."""
    member = expression(reader, node)
    if isinstance(member, Lookup) and member.table.text in ("any", "all"):
        word = member.table.text
        reader.report(
            Fault.OTHER_SPELLING,
            f"`has {word}` is written `has {word} of`",
            member.table.span,
            f"Write `has {word} of (…)`.",
        )
    return member


def _text_test(reader: Reader, node: Node, left: Path | Lookup, items: Node) -> TextTest:
    return TextTest(
        left,
        RELATIONS[node.data],
        tuple(reader.string(item) for item in tokens(items.children)),
        items.data == "text_list",
        reader.span(node),
    )


def _calendar_name(reader: Reader, node: Node) -> Name:
    """Return the name in `during berlin`, which is one token."""
    _, end = extent(node)
    found = re.search(r"[^\s]+\Z", reader.spelling(node))
    assert found is not None
    return reader.name_at(end - len(found[0]), end)


def _outside_text(reader: Reader, node: Node) -> Text:
    """Return the text of `outside "…"`, which is one token."""
    token = tokens(node.children)[0]
    inner = re.sub(r"(?m)#[^\r\n]*", lambda found: " " * len(found[0]), _head(token.text))
    start = inner.index('"')
    quoted = Token("TEXT", token.text[start:], token.start + start, token.end)
    return reader.string(quoted)


def _head(spelling: str) -> str:
    """Return the token up to its opening quote, comments before it being without newline."""
    found = re.match(r'outside(?:[^#"]|#[^\r\n]*[\r\n])*"', spelling)
    assert found is not None
    return found[0]
