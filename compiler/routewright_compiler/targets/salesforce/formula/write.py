"""Write a formula as text: one spelling for each tree, as short as it can be."""

from typing import assert_never

from routewright_compiler.targets.salesforce.formula.model import (
    Binary,
    BooleanLiteral,
    Call,
    Expression,
    NullLiteral,
    NumberLiteral,
    Operator,
    Prefix,
    Raw,
    Reference,
    TextLiteral,
    Unary,
)

# How tight an operator binds, the tightest last.
_LEVELS: tuple[tuple[Operator, ...], ...] = (
    (Operator.OR,),
    (Operator.AND,),
    (
        Operator.EQUAL,
        Operator.NOT_EQUAL,
        Operator.LESS,
        Operator.LESS_OR_EQUAL,
        Operator.GREATER,
        Operator.GREATER_OR_EQUAL,
    ),
    (Operator.JOIN,),
    (Operator.PLUS, Operator.MINUS),
    (Operator.TIMES, Operator.DIVIDED_BY),
    (Operator.POWER,),
)
_LEVEL = {operator: level for level, row in enumerate(_LEVELS) for operator in row}
_COMPARED = _LEVEL[Operator.EQUAL]
_PREFIX_LEVEL = len(_LEVELS)
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def write(expression: Expression) -> str:
    """Return the text of a formula; parsing it gives the same tree."""
    return _written(expression, 0)


def _written(expression: Expression, level: int) -> str:
    match expression:
        case TextLiteral(value):
            return f'"{value.translate(_ESCAPES)}"'
        case NumberLiteral(value):
            return f"{value:f}"
        case BooleanLiteral(value):
            return "TRUE" if value else "FALSE"
        case NullLiteral():
            return "NULL"
        case Reference(path, is_merge):
            return "{!" + path + "}" if is_merge else path
        case Call(function, arguments):
            return f"{function}({', '.join(_written(item, 0) for item in arguments)})"
        case Raw(text):
            return f"({text})" if level else text
        case Unary(operator, operand):
            text = operator.value + _written(operand, _PREFIX_LEVEL)
            return f"({text})" if level > _PREFIX_LEVEL or _is_double(operand) else text
        case Binary(operator, left, right):
            own = _LEVEL[operator]
            # Which of two comparisons in a row comes first is not for the reader to know.
            before = own + 1 if own == _COMPARED else own
            text = f"{_written(left, before)} {operator.value} {_written(right, own + 1)}"
            return f"({text})" if own < level else text
        case _:
            assert_never(expression)


def _is_double(operand: Expression) -> bool:
    return isinstance(operand, Unary) and operand.operator is Prefix.MINUS
