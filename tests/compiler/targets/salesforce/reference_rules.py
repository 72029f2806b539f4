"""A reference evaluator of AssignmentRules XML, written from the facts alone.

It shares nothing with the importer: its own reading by ElementTree, its own criteria, filters and
formulas, evaluated record by record. What only Salesforce can judge is false here, as it is in a
run: the smallest condition of a formula that is not of the common subset, a relative date, an order
of texts. Records map fields as criteria name them (`Case.Origin`) to texts; an absent one is blank.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import dataclass

NS = "{http://soap.sforce.com/2006/04/metadata}"
Record = Mapping[str, str]


class Unknown(Exception):  # noqa: N818
    """What only Salesforce can judge."""


@dataclass(frozen=True)
class Outcome:
    """The entry that takes a record, from 1, and its assignee; no entry: the default owner."""

    entry: int | None
    assignee: str | None


def first_active(xml: bytes) -> ET.Element:
    """Return the active rule of a file, else the first."""
    rules = ET.fromstring(xml).findall(f"{NS}assignmentRule")
    return next((r for r in rules if r.findtext(f"{NS}active") == "true"), rules[0])


def decide(rule: ET.Element, record: Record, own_object: str) -> Outcome:
    """Return the first entry that holds."""
    multi = {
        item.findtext(f"{NS}field") or ""
        for item in rule.iter(f"{NS}criteriaItems")
        if item.findtext(f"{NS}operation") in ("includes", "excludes")
    }
    for number, entry in enumerate(rule.findall(f"{NS}ruleEntry"), 1):
        if entry_holds(entry, record, own_object, multi):
            return Outcome(number, entry.findtext(f"{NS}assignedTo"))
    return Outcome(None, None)


def entry_holds(entry: ET.Element, record: Record, own_object: str, multi: set[str]) -> bool:
    """Tell whether an entry takes a record; one without condition takes all.

    `multi` are the multi-selects; how they compare as a whole is not in the facts.
    """
    formula = entry.findtext(f"{NS}formula")
    if formula is not None and formula.strip():
        return formula_holds(formula, record, own_object)
    results = [_criterion(item, record, multi) for item in entry.findall(f"{NS}criteriaItems")]
    text = entry.findtext(f"{NS}booleanFilter")
    return _filter(text, results) if text else all(results)


# --- criteria ---------------------------------------------------------------------------------


def _criterion(item: ET.Element, record: Record, multi: set[str]) -> bool:
    field, operation = item.findtext(f"{NS}field") or "", item.findtext(f"{NS}operation")
    values = _values(item.findtext(f"{NS}value") or "")
    own = record.get(field, "").strip()
    folded = own.casefold()
    if not values:
        return {"equals": not own, "notEqual": bool(own)}.get(operation or "", False)
    is_relative = any(value.upper() in ("TODAY", "YESTERDAY", "TOMORROW") for value in values)
    if is_relative and "date" in field.casefold():
        return False
    if field in multi and operation not in ("includes", "excludes"):
        return False
    match operation:
        case "equals":
            return folded in values
        case "notEqual":
            return folded not in values
        case "contains":
            return any(value in folded for value in values)
        case "notContain":
            return not any(value in folded for value in values)
        case "startsWith":
            return bool(own) and any(folded.startswith(value) for value in values)
        case "includes":
            return any(part.strip() in values for part in folded.split(";"))
        case "excludes":
            return not any(part.strip() in values for part in folded.split(";"))
        case _:
            return _ordered(operation or "", own, values)


def _ordered(operation: str, own: str, values: list[str]) -> bool:
    try:
        left, right = float(own), float(values[0])
    except ValueError:
        return False
    return {
        "lessThan": left < right,
        "greaterThan": left > right,
        "lessOrEqual": left <= right,
        "greaterOrEqual": left >= right,
    }[operation]


def _values(text: str) -> list[str]:
    """Split a list: commas, double quotes around values that hold some, empty ones count not."""
    found: list[str] = []
    for quoted, plain in re.findall(r'\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))(?:,|$)', text):
        value = (quoted.replace('""', '"') if quoted else plain).strip().casefold()
        if value:
            found.append(value)
    return found


def _filter(text: str, results: list[bool]) -> bool:
    """Work a filter out by Python's own rules for `and` and `or`, after strict checking."""
    words = re.findall(r"\d+|[()]|[A-Za-z]+", text)
    assert "".join(words).lower() == "".join(text.split()).lower()
    said = []
    for word in words:
        if word.isdigit():
            said.append(str(results[int(word) - 1]))
        elif word in "()":
            said.append(word)
        else:
            assert word.lower() in ("and", "or", "not")
            said.append(word.lower())
    return bool(_python(said))


def _python(words: list[str]) -> bool:
    """Evaluate by precedence climbing: or < and < not."""
    place = 0

    def alternatives() -> bool:
        nonlocal place
        found = conjunction()
        while place < len(words) and words[place] == "or":
            place += 1
            found = conjunction() or found
        return found

    def conjunction() -> bool:
        nonlocal place
        found = single()
        while place < len(words) and words[place] == "and":
            place += 1
            found = single() and found
        return found

    def single() -> bool:
        nonlocal place
        word = words[place]
        place += 1
        if word == "not":
            return not single()
        if word == "(":
            found = alternatives()
            assert words[place] == ")"
            place += 1
            return found
        return word == "True"

    return alternatives()


# --- formulas ---------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""\s+|(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<number>\d+(?:\.\d+)?)"""
    r"""|(?P<name>\$?\w+(?:\.\w+)*)|(?P<sign>\|\||&&|==|<>|!=|<=|>=|[-+*/^&=<>!(),])""",
    re.DOTALL,
)
_BINARY = [("||",), ("&&",), ("=", "==", "<>", "!="), ("<", "<=", ">", ">="), ("&", "+", "-")]
Node = tuple[object, ...]


def formula_holds(text: str, record: Record, own_object: str) -> bool:
    """Tell whether a formula holds."""
    tokens = [m for m in _TOKEN.finditer(text) if m.lastgroup]
    assert "".join(m[0] for m in tokens) == re.sub(
        r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|\s+""", lambda m: m[1] or "", text
    )
    parser = _Parser([(m.lastgroup or "", m[0]) for m in tokens])
    node = parser.binary(0)
    assert parser.place == len(tokens)
    return _Formula(record, own_object).truth(node)


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.place = tokens, 0

    def next(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def binary(self, level: int) -> Node:
        if level == len(_BINARY):
            return self.single()
        left = self.binary(level + 1)
        while self.next() in _BINARY[level] and self.tokens[self.place][0] == "sign":
            sign = self.next()
            self.place += 1
            left = (sign, left, self.binary(level + 1))
        return left

    def single(self) -> Node:
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "text":
            return ("text", re.sub(r"\\(.)", r"\1", text[1:-1]))
        if kind == "number":
            return ("number", float(text))
        if text == "(":
            found = self.binary(0)
            self.place += 1
            return found
        if text in ("!", "-"):
            return (f"prefix{text}", self.single())
        if self.next() != "(":
            if text.upper() in ("TRUE", "FALSE"):
                return ("boolean", text.upper() == "TRUE")
            return ("field", text)
        self.place += 1
        arguments: list[Node] = []
        while self.next() != ")":
            arguments.append(self.binary(0))
            if self.next() == ",":
                self.place += 1
        self.place += 1
        return ("call", text.upper(), *arguments)


class _Formula:
    def __init__(self, record: Record, own_object: str) -> None:
        self.record, self.own_object = record, own_object

    def truth(self, node: Node) -> bool:
        """Return what a condition is; unknown is false."""
        try:
            return self.condition(node)
        except Unknown:
            return False

    def condition(self, node: Node) -> bool:
        match node:
            case ("boolean", bool(value)):
                return value
            case ("||", left, right):
                return any([self.truth(left), self.truth(right)])  # type: ignore[arg-type]
            case ("&&", left, right):
                return all([self.truth(left), self.truth(right)])  # type: ignore[arg-type]
            case ("prefix!", item):
                return not self.truth(item)  # type: ignore[arg-type]
            case (("=" | "=="), left, right):
                return self.same(self.value(left), self.value(right))  # type: ignore[arg-type]
            case (("<>" | "!="), left, right):
                return not self.same(self.value(left), self.value(right))  # type: ignore[arg-type]
            case (("<" | "<=" | ">" | ">=") as sign, left, right):
                return self.order(str(sign), self.value(left), self.value(right))  # type: ignore[arg-type]
            case ("field", str()):
                return self.same(self.value(node), True)
            case ("call", str(name), *arguments):
                return self.called(name, arguments)  # type: ignore[arg-type]
            case _:
                raise Unknown

    def called(self, name: str, arguments: list[Node]) -> bool:
        match name:
            case "AND":
                return all(self.truth(item) for item in arguments)
            case "OR":
                return any(self.truth(item) for item in arguments)
            case "NOT":
                return not self.truth(arguments[0])
            case "IF":
                return self.condition(arguments[1 if self.truth(arguments[0]) else 2])
            case "ISBLANK" | "ISNULL":
                return self.value(arguments[0]) == ""
            case "ISPICKVAL":
                return self.same(self.value(arguments[0]), self.value(arguments[1]))
            case "INCLUDES":
                parts = str(self.value(arguments[0])).casefold().split(";")
                return str(self.value(arguments[1])).casefold() in parts
            case "CONTAINS" | "BEGINS":
                text = str(self.value(arguments[0])).casefold()
                part = str(self.value(arguments[1])).casefold()
                return part in text if name == "CONTAINS" else text.startswith(part)
            case _:
                raise Unknown

    def value(self, node: Node) -> object:
        match node:
            case (("text" | "number" | "boolean"), value):
                return value
            case ("prefix-", item):
                return -float(self.value(item))  # type: ignore[arg-type]
            case ("field", str(path)):
                return self.field(path)
            case ("call", ("TEXT" | "LOWER" | "UPPER" | "TRIM"), item):
                return self.value(item)  # type: ignore[arg-type]
            case ("call", "LEFT", item, count):
                return str(self.value(item))[: int(self.value(count))]  # type: ignore[arg-type]
            case ("call", "IF", test, then, other):
                return self.value(then if self.truth(test) else other)  # type: ignore[arg-type]
            case ("call", "CASE", item, *rest):
                own = self.value(item)  # type: ignore[arg-type]
                for key, gives in zip(rest[:-1:2], rest[1::2], strict=True):
                    if self.same(own, self.value(key)):  # type: ignore[arg-type]
                        return self.value(gives)  # type: ignore[arg-type]
                return self.value(rest[-1])  # type: ignore[arg-type]
            case _:
                raise Unknown

    def field(self, path: str) -> str:
        head, _, rest = path.partition(".")
        if path.startswith("$"):
            raise Unknown
        if path == "RecordType.Name":
            return self.record.get(f"{self.own_object}.RecordTypeId", "")
        if path.endswith("Id") and not path.endswith("__c"):
            raise Unknown
        if rest and head in ("Account", "Contact"):
            return self.record.get(path, "")
        return self.record.get(f"{self.own_object}.{path}", "").strip()

    def same(self, left: object, right: object) -> bool:
        if isinstance(left, bool) or isinstance(right, bool):
            return str(left).casefold() == str(right).casefold()
        if isinstance(left, float) != isinstance(right, float):
            number, text = (left, right) if isinstance(left, float) else (right, left)
            return bool(text) and _number(str(text)) == number
        return str(left).casefold() == str(right).casefold()

    def order(self, sign: str, left: object, right: object) -> bool:
        if not isinstance(left, float) and not isinstance(right, float):
            raise Unknown
        one, other = _number(str(left)), _number(str(right))
        if one is None or other is None:
            return False
        tests: dict[str, Callable[[float, float], bool]] = {
            "<": float.__lt__,
            "<=": float.__le__,
            ">": float.__gt__,
            ">=": float.__ge__,
        }
        return tests[sign](one, other)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
