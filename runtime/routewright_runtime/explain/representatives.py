"""One well-formed value for each class of values that a policy's conditions can tell apart.

The classes of a field are cut by all literals that the given atoms and tables compare it with. Of a
range the value nearest to the record's own is taken, so that what is shown is a small change. Where
the classes are too many, or a value of one cannot be written down, the list is marked incomplete.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import combinations

from routewright_runtime.calendars import elapsed
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.explain.fields import AtomWalk
from routewright_runtime.explain.ranges import ordered_values
from routewright_runtime.explain.texts import Representatives, TextTest, text_classes
from routewright_runtime.graph.conditions import (
    Between,
    ComparesTerms,
    Condition,
    FieldTerm,
    HasMembers,
    IsRep,
    MatchesPattern,
    OneOf,
    Term,
    TextHolds,
    WithinLast,
)
from routewright_runtime.graph.model import Field
from routewright_runtime.text import fold
from routewright_runtime.values import (
    TypeName,
    Value,
    country_names,
    language_names,
    read,
    states_of,
    to_json,
)

MAX_VALUES = 400
MAX_MEMBERS = 8
# Codes that a reader knows, to stand for any other.
_FAMILIAR = ("US", "GB", "DE", "FR", "JP", "BR", "en", "de", "fr")
_STRANGER = "nobody@other.example"


class _Mentioned:
    """What the conditions say about one field or one part of it."""

    __slots__ = ("has_rep_test", "texts", "values", "within", "written")

    def __init__(self) -> None:
        self.values: dict[Value, None] = {}
        self.texts: dict[TextTest, None] = {}
        self.within: list[WithinLast] = []
        self.written: dict[Value, str] = {}
        self.has_rep_test = False


def representatives(
    policy: Policy, walk: AtomWalk, record: dict[str, Value | None], at: datetime | None
) -> dict[str, Representatives]:
    """Return the values to try for every field that was walked."""
    said: dict[FieldTerm, _Mentioned] = {}
    compared: set[str] = set()
    for atom in walk.atoms:
        _note_atom(said, compared, atom)
    for lookup in walk.lookups:
        table = policy.tables[lookup.table]
        for position, (key, argument) in enumerate(zip(table.keys, lookup.arguments, strict=True)):
            cells = (value for row in table.rows for value in row.keys[position])
            _note_cells(said, argument, cells, is_prefix=key.is_prefix)
    countries = _countries(policy, said, record)
    found = {}
    for name in walk.fields:
        field = policy.fields[name]
        made = _of_field(policy, field, said, record, at, countries)
        sound = tuple(v for v in dict.fromkeys(made.values) if _is_sound(policy, field, v))
        is_complete = made.is_complete and name not in compared and len(sound) <= MAX_VALUES
        found[name] = Representatives(sound[:MAX_VALUES], is_complete)
    return found


def _note_atom(said: dict[FieldTerm, _Mentioned], compared: set[str], atom: Condition) -> None:
    if isinstance(atom, ComparesTerms):
        sides = (atom.left, atom.right)
        compared.update(side.field for side in sides if isinstance(side, FieldTerm))
        return
    term = getattr(atom, "term", None)
    if not isinstance(term, FieldTerm):
        return
    own = said.setdefault(term, _Mentioned())
    match atom:
        case OneOf():
            own.values.update(dict.fromkeys(atom.values))
            _note_spellings(own, atom.values, atom.written)
        case Between():
            own.values.update(dict.fromkeys(v for v in (atom.low, atom.high) if v is not None))
        case TextHolds():
            own.texts.update(dict.fromkeys((atom.relation.value, text) for text in atom.texts))
            _note_spellings(own, atom.texts, atom.written)
        case MatchesPattern():
            own.texts.setdefault(("matches", atom.pattern))
        case HasMembers():
            own.values.update(dict.fromkeys(atom.members))
        case IsRep():
            own.has_rep_test = True
        case WithinLast():
            own.within.append(atom)
        case _:
            pass


def _note_spellings(own: _Mentioned, values: Sequence[Value], written: Sequence[str]) -> None:
    for value, text in zip(values, written, strict=False):
        if text:
            own.written.setdefault(value, text.strip())


def _note_cells(
    said: dict[FieldTerm, _Mentioned], argument: Term, cells: Iterable[Value], *, is_prefix: bool
) -> None:
    if not isinstance(argument, FieldTerm):
        return
    own = said.setdefault(argument, _Mentioned())
    for cell in cells:
        if is_prefix:
            own.texts.setdefault(("starts with", str(cell)))
        else:
            own.values.setdefault(cell)


def _is_sound(policy: Policy, field: Field, value: Value) -> bool:
    """Tell whether a value, written as JSON, reads as itself; a state in its own country."""
    country = value[:2] if field.type.name is TypeName.STATE and isinstance(value, str) else None
    reading = read(
        field.type,
        to_json(value),
        blanks=frozenset(field.blanks),
        zone=policy.zone,
        country=country,
    )
    return reading.value == value and reading.problem is None


def _countries(
    policy: Policy, said: dict[FieldTerm, _Mentioned], record: dict[str, Value | None]
) -> tuple[str, ...]:
    """Return the countries that any country or state of the conditions is about."""
    found: dict[str, None] = {}
    for term, own in said.items():
        type_ = policy.type_of(term)
        if type_ is not None and type_.name in (TypeName.COUNTRY, TypeName.STATE):
            found.update(dict.fromkeys(str(value)[:2] for value in own.values))
    for name, value in record.items():
        if policy.fields[name].type.name in (TypeName.COUNTRY, TypeName.STATE) and value:
            found.setdefault(str(value)[:2])
    return tuple(found)


def _of_field(
    policy: Policy,
    field: Field,
    said: dict[FieldTerm, _Mentioned],
    record: dict[str, Value | None],
    at: datetime | None,
    countries: tuple[str, ...],
) -> Representatives:
    own = said.get(FieldTerm(field.name)) or _Mentioned()
    parts = {t.part: m for t, m in said.items() if t.field == field.name and t.part is not None}
    current = record.get(field.name)
    match field.type.name:
        case TypeName.BOOLEAN:
            return Representatives((True, False), True)
        case TypeName.CHOICE if not field.type.is_open:
            return Representatives(field.type.members, True)
        case TypeName.CHOICE:
            texts = _text_values(policy, own)
            return Representatives((*field.type.members, *texts.values), texts.is_complete)
        case TypeName.CHOICES:
            return _multi_selects(field, own, current)
        case TypeName.INTEGER | TypeName.NUMBER | TypeName.DATE | TypeName.DATETIME:
            points = (*own.values, *_within_points(own, at, policy))
            return Representatives(ordered_values(field.type, points, current, policy.zone), True)
        case TypeName.COUNTRY:
            return _codes(own, countries, tuple(country_names()))
        case TypeName.LANGUAGE:
            return _codes(own, (), tuple(language_names()))
        case TypeName.STATE:
            return _states(own, countries)
        case TypeName.TEXT:
            texts = _text_values(policy, own)
            spelled = tuple(_spelled(policy, field, own, value) for value in texts.values)
            return Representatives(spelled, texts.is_complete)
        case TypeName.DOMAIN | TypeName.USER:
            return _text_values(policy, own)
        case TypeName.EMAIL:
            return _emails(policy, own, parts)
        case TypeName.URL:
            return _urls(policy, own, parts)
        case TypeName.PHONE:
            return Representatives(tuple(own.values), False)


def _codes(own: _Mentioned, more: tuple[str, ...], known: tuple[str, ...]) -> Representatives:
    """Return the codes mentioned and one that is not; all codes where their text is tested."""
    if own.texts:
        return Representatives(known[:MAX_VALUES], len(known) <= MAX_VALUES)
    told = (*own.values, *more)
    others = (code for code in (*_FAMILIAR, *known) if code in known and code not in told)
    return Representatives((*told, *_first(others)), True)


def _states(own: _Mentioned, countries: tuple[str, ...]) -> Representatives:
    if own.texts:
        every = tuple(code for country in country_names() for code in states_of(country))
        return Representatives(every[:MAX_VALUES], False)
    found: list[Value] = list(own.values)
    others = (country for country in country_names() if country not in countries)
    with_states = (country for country in others if states_of(country))
    for country in (*countries, *_first(with_states)):
        found += _first(code for code in states_of(country) if code not in own.values)
    return Representatives(tuple(found), True)


def _first(items: Iterable[str]) -> tuple[str, ...]:
    found = next(iter(items), None)
    return () if found is None else (found,)


def _multi_selects(field: Field, own: _Mentioned, current: Value | None) -> Representatives:
    members = [str(value) for value in own.values]
    spelled = [field.type.member_by_fold.get(fold(member), member) for member in members]
    others = [member for member in field.type.members if member not in spelled]
    if field.type.is_open and not others:
        others = ["another value"]
    told = list(dict.fromkeys((*spelled, *others[:1])))
    order = {member: i for i, member in enumerate(field.type.members)}
    told.sort(key=lambda member: order.get(member, len(order)))
    few = told[:MAX_MEMBERS]
    sets: list[tuple[str, ...]] = [
        chosen for count in range(1, len(few) + 1) for chosen in combinations(few, count)
    ]
    now = set(current) if isinstance(current, tuple) else set()
    sets.sort(key=lambda chosen: len(now ^ set(chosen)))
    is_complete = len(told) == len(few) and len(sets) <= MAX_VALUES
    return Representatives(tuple(sets[:MAX_VALUES]), is_complete)


def _within_points(own: _Mentioned, at: datetime | None, policy: Policy) -> list[Value]:
    found: list[Value] = []
    for atom in own.within if at is not None else ():
        assert isinstance(atom.term, FieldTerm) and at is not None
        try:
            start = at.astimezone(UTC) - elapsed(atom.span)
        except OverflowError:
            continue
        if policy.fields[atom.term.field].type.name is TypeName.DATE:
            found += (start.astimezone(policy.zone).date(), at.astimezone(policy.zone).date())
        else:
            found += (start, at.astimezone(UTC))
    return found


def _text_values(policy: Policy, own: _Mentioned) -> Representatives:
    mentioned = tuple(str(value) for value in own.values)
    return text_classes(policy, (*mentioned, *_reps(policy, own)), tuple(own.texts))


def _spelled(policy: Policy, field: Field, own: _Mentioned, value: Value) -> Value:
    """Return a text as the policy spells it, where it reads as itself so."""
    written = own.written.get(value, value)
    return written if _is_sound(policy, field, written) else value


def _reps(policy: Policy, own: _Mentioned) -> tuple[str, ...]:
    return tuple(policy.rep_by_email) if own.has_rep_test else ()


def _emails(policy: Policy, own: _Mentioned, parts: dict[str, _Mentioned]) -> Representatives:
    whole = _text_values(policy, own)
    domains = _text_values(policy, parts.get("domain") or _Mentioned())
    locals_ = _text_values(policy, parts.get("local") or _Mentioned())
    names = ("someone", *(str(value) for value in locals_.values if " " not in str(value)))
    hosts = (*(str(v) for v in domains.values if "." in str(v)), "other.example")
    made = tuple(f"{name}@{host}" for host in hosts for name in names)
    reps = _reps(policy, own)
    mentioned = tuple(value for value in own.values if "@" in str(value))
    others = tuple(value for value in whole.values if "@" in str(value))
    is_complete = not own.texts and domains.is_complete and locals_.is_complete
    is_simple = not any(m.texts for m in parts.values())
    found = (*mentioned, *made, *reps, *others, _STRANGER)
    return Representatives(found, is_complete and is_simple)


def _urls(policy: Policy, own: _Mentioned, parts: dict[str, _Mentioned]) -> Representatives:
    whole = _text_values(policy, own)
    domains = _text_values(policy, parts.get("domain") or _Mentioned())
    made = tuple(f"https://{value}" for value in domains.values if "." in str(value))
    mentioned = tuple(value for value in whole.values if "." in str(value))
    is_simple = not own.texts and not any(m.texts for m in parts.values())
    return Representatives((*mentioned, *made, "https://other.example"), is_simple)
