"""Fields of the record: their types, where their values stand, and what counts as empty."""

from collections.abc import Mapping

from routewright_compiler.resolve.declarations import Declarations
from routewright_compiler.schema import codes
from routewright_compiler.schema.places import Places
from routewright_compiler.schema.report import Report, did_you_mean, listed, shown
from routewright_compiler.schema.wording import NUMERIC, ORDERED
from routewright_compiler.typecheck.literals import plain_number
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Label
from routewright_grammar.vocabulary import TYPE_NAMES
from routewright_runtime.graph import model
from routewright_runtime.text import fold
from routewright_runtime.values import Bound, TypeName, ValueType, member_problem, parts_of

_READ_WITH_COUNTRY = (TypeName.STATE, TypeName.PHONE)


def check_fields(
    declared: Declarations, places: Places, report: Report
) -> Mapping[str, model.Field]:
    """Return the fields of the record by name, in order; broken ones are reported and left out."""
    record = declared.record
    if record is None:
        return {}
    types: dict[str, ValueType] = {}
    for item in record.fields:
        symbol = declared.symbols.get(item.name.text)
        if symbol is None or symbol.node is not item:
            continue
        found = value_type(item.type, report, item.name.text)
        if found is not None:
            types[item.name.text] = found
    fields = {}
    for item in record.fields:
        name = item.name.text
        symbol = declared.symbols.get(name)
        if name in types and symbol is not None and symbol.node is item:
            fields[name] = _field(item, types, record, places, report)
    _check_parts(record, types, report)
    return fields


def _field(
    item: syntax.FieldDecl,
    types: Mapping[str, ValueType],
    record: syntax.Record,
    places: Places,
    report: Report,
) -> model.Field:
    name = item.name.text
    blanks = dict.fromkeys(fold(text.value) for text in (*record.blanks, *item.blanks))
    if item.column is not None and item.sources:
        report.add(
            codes.MALFORMED_FIELD,
            item.column.span,
            f"field {shown(name)} has both `column` and `from`",
            subject=name,
            repair="list the column among the sources of `from`",
        )
    return model.Field(
        name,
        types[name],
        _sources(item),
        is_required=item.is_required,
        blanks=tuple(blanks),
        country_field=_country_field(item, types, report),
        doc=item.doc,
        place=places.of(item.name.span),
    )


def _sources(item: syntax.FieldDecl) -> tuple[model.FieldSource, ...]:
    if item.sources:
        return tuple(
            model.FieldSource(source.value, is_path=False)
            if isinstance(source, syntax.Text)
            else model.FieldSource(source.text, is_path=True)
            for source in item.sources
        )
    if item.column is not None:
        return (model.FieldSource(item.column.value, is_path=False),)
    return (model.FieldSource(item.name.text, is_path=True),)


def _country_field(
    item: syntax.FieldDecl, types: Mapping[str, ValueType], report: Report
) -> str | None:
    """Return the country field that a state or phone number is read with."""
    own = types[item.name.text].name
    countries = [name for name, type_ in types.items() if type_.name is TypeName.COUNTRY]
    if item.type.of is not None:
        return _named_country(item, item.type.of, own, countries, report)
    if own not in _READ_WITH_COUNTRY or not countries:
        return None
    if len(countries) > 1 and own is TypeName.STATE:
        report.add(
            codes.MISSING_COUNTRY,
            item.type.span,
            f"field {shown(item.name.text)} is a state, and the record has {len(countries)} "
            "country fields",
            subject=item.name.text,
            repair=f"say whose state it is: `state of {countries[0]}`",
        )
    return countries[0] if len(countries) == 1 else None


def _named_country(
    item: syntax.FieldDecl, of: syntax.Path, own: TypeName, countries: list[str], report: Report
) -> str | None:
    if own not in _READ_WITH_COUNTRY:
        report.add(
            codes.MALFORMED_FIELD,
            of.span,
            f"`of` names the country of a state or phone number, and {shown(item.name.text)} is "
            "neither",
            subject=item.name.text,
            repair="leave `of` out",
        )
        return None
    if of.text in countries:
        return of.text
    known = f"use {listed((shown(name) for name in countries), 'or')}" if countries else ""
    report.add(
        codes.MISSING_COUNTRY,
        of.span,
        f"{shown(of.text)} is not a country field of the record",
        subject=item.name.text,
        repair=did_you_mean(of.text, countries) or known or "declare it: `country: country`",
    )
    return None


def _check_parts(record: syntax.Record, types: Mapping[str, ValueType], report: Report) -> None:
    """Report a field whose dotted name is also a part of another field."""
    spans = {item.name.text: item.name.span for item in record.fields}
    for item in record.fields:
        head, _, part = item.name.text.rpartition(".")
        owner = types.get(head)
        if owner is not None and part in parts_of(owner.name):
            report.add(
                codes.CLASHING_PART,
                item.name.span,
                f"{shown(item.name.text)} already means the {part} of field {shown(head)}",
                subject=item.name.text,
                related=(Label(spans[head], "this field has that part", head),),
                repair="give one of the two fields another name; `column` says where it stands",
            )


# --- types ------------------------------------------------------------------------------------


def value_type(node: syntax.FieldType, report: Report, subject: str) -> ValueType | None:
    """Return a type as written; None where it is reported."""
    if node.name.text not in TYPE_NAMES:
        types = ", ".join(f"`{name}`" for name in TYPE_NAMES)
        report.add(
            codes.MALFORMED_FIELD,
            node.name.span,
            f"{shown(node.name.text)} is not a type",
            subject=subject,
            repair=_usual_type(node.name.text)
            or did_you_mean(node.name.text, TYPE_NAMES)
            or f"the types are {types}",
        )
        return None
    name = TypeName(node.name.text)
    members = _members(node, name, report, subject)
    low, high = _bounds(node, name, report, subject)
    return ValueType(name, members, node.is_open, low, high)


_USUAL = {
    "string": "text",
    "str": "text",
    "varchar": "text",
    "int": "integer",
    "float": "number",
    "decimal": "number",
    "currency": "number",
    "money": "number",
    "percent": "number",
    "bool": "boolean",
    "checkbox": "boolean",
    "timestamp": "datetime",
    "time": "datetime",
    "picklist": "choice(…)",
    "enum": "choice(…)",
    "multipicklist": "choices(…)",
    "multiselect": "choices(…)",
    "owner": "user",
    "website": "url",
}


def _usual_type(word: str) -> str:
    found = _USUAL.get(word.lower())
    return "" if found is None else f"did you mean `{found}`?"


def _members(
    node: syntax.FieldType, name: TypeName, report: Report, subject: str
) -> tuple[str, ...]:
    members: dict[str, str] = {}
    for word in node.members:
        text = word.value.strip() if isinstance(word, syntax.Text) else word.text
        problem = member_problem(name, text)
        if problem is None and isinstance(word, syntax.Path) and len(word.parts) > 1:
            problem = f"{shown(text)} is not one plain word"
        if problem is not None:
            report.add(
                codes.MALFORMED_FIELD,
                word.span,
                problem,
                subject=subject,
                repair=f'write `"{text}"` in double quotes' if "plain" in problem else "",
            )
        elif fold(text) in members:
            report.add(
                codes.REPEATED_MEMBER,
                word.span,
                f"{shown(text)} is listed twice; capitals make no difference",
                subject=subject,
                repair="list every member once",
            )
        else:
            members[fold(text)] = text
    return tuple(members.values())


def _bounds(
    node: syntax.FieldType, name: TypeName, report: Report, subject: str
) -> tuple[Bound | None, Bound | None]:
    if node.bounds is None:
        return None, None
    if name not in ORDERED:
        report.add(
            codes.MALFORMED_FIELD,
            node.bounds.span,
            f"`{name}` takes no bounds",
            subject=subject,
            repair="only numbers, days and times have bounds: `integer 0..`",
        )
        return None, None
    low = _bound(node.bounds, node.bounds.low, name, report, subject)
    return low, _bound(node.bounds, node.bounds.high, name, report, subject)


def _bound(
    bounds: syntax.Range,
    end: syntax.Number | syntax.Date | syntax.DateTime | None,
    name: TypeName,
    report: Report,
    subject: str,
) -> Bound | None:
    if end is None:
        return None
    match end:
        case syntax.Number() if name in NUMERIC:
            if name is TypeName.INTEGER and end.value != end.value.to_integral_value():
                report.add(
                    codes.NUMBER_SCALE,
                    end.span,
                    f"{shown(end.text)} has decimals, but {shown(subject)} holds whole numbers",
                    subject=subject,
                    repair="write a whole number, or declare the field as `number`",
                )
            return plain_number(end)
        case syntax.Date() if name in (TypeName.DATE, TypeName.DATETIME):
            return end.value
        case syntax.DateTime() if name is TypeName.DATETIME:
            return end.value
        case _:
            report.add(
                codes.MALFORMED_FIELD,
                bounds.span,
                f"these bounds are no values of `{name}`",
                subject=subject,
                repair="write bounds of the field's own type: `0..` or `2026-01-01..`",
            )
            return None
