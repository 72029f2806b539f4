"""Values that a condition may ask about: fields, their parts, classifications, scores, look-ups."""

from dataclasses import dataclass

from routewright_compiler.schema import codes
from routewright_compiler.schema.report import did_you_mean, listed, shown
from routewright_compiler.schema.symbols import Symbol, SymbolKind
from routewright_compiler.schema.wording import type_words
from routewright_compiler.typecheck.scope import LookupUse, Scope, TypedArgument
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Label
from routewright_grammar.span import Span
from routewright_runtime.graph.conditions import (
    ClassTerm,
    FieldTerm,
    LookupTerm,
    ScoreTerm,
    Term,
)
from routewright_runtime.values import TypeName, ValueType, parts_of

VALUE_KINDS = (
    SymbolKind.FIELD,
    SymbolKind.DEFINITION,
    SymbolKind.CLASSIFICATION,
    SymbolKind.SCORE,
)
NEEDED = "a field or a named condition"
_SCORE_TYPE = ValueType(TypeName.NUMBER)


@dataclass(frozen=True, slots=True)
class TypedTerm:
    """A term with its type (None: people, teams and queues of a table), and how it is written."""

    term: Term
    type: ValueType | None
    written: str
    span: Span

    @property
    def subject(self) -> str:
        """Return the name of the field, classification, score or table."""
        match self.term:
            case FieldTerm():
                return self.term.field
            case LookupTerm():
                return self.term.table
            case _:
                return self.term.name


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A named condition that stands as a value: true or false, never empty."""

    name: str
    span: Span


Operand = TypedTerm | DefinedName


def operand_of(scope: Scope, node: syntax.Path | syntax.Lookup) -> Operand | None:
    """Return what a path or look-up asks about; None where it is reported."""
    if isinstance(node, syntax.Lookup):
        return lookup_of(scope, node)
    found = known_operand(scope, node)
    if found is None:
        _report_path(scope, node)
        return None
    return None if isinstance(found, Broken) else found


def term_of(scope: Scope, node: syntax.Path | syntax.Lookup) -> TypedTerm | None:
    """Return the term of a path or look-up; a named condition is refused."""
    found = operand_of(scope, node)
    if isinstance(found, DefinedName):
        scope.report.add(
            codes.WRONG_KIND,
            node.span,
            f"{shown(found.name)} is a named condition, but a value is needed here",
            subject=found.name,
        )
        return None
    return found


@dataclass(frozen=True, slots=True)
class Broken:
    """A name whose own declaration is broken: reported there, not here."""


def known_operand(scope: Scope, path: syntax.Path) -> Operand | Broken | None:
    """Return what a path stands for, without reporting; None where it stands for nothing."""
    symbol = scope.declared.symbols.get(path.text)
    if symbol is not None:
        return _of_symbol(scope, symbol, path) if symbol.kind in VALUE_KINDS else None
    head, _, part = path.text.rpartition(".")
    owner = scope.declared.symbols.get(head)
    if owner is None or owner.kind is not SymbolKind.FIELD:
        return None
    field = scope.fields.get(head)
    if field is None:
        return Broken()
    part_type = parts_of(field.type.name).get(part)
    if part_type is None:
        return None
    return TypedTerm(FieldTerm(head, part), ValueType(part_type), path.text, path.span)


def _of_symbol(scope: Scope, symbol: Symbol, path: syntax.Path) -> Operand | Broken:
    name = symbol.name
    match symbol.kind:
        case SymbolKind.FIELD:
            field = scope.fields.get(name)
            if field is None:
                return Broken()
            return TypedTerm(FieldTerm(name), field.type, name, path.span)
        case SymbolKind.CLASSIFICATION:
            type_ = ValueType(TypeName.CHOICE, scope.classes[name])
            return TypedTerm(ClassTerm(name), type_, name, path.span)
        case SymbolKind.SCORE:
            return TypedTerm(ScoreTerm(name), _SCORE_TYPE, name, path.span)
        case _:
            return DefinedName(name, path.span)


def _report_path(scope: Scope, path: syntax.Path) -> None:
    symbol = scope.declared.symbols.get(path.text)
    if symbol is not None:
        remedy = ""
        if symbol.kind is SymbolKind.TABLE:
            remedy = f"a look-up names its fields: `{path.text}(field)`"
        scope.wrong_kind(symbol, path.span, NEEDED, remedy)
        return
    head, _, part = path.text.rpartition(".")
    field = scope.fields.get(head)
    if field is None:
        scope.unknown(path.text, path.span, VALUE_KINDS, NEEDED)
        return
    parts = parts_of(field.type.name)
    known = f"its parts are {listed(shown(p) for p in parts)}" if parts else "it has no parts"
    scope.report.add(
        codes.UNKNOWN_NAME,
        path.parts[-1].span,
        f"field {shown(head)} is {type_words(field.type)} and has no part {shown(part)}",
        subject=path.text,
        repair=did_you_mean(part, parts) or known,
    )


# --- look-ups ---------------------------------------------------------------------------------


def lookup_of(scope: Scope, node: syntax.Lookup) -> TypedTerm | None:
    """Return the term of a look-up, and keep its use for the types of the table's keys."""
    name = node.table
    symbol = scope.symbol(name.text, name.span, (SymbolKind.TABLE,), "a table")
    arguments = [_argument(scope, item) for item in node.arguments]
    if symbol is None or not isinstance(symbol.node, syntax.Table):
        return None
    table = symbol.node
    if len(arguments) != len(table.keys):
        _report_arguments(scope, node, table)
        return None
    column = _column(scope, node, table)
    if column is None or any(item is None for item in arguments):
        return None
    found = [item for item in arguments if item is not None]
    term = LookupTerm(name.text, tuple(item.term for item in found), column)
    typed = tuple(TypedArgument(item.type, item.written, item.span) for item in found)
    scope.lookups.append(LookupUse(term, typed, node.span))
    columns = scope.columns.get(name.text, {})
    if column not in columns:
        return None
    written = f"{name.text}({', '.join(item.written for item in found)})"
    if node.column is not None:
        written += f".{column}"
    return TypedTerm(term, columns[column], written, node.span)


def _argument(scope: Scope, node: syntax.Expression) -> TypedTerm | None:
    if isinstance(node, syntax.Path | syntax.Lookup):
        return term_of(scope, node)
    scope.report.add(
        codes.WRONG_LOOKUP,
        node.span,
        "a look-up asks with the values of fields, not with a fixed value",
        repair="write the name of a field",
    )
    return None


def _report_arguments(scope: Scope, node: syntax.Lookup, table: syntax.Table) -> None:
    keys = ", ".join(key.name.text for key in table.keys)
    given = len(node.arguments)
    scope.report.add(
        codes.WRONG_LOOKUP,
        node.span,
        f"table {shown(table.name.text)} is looked up by {_counted(len(table.keys))}, "
        f"but {given} {'is' if given == 1 else 'are'} given",
        subject=table.name.text,
        related=(Label(table.name.span, "declared here", table.name.text),),
        repair=f"its key is {shown(keys)}: give a field for each",
    )


def _counted(number: int) -> str:
    return "1 value" if number == 1 else f"{number} values"


def _column(scope: Scope, node: syntax.Lookup, table: syntax.Table) -> str | None:
    names = [column.name.text for column in table.gives]
    if node.column is None:
        if len(names) == 1:
            return names[0]
        choices = listed((shown(f".{name}") for name in names), "or")
        scope.report.add(
            codes.WRONG_LOOKUP,
            node.span,
            f"table {shown(table.name.text)} gives {len(names)} columns; say which",
            subject=table.name.text,
            repair=f"add {choices}",
        )
        return None
    if node.column.text in names:
        return node.column.text
    given = f"it gives {listed(shown(name) for name in names)}"
    scope.report.add(
        codes.UNKNOWN_NAME,
        node.column.span,
        f"table {shown(table.name.text)} gives no column {shown(node.column.text)}",
        subject=node.column.text,
        related=(Label(table.name.span, "declared here", table.name.text),),
        repair=did_you_mean(node.column.text, names) or given,
    )
    return None
