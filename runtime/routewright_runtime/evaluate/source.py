"""Generated Python for conditions: synthetic names only, every literal a constant object.

The source text holds nothing but names of our making (`k3` a constant, `v1` a field's value, `t1`
its folded text, `x2` a derived value) and operators; what the policy's author wrote is reached
through the constants and never becomes code. Conditions nested deeper than `MAX_DEPTH` move into
functions of their own, so that no policy is too deep for the Python parser.
"""

from collections.abc import Callable, Iterable
from typing import Any, assert_never

from routewright_runtime.evaluate.columns import Column
from routewright_runtime.evaluate.comparison import FOLDED_TYPES
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    ComparesTerms,
    Condition,
    Constant,
    Defined,
    DuringCalendar,
    FieldTerm,
    HasMembers,
    IsRep,
    Known,
    MatchesPattern,
    Negation,
    OneOf,
    OutsideTest,
    Term,
    TextHolds,
    TextRelation,
    WithinLast,
)
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName, ValueType

MAX_DEPTH = 12
SELF_FOLDED = frozenset({TypeName.EMAIL, TypeName.DOMAIN})


class Unset:
    """What stands in a place that has not been computed yet."""


UNSET = Unset()


def folded_or_blank(value: object) -> str:
    """Return the folded text of a value; the empty text where there is none."""
    return "" if value is None else fold(str(value))


def folded_members(value: tuple[str, ...] | None) -> frozenset[str]:
    """Return the folded members of a multi-select."""
    return frozenset() if value is None else frozenset(fold(item) for item in value)


class Namespace:
    """The constants that generated functions reach by synthetic names."""

    __slots__ = ("_count", "_name_of", "names")

    def __init__(self) -> None:
        self.names: dict[str, object] = {"__builtins__": {"KeyError": KeyError}, "U": UNSET}
        self._name_of: dict[int, str] = {}
        self._count = 0

    def constant(self, value: object) -> str:
        """Return the name of a constant; the same object has one name."""
        name = self._name_of.get(id(value))
        if name is None:
            name = f"k{self._count}"
            self._count += 1
            self.names[name] = value  # keeps the object alive, so that its id stays its own
            self._name_of[id(value)] = name
        return name

    def function(self, head: str, lines: Iterable[str]) -> Callable[..., Any]:
        """Compile a function of synthetic source and return it."""
        text = "\n".join((f"def f({head}):", *(f"    {line}" for line in lines)))
        scope: dict[str, Any] = {}
        exec(compile(text, "<routewright matcher>", "exec"), self.names, scope)
        made: Callable[..., Any] = scope["f"]
        return made


class Body:
    """The body of one generated function: expressions, and the loads that they need.

    `slot_of` gives the function of a derived column, called with (values, at, memo).
    """

    __slots__ = ("_namespace", "_policy", "_slot_of", "derived", "fields", "texts")

    def __init__(
        self,
        policy: Policy,
        namespace: Namespace,
        slot_of: Callable[[Column], tuple[int, Callable[..., object]]],
    ) -> None:
        self._policy = policy
        self._namespace = namespace
        self._slot_of = slot_of
        self.fields: dict[str, str] = {}
        self.texts: dict[str, None] = {}
        self.derived: dict[str, None] = {}

    def expression(self, condition: Condition, depth: int = 0) -> str:
        """Return the source of a normal condition; always in brackets where it has parts."""
        match condition:
            case Constant():
                return "True" if condition.value else "False"
            case AllOf() | AnyOf():
                if depth >= MAX_DEPTH:
                    return self._own_function(condition)
                word = " and " if isinstance(condition, AllOf) else " or "
                parts = (self.expression(item, depth + 1) for item in condition.items)
                return f"({word.join(parts)})"
            case Negation():
                return f"(not {self.expression(condition.item, depth + 1)})"
            case WithinLast() | DuringCalendar() | ComparesTerms() | Defined():
                return self.derived_value(condition)
            case Known():
                return f"({self.value(condition.term)} is not None)"
            case OneOf():
                return self._one_of(condition)
            case Between():
                return self._between(condition)
            case TextHolds():
                return self._text_holds(condition)
            case MatchesPattern():
                pattern = self._constant(self._policy.pattern(condition.pattern).matches)
                value, text = self.value(condition.term), self.text(condition.term)
                return f"({value} is not None and {pattern}({text}))"
            case HasMembers():
                return self._has_members(condition)
            case IsRep():
                return self._is_rep(condition)
            case OutsideTest():
                return "False"
            case _:
                assert_never(condition)

    def prologue(self) -> list[str]:
        """Return the lines that must stand before the expressions."""
        return [*self.unset(), *self.loads({})]

    def unset(self) -> list[str]:
        """Return the lines that leave texts (never None once they are made) and values open."""
        texts = [f"{name} = None" for name in self.texts]
        return [*texts, *(f"{name} = U" for name in self.derived)]

    def loads(self, done: dict[str, str]) -> list[str]:
        """Return the loads of the fields that are not in `done`, and add them to it."""
        lines = []
        for name, local in self.fields.items():
            if name not in done:
                done[name] = local
                lines.append(f"{local} = values[{self._constant(name)}]")
        return lines

    def value(self, term: Term) -> str:
        """Return the source of a term's value: of a field as it is, else its comparison form."""
        if isinstance(term, FieldTerm) and term.part is None:
            return self.fields.setdefault(term.field, f"v{len(self.fields)}")
        return self.derived_value(term)

    def derived_value(self, column: Column) -> str:
        """Return the source of a derived value, computed at most once a record."""
        slot, compute = self._slot_of(column)
        local = f"x{slot}"
        self.derived.setdefault(local)
        call = f"{self._constant(compute)}(values, at, memo)"
        return f"({local} if {local} is not U else ({local} := {call}))"

    def text(self, term: Term) -> str:
        """Return the source of a term's folded text; the empty text where it is empty."""
        own = self.value(term)
        if not own.startswith("v"):
            return f"{self._constant(folded_or_blank)}({own})"
        local = f"t{own[1:]}"
        self.texts.setdefault(local)
        # A canonical text is trimmed, so the fold of ASCII is its small letters.
        folded = f"{own}.lower() if {own}.isascii() else {self._constant(fold)}({own})"
        return (
            f'({local} if {local} is not None else ({local} := "" if {own} is None else {folded}))'
        )

    def _lazily(self, own: str, compute: Callable[..., object]) -> str:
        local = f"t{own[1:]}"
        self.texts.setdefault(local)
        make = f"{self._constant(compute)}({own})"
        return f"({local} if {local} is not None else ({local} := {make}))"

    def _constant(self, value: object) -> str:
        return self._namespace.constant(value)

    def _own_function(self, condition: AllOf | AnyOf) -> str:
        body = Body(self._policy, self._namespace, self._slot_of)
        line = f"return {body.expression(condition)}"
        made = self._namespace.function("values, at, memo", (*body.prologue(), line))
        return f"{self._constant(made)}(values, at, memo)"

    def _key(self, term: Term) -> str:
        """Return the source of a term's comparison form; blank or None where it is empty."""
        type_ = self._policy.type_of(term)
        is_field = isinstance(term, FieldTerm) and term.part is None
        if is_field and type_ is not None and type_.name in FOLDED_TYPES and not is_closed(type_):
            return self.text(term)
        return self.value(term)

    def _one_of(self, condition: OneOf) -> str:
        keys = literal_keys(self._policy, condition)
        if len(keys) == 1:
            return f"({self._key(condition.term)} == {self._constant(next(iter(keys)))})"
        return f"({self._key(condition.term)} in {self._constant(keys)})"

    def _between(self, condition: Between) -> str:
        value = self.value(condition.term)
        test, again = (value, value) if value.startswith("v") else (f"(y := {value})", "y")
        low, high = "", ""
        if condition.low is not None:
            sign = "<=" if condition.is_low_included else "<"
            low = f"{self._constant(condition.low)} {sign} "
        if condition.high is not None:
            sign = "<=" if condition.is_high_included else "<"
            high = f" {sign} {self._constant(condition.high)}"
        if not low and not high:
            return f"({value} is not None)"
        return f"({test} is not None and {low}{again}{high})"

    def _text_holds(self, condition: TextHolds) -> str:
        if "" in condition.texts:
            return f"({self.value(condition.term)} is not None)"
        texts = condition.texts
        own, guard = self.text(condition.term), ""
        type_ = self._policy.type_of(condition.term)
        value = self.value(condition.term)
        if value.startswith("v") and type_ is not None and type_.name in SELF_FOLDED:
            own, guard = value, f"{value} is not None and "
        constant = self._constant(texts[0] if len(texts) == 1 else texts)
        match condition.relation:
            case TextRelation.STARTS_WITH:
                return f"({guard}{own}.startswith({constant}))"
            case TextRelation.ENDS_WITH:
                return f"({guard}{own}.endswith({constant}))"
            case TextRelation.CONTAINS:
                tests = " or ".join(f"{self._constant(text)} in {own}" for text in texts)
                return f"({guard}({tests}))"

    def _has_members(self, condition: HasMembers) -> str:
        type_ = self._policy.type_of(condition.term)
        value = self.value(condition.term)
        members = frozenset(fold(member) for member in condition.members)
        if type_ is not None and is_closed(type_) and not is_typed_cell(condition.term):
            members = frozenset(type_.member_by_fold.get(member, member) for member in members)
            guard, has = f"{value} is not None and ", value
            if not value.startswith("v"):
                guard, has = f"(y := {value}) is not None and ", "y"
        elif value.startswith("v"):
            guard, has = "", self._lazily(value, folded_members)
        else:
            guard, has = "", f"{self._constant(folded_members)}({value})"
        if len(members) == 1:
            return f"({guard}{self._constant(next(iter(members)))} in {has})"
        constant = self._constant(members)
        if condition.needs_all:
            return f"({guard}{constant}.issubset({has}))"
        return f"({guard}not {constant}.isdisjoint({has}))"

    def _is_rep(self, condition: IsRep) -> str:
        reps = rep_keys(self._policy, condition.term)
        return f"({self._key(condition.term)} in {self._constant(reps)})"


def is_closed(type_: ValueType) -> bool:
    """Tell whether a choice's values are its members, spelled as declared."""
    return type_.name in (TypeName.CHOICE, TypeName.CHOICES) and not type_.is_open


def literal_keys(policy: Policy, condition: OneOf) -> frozenset[object]:
    """Return the literals of a `OneOf` in the form in which its term's values compare."""
    type_ = policy.type_of(condition.term)
    if type_ is None:
        return frozenset(condition.values)
    if is_closed(type_) and not is_typed_cell(condition.term):
        return frozenset(type_.member_by_fold.get(fold(str(v)), str(v)) for v in condition.values)
    if type_.name in FOLDED_TYPES or is_typed_cell(condition.term):
        return frozenset(fold(v) if isinstance(v, str) else v for v in condition.values)
    return frozenset(condition.values)


def is_typed_cell(term: Term) -> bool:
    """Tell whether a term's values are not of the record itself but derived, already folded."""
    return not isinstance(term, FieldTerm)


def rep_keys(policy: Policy, term: Term) -> frozenset[object]:
    """Return the reps of the policy in the form in which a term's values name them."""
    if policy.type_of(term) is None:
        return frozenset(policy.reps)
    return frozenset(policy.rep_by_email)
