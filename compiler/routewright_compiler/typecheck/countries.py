"""The countries that a policy names: they tell bare state parts (`CA`) apart."""

from collections.abc import Iterable, Iterator, Mapping

from routewright_compiler.resolve.declarations import Declarations, routed
from routewright_compiler.resolve.files import TableText
from routewright_compiler.resolve.walk import conditions_in, expressions_in
from routewright_compiler.typecheck.csv_cells import read_rows
from routewright_compiler.typecheck.table_cells import SEPARATOR
from routewright_compiler.typecheck.tables import table_source
from routewright_grammar import syntax
from routewright_grammar.span import Span
from routewright_runtime.graph import model
from routewright_runtime.values import TypeName, country_names, is_state_code, parts_of


def named_countries(
    declared: Declarations,
    fields: Mapping[str, model.Field],
    texts: Mapping[Span, TableText],
) -> tuple[str, ...]:
    """Return the country codes written in conditions and tables, sorted.

    Nothing is looked up unless the record has a state: then only can it matter.
    """
    if not any(field.type.name is TypeName.STATE for field in fields.values()):
        return ()
    words: set[str] = set()
    looked_up: dict[str, list[tuple[syntax.Expression, ...]]] = {}
    for condition in _conditions(declared):
        for part in conditions_in(condition):
            words.update(_compared(part, fields))
        for value in expressions_in(condition):
            if isinstance(value, syntax.Lookup):
                looked_up.setdefault(value.table.text, []).append(value.arguments)
    for lookup in _targets(declared):
        looked_up.setdefault(lookup.table.text, []).append(lookup.arguments)
    for table in declared.tables:
        text = texts.get(table.name.span)
        if text is not None:
            words.update(_in_table(table, text, looked_up.get(table.name.text, ()), fields))
    return tuple(sorted(words & set(country_names())))


def _compared(part: syntax.Condition, fields: Mapping[str, model.Field]) -> Iterator[str]:
    match part:
        case syntax.Compare():
            items: tuple[syntax.Expression, ...] = (part.right,)
        case syntax.InList():
            items = part.items
        case _:
            return
    for item in items:
        if isinstance(item, syntax.Code) and is_state_code(item.text):
            yield item.text[:2]
        elif isinstance(item, syntax.Path) and _is_country(part.left, fields):
            yield item.text


def _is_country(value: syntax.Expression, fields: Mapping[str, model.Field]) -> bool:
    if not isinstance(value, syntax.Path):
        return False
    if value.text in fields:
        return fields[value.text].type.name is TypeName.COUNTRY
    head, _, part = value.text.rpartition(".")
    return head in fields and parts_of(fields[head].type.name).get(part) is TypeName.COUNTRY


def _in_table(
    table: syntax.Table,
    text: TableText,
    uses: Iterable[tuple[syntax.Expression, ...]],
    fields: Mapping[str, model.Field],
) -> Iterator[str]:
    names = {
        key.name.text
        for arguments in uses
        for key, argument in zip(table.keys, arguments, strict=False)
        if _is_country(argument, fields)
    }
    source = table_source(text)
    if not names or source is None:
        return
    header, *rows = read_rows(source) or (None,)
    if header is None:
        return
    columns = [i for i, cell in enumerate(header.cells) if cell.text in names]
    for row in rows:
        for index in columns:
            if index < len(row.cells):
                yield from (word.strip() for word in row.cells[index].text.split(SEPARATOR))


def _conditions(declared: Declarations) -> Iterator[syntax.Condition]:
    yield from (item.condition for item in declared.defines)
    for classify in declared.classifies:
        yield from (line.condition for line in classify.lines)
    for score in declared.scores:
        yield from (line.condition for line in score.lines)
    for member in routed(declared.members):
        if member.condition is not None:
            yield member.condition
    for fact in declared.facts:
        yield fact.premise
        yield fact.conclusion
    yield from (item.condition for item in declared.asserts if item.condition is not None)


def _targets(declared: Declarations) -> Iterator[syntax.Lookup]:
    decisions = [item.decision for item in declared.requires]
    decisions += [item.decision for item in declared.fallbacks]
    for member in routed(declared.members):
        if isinstance(member, syntax.Rule):
            decisions.append(member.decision)
        decisions += [fallback.decision for fallback in member.fallbacks]
    for decision in decisions:
        action = decision.action
        if not isinstance(action, syntax.Suppress) and isinstance(action.target, syntax.Lookup):
            yield action.target
