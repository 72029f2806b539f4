"""Tables against slow references: the CSV reader, and the search for rows that tie."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_compiler.typecheck.csv_cells import read_rows
from routewright_compiler.typecheck.table_rows import ties_of
from routewright_grammar.span import Source
from routewright_runtime.evaluate.tables import TableIndex
from routewright_runtime.graph.model import QueueTarget, Table, TableColumn, TableKey, TableRow
from routewright_runtime.values import TypeName, ValueType

cell_texts = st.text(alphabet='ab ,"|\n\té', max_size=6)
csv_rows = st.lists(st.lists(cell_texts, min_size=1, max_size=4), max_size=6)
TEXT = ValueType(TypeName.TEXT)


@given(csv_rows, st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=200)
def test_cells_are_those_of_the_csv_module(rows: list[list[str]], line_end: str) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator=line_end).writerows(rows)
    source = Source("t.csv", out.getvalue())
    wanted = [[text.strip() for text in row] for row in rows]
    # A line of one blank cell is a blank line, and is passed over.
    wanted = [row for row in wanted if len(row) > 1 or row[0]]
    assert [[cell.text for cell in row.cells] for row in read_rows(source)] == wanted


@given(st.text(alphabet='ab,"\n\r ', max_size=30))
def test_any_text_reads_and_every_cell_stands_where_it_says(text: str) -> None:
    source = Source("t.csv", text)
    for row in read_rows(source):
        assert source.position(row.cells[0].span.start).line == row.line
        for cell in row.cells:
            written = text[cell.span.start : cell.span.end].strip()
            assert cell.text in (written, written[1:-1].replace('""', '"').strip())


values = st.lists(st.sampled_from(["a", "ab", "abc", "b"]), max_size=2, unique=True).map(tuple)
table_rows = st.lists(st.tuples(values, values), max_size=7).map(
    lambda rows: [TableRow(i + 2, keys, (QueueTarget(f"q{i}"),)) for i, keys in enumerate(rows)]
)


@given(table_rows)
@settings(max_examples=200)
def test_ties_are_those_of_comparing_every_pair(rows: list[TableRow]) -> None:
    def alike(left: tuple[Any, ...], right: tuple[Any, ...]) -> bool:
        return not left and not right if not (left and right) else bool({*left} & {*right})

    slow = {}
    for i, second in enumerate(rows):
        for first in rows[:i]:
            if all(alike(a, b) for a, b in zip(first.keys, second.keys, strict=True)):
                slow.setdefault(second.line, first.line)
    found = ties_of(rows)
    assert {tie.second.line: tie.first.line for tie in found} == slow
    for tie in found:
        for shared, first, second in zip(tie.shared, tie.first.keys, tie.second.keys, strict=True):
            assert shared is None if not first else shared in first and shared in second


@given(table_rows, st.tuples(*[st.sampled_from(["a", "ab", "abc", "abcd", "b", "c", None])] * 2))
@settings(max_examples=200)
def test_without_a_tie_the_order_of_rows_changes_nothing(
    rows: list[TableRow], record: tuple[str | None, str | None]
) -> None:
    """What the check lets through, the run finds the same row for, whatever the order."""
    tied = {tie.second.line for tie in ties_of(rows)}
    kept = [row for row in rows if row.line not in tied]
    keys = (TableKey("p", TEXT, is_prefix=True), TableKey("k", TEXT))
    given_columns = (TableColumn("to"),)
    tables = [
        TableIndex(Table("t", "t.csv", True, keys, given_columns, tuple(order)))
        for order in (kept, kept[::-1])
    ]
    first, second = (index.row(list(record)) for index in tables)
    assert first == second


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("DE|AT", ("DE", "AT")),
        (" DE | | DE ", ("DE",)),
        ("", ()),
        (" | ", ()),
    ],
)
def test_a_cell_lists_values(bench: Any, cell: str, keys: tuple[str, ...]) -> None:
    text = """table t from "t.csv" { match country, source  gives to }
rule "A" { when t(country, source) is known  assign t(country, source) }"""
    graph = bench.policy(text, **{"t.csv": f"country,source,to\n{cell},x,ana\n"}).graph
    assert graph.tables[0].rows[0].keys[0] == keys


def test_a_user_cell_names_a_rep_or_gives_an_id(bench: Any) -> None:
    text = """table t from "t.csv" { key country  gives boss: user }
rule "A" { when t(country) is known  assign t(country) }"""
    graph = bench.policy(text, **{"t.csv": "country,boss\nDE,ana\nAT,005Xy\nFR,\n"}).graph
    cells = [row.cells for row in graph.tables[0].rows]
    assert cells == [("ana@acme.example",), ("005Xy",), (None,)]
