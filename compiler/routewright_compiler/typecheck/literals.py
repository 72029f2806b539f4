"""Values written in a policy, read as the type that stands beside them.

A bare word is a member or a code where the type has it, else the name of a field: so `DE`, `SaaS`
and `true` need no quotes, and two fields may be compared. Texts are folded, numbers plain.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import assert_never

from routewright_compiler.schema import codes
from routewright_compiler.schema.codes import FindingKind
from routewright_compiler.schema.report import did_you_mean, listed, respelling, shown
from routewright_compiler.schema.symbols import SymbolKind
from routewright_compiler.schema.wording import (
    CODED,
    NUMERIC,
    TEXT_LIKE,
    example_of,
    spelled,
    type_words,
)
from routewright_compiler.typecheck.scope import Scope
from routewright_compiler.typecheck.terms import (
    Broken,
    DefinedName,
    Operand,
    TypedTerm,
    known_operand,
    lookup_of,
)
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Fix
from routewright_runtime.graph.conditions import Value
from routewright_runtime.text import fold
from routewright_runtime.values import (
    Suggestion,
    TypeName,
    ValueType,
    check_member,
    countries_with_state_part,
    state_from_part,
)
from routewright_runtime.values.numeric import plain

_BARE = CODED | {TypeName.CHOICE, TypeName.CHOICES, TypeName.BOOLEAN}
_TARGETS = (SymbolKind.REP, SymbolKind.TEAM, SymbolKind.QUEUE)


def right_side(scope: Scope, left: TypedTerm, node: syntax.Expression) -> Value | Operand | None:
    """Return the value or the operand that stands beside a term; None where it is reported."""
    if isinstance(node, syntax.Lookup):
        return lookup_of(scope, node)
    if not isinstance(node, syntax.Path):
        return literal(scope, left, node)
    value = bare_word(scope, left.type, node.text)
    if value is not None and not isinstance(value, Suggestion):
        return value
    found = known_operand(scope, node)
    if isinstance(found, Broken):
        return None
    if found is not None:
        return found
    _report_word(scope, left, node, value)
    return None


def member_of(scope: Scope, left: TypedTerm, node: syntax.Expression) -> Value | None:
    """Return a value written beside a term, where a field may not stand; None where reported."""
    found = right_side(scope, left, node)
    if not isinstance(found, TypedTerm | DefinedName):
        return found
    scope.report.add(
        codes.TYPE_MISMATCH,
        node.span,
        "the name of a field cannot stand here",
        repair=f"write a value, such as `{example_of(left.type)}`",
    )
    return None


_EMPTY_WORDS = frozenset({"null", "none", "nil", "empty", "blank", "undefined"})
_PRESENT_WORDS = frozenset({"today", "now", "yesterday"})

# --- bare words -------------------------------------------------------------------------------


def bare_word(scope: Scope, type_: ValueType | None, word: str) -> Value | Suggestion | None:
    """Return what a bare word means as a value of a type; None where the type has no bare words."""
    if type_ is None:
        symbol = scope.declared.symbols.get(word)
        return word if symbol is not None and symbol.kind in _TARGETS else None
    if type_.name is TypeName.USER:
        rep = scope.reps.get(word)
        return None if rep is None else rep.email
    if type_.name not in _BARE:
        return None
    if type_.name is TypeName.STATE and "-" not in word and (word.isupper() or word.isdigit()):
        return state_part(word, scope.countries)
    found = check_member(type_, word)
    if type_.name is TypeName.BOOLEAN and isinstance(found, str):
        return found == "true"
    return found


def state_part(part: str, countries: Sequence[str]) -> str | Suggestion:
    """Return the state that a part after the hyphen means, of the countries that it may be of."""
    if not countries and countries_with_state_part(part):
        return Suggestion(f"{shown(part)} may be a state of any country: the policy names none")
    return state_from_part(part, tuple(countries))


def is_ambiguous_state(type_: ValueType, tried: Suggestion) -> bool:
    """Whether a part was refused because it may be a state of several countries."""
    return type_.name is TypeName.STATE and " may be " in tried.problem


def _report_word(
    scope: Scope, left: TypedTerm, node: syntax.Path, tried: Suggestion | None
) -> None:
    word, type_ = node.text, left.type
    if type_ is None or type_.name is TypeName.USER:
        kinds = _TARGETS if type_ is None else (SymbolKind.REP, SymbolKind.FIELD)
        needed = "a rep, team or queue" if type_ is None else "a rep"
        scope.symbol(word, node.span, kinds, needed)
        return
    symbol = scope.declared.symbols.get(word)
    if symbol is not None:
        scope.wrong_kind(symbol, node.span, type_words(type_))
    elif word.lower() in _EMPTY_WORDS:
        _mismatch(
            scope,
            left,
            node,
            f"{shown(word)} is no value",
            f"write `{left.written} is empty`, or `{left.written} is known` for the opposite",
        )
    elif word.lower() in _PRESENT_WORDS and type_.name in (TypeName.DATE, TypeName.DATETIME):
        _mismatch(
            scope,
            left,
            node,
            f"{shown(word)} is neither a time nor a field",
            f"ask how long ago it was, as in `{left.written} within 7 days`",
        )
    elif tried is not None:
        _report_member(scope, left, node, word, tried)
    elif type_.name in TEXT_LIKE:
        fields = scope.declared.symbols.names(SymbolKind.FIELD)
        near = did_you_mean(word, fields)
        scope.report.add(
            codes.TYPE_MISMATCH,
            node.span,
            f"there is no field {shown(word)}, and {shown(left.written)} is {type_words(type_)}, "
            "written in double quotes",
            subject=left.subject,
            repair=f'write `"{word}"`' + (f", or {near}" if near else ""),
            fixes=(respelling(node.span, f'"{word}"'),),
        )
    elif scope.declared.is_complete:
        _mismatch(scope, left, node, f"{shown(word)} is neither {type_words(type_)} nor a field")


def _report_member(
    scope: Scope, left: TypedTerm, node: syntax.Path | syntax.Code, word: str, tried: Suggestion
) -> None:
    assert left.type is not None
    kind = codes.UNKNOWN_MEMBER
    repair = ""
    if left.type.name in CODED:
        kind = codes.UNKNOWN_CODE
        if is_ambiguous_state(left.type, tried):
            kind = codes.AMBIGUOUS_STATE
            repair = "write the country in front, as in `US-CA`"
        else:
            repair = f"write {type_words(left.type)} as in `{example_of(left.type)}`"
    elif left.type.is_open:
        repair = "a value that is no member is written in double quotes"
    elif left.type.members:
        repair = f"{shown(left.written)} has {_members(left.type)}"
    problem = tried.problem
    if kind is codes.UNKNOWN_MEMBER and left.type.members:
        problem = f"{shown(word)} is not a value of {shown(left.written)}"
    _offer(scope, kind, left, node, problem, tried.offer, repair)


def _offer(
    scope: Scope,
    kind: FindingKind,
    left: TypedTerm,
    node: syntax.Path | syntax.Code | syntax.Text,
    problem: str,
    offer: str | None,
    repair: str,
) -> None:
    fixes: tuple[Fix, ...] = ()
    if offer is not None:
        is_choice = left.type is not None and left.type.name in (TypeName.CHOICE, TypeName.CHOICES)
        written = spelled(offer) if is_choice else offer
        fixes = (respelling(node.span, written),)
        repair = f"did you mean {shown(written)}?"
    scope.report.add(kind, node.span, problem, subject=left.subject, repair=repair, fixes=fixes)


def _members(type_: ValueType) -> str:
    named = [shown(spelled(member)) for member in type_.members[:8]]
    return listed(named) if len(type_.members) <= 8 else f"{', '.join(named)}…"


# --- literals ---------------------------------------------------------------------------------


def literal(
    scope: Scope,
    left: TypedTerm,
    node: syntax.Code | syntax.Text | syntax.Number | syntax.Date | syntax.DateTime,
) -> Value | None:
    """Return the canonical value of a literal beside a term; None where it is reported.

    Beside a time, a day stays a `date`: the comparison makes it that whole day.
    """
    match node:
        case syntax.Text():
            return _text(scope, left, node)
        case syntax.Code():
            return _code(scope, left, node)
        case syntax.Number():
            return _number(scope, left, node)
        case syntax.Date():
            return _day(scope, left, node)
        case syntax.DateTime():
            return _moment(scope, left, node)
        case _:
            assert_never(node)


def _mismatch(
    scope: Scope, left: TypedTerm, node: syntax.Expression, problem: str, repair: str = ""
) -> None:
    example = example_of(left.type)
    scope.report.add(
        codes.TYPE_MISMATCH,
        node.span,
        problem,
        subject=left.subject,
        repair=repair or (f"write {_wanted(left.type)}, such as `{example}`" if example else ""),
    )


def _wanted(type_: ValueType | None) -> str:
    is_choice = type_ is not None and type_.name in (TypeName.CHOICE, TypeName.CHOICES)
    return "one of its values" if is_choice else type_words(type_)


def _text(scope: Scope, left: TypedTerm, node: syntax.Text) -> Value | None:
    type_ = left.type
    quoted = f'`"{node.value}"`' if len(node.value) < 50 else shown(node.value)
    if type_ is None:
        _mismatch(
            scope,
            left,
            node,
            f"{quoted} is a text, but {shown(left.written)} is a person, team or queue",
            "write the name without quotes",
        )
        return None
    if not node.value.strip():
        scope.report.add(
            codes.MALFORMED_VALUE,
            node.span,
            "a blank text is never the value of a field: blank values are empty",
            subject=left.subject,
            repair="write `is empty`",
        )
        return None
    if type_.name in TEXT_LIKE:
        found = check_member(type_, node.value)
        if isinstance(found, str):
            return fold(found)
        _offer_text(scope, left, node, found)
        return None
    if type_.name in (TypeName.CHOICE, TypeName.CHOICES):
        return _choice_text(scope, left, node, type_)
    bare = bare_word(scope, type_, node.value.strip())
    offer = bare.offer if isinstance(bare, Suggestion) else node.value.strip()
    if type_.name in NUMERIC:
        offer = node.value.strip() if _looks_numeric(node.value) else None
    repair = f"write {shown(offer)} without quotes" if offer else ""
    _mismatch(
        scope,
        left,
        node,
        f"{quoted} is a text, but {shown(left.written)} is {type_words(type_)}",
        repair,
    )
    return None


def written_texts(type_: ValueType | None, nodes: Sequence[syntax.Expression]) -> tuple[str, ...]:
    """Return texts as the policy spells them, empty for what is no text; none where none is one."""
    if type_ is None or type_.name not in TEXT_LIKE:
        return ()
    found = tuple(node.value if isinstance(node, syntax.Text) else "" for node in nodes)
    return found if any(found) else ()


def _looks_numeric(text: str) -> bool:
    return text.strip().replace(".", "", 1).isdigit()


def _offer_text(scope: Scope, left: TypedTerm, node: syntax.Text, found: Suggestion) -> None:
    offer = None if found.offer is None else f'"{found.offer}"'
    _offer(
        scope,
        codes.MALFORMED_VALUE,
        left,
        node,
        found.problem,
        offer,
        f"write {type_words(left.type)}, such as `{example_of(left.type)}`",
    )


def _choice_text(
    scope: Scope, left: TypedTerm, node: syntax.Text, type_: ValueType
) -> Value | None:
    text = node.value.strip()
    if text in type_.members:
        return text
    if type_.is_open:
        return type_.member_by_fold.get(fold(text), text)
    found = check_member(type_, text)
    assert isinstance(found, Suggestion)
    _offer(
        scope,
        codes.UNKNOWN_MEMBER,
        left,
        node,
        f"{shown(text)} is not a value of {shown(left.written)}",
        found.offer,
        f"{shown(left.written)} has {_members(type_)}" if type_.members else "",
    )
    return None


def _code(scope: Scope, left: TypedTerm, node: syntax.Code) -> Value | None:
    type_ = left.type
    if type_ is not None and type_.name in (TypeName.STATE, TypeName.CHOICE, TypeName.CHOICES):
        found = check_member(type_, node.text)
        if isinstance(found, str):
            return found
        _report_member(scope, left, node, node.text, found)
        return None
    if type_ is not None and type_.name is TypeName.TEXT:
        _mismatch(
            scope,
            left,
            node,
            f"{shown(left.written)} is a text, which is written in double quotes",
            f'write `"{node.text}"`',
        )
        return None
    _mismatch(
        scope,
        left,
        node,
        f"{shown(node.text)} is a state, but {shown(left.written)} is {type_words(type_)}",
        f"write {shown(node.text[:2])}" if type_ and type_.name is TypeName.COUNTRY else "",
    )
    return None


def _number(scope: Scope, left: TypedTerm, node: syntax.Number) -> Value | None:
    type_ = left.type
    if type_ is not None and type_.name is TypeName.NUMBER:
        return plain_number(node)
    if type_ is not None and type_.name is TypeName.INTEGER:
        if node.value == node.value.to_integral_value():
            return int(node.value)
        stands_for = f" stands for {plain_number(node):f}, which" if node.text.endswith("%") else ""
        scope.report.add(
            codes.NUMBER_SCALE,
            node.span,
            f"{shown(node.text)}{stands_for} has decimals, but {shown(left.written)} holds whole "
            "numbers",
            subject=left.subject,
            repair="write a whole number, or declare the field as `number`",
        )
        return None
    repair = ""
    if type_ is not None and type_.name in TEXT_LIKE:
        repair = f'write `"{node.text}"` in double quotes'
    if type_ is not None and type_.name is TypeName.BOOLEAN:
        repair = "write `true` or `false`"
    _mismatch(
        scope,
        left,
        node,
        f"{shown(node.text)} is a number, but {shown(left.written)} is {type_words(type_)}",
        repair,
    )
    return None


def plain_number(node: syntax.Number) -> Decimal:
    """Return the exact value without trailing zeros or exponent."""
    found = plain(f"{node.value:f}")
    return node.value if found is None else found


def _day(scope: Scope, left: TypedTerm, node: syntax.Date) -> Value | None:
    if left.type is not None and left.type.name in (TypeName.DATE, TypeName.DATETIME):
        return node.value
    _mismatch(
        scope,
        left,
        node,
        f"`{node.value}` is a day, but {shown(left.written)} is {type_words(left.type)}",
    )
    return None


def _moment(scope: Scope, left: TypedTerm, node: syntax.DateTime) -> Value | None:
    if left.type is not None and left.type.name is TypeName.DATETIME:
        return moment_of(scope, node)
    repair = ""
    if left.type is not None and left.type.name is TypeName.DATE:
        repair = f"write the day alone, `{node.value.date()}`"
    _mismatch(
        scope,
        left,
        node,
        f"this is a time, but {shown(left.written)} is {type_words(left.type)}",
        repair,
    )
    return None


def moment_of(scope: Scope, node: syntax.DateTime) -> datetime:
    """Return the moment in UTC; without an offset it is one of the file's zone."""
    moment = node.value
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=scope.zone(node.span))
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return datetime.combine(date.min if moment.year < 5000 else date.max, moment.time(), UTC)
