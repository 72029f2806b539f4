"""Conditions as other languages spell them: `is not empty`, `not in`, `==`, `like`, `between`."""

import re

from routewright_grammar.codes import Fault
from routewright_grammar.draft import Repair
from routewright_grammar.mistakes.situation import Mistake, Situation
from routewright_grammar.nearest import nearest
from routewright_grammar.scan import Kind
from routewright_grammar.vocabulary import KEYWORDS

EMPTY_WORDS = frozenset({"null", "none", "nil", "blank", "missing", "unset", "undefined", "na"})
KNOWN_WORDS = frozenset({"set", "present", "filled", "given", "defined", "there", "any", "exists"})
OPERATORS = frozenset(
    {"in", "contains", "has", "starts", "ends", "matches", "within"}
)  # those that may follow a stray `not`
SYNONYMS = {
    "equals": "=",
    "equal": "=",
    "eq": "=",
    "ne": "!=",
    "neq": "!=",
    "gt": ">",
    "gte": ">=",
    "ge": ">=",
    "lt": "<",
    "lte": "<=",
    "le": "<=",
    "startswith": "starts with",
    "starts_with": "starts with",
    "startsWith": "starts with",
    "begins": "starts",
    "endswith": "ends with",
    "ends_with": "ends with",
    "endsWith": "ends with",
    "includes": "contains",
    "include": "contains",
    "contain": "contains",
    "containing": "contains",
    "match": "matches",
    "exists": "is known",
    "isnull": "is empty",
    "isempty": "is empty",
    "isnotnull": "is known",
    "isknown": "is known",
    "isblank": "is empty",
}
PATTERN_WORD = re.compile(r"/[^\s/]*")
CALL = re.compile(r"\w+\((\S+)\)")
LENGTHS = frozenset({"minute", "hour", "day", "week", "month", "year"})
RANGE_WORDS = re.compile(r"(?i)between\s+(?P<low>[\w.%+:\-]+)\s+and\s+(?P<high>[\w.%+:\-]+)")


def is_not(at: Situation) -> Mistake | None:
    """Explain `is not …`."""
    step = 0 if at.found.text.lower() == "is" else -1  # `IS NOT` fails at `IS` already
    verb, word, following = at.piece(step), at.piece(step + 1), at.piece(step + 2)
    if verb.text.lower() != "is" or word.text.lower() != "not":
        return None
    meant = following.text.lower()
    if meant in EMPTY_WORDS or meant == "empty":
        return at.mistake(
            f"`is not {meant}` is written `is known`",
            "Write `is known` for a field that has a value.",
            Repair(verb.start, following.end, "is known"),
            start=verb.start,
            end=following.end,
        )
    if meant in KNOWN_WORDS or meant == "known":
        return at.mistake(
            f"`is not {meant}` is written `is empty`",
            "Write `is empty` for a field without a value.",
            Repair(verb.start, following.end, "is empty"),
            start=verb.start,
            end=following.end,
        )
    if meant in ("rep", "in", "a"):
        subject = at.subject_start(at.index + step - 1)
        rest = "is rep" if meant != "in" else "in"
        return at.mistake(
            "`not` stands before the whole test, not inside it",
            f"Write `not {at.text[subject : at.piece(step - 1).end]} {rest}`.",
            Repair(subject, subject, "not "),
            Repair(verb.start, following.end, rest),
            start=verb.start,
            end=following.end,
        )
    return at.mistake(
        "`is not` before a value is written `!=`",
        f"Write `!= {following.text}`.",
        Repair(verb.start, word.end, "!="),
        start=verb.start,
        end=word.end,
    )


def is_something(at: Situation) -> Mistake | None:
    """Explain `is null`, `is set`, `is DE`, `is in (…)`."""
    verb = at.piece(-1)
    if verb.text != "is" or not at.can_be("known"):
        return None
    meant = at.found.text.lower()
    if meant in EMPTY_WORDS or meant in KNOWN_WORDS:
        word = "empty" if meant in EMPTY_WORDS else "known"
        return at.mistake(
            f"`is {at.found.text}` is written `is {word}`",
            f"Write `is {word}`.",
            Repair(at.found.start, at.found.end, word),
            start=verb.start,
        )
    if meant == "in":
        return at.mistake(
            "`is in` is written `in`",
            "Write `in (…)` without `is`.",
            Repair(verb.start, verb.end, ""),
            start=verb.start,
        )
    if at.found.kind not in (Kind.WORD, Kind.TEXT, Kind.FIGURE):
        return None
    if nearest(meant, ("known", "empty")) is not None:
        return None
    return at.mistake(
        "`is` takes only `known`, `empty` and `rep`; a value is compared with `=`",
        f"Write `= {at.found.text}`.",
        Repair(verb.start, verb.end, "="),
        start=verb.start,
    )


def inner_not(at: Situation) -> Mistake | None:
    """Explain `country not in (DE)`, `email not contains "x"`."""
    if at.found.text.lower() != "not" or at.piece(1).text.lower() not in OPERATORS:
        return None
    subject = at.subject_start(at.index - 1)
    shown = at.text[subject : at.piece(-1).end]
    operator = at.piece(1).text.lower()
    return at.mistake(
        f"`not {operator}` is written with `not` before the whole test",
        f"Write `not {shown} {operator} …`.",
        Repair(subject, subject, "not "),
        Repair(at.found.start, at.piece(1).start, ""),
        end=at.piece(1).end,
    )


def other_operator(at: Situation) -> Mistake | None:
    """Explain an operator of another language: `like`, `equals`, `startswith`."""
    if at.found.kind is not Kind.WORD or not at.can_be("contains"):
        return None
    word = at.found.text
    if word.lower() in ("like", "ilike", "rlike"):
        return at.mistake(
            f"there is no `{word}`",
            'Write `contains "…"`, `starts with "…"` or `ends with "…"`; '
            "for a pattern, `matches /…/`.",
            Repair(at.found.start, at.found.end, "contains"),
            is_sure=False,
        )
    meant = SYNONYMS.get(word) or SYNONYMS.get(word.lower())
    if meant is None:
        return None
    return at.mistake(
        f"`{word}` is written `{meant}`",
        f"Write `{meant}`.",
        Repair(at.found.start, at.found.end, meant),
    )


def between(at: Situation) -> Mistake | None:
    """Explain `between 1 and 5`."""
    if at.found.text.lower() != "between":
        return None
    found = RANGE_WORDS.match(at.text, at.found.start)
    if found is None:
        return at.mistake(
            "there is no `between`",
            "Write a range, both ends included: `in 50..999`.",
        )
    meant = f"in {found['low']}..{found['high']}"
    return at.mistake(
        "`between` is written as a range, both ends included",
        f"Write `{meant}`.",
        Repair(found.start(), found.end(), meant),
        end=found.end(),
    )


def bare_in(at: Situation) -> Mistake | None:
    """Explain `in DE` and `in "x"`, a list without parentheses."""
    if at.piece(-1).text != "in" or at.found.kind not in (Kind.WORD, Kind.TEXT):
        return None
    last = at.index
    while at.pieces[last + 1 : last + 2] and at.pieces[last + 1].text == ",":
        last += 2
    if last >= len(at.pieces):
        return None
    end = at.pieces[last].end
    meant = f"({at.text[at.found.start : end]})"
    return at.mistake(
        "the values after `in` stand in parentheses",
        f"Write `in {meant}`.",
        Repair(at.found.start, at.found.start, "("),
        Repair(end, end, ")"),
        end=end,
    )


def equals_list(at: Situation) -> Mistake | None:
    """Explain `country = DE, AT`, `country != DE, AT` and `country = (DE, AT)`."""
    if at.found.text == "(" and at.piece(-1).text in ("=", "!="):
        return _list_after_equals(at)
    sign = at.piece(-2)
    if at.found.text != "," or sign.text not in ("=", "!=") or at.can_be(","):
        return None
    last = at.index
    while at.pieces[last : last + 1] and at.pieces[last].text == ",":
        last += 2
    if last - 1 >= len(at.pieces):
        return None
    start, end = at.piece(-1).start, at.pieces[last - 1].end
    meant = f"in ({at.text[start:end]})"
    subject = at.subject_start(at.index - 3)
    denial = (Repair(subject, subject, "not "),) if sign.text == "!=" else ()
    if denial:
        meant = f"not {at.text[subject : at.piece(-3).end]} {meant}"
    return at.mistake(
        f"`{sign.text}` compares with one value; several stand in a list",
        f"Write `{meant}`.",
        *denial,
        Repair(sign.start, start, "in ("),
        Repair(end, end, ")"),
        start=sign.start,
        end=end,
    )


def _list_after_equals(at: Situation) -> Mistake:
    sign = at.piece(-1)
    if sign.text == "=":
        return at.mistake(
            "a list is asked for with `in`, not with `=`",
            "Write `in (…)`.",
            Repair(sign.start, sign.end, "in"),
            start=sign.start,
        )
    subject = at.subject_start(at.index - 2)
    return at.mistake(
        "a list is asked for with `in`, not with `!=`",
        f"Write `not {at.text[subject : at.piece(-2).end]} in (…)`.",
        Repair(subject, subject, "not "),
        Repair(sign.start, sign.end, "in"),
        start=sign.start,
    )


def has_list(at: Situation) -> Mistake | None:
    """Explain `has (A, B)`, `has any (A, B)`, `contains any (…)`."""
    if at.found.text == "(" and at.piece(-1).text == "has":
        return at.mistake(
            "`has` takes one member; for several say whether any or all",
            "Write `has any of (…)` or `has all of (…)`.",
            Repair(at.found.start, at.found.start, "any of "),
            is_sure=False,
        )
    many = at.piece(-1)
    if at.found.text == "(" and many.text in ("any", "all") and at.piece(-2).text == "has":
        return at.mistake(
            f"`has {many.text}` is written `has {many.text} of`",
            f"Write `has {many.text} of (…)`.",
            Repair(many.end, many.end, " of"),
            start=at.piece(-2).start,
            end=many.end,
        )
    if at.piece(-1).text == "contains" and at.found.text in ("any", "one") and at.can_be("TEXT"):
        end = at.piece(1).end if at.piece(1).text == "of" else at.found.end
        return at.mistake(
            "`contains` with a list means any of them already",
            'Write `contains ("…", "…")`.',
            Repair(at.found.start, end, ""),
            end=end,
        )
    return None


def quoted_pattern(at: Situation) -> Mistake | None:
    """Explain `matches "^x.*"`, and a pattern that does not end."""
    if not at.can_be("PATTERN"):
        return None
    if at.found.text == "/":
        return _open_pattern(at)
    if at.found.kind is not Kind.TEXT:
        return None
    inner = at.found.text[1:-1].replace('\\"', '"').replace("/", "\\/")
    return at.mistake(
        "a pattern stands between slashes, not in quotes",
        f"Write `/{inner}/`.",
        Repair(at.found.start, at.found.end, f"/{inner or '.'}/"),
    )


def _open_pattern(at: Situation) -> Mistake:
    """Explain a pattern without its closing slash; it is taken to end at the next blank."""
    found = PATTERN_WORD.match(at.text, at.found.start)
    end = found.end() if found is not None else at.found.end
    return at.mistake(
        "this pattern is empty"
        if end == at.found.end
        else "this pattern is not closed on its line",
        "A pattern stands between two slashes on one line; a `/` inside it is written `\\/`.",
        Repair(end, end, _pattern_end(at, end)),
        fault=Fault.UNCLOSED_PATTERN,
        end=end,
        is_sure=False,
    )


def _pattern_end(at: Situation, end: int) -> str:
    """Return what turns a pattern that stops at `end` into a whole one."""
    if end > at.found.end:
        return "/"
    return "." if at.text[end : end + 1] == "/" else "./"


def literal_first(at: Situation) -> Mistake | None:
    """Explain `50 < employees`: a condition begins with the field."""
    if not at.wants_condition or at.found.kind not in (Kind.FIGURE, Kind.TEXT):
        return None
    sign, field = at.piece(1), at.piece(2)
    turned = {"=": "=", "<": ">", ">": "<"}.get(sign.text)
    if turned is None or field.kind is not Kind.WORD or sign.end != field.start - 1:
        return at.mistake(
            "a condition begins with a field or a defined name, not with a value",
            "Write the field first, such as `employees >= 50`.",
        )
    meant = f"{field.text} {turned} {at.found.text}"
    return at.mistake(
        "a condition begins with a field, not with a value",
        f"Write `{meant}`.",
        Repair(at.found.start, field.end, meant),
        end=field.end,
    )


def missing_condition(at: Situation) -> Mistake | None:
    """Explain `when a and assign lena`, where `assign` was read as a field."""
    taken, joint = at.piece(-1), at.piece(-2)
    if taken.text not in ("assign", "suppress", "rotate") or not at.can_be("contains"):
        return None
    if joint.text not in ("and", "or", "not", "when", "("):
        return None
    return at.mistake(
        f"a condition is missing after `{joint.text}`",
        "Add one, or delete the word.",
        start=joint.start,
        end=joint.end,
    )


def missing_comparison(at: Situation) -> Mistake | None:
    """Explain `when country DE`."""
    field = at.piece(-1)
    if not at.can_be("contains") or field.kind is not Kind.WORD or field.text in KEYWORDS:
        return None
    if at.found.kind not in (Kind.WORD, Kind.TEXT, Kind.FIGURE) or at.found.text in KEYWORDS:
        return None
    if nearest(at.found.text, at.keywords) is not None:
        return None
    return at.mistake(
        f"a comparison is missing between `{field.text}` and `{at.found.text}`",
        f"Write `{field.text} = {at.found.text}`, or another comparison such as `in` or `>=`.",
        Repair(field.end, field.end, " ="),
        fault=Fault.SYNTAX_ERROR,
        start=field.start,
        is_sure=False,
    )


def empty_first(at: Situation) -> Mistake | None:
    """Explain `when is empty source`."""
    test, field = at.piece(1), at.piece(2)
    if at.found.text != "is" or not at.wants_condition or field.kind is not Kind.WORD:
        return None
    if test.text not in ("empty", "known") or field.text in KEYWORDS:
        return None
    meant = f"{field.text} is {test.text}"
    return at.mistake(
        f"`is {test.text}` stands behind its field",
        f"Write `{meant}`.",
        Repair(at.found.start, field.end, meant),
        end=field.end,
    )


def compared_length(at: Situation) -> Mistake | None:
    """Explain `age(created) > 30 days`."""
    amount, sign = at.piece(-1), at.piece(-2)
    if at.found.text.lower().rstrip("s") not in LENGTHS or amount.kind is not Kind.FIGURE:
        return None
    if sign.text not in ("<", "<=", ">", ">=", "="):
        return None
    length = f"{amount.text} {at.found.text}"
    subject = at.text[at.subject_start(at.index - 3) : at.piece(-3).end]
    called = CALL.fullmatch(subject)
    meant = f"{called[1] if called else subject} within {length}"
    return at.mistake(
        f"`{sign.text}` does not compare with a length of time",
        f"Write `{meant}` for the last {length}, or `not {meant}` for all others.",
        fault=Fault.SYNTAX_ERROR,
        start=sign.start,
    )


DETECTORS = (
    empty_first,
    compared_length,
    is_not,
    is_something,
    inner_not,
    between,
    other_operator,
    bare_in,
    equals_list,
    has_list,
    quoted_pattern,
    literal_first,
    missing_condition,
)
LATE_DETECTORS = (missing_comparison,)  # once no word is known to be a slip
