"""Names and texts: hyphens, dots, blanks, missing and needless quotes, words that are no names."""

import re

from routewright_grammar.codes import Fault
from routewright_grammar.draft import Repair
from routewright_grammar.mistakes.situation import Mistake, Situation
from routewright_grammar.scan import Kind
from routewright_grammar.vocabulary import NAME_PATTERN, OPERATOR_WORDS

HYPHENED = re.compile(r"\w+(?:-\w+)+")
CODE = re.compile(r"[A-Za-z]{2}-[A-Za-z0-9]{1,3}\Z")
NAMED_BY_TEXT = frozenset({"rule", "group", "fact", "assert", "expect"})
BARE_TEXT = re.compile(r"[^\s\"{}(),;]+")
BARE_LABEL = re.compile(r"[^\"{}#\r\n]*[^\"{}#\s]")
BARE_TITLE = re.compile(r"[^\"{}\r\n]*[^\"{}\s]")
VALUE_OPENERS = frozenset({"=", "!=", "<", ">", "<=", ">=", "(", ",", "has", "when"})


def _hyphened(at: Situation) -> re.Match[str] | None:
    """Return the hyphened word that the failure lies in."""
    start = at.position
    while start > 0 and (at.text[start - 1].isalnum() or at.text[start - 1] in "_-"):
        start -= 1
    found = HYPHENED.match(at.text, start)
    if found is None or not start <= at.position < found.end() or found[0][0].isdigit():
        return None
    return found


def hyphened_name(at: Situation) -> Mistake | None:
    """Explain `dach-enterprise`, `C-level` and `us-ca`."""
    found = _hyphened(at)
    if found is None:
        return None
    opener = next((p.text for p in reversed(at.pieces) if p.end <= found.start()), "")
    if opener in VALUE_OPENERS and CODE.match(found[0]):
        return at.mistake(
            f"`{found[0]}` is written `{found[0].upper()}`",
            "Codes of countries and states are capitals.",
            Repair(found.start(), found.end(), found[0].upper()),
            start=found.start(),
            end=found.end(),
        )
    if opener in VALUE_OPENERS:
        return at.mistake(
            f'`{found[0]}` is not one plain word and stands in quotes: `"{found[0]}"`',
            f'Write `"{found[0]}"` for a value; names have `_` instead of `-`.',
            Repair(found.start(), found.end(), f'"{found[0]}"'),
            start=found.start(),
            end=found.end(),
        )
    meant = found[0].replace("-", "_")
    return at.mistake(
        f"a name has no hyphen: `{found[0]}` is written `{meant}`",
        "Names are letters, digits and `_`.",
        Repair(found.start(), found.end(), meant),
        fault=Fault.IMPOSSIBLE_NAME,
        start=found.start(),
        end=found.end(),
    )


def dotted_name(at: Situation) -> Mistake | None:
    """Explain `team us.west`."""
    if at.text[at.position : at.position + 1] != "." or not at.failure.before:
        return None
    start = at.failure.before[-1].start
    found = re.compile(rf"{NAME_PATTERN}(?:\.{NAME_PATTERN})+").match(at.text, start)
    if found is None or found.end() <= at.position:
        return None
    meant = found[0].replace(".", "_")
    return at.mistake(
        f"this name has no dots: `{found[0]}` is written `{meant}`",
        "Only fields have dots in their names.",
        Repair(found.start(), found.end(), meant),
        fault=Fault.IMPOSSIBLE_NAME,
        start=found.start(),
        end=found.end(),
    )


def operator_as_name(at: Situation) -> Mistake | None:
    """Explain an operator word where a name is wanted."""
    if at.found.text not in OPERATOR_WORDS or not at.can_be("NAME") or at.wants_condition:
        return None
    if at.piece(-1).text in OPERATOR_WORDS or at.piece(-1).kind is Kind.SIGN:
        return None
    return at.mistake(
        f"`{at.found.text}` is a word of conditions and cannot be a name",
        "Choose another name.",
        Repair(at.found.start, at.found.end, f"{at.found.text}_"),
        fault=Fault.IMPOSSIBLE_NAME,
        is_sure=False,
    )


def bare_title(at: Situation) -> Mistake | None:
    """Explain `rule Named account {`: the name of a rule stands in quotes."""
    keyword = at.piece(-1).text
    if keyword not in NAMED_BY_TEXT or not at.can_be("TEXT"):
        return None
    found = BARE_TITLE.match(at.text, at.found.start)
    if found is None or at.found.kind not in (Kind.WORD, Kind.FIGURE):
        return None
    title = found[0].rstrip(":= ")
    return at.mistake(
        f"the name of a `{keyword}` stands in quotes",
        f'Write `{keyword} "{title}"`.',
        Repair(found.start(), found.end(), f'"{title}"'),
        end=found.end(),
    )


def bare_text(at: Situation) -> Mistake | None:
    """Explain `suppress competitor`, `use people.route`: a text stands in quotes."""
    if at.piece(-1).text == "outside" and at.can_be("contains"):
        return at.mistake(
            "`outside` is followed by a text in quotes",
            'Write `outside "…"` with the formula of the CRM between the quotes.',
        )
    if (
        not at.can_be("TEXT")
        or at.can_be("NAME")
        or (at.can_be("{", "}") and at.piece(-2).text != "queue")
    ):
        return None
    if at.found.kind not in (Kind.WORD, Kind.FIGURE) and at.found.text not in ("/", ".", "@"):
        return None
    words = BARE_LABEL if at.piece(-2).text == "queue" else BARE_TEXT
    found = words.match(at.text, at.found.start)
    if found is None:
        return None
    return at.mistake(
        "a text stands in quotes",
        f'Write `"{found[0]}"`.',
        Repair(found.start(), found.end(), f'"{found[0]}"'),
        end=found.end(),
    )


def quoted_name(at: Situation) -> Mistake | None:
    """Explain `team "West" {`: a name stands without quotes."""
    if at.found.kind is not Kind.TEXT or not at.can_be("NAME") or at.can_be("TEXT"):
        return None
    if at.wants_condition:
        return None
    bare = re.sub(r"\W+", "_", at.found.text[1:-1]).strip("_")
    if not re.fullmatch(NAME_PATTERN, bare) or bare in OPERATOR_WORDS:
        return None
    return at.mistake(
        "a name stands without quotes",
        f"Write `{bare}`; names are letters, digits and `_`.",
        Repair(at.found.start, at.found.end, bare),
        fault=Fault.IMPOSSIBLE_NAME,
        is_sure=bare == at.found.text[1:-1],
    )


DETECTORS = (hyphened_name, dotted_name, bare_title, operator_as_name, bare_text, quoted_name)
