"""Records in and out: what is read comes out unchanged, what cannot be read is put aside."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright.errors import DamagedInputError
from routewright.output_file import OutputFile
from routewright.records.cell import cell_text, harmless
from routewright.records.csv_reader import FIELD_CHARACTERS, CsvReader
from routewright.records.jsonl_reader import JsonLinesReader
from routewright.records.opening import is_table, open_records, open_writer
from routewright.records.row import Row


def _copy(source: Path, target: Path, added: tuple[str, ...] = ("new",)) -> list[Row]:
    """Copy records with one more column; return the rows read."""
    reader = open_records(str(source))
    if is_table(str(target)) and isinstance(reader, JsonLinesReader):
        reader.find_columns()
    rows: list[Row] = []
    with OutputFile(target) as file:
        writer = open_writer(str(target), file, reader, added)
        for chunk in reader.chunks():
            writer.write(chunk, [["n"] * len(added)] * len(chunk))
            rows += chunk
        writer.close()
    reader.close()
    return rows


def _csv_rows(path: Path, delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


VALUES = st.text(
    st.characters(codec="utf-8", exclude_characters="\n"), max_size=8
) | st.sampled_from(["", '"', ",", ";", "\t", "a\nb", "a\r\nb", "=1+1", "\x00", "'x'", " x "])


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), max_size=5), st.sampled_from(",;\t"))
@settings(max_examples=80)
def test_csv_values_come_out_unchanged(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    folder = tmp_path_factory.mktemp("csv")
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["a", "b", "c"], *rows])
    (folder / "in.csv").write_bytes(text.getvalue().encode())
    _copy(folder / "in.csv", folder / "out.csv")
    head, *out = _csv_rows(folder / "out.csv", delimiter)
    assert head == ["a", "b", "c", "new"]
    assert out == [[*row, "n"] for row in rows]


def test_the_form_of_a_csv_is_kept(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"\xef\xbb\xbfName;Ort;\r\nZo\xc3\xab;Ulm;x\r\n")
    rows = _copy(tmp_path / "in.csv", tmp_path / "out.csv")
    assert rows[0].record == {"Name": "Zoë", "Ort": "Ulm"}
    assert (tmp_path / "out.csv").read_bytes() == (
        b"\xef\xbb\xbfName;Ort;;new\r\nZo\xc3\xab;Ulm;x;n\r\n"
    )


def test_rows_that_cannot_be_read_are_put_aside_with_line_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(
        b'a,b\n1,2\n\xe9,2\n"x\ny",3\n1\n\n1,2,3\n5,"' + b"z" * (FIELD_CHARACTERS + 9) + b'"\n8,9\n'
    )
    reader = CsvReader(path)
    rows = [row for chunk in reader.chunks() for row in chunk]
    reader.close()
    assert [(row.line, row.cells) for row in rows] == [
        (2, ["1", "2"]),
        (4, ["x\ny", "3"]),
        (10, ["8", "9"]),
    ]
    assert [(r.line, r.reason) for r in reader.rejections] == [
        (3, "not UTF-8: it has the byte 0xE9"),
        (6, "1 column where the header has 2"),
        (8, "3 columns where the header has 2"),
        (9, f"a value of over {FIELD_CHARACTERS:,} characters; is a quote left open?"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "has no header"),
        (b",,\n1,2,3\n", "has no header"),
        (b"a,b,a\n", "`a` stands twice"),
        (b"\xff\xfea\x00", "is UTF-16"),
        (b"a,\xe9\n", "its header is not UTF-8"),
        (b"x" * 1_000_100, "a value of over 1,000,000 characters"),
    ],
)
def test_a_header_that_will_not_do_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(data)
    with pytest.raises(DamagedInputError, match=reason):
        CsvReader(path)


def test_unnamed_columns_pass_through(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("a,,\n1,2,3\n")
    rows = _copy(tmp_path / "in.csv", tmp_path / "out.csv")
    assert rows[0].record == {"a": "1"}
    assert _csv_rows(tmp_path / "out.csv") == [["a", "", "", "new"], ["1", "2", "3", "n"]]
    _copy(tmp_path / "in.csv", tmp_path / "out.jsonl")
    assert json.loads((tmp_path / "out.jsonl").read_text()) == {
        "a": "1",
        "column 2": "2",
        "column 3": "3",
        "new": "n",
    }


def test_one_column_may_be_blank(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("a\n1\n\n3\n")
    assert [r.cells for r in _copy(tmp_path / "in.csv", tmp_path / "out.csv")] == [
        ["1"],
        [""],
        ["3"],
    ]


def test_json_objects_keep_their_text(tmp_path: Path) -> None:
    lines = ['{"b": 1.50, "a": [1, {"c": null}]}', "{}", '{"x":"\\u00e9"}']
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n")
    rows = _copy(tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    assert rows[0].record == {"b": Decimal("1.50"), "a": [1, {"c": None}]}
    assert (tmp_path / "out.jsonl").read_text() == (
        '{"b": 1.50, "a": [1, {"c": null}], "new": "n"}\n{"new": "n"}\n'
        '{"x":"\\u00e9", "new": "n"}\n'
    )


def test_json_lines_become_a_table(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        '{"b": 1.50}\n{"a": {"c": true}, "b": null}\n{"a": ["x", "y"]}\n'
    )
    _copy(tmp_path / "in.jsonl", tmp_path / "out.csv")
    assert _csv_rows(tmp_path / "out.csv") == [
        ["b", "a", "new"],
        ["1.50", "", "n"],
        ["", '{"c": true}', "n"],
        ["", "x;y", "n"],
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a": 1', "not JSON: "),
        (b"[1]", "not a JSON object"),
        (b'{"a": NaN}', "`NaN` is not JSON"),
        (b'{"a": "\xe9"}', "not UTF-8: it has the byte 0xE9"),
        (b'{"a": "\\ud800"}', "half of a surrogate pair"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "Exceeds the limit"),
    ],
)
def test_a_line_that_is_no_object_is_put_aside(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"ok": 1}\n\n' + line + b'\n{"ok": 2}\n')
    reader = JsonLinesReader.of_file(path)
    rows = [row for chunk in reader.chunks() for row in chunk]
    reader.close()
    assert [row.record for row in rows] == [{"ok": 1}, {"ok": 2}]
    (rejected,) = reader.rejections
    assert rejected.line == 3
    assert reason in rejected.reason
    assert len(rejected.content) <= 210


def test_a_line_without_end_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from routewright.records import jsonl_reader

    monkeypatch.setattr(jsonl_reader, "LINE_BYTES", 1000)
    monkeypatch.setattr(jsonl_reader, "BLOCK_BYTES", 64)
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"a": 1}\n"' + b"x" * 3000 + b'"\n{"a": 2}\r\n{"a": 3}')
    reader = JsonLinesReader.of_file(path)
    rows = [(row.line, row.record) for chunk in reader.chunks() for row in chunk]
    reader.close()
    assert rows == [(1, {"a": 1}), (3, {"a": 2}), (4, {"a": 3})]
    assert [rejected.line for rejected in reader.rejections] == [2]


@given(
    st.lists(st.sampled_from([b'{"a": 1}', b"", b"  ", b"x", b'{"b": "\xc3\xa9"}']), max_size=9),
    st.integers(1, 12),
    st.booleans(),
)
def test_blocks_cut_no_line(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], size: int, has_end: bool
) -> None:
    from routewright.records import jsonl_reader

    data = b"\n".join(lines) + (b"\n" if has_end else b"")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonl_reader, "BLOCK_BYTES", size)
        reader = JsonLinesReader(io.BytesIO(data), "in", None)
        rows = [row.line for chunk in reader.chunks() for row in chunk]
    good = [number for number, line in enumerate(lines, start=1) if line.startswith(b"{")]
    bad = [number for number, line in enumerate(lines, start=1) if line == b"x"]
    assert rows == good
    assert [rejected.line for rejected in reader.rejections] == bad


def test_parquet_keeps_types_and_takes_texts(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    import pyarrow.parquet as parquet

    table = pyarrow.table({"n": [1, None], "t": ["x", "y"], "l": [["a", "b"], []]})
    parquet.write_table(table, tmp_path / "in.parquet")
    rows = _copy(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert rows[1].record == {"n": None, "t": "y", "l": []}
    out = parquet.read_table(tmp_path / "out.parquet")
    assert out.drop_columns(["new"]).equals(table)
    assert out["new"].to_pylist() == ["n", "n"]
    _copy(tmp_path / "in.parquet", tmp_path / "out.csv")
    assert _csv_rows(tmp_path / "out.csv")[1] == ["1", "x", "a;b", "n"]
    _copy(tmp_path / "out.csv", tmp_path / "back.parquet", ("newer",))
    assert parquet.read_table(tmp_path / "back.parquet")["n"].to_pylist() == ["1", ""]


def test_a_damaged_parquet_file_is_named(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "in.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(DamagedInputError, match="is not a Parquet file"):
        open_records(str(tmp_path / "in.parquet"))


def test_a_missing_extra_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from routewright.errors import MissingExtraError

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'routewright\[parquet\]'"):
        open_records(str(tmp_path / "in.parquet"))


def test_an_unknown_ending_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(DamagedInputError, match=r"must be \.csv, \.tsv, \.jsonl"):
        open_records(str(tmp_path / "in.xlsx"))


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx"])
def test_a_formula_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"


@given(st.text(max_size=5))
def test_other_texts_stay(text: str) -> None:
    assert harmless(text).removeprefix("'") == text.removeprefix("'")


def test_cells_of_values() -> None:
    from datetime import UTC, date, datetime

    values = (
        None,
        True,
        3,
        Decimal("1.50"),
        date(2026, 3, 1),
        ["a", 1],
        {"b": None},
        datetime(2026, 3, 1, tzinfo=UTC),
    )
    assert [cell_text(v) for v in values] == [
        "",
        "true",
        "3",
        "1.50",
        "2026-03-01",
        "a;1",
        '{"b": null}',
        "2026-03-01T00:00:00+00:00",
    ]
