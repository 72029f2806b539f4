"""What Salesforce makes of criteria and formulas, from the facts alone: slow, plain, for tests.

A record maps API paths to values: text, Decimal, bool, date, datetime, a tuple of members, None.
Blank compares as the facts take it: `notEqual`, `notContain` and `excludes` hold, all else fails.
"""

import csv
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from routewright_compiler.targets.salesforce.formula.parse import Node, NodeKind, parse_formula
from routewright_compiler.targets.salesforce.model import FilterItem, FilterOperation, RuleEntry

Value = str | Decimal | bool | date | datetime | tuple[str, ...] | timedelta | None
Record = Mapping[str, Value]


def takes(entry: RuleEntry, record: Record, at: datetime) -> bool:
    """Tell whether an entry takes a record."""
    if entry.formula is not None:
        assert not entry.criteria_items and entry.boolean_filter is None
        return formula_holds(entry.formula, record, at)
    held = [criterion_holds(item, record) for item in entry.criteria_items]
    if entry.boolean_filter is None:
        return all(held)
    words = entry.boolean_filter.replace("(", " ( ").replace(")", " ) ").split()
    found, rest = _either(words, held)
    assert not rest
    return found


def _either(words: list[str], held: list[bool]) -> tuple[bool, list[str]]:
    """Read operands joined by one word; mixing the words on one level is an error."""
    found, words = _operand(words, held)
    joining = words[0] if words and words[0] != ")" else None
    while words and words[0] != ")":
        assert words[0] == joining, "AND and OR are mixed without parentheses"
        other, words = _operand(words[1:], held)
        found = (found and other) if joining == "AND" else (found or other)
    return found, words


def _operand(words: list[str], held: list[bool]) -> tuple[bool, list[str]]:
    if words[0] == "(":
        found, rest = _either(words[1:], held)
        assert rest[0] == ")"
        return found, rest[1:]
    return held[int(words[0]) - 1], words[1:]


def criterion_holds(item: FilterItem, record: Record) -> bool:
    """Tell whether one criterion holds."""
    own = record.get(item.field.partition(".")[2])
    operation = item.operation
    if item.value is None:
        assert operation in (FilterOperation.EQUALS, FilterOperation.NOT_EQUAL)
        return (own in (None, "", ())) is (operation is FilterOperation.EQUALS)
    values = next(csv.reader([item.value], skipinitialspace=False, strict=True))
    negative = {
        FilterOperation.NOT_EQUAL: FilterOperation.EQUALS,
        FilterOperation.NOT_CONTAIN: FilterOperation.CONTAINS,
        FilterOperation.EXCLUDES: FilterOperation.INCLUDES,
    }
    if operation in negative:
        return not any(_meets(own, negative[operation], value) for value in values)
    return any(_meets(own, operation, value) for value in values)


def _meets(own: Value, operation: FilterOperation, value: str) -> bool:
    if own in (None, "", ()):
        return False
    match own:
        case bool():
            return str(own) == value
        case Decimal():
            return _compared(own, operation, Decimal(value))
        case tuple():
            assert operation is FilterOperation.INCLUDES
            return value.casefold() in {member.casefold() for member in own}
        case str():
            text, wanted = own.casefold(), value.casefold()
            match operation:
                case FilterOperation.EQUALS:
                    return text == wanted
                case FilterOperation.CONTAINS:
                    return wanted in text
                case FilterOperation.STARTS_WITH:
                    return text.startswith(wanted)
    raise AssertionError(f"{operation} of {own!r}")


def _compared(own: Decimal, operation: FilterOperation, value: Decimal) -> bool:
    match operation:
        case FilterOperation.EQUALS:
            return own == value
        case FilterOperation.LESS_THAN:
            return own < value
        case FilterOperation.LESS_OR_EQUAL:
            return own <= value
        case FilterOperation.GREATER_THAN:
            return own > value
        case FilterOperation.GREATER_OR_EQUAL:
            return own >= value
    raise AssertionError(operation)


# --- formulas -----------------------------------------------------------------------------------


def formula_holds(text: str, record: Record, at: datetime) -> bool:
    """Tell whether a formula is true."""
    found = formula_value(text, record, at)
    assert isinstance(found, bool), (text, found)
    return found


def formula_value(text: str, record: Record, at: datetime) -> Value:
    """Return the value of a formula; names in `{!…}` are looked up as they stand."""
    return _Formula(record, at).value(parse_formula(text))


class _Formula:
    def __init__(self, record: Record, at: datetime) -> None:
        self.record = record
        self.at = at

    def value(self, node: Node) -> Value:
        match node.kind:
            case NodeKind.TEXT:
                return node.value
            case NodeKind.NUMBER:
                return Decimal(node.value)
            case NodeKind.BOOLEAN:
                return node.value == "TRUE"
            case NodeKind.NULL:
                return None
            case NodeKind.REFERENCE:
                return self.record.get(node.value.removeprefix("$Record."))
            case NodeKind.CALL:
                return self._call(node.value, node.parts)
            case NodeKind.OPERATOR:
                return self._operator(node.value, node.parts)
            case NodeKind.PREFIX:
                inner = self.value(node.parts[0])
                if node.value == "!":
                    return not inner
                assert isinstance(inner, Decimal)
                return -inner

    def _call(self, name: str, parts: tuple[Node, ...]) -> Value:
        if name == "AND":
            return all(self._truth(part) for part in parts)
        if name == "OR":
            return any(self._truth(part) for part in parts)
        if name == "IF":
            return self.value(parts[1] if self._truth(parts[0]) else parts[2])
        values = [self.value(part) for part in parts]
        match name, values:
            case "NOT", [bool() as inner]:
                return not inner
            case "ISBLANK", [inner]:
                return inner in (None, "", ())
            case "NOW", []:
                return self.at
            case "TODAY", []:
                return self.at.date()
            case "DATE", [Decimal() as year, Decimal() as month, Decimal() as day]:
                return date(int(year), int(month), int(day))
            case "DATETIMEVALUE", [str() as text]:
                return datetime.fromisoformat(text).replace(tzinfo=UTC)
            case "INCLUDES", [own, str() as member]:
                return own is not None and member in own  # type: ignore[operator]
            case "MOD", [Decimal() as number, Decimal() as by]:
                return number % by
            case _:
                return self._text_call(name, values)

    def _text_call(self, name: str, values: list[Value]) -> Value:
        own = values[0] or ""
        if name == "FIND":
            other = values[1] or ""
            assert isinstance(own, str) and isinstance(other, str)
            return Decimal(other.find(own) + 1)
        assert isinstance(own, str), (name, values)
        match name, values[1:]:
            case "TEXT", []:
                return own
            case "LOWER", []:
                return own.lower()
            case "LEN", []:
                return Decimal(len(own))
            case "ISPICKVAL", [str() as value]:
                return own == value
            case "CONTAINS", [str() as part]:
                return part in own
            case "BEGINS", [str() as part]:
                return own.startswith(part)
            case "LEFT", [Decimal() as size]:
                return own[: max(int(size), 0)]
            case "RIGHT", [Decimal() as size]:
                return own[-int(size) :] if size > 0 else ""
            case "MID", [Decimal() as start, Decimal() as size]:
                return own[int(start) - 1 : int(start) - 1 + int(size)]
        raise AssertionError(f"{name} is no function that is emitted: {values}")

    def _operator(self, operator: str, parts: tuple[Node, ...]) -> Value:
        found = self.value(parts[0])
        for part in parts[1:]:
            found = self._pair(operator, found, self.value(part))
        return found

    def _pair(self, operator: str, left: Value, right: Value) -> Value:
        if operator in ("=", "=="):
            return (left or "") == (right or "") if _is_text(left, right) else left == right
        assert left is not None and right is not None, "a comparison with blank was not guarded"
        match operator:
            case "<":
                return left < right  # type: ignore[operator]
            case "<=":
                return left <= right  # type: ignore[operator]
            case ">":
                return left > right  # type: ignore[operator]
            case ">=":
                return left >= right  # type: ignore[operator]
            case "+":
                if isinstance(left, datetime):
                    assert isinstance(right, Decimal)
                    return left + timedelta(days=float(right))
                return left + right  # type: ignore[operator]
            case "/":
                return left / right  # type: ignore[operator]
            case "-" if isinstance(left, datetime):
                assert isinstance(right, Decimal)
                return left - timedelta(minutes=round(float(right) * 1440))
            case "-" if isinstance(left, date):
                assert isinstance(right, Decimal)
                return left - timedelta(days=int(right))
            case "-":
                return left - right  # type: ignore[operator]
        raise AssertionError(operator)

    def _truth(self, node: Node) -> bool:
        found = self.value(node)
        assert isinstance(found, bool), node
        return found


def _is_text(left: Value, right: Value) -> bool:
    return isinstance(left, str) or isinstance(right, str)
