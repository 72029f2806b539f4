"""`=`, `!=`, `<`, `<=`, `>`, `>=` and `in`: a term with values, or with another term."""

from datetime import date, datetime
from decimal import Decimal

from routewright_compiler.schema import codes
from routewright_compiler.schema.report import shown
from routewright_compiler.schema.wording import ORDERED, are_comparable, spelled, type_words
from routewright_compiler.typecheck.days import compared_with_day, on_days
from routewright_compiler.typecheck.literals import literal, right_side, written_texts
from routewright_compiler.typecheck.scope import Scope
from routewright_compiler.typecheck.terms import DefinedName, Operand, TypedTerm, operand_of
from routewright_grammar import syntax
from routewright_grammar.span import Span
from routewright_grammar.syntax import Comparison
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    ComparesTerms,
    Condition,
    Constant,
    Defined,
    Negation,
    OneOf,
    Order,
    Place,
    Value,
)
from routewright_runtime.values import TypeName

POISON = Constant(value=False)
_ORDERS = {
    Comparison.LT: Order.LESS,
    Comparison.LE: Order.LESS_OR_EQUAL,
    Comparison.GT: Order.GREATER,
    Comparison.GE: Order.GREATER_OR_EQUAL,
}


def compare(scope: Scope, node: syntax.Compare) -> Condition:
    """Return the condition of `left operator right`."""
    left = left_side(scope, node.left)
    if left is None:
        return POISON
    place = scope.places.of(node.span)
    if isinstance(left, DefinedName):
        return _compare_defined(scope, node, left, place)
    if not _fits(scope, left, node.operator, node):
        return POISON
    right = right_side(scope, left, node.right)
    if right is None:
        return POISON
    if isinstance(right, TypedTerm | DefinedName):
        return _compare_terms(scope, node, left, right, place)
    return _compare_value(scope, node, left, right, place)


def left_side(scope: Scope, node: syntax.Expression) -> Operand | None:
    """Return the operand on the left; a literal there is refused."""
    if isinstance(node, syntax.Path | syntax.Lookup):
        return operand_of(scope, node)
    scope.report.add(
        codes.TYPE_MISMATCH,
        node.span,
        "a fixed value cannot stand on the left",
        repair="write the field first: `employees >= 100`",
    )
    return None


def _fits(
    scope: Scope, left: TypedTerm, operator: Comparison, node: syntax.Compare | syntax.InList
) -> bool:
    """Whether a term may be compared so; reports where it may not."""
    type_ = left.type
    if type_ is not None and type_.name is TypeName.CHOICES:
        example = spelled(type_.members[0]) if type_.members else "X"
        scope.report.add(
            codes.WRONG_OPERATOR,
            node.span,
            f"{shown(left.written)} holds several values and is not compared as one",
            subject=left.subject,
            repair=f"write `{left.written} has {example}`",
        )
        return False
    if operator in _ORDERS and (type_ is None or type_.name not in ORDERED):
        scope.report.add(
            codes.WRONG_OPERATOR,
            node.span,
            f"`{operator}` compares numbers, days and times, but {shown(left.written)} is "
            f"{type_words(type_)}",
            subject=left.subject,
            repair="use `=` or `in (…)`",
        )
        return False
    return True


def _compare_value(
    scope: Scope, node: syntax.Compare, left: TypedTerm, value: Value, place: Place
) -> Condition:
    if left.type is not None and left.type.name is TypeName.DATETIME and _is_day(value):
        assert isinstance(value, date)
        zone = scope.zone(node.right.span)
        return compared_with_day(left.term, node.operator, value, zone, place)
    match node.operator:
        case Comparison.EQ:
            return _one_of(scope, left, value, node.right, place)
        case Comparison.NE:
            return Negation(_one_of(scope, left, value, node.right, place), place)
        case Comparison.LT | Comparison.LE:
            is_included = node.operator is Comparison.LE
            high = _edge(value)
            return Between(left.term, None, high, is_high_included=is_included, place=place)
        case Comparison.GT | Comparison.GE:
            is_included = node.operator is Comparison.GE
            low = _edge(value)
            return Between(left.term, low, None, is_low_included=is_included, place=place)


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _edge(value: Value) -> int | Decimal | date | datetime:
    assert isinstance(value, int | Decimal | date)
    return value


def _one_of(
    scope: Scope, left: TypedTerm, value: Value, node: syntax.Expression, place: Place
) -> OneOf:
    places = (scope.places.of(node.span),)
    return OneOf(left.term, (value,), place, places, written_texts(left.type, (node,)))


# --- two terms --------------------------------------------------------------------------------


def _compare_terms(
    scope: Scope, node: syntax.Compare, left: TypedTerm, right: Operand, place: Place
) -> Condition:
    equal = _equal_terms(scope, left, right, place)
    if equal is None:
        return POISON
    match node.operator:
        case Comparison.EQ:
            return equal
        case Comparison.NE:
            return Negation(equal, place)
        case _:
            assert isinstance(right, TypedTerm)
            return ComparesTerms(left.term, _ORDERS[node.operator], right.term, place)


def _equal_terms(scope: Scope, left: TypedTerm, right: Operand, place: Place) -> Condition | None:
    if isinstance(right, DefinedName):
        if left.type is not None and left.type.name is TypeName.BOOLEAN:
            return _same_truth(
                OneOf(left.term, (True,), place),
                OneOf(left.term, (False,), place),
                Defined(right.name, place),
                place,
            )
        _report_incomparable(scope, left, right.name, "a condition", right.span)
        return None
    if not are_comparable(left.type, right.type):
        _report_incomparable(scope, left, right.written, type_words(right.type), right.span)
        return None
    return ComparesTerms(left.term, Order.EQUAL, right.term, place)


def _same_truth(yes: Condition, no: Condition, defined: Condition, place: Place) -> Condition:
    """Return that a value is true where the condition holds and false where it does not."""
    return AnyOf(
        (AllOf((yes, defined), place), AllOf((no, Negation(defined, place)), place)), place
    )


def _report_incomparable(
    scope: Scope, left: TypedTerm, written: str, words: str, span: Span
) -> None:
    scope.report.add(
        codes.TYPE_MISMATCH,
        span,
        f"{shown(left.written)} is {type_words(left.type)} and {shown(written)} is {words}: "
        "they cannot be compared",
        subject=left.subject,
    )


def _compare_defined(
    scope: Scope, node: syntax.Compare, left: DefinedName, place: Place
) -> Condition:
    """Return `enterprise = true`, `enterprise != free_mail`, `enterprise = partner`."""
    defined = Defined(left.name, place)
    if node.operator in _ORDERS:
        scope.report.add(
            codes.WRONG_OPERATOR,
            node.span,
            f"`{node.operator}` compares numbers, days and times, but {shown(left.name)} is a "
            "condition",
            subject=left.name,
        )
        return POISON
    equal = _equal_to_defined(scope, node.right, defined, place)
    if equal is None:
        return POISON
    return equal if node.operator is Comparison.EQ else Negation(equal, place)


def _equal_to_defined(
    scope: Scope, node: syntax.Expression, defined: Defined, place: Place
) -> Condition | None:
    if isinstance(node, syntax.Path) and node.text in ("true", "false"):
        return defined if node.text == "true" else Negation(defined, place)
    right = left_side(scope, node)
    if isinstance(right, DefinedName):
        other = Defined(right.name, place)
        return _same_truth(other, Negation(other, place), defined, place)
    if right is None:
        return None
    if right.type is not None and right.type.name is TypeName.BOOLEAN:
        return _same_truth(
            OneOf(right.term, (True,), place), OneOf(right.term, (False,), place), defined, place
        )
    _report_incomparable(scope, right, defined.name, "a condition", node.span)
    return None


# --- in ---------------------------------------------------------------------------------------


def in_list(scope: Scope, node: syntax.InList) -> Condition:
    """Return `left in (items)`; fields among the items are compared one by one."""
    left = left_side(scope, node.left)
    place = scope.places.of(node.span)
    if isinstance(left, DefinedName):
        _refuse_defined(scope, left, "in", node.span)
        return POISON
    if left is None or not _fits(scope, left, Comparison.EQ, node):
        return POISON
    values: list[Value] = []
    listed: list[syntax.Expression] = []
    others: list[Condition] = []
    for item in node.items:
        found = right_side(scope, left, item)
        if found is None:
            others.append(POISON)
        elif isinstance(found, TypedTerm | DefinedName):
            others.append(_equal_terms(scope, left, found, place) or POISON)
        elif left.type is not None and left.type.name is TypeName.DATETIME and _is_day(found):
            assert isinstance(found, date)
            others.append(on_days(left.term, found, found, scope.zone(item.span), place))
        else:
            values.append(found)
            listed.append(item)
    alternatives: list[Condition] = []
    if values:
        places = tuple(scope.places.of(item.span) for item in listed)
        texts = written_texts(left.type, listed)
        alternatives.append(OneOf(left.term, tuple(values), place, places, texts))
    alternatives += others
    return alternatives[0] if len(alternatives) == 1 else AnyOf(tuple(alternatives), place)


def in_range(scope: Scope, node: syntax.InRange) -> Condition:
    """Return `left in low..high`, both ends included."""
    left = left_side(scope, node.left)
    if isinstance(left, DefinedName):
        _refuse_defined(scope, left, "in", node.span)
        return POISON
    if left is None:
        return POISON
    if left.type is None or left.type.name not in ORDERED:
        scope.report.add(
            codes.WRONG_OPERATOR,
            node.span,
            f"a range is for numbers, days and times, but {shown(left.written)} is "
            f"{type_words(left.type)}",
            subject=left.subject,
            repair="list the values: `in (A, B)`",
        )
        return POISON
    low = None if node.range.low is None else literal(scope, left, node.range.low)
    high = None if node.range.high is None else literal(scope, left, node.range.high)
    if (low is None) != (node.range.low is None) or (high is None) != (node.range.high is None):
        return POISON
    place = scope.places.of(node.span)
    if left.type.name is TypeName.DATETIME and (_is_day(low) or _is_day(high)):
        assert low is None or isinstance(low, date)
        assert high is None or isinstance(high, date)
        return on_days(left.term, low, high, scope.zone(node.range.span), place)
    return Between(
        left.term,
        None if low is None else _edge(low),
        None if high is None else _edge(high),
        place=place,
    )


def _refuse_defined(scope: Scope, left: DefinedName, operator: str, span: Span) -> None:
    scope.report.add(
        codes.WRONG_OPERATOR,
        span,
        f"{shown(left.name)} is a condition and takes no `{operator}`",
        subject=left.name,
        repair=f"write {shown(left.name)} or `not {left.name}`",
    )
