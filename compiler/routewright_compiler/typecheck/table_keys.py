"""The types of key columns, settled by what the table is looked up with."""

from collections.abc import Mapping

from routewright_compiler.schema import codes
from routewright_compiler.schema.report import shown
from routewright_compiler.schema.wording import TEXT_LIKE, type_words
from routewright_compiler.typecheck.scope import LookupUse, Scope, TypedArgument
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Label
from routewright_runtime.values import TypeName, ValueType

_UNUSED = ValueType(TypeName.TEXT)


def key_types(scope: Scope, table: syntax.Table) -> tuple[ValueType, ...] | None:
    """Return the type of each key column; None where look-ups disagree and that is reported.

    A table that nothing looks up has keys of text.
    """
    uses = [use for use in scope.lookups if use.term.table == table.name.text]
    types = [_key_type(scope, key, i, uses) for i, key in enumerate(table.keys)]
    found = [type_ for type_ in types if type_ is not None]
    return tuple(found) if len(found) == len(types) else None


def _key_type(
    scope: Scope, key: syntax.TableKey, index: int, uses: list[LookupUse]
) -> ValueType | None:
    merged: ValueType | None = None
    first: TypedArgument | None = None
    for use in uses:
        argument = use.arguments[index]
        type_ = argument.type
        if type_ is None or type_.name is TypeName.CHOICES:
            _report_unusable(scope, argument)
            return None
        if merged is None or first is None:
            merged, first = type_, argument
        elif merged.name is not type_.name:
            _report_mixed(scope, key, first, argument)
            return None
        else:
            merged = _united(merged, type_)
    if merged is not None and key.is_prefix and merged.name not in TEXT_LIKE:
        scope.report.add(
            codes.WRONG_LOOKUP,
            key.span,
            f"`starts with` looks into texts, but column {shown(key.name.text)} is looked up with "
            f"{type_words(merged)}",
            subject=key.name.text,
            repair="leave `starts with` out",
        )
        return None
    return merged or _UNUSED


def _united(left: ValueType, right: ValueType) -> ValueType:
    """Return the type of both; of two choices, with the members of both."""
    if left.name is not TypeName.CHOICE:
        return ValueType(left.name)
    members = tuple(dict.fromkeys((*left.members, *right.members)))
    return ValueType(TypeName.CHOICE, members, left.is_open or right.is_open)


def _report_unusable(scope: Scope, argument: TypedArgument) -> None:
    scope.report.add(
        codes.WRONG_LOOKUP,
        argument.span,
        f"{shown(argument.written)} is {type_words(argument.type)} and cannot be looked up",
        repair="look up by a field that holds one value",
    )


def _report_mixed(
    scope: Scope, key: syntax.TableKey, first: TypedArgument, second: TypedArgument
) -> None:
    scope.report.add(
        codes.MIXED_KEY_TYPES,
        second.span,
        f"column {shown(key.name.text)} is looked up with {type_words(first.type)} in one place "
        f"and with {type_words(second.type)} in another",
        subject=key.name.text,
        related=(Label(first.span, f"{type_words(first.type)} here"),),
        repair="give the two fields the same type, or use two tables",
    )


def argument_names(scope: Scope, table: syntax.Table) -> Mapping[int, str]:
    """Return which field each key column is looked up with, where that is a plain field."""
    names: dict[int, str] = {}
    for use in scope.lookups:
        if use.term.table == table.name.text:
            for index, argument in enumerate(use.arguments):
                if argument.written in scope.fields:
                    names.setdefault(index, argument.written)
    return names
