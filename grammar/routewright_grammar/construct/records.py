"""Records and their fields, and the tables that look rows up by them."""

import re

from routewright_grammar.codes import Fault
from routewright_grammar.construct import literals
from routewright_grammar.construct.reader import Reader, child, every, extent, tokens, trees
from routewright_grammar.syntax import (
    FieldDecl,
    FieldType,
    Name,
    Path,
    Record,
    Table,
    TableColumn,
    TableKey,
    Text,
)
from routewright_grammar.tree import Node, Token


def texts(reader: Reader, node: Node) -> tuple[Text, ...]:
    """Read the texts of a comma list."""
    return tuple(reader.string(item) for item in tokens(node.children))


def field_type(reader: Reader, node: Node) -> FieldType:
    """Read a type with its members, bounds and `of`."""
    members = child(node, "type_members")
    bounds = child(node, "type_bounds")
    of = child(node, "type_of")
    name = reader.name(trees(node.children)[0])
    is_open = child(node, "type_open") is not None
    made = FieldType(
        name,
        tuple(reader.word(item) for item in members.children) if members else (),
        is_open,
        literals.range_of(reader, tokens(bounds.children)[0]) if bounds else None,
        reader.path(trees(of.children)[0]) if of else None,
        reader.span(node),
    )
    _check_type(reader, made, has_list=members is not None)
    return made


def _check_type(reader: Reader, made: FieldType, *, has_list: bool) -> None:
    """Report a choice without members, and a list or `open` after any other type."""
    is_choice = made.name.text in ("choice", "choices")
    if is_choice and not made.members:
        reader.report(
            Fault.SYNTAX_ERROR,
            f"`{made.name.text}` needs its members in parentheses",
            made.span,
            f"Write `{made.name.text}(Gold, Silver)`.",
        )
    elif not is_choice and (has_list or made.is_open):
        reader.report(
            Fault.SYNTAX_ERROR,
            f"`{made.name.text}` takes no list of members",
            made.span,
            "Only `choice` and `choices` list members: `choice(Gold, Silver)`.",
        )


def _field_name(reader: Reader, token: Token) -> Name:
    """Return the name in a FIELD token, without its colon."""
    start, _ = extent(token)
    found = re.match(r"[^\s:#]+", token.text)
    assert found is not None
    return reader.name_at(start, start + found.end())


def _modifiers(reader: Reader, node: Node) -> dict[str, Node]:
    """Return the clauses after a field's type by kind; a second one of a kind is reported."""
    found: dict[str, Node] = {}
    for clause in every(node, "required", "column", "from", "blank"):
        data = clause.data
        if data in found:
            reader.report_twice(data, reader.span(found[data]), reader.span(clause))
        found.setdefault(data, clause)
    return found


def field_declaration(reader: Reader, node: Node) -> FieldDecl:
    """Read one field of a record."""
    span = reader.span(node)
    clauses = _modifiers(reader, node)
    column = clauses.get("column")
    source = clauses.get("from")
    blank = clauses.get("blank")
    return FieldDecl(
        reader.declared(_field_name(reader, tokens(node.children)[0])),
        field_type(reader, trees(node.children)[0]),
        "required" in clauses,
        reader.string(tokens(column.children)[0]) if column else None,
        tuple(_source(reader, item) for item in source.children) if source else (),
        texts(reader, trees(blank.children)[0]) if blank else (),
        reader.doc(span),
        span,
    )


def _source(reader: Reader, node: Node | Token) -> Path | Text:
    return reader.string(node) if isinstance(node, Token) else reader.path(node)


def record(reader: Reader, node: Node) -> Record:
    """Read a record."""
    span = reader.span(node)
    blank = child(node, "record_blank")
    return Record(
        reader.name(trees(node.children)[0]),
        texts(reader, trees(blank.children)[0]) if blank else (),
        tuple(field_declaration(reader, item) for item in every(node, "field")),
        reader.doc(span),
        span,
    )


def table(reader: Reader, node: Node) -> Table:
    """Read a table's key or match columns and what a row gives."""
    span = reader.span(node)
    name, columns, gives = trees(node.children)
    return Table(
        reader.name(name),
        reader.string(tokens(node.children)[0]),
        columns.data == "match",
        tuple(_table_key(reader, item) for item in trees(columns.children)),
        tuple(_table_column(reader, item) for item in trees(gives.children)),
        reader.doc(span),
        span,
    )


def _table_key(reader: Reader, node: Node) -> TableKey:
    span = reader.span(node)
    if node.data == "name":
        return TableKey(reader.name(node), is_prefix=False, span=span)
    name, *prefix = trees(node.children)
    return TableKey(reader.name(name), is_prefix=bool(prefix), span=span)


def _table_column(reader: Reader, node: Node) -> TableColumn:
    span = reader.span(node)
    item = node.children[0]
    if not isinstance(item, Token):
        return TableColumn(reader.name(item), None, span)
    return TableColumn(
        reader.declared(_field_name(reader, item)),
        field_type(reader, trees(node.children)[0]),
        span,
    )
