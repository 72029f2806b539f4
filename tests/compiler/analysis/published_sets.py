"""The published rule sets beside the project, as decision graphs; skipped where they are absent."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from compiler.analysis.graphs import Group, Rule, build, plain_field
from routewright_runtime.graph.conditions import (
    AllOf,
    Between,
    Condition,
    Constant,
    FieldTerm,
    OneOf,
)
from routewright_runtime.graph.model import Assign, DecisionGraph, QueueTarget
from routewright_runtime.graph.people import Queue
from routewright_runtime.values import TypeName, ValueType

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"

_HIGHEST = (2**32 - 1, 2**32 - 1, 2**16 - 1, 2**16 - 1, 255)
_NAMES = ("source", "target", "source_port", "target_port", "protocol")


def folder(name: str) -> Path:
    found = DATA / name
    if not found.is_dir():
        pytest.skip(f"the published sets ({name}) are not beside the project")
    return found


def expected(name: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = json.loads((folder(name) / "expected.json").read_text())
    return found


def class_bench(name: str) -> DecisionGraph:
    """Return a ClassBench set: five required integers, every rule with an outcome of its own."""
    lines = (folder("classbench") / name).read_text().splitlines()
    fields = [
        plain_field(
            field,
            ValueType(TypeName.INTEGER, low=Decimal(0), high=Decimal(high)),
            is_required=True,
        )
        for field, high in zip(_NAMES, _HIGHEST, strict=True)
    ]
    queues = tuple(Queue(f"q{n}", "") for n in range(len(lines)))
    rules = [
        Rule(f"rule {n}", _ranges(line), Assign(QueueTarget(f"q{n}")))
        for n, line in enumerate(lines)
    ]
    return build(fields, rules, queues=(*queues, Queue("rest", "")), reps=())


def _ranges(line: str) -> Condition:
    cells = line.strip().lstrip("@").split("\t")
    ranges = [_network(cell) for cell in cells[:2]] + [_ports(cell) for cell in cells[2:4]]
    value, mask = (int(part, 16) for part in cells[4].split("/"))
    ranges.append((value, value) if mask else (0, 255))
    tests = tuple(
        Between(FieldTerm(name), low, high)
        for name, (low, high), highest in zip(_NAMES, ranges, _HIGHEST, strict=True)
        if (low, high) != (0, highest)
    )
    return AllOf(tests) if len(tests) > 1 else tests[0] if tests else Constant(True)


def _network(cell: str) -> tuple[int, int]:
    address, _, length = cell.partition("/")
    number = 0
    for part in address.split("."):
        number = number * 256 + int(part)
    size = 32 - int(length)
    low = number >> size << size
    return low, low + (1 << size) - 1


def _ports(cell: str) -> tuple[int, int]:
    low, high = cell.split(" : ")
    return int(low), int(high)


def decision_table(name: str) -> DecisionGraph:
    """Return a decision table as one unique group over required fields."""
    with (folder("decision_tables") / f"{name}.csv").open() as stream:
        header, *rows = csv.reader(stream)
    columns = range(1, len(header) - 1)
    types = {n: _column_type([row[n] for row in rows]) for n in columns}
    fields = [plain_field(header[n], types[n], is_required=True) for n in columns]
    rules = tuple(
        Rule(f"row {row[0]}", _row(row, header, types), Assign(QueueTarget(f"out{row[-1]}")))
        for row in rows
    )
    queues = tuple(Queue(f"out{value}", "") for value in sorted({row[-1] for row in rows}))
    group = Group("table", Constant(True), rules, is_unique=True)
    return build(fields, [group], queues=(*queues, Queue("rest", "")), reps=())


def _column_type(cells: list[str]) -> ValueType:
    told = [cell for cell in cells if cell != "-"]
    if told and all(".." in cell for cell in told):
        ends = [int(end) for cell in told for end in cell.split("..")]
        return ValueType(TypeName.INTEGER, low=Decimal(min(ends)), high=Decimal(max(ends)))
    members = sorted({value for cell in told for value in cell.split("|")})
    return ValueType(TypeName.CHOICE, tuple(members))


def _row(row: list[str], header: list[str], types: dict[int, ValueType]) -> Condition:
    tests: list[Condition] = []
    for n, type_ in types.items():
        if row[n] == "-":
            continue
        term = FieldTerm(header[n])
        if type_.name is TypeName.INTEGER:
            low, high = map(int, row[n].split(".."))
            tests.append(Between(term, low, high))
        else:
            tests.append(OneOf(term, tuple(row[n].split("|"))))
    return AllOf(tuple(tests)) if len(tests) > 1 else tests[0] if tests else Constant(True)
