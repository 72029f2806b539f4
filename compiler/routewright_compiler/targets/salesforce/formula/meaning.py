"""What a formula asks, as far as the common subset goes; the rest stays in its own words.

```
AND(ISPICKVAL(Topic__c, "A"), ISNEW())   ->  topic is "A", and outside "ISNEW()"
```

Understood: AND, OR, NOT, `&&`, `||`, `!`, IF, ISBLANK, ISNULL, ISPICKVAL, INCLUDES, CONTAINS,
BEGINS and comparisons of a field, TEXT, LOWER, UPPER, TRIM, LEFT or CASE of it with a literal. A
part that is not understood is kept whole, the smallest condition around it, so that the rest can
still be analysed. ISNEW, ISCHANGED and PRIORVALUE ask about the save and not about the record: they
are always kept. Source: help.salesforce.com, "Formula Operators and Functions", 2026-11; how blanks
compare is not confirmed (`assumptions.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from routewright_compiler.targets.salesforce.asked import (
    Blank,
    Compares,
    Condition,
    Equals,
    Includes,
    Matches,
    Opaque,
    TextRelation,
    Truth,
    ValueKind,
    atoms,
    every,
    some,
)
from routewright_compiler.targets.salesforce.formula.parse import (
    FormulaError,
    Node,
    NodeKind,
    parse_formula,
)
from routewright_compiler.targets.salesforce.formula.same import KeptTexts
from routewright_compiler.targets.salesforce.formula.values import (
    COMPARISONS,
    CasesValue,
    FieldValue,
    FormulaValue,
    LiteralValue,
    NotUnderstoodError,
    NowValue,
    SumValue,
    compared,
    holds_text,
    is_blank,
    negative,
    opposite,
    points_of,
    whole_number,
    without_case,
)

# Read back only: `Lead.Email#domain` is a part of a field, `#score:Fit__c` a sum of points.
PART_SIGN = "#"
SCORE_PREFIX = "#score:"
DERIVED_LIMIT = 8
# The path of a reference to the field that a criterion would name; None where there is none.
Resolver = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Rich:
    """What only the reader of our own configuration knows: formula fields, and where scores are.

    `formula` gives the text of a formula field by path; `score` a field that stands for a sum of
    points; the points and what they hang on go to it. `kept` are texts that the policy has as
    `outside`: a part that asks the same is kept whole, in the policy's words.
    """

    formula: Callable[[str], str | None]
    score: Callable[[str, tuple[tuple[Decimal, Condition], ...]], str]
    kept: KeptTexts = field(default_factory=KeptTexts)


def read_formula(text: str, resolve: Resolver, rich: Rich | None = None) -> Condition:
    """Say what a formula asks; one that is not of the grammar is kept whole."""
    try:
        node = parse_formula(text)
    except FormulaError:
        return Opaque(own_words(text))
    return _Meaning(text, resolve, rich).condition(node)


def read_test(path: str, operator: str, text: str, resolve: Resolver, rich: Rich) -> Condition:
    """Say what a comparison of a formula field with a value asks, as criteria compare: case aside.

    `operator` is `=`, an order, `contains` or `starts with`.
    """
    meaning = _Meaning(f"{path} {operator} {text}", resolve, rich)
    try:
        value = without_case(meaning.reference(path))
        if operator in ("contains", "starts with"):
            return holds_text(value, TextRelation(operator), text)
        is_number = isinstance(value, FieldValue) and value.field.startswith(SCORE_PREFIX)
        literal = Decimal(text) if is_number or operator not in ("=", "<>") else text
        return compared(value, operator, LiteralValue(literal))
    except (NotUnderstoodError, ArithmeticError):
        return Opaque(own_words(f"{path} {operator} {text}"))


def own_words(text: str) -> str:
    """Return a part of a formula in one line, blanks between its words folded."""
    return " ".join(text.split())


class _Meaning:
    def __init__(self, text: str, resolve: Resolver, rich: Rich | None = None) -> None:
        self._text = text
        self._resolve = resolve
        self._rich = rich
        self._depth = 0

    def condition(self, node: Node) -> Condition:
        """Return what a node asks, or the node in its own words, or in those that a policy has."""
        kept = None if self._rich is None else self._rich.kept.text_of(node)
        if kept is not None:
            return Opaque(kept)
        try:
            return self._condition(node)
        except NotUnderstoodError:
            return Opaque(own_words(self._text[node.start : node.end]))

    def _condition(self, node: Node) -> Condition:
        match node.kind, node.value:
            case NodeKind.BOOLEAN, word:
                return Truth(word == "TRUE")
            case NodeKind.OPERATOR, "&&":
                return every(tuple(self.condition(part) for part in node.parts))
            case NodeKind.OPERATOR, "||":
                return some(tuple(self.condition(part) for part in node.parts))
            case NodeKind.PREFIX, "!":
                return opposite(self.condition(node.parts[0]))
            case NodeKind.OPERATOR, operator if operator in COMPARISONS:
                left, right = node.parts
                found = compared(self._value(left), operator, self._value(right))
                if self._rich is None and any(isinstance(item, Compares) for item in atoms(found)):
                    raise NotUnderstoodError  # how two blank fields compare is not known
                return found
            case NodeKind.CALL, function:
                return self._called(function, node.parts)
            case NodeKind.REFERENCE, path:
                return Equals(self._field(path), ("true",), ValueKind.BOOLEAN)
            case _:
                raise NotUnderstoodError

    def reference(self, path: str) -> FormulaValue:
        """Return what a reference stands for; of a formula field, what its formula gives."""
        formula = self._rich.formula(path) if self._rich is not None else None
        if formula is None:
            return FieldValue(self._field(path))
        if self._depth > DERIVED_LIMIT:
            raise NotUnderstoodError
        inner = _Meaning(formula, self._resolve, self._rich)
        inner._depth = self._depth + 1
        try:
            value = inner._value(parse_formula(formula))
        except FormulaError as trouble:
            raise NotUnderstoodError from trouble
        points = points_of(value)
        if points is not None and self._rich is not None:
            return FieldValue(self._rich.score(path, points), kind=ValueKind.NUMBER)
        return value

    def _called(self, function: str, parts: tuple[Node, ...]) -> Condition:
        match function, parts:
            case "AND", (_, *_):
                return every(tuple(self.condition(part) for part in parts))
            case "OR", (_, *_):
                return some(tuple(self.condition(part) for part in parts))
            case "NOT", (item,):
                return opposite(self.condition(item))
            case "IF", (test, then, otherwise):
                return self._choice(test, self.condition(then), self.condition(otherwise))
            case (("ISBLANK" | "ISNULL"), (item,)):
                return is_blank(self._value(item))
            case "ISPICKVAL", (item, value):
                return self._picked(item, value)
            case "INCLUDES", (item, value):
                field = self._plain_field(item)
                return Includes(field.field, (self._text_of(value),))
            case "CONTAINS", (item, value):
                return holds_text(self._value(item), TextRelation.CONTAINS, self._text_of(value))
            case "BEGINS", (item, value):
                return holds_text(self._value(item), TextRelation.STARTS_WITH, self._text_of(value))
            case "REGEX", (item, value) if self._rich is not None:
                own = self._value(item)
                if not isinstance(own, FieldValue) or own.left is not None:
                    raise NotUnderstoodError
                return Matches(own.field, self._text_of(value))
            case _:
                raise NotUnderstoodError

    def _choice(self, test: Node, then: Condition, otherwise: Condition) -> Condition:
        condition = self.condition(test)
        return some((every((condition, then)), every((opposite(condition), otherwise))))

    def _picked(self, item: Node, value: Node) -> Condition:
        field = self._plain_field(item)
        text = self._text_of(value)
        if not text.strip():
            return Blank(field.field)
        return Equals(field.field, (text,), ValueKind.PICKLIST)

    # --- values -----------------------------------------------------------------------------------

    def _value(self, node: Node) -> FormulaValue:
        match node.kind, node.value:
            case NodeKind.TEXT, text:
                return LiteralValue(text)
            case NodeKind.NUMBER, text:
                return LiteralValue(Decimal(text))
            case NodeKind.BOOLEAN, word:
                return LiteralValue(word == "TRUE")
            case NodeKind.NULL, _:
                return LiteralValue(None)
            case NodeKind.REFERENCE, path:
                return self.reference(path)
            case NodeKind.PREFIX, "-":
                return negative(self._value(node.parts[0]))
            case NodeKind.OPERATOR, "+" if self._rich is not None:
                return SumValue(tuple(self._value(part) for part in node.parts))
            case NodeKind.OPERATOR, "-" if self._rich is not None:
                return self._back(node.parts[0], node.parts[1])
            case NodeKind.CALL, function:
                return self._called_value(function, node.parts)
            case _:
                raise NotUnderstoodError

    def _called_value(self, function: str, parts: tuple[Node, ...]) -> FormulaValue:
        match function, parts:
            case (("LEFT" | "MID"), (item, *_)) if part := self._address_part(function, parts):
                return FieldValue(f"{self._plain_field(item).field}{PART_SIGN}{part}")
            case "TEXT", (item,):
                return replace(self._plain_field(item), kind=ValueKind.PICKLIST)
            case (("LOWER" | "UPPER"), (item,)):
                value = self._value(item)
                if isinstance(value, FieldValue) and value.left is None:
                    return replace(value, kind=ValueKind.TEXT, case=function.lower())
                raise NotUnderstoodError
            case "TRIM", (item,):
                return self._value(item)
            case (("NOW" | "TODAY"), ()) if self._rich is not None:
                return NowValue(is_day=function == "TODAY")
            case "RIGHT", (item, count) if self._rich is not None:
                value, number = self._value(item), self._value(count)
                if isinstance(value, FieldValue) and value.left is None:
                    return replace(value, kind=ValueKind.TEXT, left=-whole_number(number))
                raise NotUnderstoodError
            case "DATE", (year, month, day) if self._rich is not None:
                found = tuple(whole_number(self._value(part)) for part in (year, month, day))
                return LiteralValue("{:04}-{:02}-{:02}".format(*found))
            case "DATETIMEVALUE", (item,) if self._rich is not None:
                return LiteralValue(self._text_of(item).replace(" ", "T") + "+00:00")
            case "LEFT", (item, count):
                value, number = self._value(item), self._value(count)
                if isinstance(value, FieldValue) and value.left is None:
                    return replace(value, kind=ValueKind.TEXT, left=whole_number(number))
                raise NotUnderstoodError
            case "IF", (test, then, otherwise):
                return CasesValue(
                    ((self.condition(test), self._value(then)),), self._value(otherwise)
                )
            case "CASE", (item, *rest) if len(rest) >= 3 and len(rest) % 2 == 1:
                return self._cases(self._value(item), rest)
            case _:
                raise NotUnderstoodError

    def _cases(self, value: FormulaValue, rest: list[Node]) -> FormulaValue:
        cases = tuple(
            (compared(value, "=", self._value(key)), self._value(gives))
            for key, gives in zip(rest[:-1:2], rest[1::2], strict=True)
        )
        return CasesValue(cases, self._value(rest[-1]))

    def _back(self, left: Node, right: Node) -> FormulaValue:
        """Return `NOW() - 7`, `TODAY() - 7`, `NOW() - 90 / 1440`."""
        now = self._value(left)
        if not isinstance(now, NowValue) or now.amount:
            raise NotUnderstoodError
        if right.kind is NodeKind.OPERATOR and right.value == "/":
            amount, parts = (whole_number(self._value(part)) for part in right.parts)
            unit = {24: "hour", 1440: "minute"}.get(parts)
            if unit is None or now.is_day:
                raise NotUnderstoodError
            return replace(now, amount=amount, unit=unit)
        return replace(now, amount=whole_number(self._value(right)))

    def _address_part(self, function: str, parts: tuple[Node, ...]) -> str | None:
        """Return the part of an address that `MID(x, FIND("@", x) + 1, LEN(x))` and such give."""
        if self._rich is None:
            return None
        words = [own_words(self._text[part.start : part.end]) for part in parts]
        at = f'FIND("@", {words[0]})'
        if function == "MID" and words[1:] == [f"{at} + 1", f"LEN({words[0]})"]:
            return "domain"
        return "local" if function == "LEFT" and words[1:] == [f"{at} - 1"] else None

    def _plain_field(self, node: Node) -> FieldValue:
        value = self._value(node)
        if isinstance(value, FieldValue) and not value.case and value.left is None:
            return value
        raise NotUnderstoodError

    def _field(self, path: str) -> str:
        found = self._resolve(path)
        if found is None:
            raise NotUnderstoodError
        return found

    def _text_of(self, node: Node) -> str:
        value = self._value(node)
        if isinstance(value, LiteralValue) and isinstance(value.value, str):
            return value.value
        raise NotUnderstoodError
