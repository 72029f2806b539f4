"""Limits on nesting and number, so that no policy costs more than it should or ends in a crash."""

from typing import Any

import pytest


def _names(found: Any) -> list[str]:
    return [one.name for one in found]


@pytest.mark.parametrize(("length", "names"), [(100, []), (101, ["deep-definition"])])
def test_a_chain_of_definitions(bench: Any, length: int, names: list[str]) -> None:
    lines = [f"define d{i} = d{i + 1}" for i in range(length - 1)]
    files = bench.with_base("\n".join([*lines, f"define d{length - 1} = partner"]))
    assert _names(bench.findings(files)) == names


def test_a_long_way_through_a_circle(bench: Any) -> None:
    lines = [f"define d{i} = d{(i + 1) % 3000}" for i in range(3000)]
    found = bench.findings(bench.with_base("\n".join(lines)))
    assert _names(found)[0] == "circular-definition"
    assert len(found[0].related) == 2999


def test_files_used_in_a_long_chain(bench: Any) -> None:
    files = {f"f{i}.route": f'use "f{i + 1}.route"' for i in range(400)}
    found = bench.findings({**files, **bench.with_base('use "f0.route"')})
    assert _names(found) == ["unusable-path"]


@pytest.mark.parametrize(
    "condition",
    [
        "not " * 3000 + "partner",
        "(" * 3000 + "partner" + ")" * 3000,
        " or ".join(["partner"] * 3000),
        " and ".join([f"employees > {i}" for i in range(2000)]),
        "country in (" + ", ".join(["DE"] * 3000) + ")",
    ],
    ids=["not", "parentheses", "or", "and", "list"],
)
def test_a_condition_of_any_shape(bench: Any, condition: str) -> None:
    bench.findings(bench.with_base(f"define d = {condition}"))


def test_groups_in_groups(bench: Any) -> None:
    text = "".join(f'group "g{i}" {{ ' for i in range(500)) + "}" * 500
    bench.findings(bench.with_base(text))


def test_a_table_of_many_rows_and_one_tie(bench: Any) -> None:
    rows = [f"{i},{'DE' if i % 2 else 'AT'},ana" for i in range(3000)]
    text = """table t from "t.csv" { match source, country  gives to }
rule "A" { when t(source, country) is known  assign t(source, country) }"""
    csv = "\n".join(["source,country,to", *rows, "2999|5000,DE|FR,ana"])
    (found,) = bench.findings({**bench.with_base(text), "t.csv": csv})
    assert found.name == "tied-table-rows"
    assert found.witness == (("country", "DE"), ("source", "2999"))


def test_a_table_that_is_too_large_or_no_text(bench: Any) -> None:
    text = 'table t from "t.csv" { key country  gives to }'
    for data in (b"\xff\xfe\x00", b"x" * (33 << 20)):
        (found,) = bench.findings({**bench.with_base(text), "t.csv": data})
        assert found.name == "missing-file"
