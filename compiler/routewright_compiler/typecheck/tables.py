"""Tables: the columns declared against the file's header, and every row read and compared."""

from collections.abc import Mapping

from routewright_compiler.resolve.declarations import Declarations
from routewright_compiler.resolve.files import TableText
from routewright_compiler.schema import codes
from routewright_compiler.schema.places import Places
from routewright_compiler.schema.report import Report, did_you_mean, listed, shown
from routewright_compiler.typecheck.csv_cells import Cell, CsvRow, read_rows
from routewright_compiler.typecheck.fields import value_type
from routewright_compiler.typecheck.rotations import check_rotation
from routewright_compiler.typecheck.scope import Scope
from routewright_compiler.typecheck.table_cells import CellReader
from routewright_compiler.typecheck.table_keys import argument_names, key_types
from routewright_compiler.typecheck.table_rows import Tie, ties_of
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Label
from routewright_grammar.span import Source, Span
from routewright_runtime.graph import model
from routewright_runtime.graph.conditions import Value
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName, ValueType, to_json


def columns_of(
    declared: Declarations, report: Report
) -> Mapping[str, Mapping[str, ValueType | None]]:
    """Return the given columns of every table with their types; broken ones are left out."""
    found: dict[str, dict[str, ValueType | None]] = {}
    for table in declared.tables:
        columns: dict[str, ValueType | None] = {}
        names: dict[str, Span] = {}
        for name in (*(k.name for k in table.keys), *(c.name for c in table.gives)):
            if name.text in names:
                report.add(
                    codes.DUPLICATE_NAME,
                    name.span,
                    f"column {shown(name.text)} stands twice in table {shown(table.name.text)}",
                    subject=name.text,
                    related=(Label(names[name.text], "first here", name.text),),
                    repair="name every column once",
                )
            names.setdefault(name.text, name.span)
        for column in table.gives:
            if names[column.name.text] != column.name.span:
                continue  # stands twice
            if column.type is None:
                columns[column.name.text] = None
                continue
            type_ = value_type(column.type, report, column.name.text)
            if type_ is not None:
                columns[column.name.text] = type_
        found[table.name.text] = columns
    return found


def table_source(text: TableText) -> Source | None:
    """Return the text of a table's file, or None where it is not UTF-8."""
    try:
        return Source(text.path, text.data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None


def check_tables(
    scope: Scope, declared: Declarations, texts: Mapping[Span, TableText], places: Places
) -> tuple[model.Table, ...]:
    """Return the tables whose file, columns and keys are sound, rows read; report all the rest."""
    tables = []
    for item in declared.tables:
        text = texts.get(item.name.span)
        types = key_types(scope, item)
        if text is not None and types is not None:
            table = _table(scope, item, text, types, places)
            if table is not None:
                tables.append(table)
    _check_uses(scope, {table.name: table for table in tables})
    return tuple(tables)


def _table(
    scope: Scope,
    item: syntax.Table,
    text: TableText,
    types: tuple[ValueType, ...],
    places: Places,
) -> model.Table | None:
    source = table_source(text)
    if source is None:
        scope.report.add(
            codes.MISSING_FILE,
            item.path.span,
            f"{shown(text.path)} cannot be read: it is not UTF-8 text",
            subject=item.name.text,
            repair="save the file as CSV in UTF-8",
        )
        return None
    rows = read_rows(source)
    order = _column_order(scope, item, source, rows)
    columns = scope.columns[item.name.text]
    if order is None or len(columns) < len(item.gives):
        return None
    keys = tuple(
        model.TableKey(key.name.text, type_, key.is_prefix)
        for key, type_ in zip(item.keys, types, strict=True)
    )
    given = tuple(model.TableColumn(name, type_) for name, type_ in columns.items())
    reader = _RowReader(scope, item, keys, given, order)
    read = [row for row in (reader.row(raw, len(rows[0].cells)) for raw in rows[1:]) if row]
    for tie in ties_of(read):
        _report_tie(scope, item, tie, {raw.line: raw.span for raw in rows})
    place = places.of(item.name.span)
    return model.Table(
        item.name.text, text.path, item.is_match, keys, given, tuple(read), item.doc, place
    )


# --- columns ----------------------------------------------------------------------------------


def _column_order(
    scope: Scope, item: syntax.Table, source: Source, rows: tuple[CsvRow, ...]
) -> tuple[int, ...] | None:
    """Return where each declared column, keys first, stands in the file."""
    related = (Label(item.name.span, "the table is declared here", item.name.text),)
    names = [key.name.text for key in item.keys] + [column.name.text for column in item.gives]
    if not rows:
        scope.report.add(
            codes.TABLE_COLUMNS,
            Span(source.file, 0, 0),
            f"{shown(source.file)} is empty; its first line must name the columns",
            subject=item.name.text,
            related=related,
            repair=f"begin the file with `{','.join(names)}`",
        )
        return None
    by_fold: dict[str, int] = {}
    is_sound = True
    for index, cell in enumerate(rows[0].cells):
        if fold(cell.text) in by_fold:
            is_sound = False
            _report_header(scope, item, cell, f"column {shown(cell.text)} stands twice", "")
        by_fold.setdefault(fold(cell.text), index)
    wanted = {fold(name): name for name in names}
    missing = [name for key, name in wanted.items() if key not in by_fold]
    extra = [cell for cell in rows[0].cells if fold(cell.text) not in wanted]
    if missing:
        scope.report.add(
            codes.TABLE_COLUMNS,
            rows[0].span,
            f"{shown(source.file)} has no column {listed((shown(n) for n in missing), 'or')}",
            subject=item.name.text,
            related=related,
            repair=_header_repair(rows[0].cells, missing, names),
        )
        return None
    for cell in extra:
        is_sound = False
        repair = "name it in `gives`, or take it out of the file"
        _report_header(
            scope, item, cell, f"column {shown(cell.text)} is not declared by the table", repair
        )
    return tuple(by_fold[fold(name)] for name in names) if is_sound else None


def _header_repair(cells: tuple[Cell, ...], missing: list[str], names: list[str]) -> str:
    if len(cells) == 1 and (";" in cells[0].text or "\t" in cells[0].text):
        return "separate the columns by commas"
    present = [cell.text for cell in cells if cell.text not in names]
    near = did_you_mean(missing[0], present)
    return near or f"the first line must name the columns: `{','.join(names)}`"


def _report_header(scope: Scope, item: syntax.Table, cell: Cell, message: str, repair: str) -> None:
    scope.report.add(
        codes.TABLE_COLUMNS,
        cell.span,
        message,
        subject=item.name.text,
        related=(Label(item.name.span, "the table is declared here", item.name.text),),
        repair=repair or "name every column once",
    )


# --- rows -------------------------------------------------------------------------------------


class _RowReader:
    """Reads rows; the country column of a row, where there is one, tells its states apart."""

    def __init__(
        self,
        scope: Scope,
        item: syntax.Table,
        keys: tuple[model.TableKey, ...],
        given: tuple[model.TableColumn, ...],
        order: tuple[int, ...],
    ) -> None:
        self.scope = scope
        self.item = item
        self.keys = keys
        self.given = given
        self.order = order
        self.cells = CellReader(scope, item)
        self.country = next(
            (i for i, key in enumerate(keys) if key.type.name is TypeName.COUNTRY), None
        )

    def row(self, raw: CsvRow, width: int) -> model.TableRow | None:
        """Return one row; None where something in its keys is reported."""
        opened = next((cell for cell in raw.cells if cell.is_open), None)
        if opened is not None:
            self._report(opened.span, "this cell begins with a quote that is never closed", "")
            return None
        if len(raw.cells) != width:
            self._report(
                raw.span,
                f"this row has {len(raw.cells)} cells, the header has {width}",
                "quote a cell that holds a comma",
            )
            return None
        cells = [raw.cells[index] for index in self.order]
        own = cells[: len(self.keys)]
        countries = self._countries(own)
        keys: list[tuple[Value, ...]] = []
        for cell, key in zip(own, self.keys, strict=True):
            values = self.cells.keys(cell, key.type, key.is_prefix, countries)
            if values == () and not self.item.is_match:
                self._report(
                    cell.span if cell.text else raw.span,
                    f"the cell of key column {shown(key.column)} is blank, so no record finds this "
                    "row",
                    "fill it in, or write `match` instead of `key`: then a blank cell matches "
                    "anything",
                )
                values = None
            if values is not None:
                keys.append(values)
        given = [
            self.cells.given(cell, column, countries)
            for cell, column in zip(cells[len(self.keys) :], self.given, strict=True)
        ]
        if len(keys) < len(self.keys):
            return None
        return model.TableRow(raw.line, tuple(keys), tuple(given))

    def _countries(self, cells: list[Cell]) -> tuple[str, ...]:
        if self.country is not None and cells[self.country].text:
            return tuple(text.strip() for text in cells[self.country].text.split("|"))
        return self.scope.countries

    def _report(self, span: Span, message: str, repair: str) -> None:
        self.scope.report.add(
            codes.UNREADABLE_CELL,
            span,
            message,
            subject=self.item.name.text,
            related=(
                Label(self.item.name.span, "the table is declared here", self.item.name.text),
            ),
            repair=repair,
        )


def _report_tie(scope: Scope, item: syntax.Table, tie: Tie, spans: Mapping[int, Span]) -> None:
    names = argument_names(scope, item)
    order = list(scope.fields)
    witness = tuple(
        sorted(
            (
                (names.get(index, key.name.text), to_json(value))
                for index, (key, value) in enumerate(zip(item.keys, tie.shared, strict=True))
                if value is not None
            ),
            key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order),
        )
    )
    first = Label(spans[tie.first.line], f"line {tie.first.line}", item.name.text)
    if item.is_match:
        scope.report.add(
            codes.TIED_TABLE_ROWS,
            spans[tie.second.line],
            f"lines {tie.first.line} and {tie.second.line} of table {shown(item.name.text)} tie: "
            "one record finds both, and neither says more",
            subject=item.name.text,
            related=(first, Label(item.name.span, "the table is declared here", item.name.text)),
            repair="take the shared value out of one of the two rows, or add a cell that tells "
            "them apart",
            witness=witness,
        )
        return
    scope.report.add(
        codes.REPEATED_TABLE_KEY,
        spans[tie.second.line],
        f"lines {tie.first.line} and {tie.second.line} of table {shown(item.name.text)} have the "
        f"same key, {listed(shown(str(value)) for _, value in witness)}",
        subject=item.name.text,
        related=(first, Label(item.name.span, "the table is declared here", item.name.text)),
        repair="keep one of the two rows",
        witness=witness,
    )


# --- cells that decide ------------------------------------------------------------------------


def _check_uses(scope: Scope, tables: Mapping[str, model.Table]) -> None:
    """Check the cells that decisions take: no team where `assign` stands, nobody to rotate."""
    for use in scope.cell_uses:
        table = tables.get(use.term.table)
        if table is None:
            continue
        index = next(i for i, c in enumerate(table.columns) if c.name == use.term.column)
        teams: dict[str, int] = {}
        for row in table.rows:
            cell = row.cells[index]
            if isinstance(cell, model.TeamTarget):
                teams.setdefault(cell.name, row.line)
        for name, line in teams.items():
            if use.is_rotation:
                check_rotation(scope, name, use.where, use.has_weights, use.span)
                continue
            scope.report.add(
                codes.WRONG_KIND,
                use.span,
                f"line {line} of {shown(table.file)} names team {shown(name)}, and a team takes "
                "turns",
                subject=name,
                repair="write `rotate` instead of `assign`: a rep or queue in a cell still gets "
                "the record",
            )
