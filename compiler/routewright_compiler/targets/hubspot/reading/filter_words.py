"""From HubSpot's filters to conditions: what a filter accepts, said of the field in its property.

Each filter is read by the rules of list filters alone: `includeObjectsWithNoValueSet` says what a
record without a value comes to. What the language cannot say becomes `outside "hubspot filter …"`.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from routewright_compiler.targets.hubspot.checking.shape import as_list, as_object
from routewright_compiler.targets.hubspot.filters import email_parts
from routewright_compiler.targets.hubspot.filters.opaque import opaque_text
from routewright_compiler.targets.hubspot.json_text import compact
from routewright_compiler.targets.hubspot.model import Json, JsonObject
from routewright_compiler.targets.hubspot.properties import PropertyKind
from routewright_compiler.targets.hubspot.reading.fields import (
    FieldView,
    Leaning,
    Vocabulary,
    is_spelled,
)
from routewright_compiler.targets.hubspot.reading.words import (
    ALWAYS,
    NEVER,
    Said,
    Words,
    every,
    listed,
    opposite,
    quoted,
    some,
    within,
)
from routewright_runtime.graph.conditions import FieldTerm, TextHolds, TextRelation
from routewright_runtime.text import fold, fold_inner
from routewright_runtime.values import TypeName

_RELATIONS = {
    "CONTAINS": (TextRelation.CONTAINS, True),
    "DOES_NOT_CONTAIN": (TextRelation.CONTAINS, False),
    "STARTS_WITH": (TextRelation.STARTS_WITH, True),
    "ENDS_WITH": (TextRelation.ENDS_WITH, True),
}
_ORDERS = {
    "IS_GREATER_THAN": ">",
    "IS_GREATER_THAN_OR_EQUAL_TO": ">=",
    "IS_LESS_THAN": "<",
    "IS_LESS_THAN_OR_EQUAL_TO": "<=",
}


class FilterWords:
    """Says filter trees over one vocabulary; `leaning` grows."""

    def __init__(self, vocabulary: Vocabulary, leaning: Leaning) -> None:
        self._vocabulary = vocabulary
        self._leaning = leaning

    def tree(self, tree: Json) -> Words:
        """Return where a record meets a filter tree."""
        branch = as_object(tree)
        filters = [as_object(item) for item in as_list(branch.get("filters"))]
        inner = [self.tree(item) for item in as_list(branch.get("filterBranches"))]
        match branch.get("filterBranchType"):
            case "OR":
                return some([*inner, *(self._filters([item]) for item in filters)])
            case "AND":
                return every([*inner, self._filters(filters)])
            case "NOT_ANY":
                return opposite(some([*inner, *(self._filters([item]) for item in filters)]))
            case "NOT_ALL":
                return opposite(every([*inner, self._filters(filters)]))
            case _:
                return self._opaque(branch)

    def _opaque(self, content: JsonObject) -> Words:
        """Return the test that only HubSpot can judge, word for word."""
        kept: JsonObject = (
            content if "filterType" in content else {"filterType": "BRANCH", "branch": content}
        )
        text = opaque_text(kept)
        self._leaning.opaque[text] = None
        return Said(f"outside {quoted(text)}")

    def _filters(self, filters: Sequence[JsonObject]) -> Words:
        """Return where all filters hold; a guard against blank spellings goes with its test."""
        guarded = self._guarded(filters)
        found = []
        for item in filters:
            if not self._is_guard(item, guarded):
                found.append(self._filter(item, guarded))
        return every(found)

    def _guarded(self, filters: Sequence[JsonObject]) -> dict[str, frozenset[str]]:
        """Return the texts that `is not equal` leaves out, by property, beside a positive test."""
        tested = {
            item.get("property")
            for item in filters
            if _is_positive_test(as_object(item.get("operation")))
        }
        found: dict[str, frozenset[str]] = {}
        for item in filters:
            operation, name = as_object(item.get("operation")), item.get("property")
            view = self._vocabulary.views.get(str(name))
            if view is None or name not in tested or not view.blanks:
                continue
            if operation.get("operator") == "IS_NOT_EQUAL_TO" and not _takes_empty(operation):
                left_out = frozenset(fold(value) for value in _texts(operation))
                found[str(name)] = found.get(str(name), frozenset()) | left_out
        return found

    def _is_guard(self, item: JsonObject, guarded: dict[str, frozenset[str]]) -> bool:
        name, operation = str(item.get("property")), as_object(item.get("operation"))
        view = self._vocabulary.views.get(name)
        if view is None or name not in guarded or operation.get("operator") != "IS_NOT_EQUAL_TO":
            return False
        own = frozenset(fold(value) for value in _texts(operation))
        return not _takes_empty(operation) and own <= frozenset(view.blanks)

    def _filter(self, item: JsonObject, guarded: dict[str, frozenset[str]]) -> Words:
        operation = as_object(item.get("operation"))
        view = self._vocabulary.views.get(str(item.get("property")))
        if item.get("filterType") != "PROPERTY" or view is None:
            return self._opaque(item)
        left_out = guarded.get(str(item.get("property")), frozenset())
        found = self._said(view, operation, left_out)
        return self._opaque(item) if found is None else found

    def _said(
        self, view: FieldView, operation: JsonObject, left_out: frozenset[str]
    ) -> Words | None:
        """Return the condition of one operation; None where the language cannot say it."""
        operator, empty = str(operation.get("operator")), _takes_empty(operation)
        match operation.get("operationType"):
            case "ALL_PROPERTY":
                return _known(view, operator)
            case "MULTISTRING" | "STRING":
                return self._text(view, operator, _texts(operation), empty, left_out)
            case "ENUMERATION":
                return self._options(view, operator, _texts(operation), empty)
            case "BOOL":
                return _truth(view, operator, operation.get("value"), empty)
            case "NUMBER":
                return _number(view, operator, operation.get("value"), empty)
            case "NUMBER_RANGED":
                return self._range(view, operator, operation, empty)
            case "TIME_POINT":
                return _time_point(view, operator, operation, empty)
            case "TIME_RANGED":
                return self._time_range(view, operator, operation, empty)
            case _:
                return None

    # --- texts --------------------------------------------------------------------------------

    def _text(
        self,
        view: FieldView,
        operator: str,
        values: tuple[str, ...],
        empty: bool,
        left_out: frozenset[str],
    ) -> Words | None:
        if view.kind is not PropertyKind.TEXT or not values:
            return None
        self._leaning.names.add("text-case")
        if operator in ("IS_EQUAL_TO", "IS_NOT_EQUAL_TO"):
            return _equal_text(view, values, empty, operator == "IS_EQUAL_TO")
        if operator not in _RELATIONS:
            return None
        self._leaning.names.add("text-contains")
        relation, is_positive = _RELATIONS[operator]
        folded = tuple(fold_inner(value) for value in values)
        if not all(_is_found(text, relation) for text in folded):
            return None
        if any(_meets(blank, relation, folded) and blank not in left_out for blank in view.blanks):
            return None
        said = self._relation(view, relation, folded)
        return _with_empty(view, said if is_positive else opposite(said), empty, is_positive)

    def _relation(self, view: FieldView, relation: TextRelation, texts: tuple[str, ...]) -> Words:
        if view.type is TypeName.EMAIL:
            own = None
            if relation is TextRelation.ENDS_WITH:
                own = email_parts.domains_of(texts)
            if own is not None:
                hosts = [quoted(host) for host in own if is_spelled(host, TypeName.DOMAIN)]
                return Said(within(f"{view.name}.domain", hosts)) if hosts else NEVER
            if relation is TextRelation.STARTS_WITH and (own := email_parts.locals_of(texts)):
                return Said(within(f"{view.name}.local", [quoted(value) for value in own]))
            for test in self._vocabulary.asked:
                found = _asked_of_part(view, test, relation, texts)
                if found is not None:
                    return found
        return Said(f"{view.name} {relation} {listed([quoted(text) for text in texts])}")

    # --- options ------------------------------------------------------------------------------

    def _options(
        self, view: FieldView, operator: str, values: tuple[str, ...], empty: bool
    ) -> Words | None:
        match view.kind:
            case PropertyKind.OPTIONS:
                return self._members(view, operator, values, empty)
            case PropertyKind.OPTION | PropertyKind.BOOLEAN:
                words = [view.spelled(value) for value in values if view.is_value(value)]
            case PropertyKind.OWNER:
                self._leaning.names.add("owner-values")
                emails = [self._vocabulary.owner_of(value) for value in values]
                if None in emails:
                    return None
                users = [str(email) for email in emails]
                is_all = bool(users) and {fold(user) for user in users} == self._vocabulary.reps
                if is_all and operator in ("IS_ANY_OF", "IS_NONE_OF"):
                    said: Words = Said(f"{view.name} is rep")
                    return _chosen(view, said, operator == "IS_ANY_OF", empty)
                words = [quoted(user) for user in users]
            case PropertyKind.TEXT if operator in ("IS_ANY_OF", "IS_NONE_OF") and values:
                self._leaning.names.add("text-case")
                return _equal_text(view, values, empty, operator == "IS_ANY_OF")
            case _:
                return None
        if operator not in ("IS_ANY_OF", "IS_NONE_OF"):
            return None
        said = Said(within(view.name, words)) if words else NEVER
        return _chosen(view, said, operator == "IS_ANY_OF", empty)

    def _members(
        self, view: FieldView, operator: str, values: tuple[str, ...], empty: bool
    ) -> Words | None:
        words = [quoted(value) for value in values if view.is_value(value)]
        is_whole = len(words) == len(values)
        match operator:
            case "IS_ANY_OF" | "IS_NONE_OF":
                said = _has_any(view, words)
                return _chosen(view, said, operator == "IS_ANY_OF", empty)
            case "CONTAINS_ALL" | "DOES_NOT_CONTAIN_ALL" if is_whole:
                return _chosen(view, _has_all(view, words), operator == "CONTAINS_ALL", empty)
            case "IS_EXACTLY" | "IS_NOT_EXACTLY" if is_whole and not view.is_open:
                others = [quoted(member) for member in view.members if member not in values]
                said = every((_has_all(view, words), opposite(_has_any(view, others))))
                return _chosen(view, said, operator == "IS_EXACTLY", empty)
            case _:
                return None

    # --- orders -------------------------------------------------------------------------------

    def _range(
        self, view: FieldView, operator: str, operation: JsonObject, empty: bool
    ) -> Words | None:
        low, high = operation.get("lowerBound"), operation.get("upperBound")
        if view.kind is not PropertyKind.NUMBER or not _is_number(low) or not _is_number(high):
            return None
        self._leaning.names.add("range-ends")
        said = Said(f"{view.name} in {compact(low)}..{compact(high)}")
        if operator not in ("IS_BETWEEN", "IS_NOT_BETWEEN"):
            return None
        return _chosen(view, said, operator == "IS_BETWEEN", empty)

    def _time_range(
        self, view: FieldView, operator: str, operation: JsonObject, empty: bool
    ) -> Words | None:
        low = as_object(operation.get("lowerBoundTimePoint"))
        high = as_object(operation.get("upperBoundTimePoint"))
        if view.kind not in (PropertyKind.DATE, PropertyKind.DATETIME):
            return None
        includes_low = operation.get("lowerBoundEndpointBehavior", "INCLUSIVE") == "INCLUSIVE"
        includes_high = operation.get("upperBoundEndpointBehavior", "INCLUSIVE") == "INCLUSIVE"
        if operator not in ("IS_BETWEEN", "IS_NOT_BETWEEN"):
            return None
        is_positive = operator == "IS_BETWEEN"
        zone = self._vocabulary.zone
        span = _span(low, high, view, zone) if includes_low and includes_high else None
        if span is not None:
            self._leaning.names.add("time-spans")
            return _chosen(view, Said(f"{view.name} within {span}"), is_positive, empty)
        first, last = _moment(low, view), _moment(high, view)
        if first is None or last is None:
            return None
        said = every(
            (
                Said(f"{view.name} {'>=' if includes_low else '>'} {first}"),
                Said(f"{view.name} {'<=' if includes_high else '<'} {last}"),
            )
        )
        return _chosen(view, said, is_positive, empty)


# --- the missing value ----------------------------------------------------------------------------


def _takes_empty(operation: JsonObject) -> bool:
    return operation.get("includeObjectsWithNoValueSet") is True


def _texts(operation: JsonObject) -> tuple[str, ...]:
    """Return the texts of an operation, of one value or of several."""
    values = as_list(operation.get("values")) or [operation.get("value")]
    return tuple(value for value in values if isinstance(value, str))


def _is_positive_test(operation: JsonObject) -> bool:
    relation = _RELATIONS.get(str(operation.get("operator")))
    return relation is not None and relation[1] and not _takes_empty(operation)


def _is_empty(view: FieldView) -> Words:
    return Said(f"{view.name} is empty")


def _is_known(view: FieldView) -> Words:
    return Said(f"{view.name} is known")


def _with_empty(view: FieldView, said: Words, empty: bool, is_positive: bool) -> Words:
    """Return a test with its answer for the missing value; a denied one holds there by itself."""
    if is_positive:
        return some((said, _is_empty(view))) if empty else said
    return said if empty else every((_is_known(view), said))


def _chosen(view: FieldView, said: Words, is_positive: bool, empty: bool) -> Words:
    return _with_empty(view, said if is_positive else opposite(said), empty, is_positive)


def _known(view: FieldView, operator: str) -> Words | None:
    if view.blanks:
        return None  # HubSpot takes a blank spelling for a value
    match operator:
        case "IS_KNOWN" | "IS_NOT_BLANK":
            return _is_known(view)
        case "IS_UNKNOWN" | "IS_BLANK":
            return _is_empty(view)
        case _:
            return None


def _equal_text(
    view: FieldView, values: tuple[str, ...], empty: bool, is_positive: bool
) -> Words | None:
    """Return an equality; texts that the field reads as empty go with the missing value."""
    is_code = view.type is TypeName.STATE
    given = frozenset(value if is_code else fold(value) for value in values)
    hit = given & frozenset(view.blanks)
    taken = hit if is_positive else frozenset(view.blanks) - hit
    if view.blanks and taken and taken != frozenset(view.blanks):
        return None
    if view.blanks and bool(taken) is not empty:
        return None
    kept = [v if is_code else fold(v) for v in values]
    spelled = [view.spelled(v) for v in dict.fromkeys(kept) if v not in hit and view.is_value(v)]
    said = Said(within(view.name, spelled)) if spelled else NEVER
    return _chosen(view, said, is_positive, empty)


def _is_found(text: str, relation: TextRelation) -> bool:
    """Tell whether the language looks for a text as it stands: no value has blanks at its ends."""
    match relation:
        case TextRelation.STARTS_WITH:
            return bool(text) and text.lstrip() == text
        case TextRelation.ENDS_WITH:
            return bool(text) and text.rstrip() == text
        case TextRelation.CONTAINS:
            return bool(text.strip())


def _meets(text: str, relation: TextRelation, texts: tuple[str, ...]) -> bool:
    match relation:
        case TextRelation.CONTAINS:
            return any(part in text for part in texts)
        case TextRelation.STARTS_WITH:
            return text.startswith(texts)
        case TextRelation.ENDS_WITH:
            return text.endswith(texts)


def _asked_of_part(
    view: FieldView, test: TextHolds, relation: TextRelation, texts: tuple[str, ...]
) -> Words | None:
    """Return the test of a part that the policy puts, where it is the same as one of the whole."""
    term = test.term
    if not isinstance(term, FieldTerm) or term.field != view.name or term.part is None:
        return None
    question = email_parts.holds(term.part, test.relation, tuple(sorted(set(test.texts))))
    if question is None or question.relation != relation or set(question.texts) != set(texts):
        return None
    words = listed([quoted(text) for text in sorted(set(test.texts))])
    return Said(f"{view.name}.{term.part} {test.relation} {words}")


# --- other types ----------------------------------------------------------------------------------


def _has_any(view: FieldView, words: Sequence[str]) -> Words:
    match words:
        case []:
            return NEVER
        case [word]:
            return Said(f"{view.name} has {word}")
        case _:
            return Said(f"{view.name} has any of ({', '.join(words)})")


def _has_all(view: FieldView, words: Sequence[str]) -> Words:
    match words:
        case []:
            return ALWAYS
        case [word]:
            return Said(f"{view.name} has {word}")
        case _:
            return Said(f"{view.name} has all of ({', '.join(words)})")


def _truth(view: FieldView, operator: str, value: Json, empty: bool) -> Words | None:
    if view.kind is not PropertyKind.BOOLEAN or not isinstance(value, bool):
        return None
    if operator not in ("IS_EQUAL_TO", "IS_NOT_EQUAL_TO"):
        return None
    said = Said(f"{view.name} = {'true' if value else 'false'}")
    return _chosen(view, said, operator == "IS_EQUAL_TO", empty)


def _number(view: FieldView, operator: str, value: Json, empty: bool) -> Words | None:
    if view.kind is not PropertyKind.NUMBER or not _is_number(value):
        return None
    if operator in ("IS_EQUAL_TO", "IS_NOT_EQUAL_TO"):
        said = Said(f"{view.name} = {compact(value)}")
        return _chosen(view, said, operator == "IS_EQUAL_TO", empty)
    if operator not in _ORDERS:
        return None
    return _with_empty(view, Said(f"{view.name} {_ORDERS[operator]} {compact(value)}"), empty, True)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _time_point(view: FieldView, operator: str, operation: JsonObject, empty: bool) -> Words | None:
    if view.kind not in (PropertyKind.DATE, PropertyKind.DATETIME):
        return None
    moment = _moment(as_object(operation.get("timePoint")), view)
    includes = operation.get("endpointBehavior", "EXCLUSIVE") == "INCLUSIVE"
    orders = {"IS_BEFORE": "<=" if includes else "<", "IS_AFTER": ">=" if includes else ">"}
    if moment is None or operator not in orders:
        return None
    return _with_empty(view, Said(f"{view.name} {orders[operator]} {moment}"), empty, True)


def _moment(point: JsonObject, view: FieldView) -> str | None:
    """Return a literal of a time point; None where it is no fixed moment."""
    if point.get("timeType") != "DATE":
        return None
    numbers = [point.get(key, 0) for key in ("year", "month", "day", "hour", "minute", "second")]
    rest = point.get("millisecond", 0)
    if not all(isinstance(n, int) for n in (*numbers, rest)):
        return None
    year, month, day, hour, minute, second = (int(str(n)) for n in numbers)
    try:
        if view.kind is PropertyKind.DATE:
            return date(year, month, day).isoformat() if hour == minute == second == 0 else None
        zone = ZoneInfo(str(point.get("zoneId", "UTC")))
        micro = int(str(rest)) * 1000
        at = datetime(year, month, day, hour, minute, second, micro, tzinfo=zone)
    except (ValueError, KeyError, OSError):
        return None
    text = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="auto")
    return f"{text.removesuffix(':00')}Z"


def _span(low: JsonObject, high: JsonObject, view: FieldView, zone: str) -> str | None:
    """Return `7 days` for the span from so long ago up to now; None for any other."""
    reference = "TODAY" if view.kind is PropertyKind.DATE else "NOW"
    for point in (low, high):
        if point.get("timeType") != "INDEXED":
            return None
        if as_object(point.get("indexReference")).get("referenceType") != reference:
            return None
        if reference == "TODAY" and point.get("zoneId") != zone:
            return None
    offset = as_object(low.get("offset"))
    if as_object(high.get("offset")) or len(offset) != 1:
        return None
    ((unit, amount),) = offset.items()
    if not isinstance(amount, int) or amount >= 0 or unit not in ("days", "hours", "minutes"):
        return None
    count = -amount
    if unit == "hours" and count % 24 == 0 and view.kind is PropertyKind.DATETIME:
        count, unit = count // 24, "days"
    elif unit == "days" and view.kind is PropertyKind.DATETIME:
        return None  # a calendar day need not be 24 hours
    return f"{count} {unit if count > 1 else unit[:-1]}"
