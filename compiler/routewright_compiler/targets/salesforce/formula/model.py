"""The syntax tree of a Salesforce formula: literals, references, calls and operators.

A reference is a path of API names: in a rule, a validation or a formula field it stands bare
(`Account.Industry`, `Fit__c`), in a flow within `{!…}` and from `$Record` on
(`{!$Record.Industry}`). `Raw` is a part that nobody takes apart: it is written word for word,
in parentheses beside an operator.

Source: help.salesforce.com, "Formula Operators and Functions", read 2026-11.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Operator(StrEnum):
    """The operators of two operands; `!=` is read as `<>`, `==` as `=`."""

    OR = "||"
    AND = "&&"
    EQUAL = "="
    NOT_EQUAL = "<>"
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    JOIN = "&"
    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    DIVIDED_BY = "/"
    POWER = "^"


class Prefix(StrEnum):
    """The operators of one operand."""

    NOT = "!"
    MINUS = "-"


@dataclass(frozen=True, slots=True)
class TextLiteral:
    """A text, without its quotes and escapes."""

    value: str


@dataclass(frozen=True, slots=True)
class NumberLiteral:
    """A number, 0 or more (a minus is an operator)."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class BooleanLiteral:
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True, slots=True)
class NullLiteral:
    """NULL."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A field, a variable of a flow or a global: `path` as written, without `{!` and `}`."""

    path: str
    is_merge: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A function of that name, in capitals, with its arguments."""

    function: str
    arguments: tuple["Expression", ...] = ()


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands."""

    operator: Operator
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Unary:
    """One operand."""

    operator: Prefix
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Raw:
    """Text of a formula, taken as it is."""

    text: str


Literal = TextLiteral | NumberLiteral | BooleanLiteral | NullLiteral
Expression = Literal | Reference | Call | Binary | Unary | Raw
