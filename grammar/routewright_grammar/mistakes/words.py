"""Keywords: capitals, slips of the finger, words of other languages, words left out or too many."""

from routewright_grammar.codes import Fault
from routewright_grammar.draft import Repair, padded
from routewright_grammar.mistakes.expected import unexpected
from routewright_grammar.mistakes.situation import Mistake, Situation
from routewright_grammar.nearest import nearest
from routewright_grammar.scan import Kind
from routewright_grammar.vocabulary import KEYWORDS

TARGET_NOUNS = frozenset({"to", "rep", "queue", "team", "user", "owner", "agent", "pool"})
TARGET_VERBS = frozenset({"assign", "rotate", "notify", "to"})
BRANCH_WORDS = frozenset({"else", "elseif", "elsif", "elif"})
STRANGERS = frozenset(
    {"unless", "switch", "case", "for", "while", "function", "return", "let", "var", "const"}
)
SINGLE_STEPS = {"up": "up to", "with": "with", "to": "to", "most": "most", "=": "=", "{": "{"}


def capitals(at: Situation) -> Mistake | None:
    """Explain `RULE`, `When`, `AND`."""
    for piece in (at.found, at.piece(-1)):
        lower = piece.text.lower()
        if piece.kind is not Kind.WORD or piece.text == lower:
            continue
        is_here = piece is at.found and lower in at.failure.accepts
        is_before = piece is not at.found and lower in ("not", "during", "outside", "always")
        if is_here or (is_before and not _is_value(at)):
            return at.mistake(
                f"`{piece.text}` is written `{lower}`",
                "Keywords are small letters.",
                Repair(piece.start, piece.end, lower),
                start=piece.start,
                end=piece.end,
            )
    return None


def _is_value(at: Situation) -> bool:
    return at.piece(-2).text in ("=", "!=", "(", ",")


def branching(at: Situation) -> Mistake | None:
    """Explain `if … then … else`."""
    word = at.found.text.lower()
    if at.found.kind is not Kind.WORD:
        return None
    if word == "if" and at.can_be("when"):
        return at.mistake(
            "a rule says `when`, not `if`",
            "Write `when`.",
            Repair(at.found.start, at.found.end, "when"),
        )
    if word == "then" and at.can_be("assign"):
        return at.mistake(
            "no `then` is needed between a condition and its decision",
            "Write `when …` and then `assign`, `suppress` or `rotate`.",
            Repair(at.found.start, at.found.end, ""),
        )
    if word == "if" and not at.body:
        return at.mistake(
            "there is no `if`; a rule says when it decides",
            'Write `rule "Name" { when … assign … }`.',
        )
    if word in BRANCH_WORDS and "else" not in at.failure.accepts:
        return at.mistake(
            f"there is no `{at.found.text}`; the first rule that holds decides",
            "Write a further rule after this one, or a `fallback` for all the rest.",
        )
    if word in STRANGERS and not at.can_be("NAME"):
        return at.mistake(
            f"there is no `{at.found.text}`",
            "A policy is a list of rules; the first one that holds decides.",
        )
    return None


def needless_noun(at: Situation) -> Mistake | None:
    """Explain `assign to lena`, `assign queue data_desk`, `rotate team dach`."""
    noun, verb = at.piece(-1), at.piece(-2)
    if at.found.kind is not Kind.WORD or noun.text not in TARGET_NOUNS:
        return None
    if verb.text not in TARGET_VERBS or at.found.text in KEYWORDS:
        return None
    return at.mistake(
        f"`{verb.text}` takes the name alone",
        f"Write `{verb.text} {at.found.text}`.",
        Repair(noun.start, at.found.start, ""),
        start=noun.start,
        end=noun.end,
    )


def per_cap(at: Situation) -> Mistake | None:
    """Explain `4 a day`, `4/day`, `4 daily`."""
    if not at.can_be("per"):
        return None
    word = at.found.text.lower()
    if word in ("a", "/", "each", "every"):
        meant, end = "per", at.found.end
    elif word in ("daily", "weekly"):
        meant, end = f"per {'day' if word == 'daily' else 'week'}", at.found.end
    else:
        return None
    return at.mistake(
        f"`{at.found.text}` is written `{meant}`",
        "Caps read `at most 4 per day, 20 per week, 30 open`.",
        Repair(at.found.start, end, padded(at.text, at.found.start, end, meant)),
    )


def slip(at: Situation) -> Mistake | None:
    """Offer the nearest keyword that could stand here."""
    if at.found.kind is not Kind.WORD or at.found.text in KEYWORDS:
        return None
    meant = nearest(at.found.text, at.keywords)
    if meant is None:
        return None
    return at.mistake(
        unexpected(at),
        f"Did you mean `{meant}`?",
        Repair(at.found.start, at.found.end, meant),
        fault=Fault.SYNTAX_ERROR,
    )


def slip_before(at: Situation) -> Mistake | None:
    """Offer the nearest keyword for a word that was just taken as a name: `a adn b`."""
    word = at.piece(-1)
    if word.kind is not Kind.WORD or word.text in KEYWORDS or at.piece(-2).text not in KEYWORDS:
        return None
    if word.text.lower() not in ("nott", "nto", "ont", "non"):
        return None
    return at.mistake(
        f"`{word.text}` is not a word that can stand here",
        "Did you mean `not`?",
        Repair(word.start, word.end, "not"),
        fault=Fault.SYNTAX_ERROR,
        start=word.start,
        end=word.end,
    )


def left_out(at: Situation) -> Mistake | None:
    """Say which single keyword is missing: `escalate marta`, `starts "x"`, `hold 12 hours`."""
    if len(at.failure.accepts) != 1 or at.is_at_end:
        return None
    only = next(iter(at.failure.accepts))
    meant = SINGLE_STEPS.get(only)
    before = at.piece(-1)
    if meant is None or at.found.text == only:
        return None
    return at.mistake(
        f"`{meant}` is missing after `{before.text}`",
        f"Write `{before.text} {meant} {at.found.text}`.",
        Repair(before.end, before.end, f" {meant}"),
        fault=Fault.SYNTAX_ERROR,
        start=before.start,
        end=before.end,
        is_sure=meant != "{",
    )


def when_late(at: Situation) -> Mistake | None:
    """Explain a `when` after the decision."""
    if at.found.text != "when" or at.body not in ("rule", "group") or at.can_be("when"):
        return None
    before = {token.text for token in at.body_tokens}
    has_decided = not before.isdisjoint(("assign", "suppress", "rotate"))
    if "when" in before:
        return at.mistake(
            f"a {at.body} has one `when`, and this is a second one",
            "Join the two conditions with `and`.",
            *([] if has_decided else [Repair(at.found.start, at.found.end, "and")]),
            fault=Fault.GIVEN_TWICE,
            is_sure=False,
        )
    return at.mistake(
        f"`when` stands first in a {at.body}",
        "The order is: `when`, the decision, the fallbacks, `sla`.",
        fault=Fault.CLAUSE_ORDER,
    )


DETECTORS = (
    branching,
    capitals,
    when_late,
    needless_noun,
    per_cap,
    left_out,
    slip,
    slip_before,
)
