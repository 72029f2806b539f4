"""The published rule sets beside the project, as plain rules, and as the text of a policy.

ClassBench: five required integers, every rule with an outcome of its own. Decision tables: one
unique group; numbers between the lowest and the highest bound of their column, every other column
a choice of the values seen. Tests make graphs of them, benchmarks policies.
"""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
CLASS_BENCH = ("acl1_1k", "acl2_1k", "fw1_1k", "fw3_1k", "ipc1_1k", "fw4_10k")
DECISION_TABLES = ("lc_05col_1000rules", "lc_07col_0500rules", "lc_15col_1500rules")
VARIANTS = ("clean", "overlap10", "gap10")

_HIGHEST = (2**32 - 1, 2**32 - 1, 2**16 - 1, 2**16 - 1, 255)
_NAMES = ("source", "target", "source_port", "target_port", "protocol")


@dataclass(frozen=True, slots=True)
class Span:
    """A whole number of a field between two ends, both included."""

    field: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Values:
    """A field with one of some values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlainField:
    """A required field: a whole number between two ends, or one of the members."""

    name: str
    low: int = 0
    high: int = 0
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlainRule:
    """A rule whose tests must all hold; `outcome` names a queue."""

    name: str
    tests: tuple[Span | Values, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Fields and rules, of one unique group or in order."""

    fields: tuple[PlainField, ...]
    rules: tuple[PlainRule, ...]
    is_unique: bool


def folder(name: str) -> Path:
    """Return a folder of published sets; FileNotFoundError where it is not beside the project."""
    found = DATA / name
    if not found.is_dir():
        raise FileNotFoundError(f"the published sets ({name}) are not beside the project")
    return found


def certified(name: str) -> dict[str, dict[str, int]]:
    """Return the certified figures of a folder, by set."""
    found: dict[str, dict[str, int]] = json.loads((folder(name) / "expected.json").read_text())
    return found


def class_bench(name: str) -> RuleSet:
    """Return a ClassBench set."""
    lines = (folder("classbench") / name).read_text().splitlines()
    fields = tuple(PlainField(field, 0, high) for field, high in zip(_NAMES, _HIGHEST, strict=True))
    rules = tuple(PlainRule(f"rule {n}", _spans(line), f"q{n}") for n, line in enumerate(lines))
    return RuleSet(fields, rules, is_unique=False)


def _spans(line: str) -> tuple[Span, ...]:
    cells = line.strip().lstrip("@").split("\t")
    ranges = [_network(cell) for cell in cells[:2]] + [_ports(cell) for cell in cells[2:4]]
    value, mask = (int(part, 16) for part in cells[4].split("/"))
    ranges.append((value, value) if mask else (0, 255))
    return tuple(
        Span(name, low, high)
        for name, (low, high), highest in zip(_NAMES, ranges, _HIGHEST, strict=True)
        if (low, high) != (0, highest)
    )


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


def decision_table(name: str) -> RuleSet:
    """Return a decision table."""
    with (folder("decision_tables") / f"{name}.csv").open() as stream:
        header, *rows = csv.reader(stream)
    columns = range(1, len(header) - 1)
    fields = tuple(_field(header[n], [row[n] for row in rows]) for n in columns)
    rules = tuple(PlainRule(f"row {row[0]}", _tests(row, fields), f"out{row[-1]}") for row in rows)
    return RuleSet(fields, rules, is_unique=True)


def _field(name: str, cells: list[str]) -> PlainField:
    told = [cell for cell in cells if cell != "-"]
    if told and all(".." in cell for cell in told):
        ends = [int(end) for cell in told for end in cell.split("..")]
        return PlainField(name, min(ends), max(ends))
    members = sorted({value for cell in told for value in cell.split("|")})
    return PlainField(name, members=tuple(members))


def _tests(row: list[str], fields: tuple[PlainField, ...]) -> tuple[Span | Values, ...]:
    tests: list[Span | Values] = []
    for cell, field in zip(row[1:-1], fields, strict=True):
        if cell == "-":
            continue
        if field.members:
            tests.append(Values(field.name, tuple(cell.split("|"))))
        else:
            low, high = map(int, cell.split(".."))
            tests.append(Span(field.name, low, high))
    return tuple(tests)


def policy_text(rule_set: RuleSet) -> str:
    """Return a rule set as a policy; a rule without tests holds always."""
    lines = ["record lead {", *(_field_line(field) for field in rule_set.fields), "}"]
    outcomes = dict.fromkeys(rule.outcome for rule in rule_set.rules)
    lines += [f"queue {name}" for name in (*outcomes, "rest")]
    lines += ['unique group "table" {'] if rule_set.is_unique else []
    for rule in rule_set.rules:
        when = " and ".join(map(_test, rule.tests))
        condition = f"when {when}  " if when else ""
        lines.append(f'rule "{rule.name}" {{ {condition}assign {rule.outcome} }}')
    lines += ["}"] if rule_set.is_unique else []
    return "\n".join([*lines, "fallback assign rest", ""])


def _field_line(field: PlainField) -> str:
    if field.members:
        members = ", ".join(f'"{member}"' for member in field.members)
        return f"  {field.name}: choice({members}) required"
    return f"  {field.name}: integer {field.low}..{field.high} required"


def _test(test: Span | Values) -> str:
    if isinstance(test, Span):
        return f"{test.field} in {test.low}..{test.high}"
    listed = ", ".join(f'"{value}"' for value in test.values)
    return f"{test.field} in ({listed})"
