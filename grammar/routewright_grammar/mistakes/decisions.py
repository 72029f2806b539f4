"""Decisions in other words: `round robin ae`, `queue desk`, `fallback desk`."""

from routewright_grammar.codes import Fault
from routewright_grammar.draft import Repair
from routewright_grammar.mistakes.situation import Mistake, Situation
from routewright_grammar.scan import Kind
from routewright_grammar.vocabulary import KEYWORDS

ASSIGN_WORDS = frozenset(
    {"queue", "owner", "user", "give", "route", "send", "allocate", "assigned"}
)
ROTATE_WORDS = frozenset({"round", "roundrobin", "round_robin", "distribute", "share", "spread"})
FILLERS = frozenset({"robin", "to", "queue", "rep", "team", "user", "owner", "among", "between"})
FILLER_LIMIT = 5


def other_decision(at: Situation) -> Mistake | None:
    """Explain `round robin ae`, `queue desk`, `send to desk`."""
    word = at.found.text.lower()
    is_rotation = word in ROTATE_WORDS
    if not at.can_be("assign") or not (is_rotation or word in ASSIGN_WORDS):
        return None
    steps = next((n for n in range(1, FILLER_LIMIT + 1) if _is_name(at, n)), 0)
    if not steps:
        return None
    meant, said = "rotate" if is_rotation else "assign", at.piece(steps).text
    written = at.text[at.found.start : at.piece(steps - 1).end]
    return at.mistake(
        f"`{written}` is written `{meant}`",
        f"Write `{meant} {said}`.",
        Repair(at.found.start, at.piece(steps - 1).end, meant),
        end=at.piece(steps - 1).end,
    )


def _is_name(at: Situation, step: int) -> bool:
    """Whether the piece there is a name, and only fillers stand before it."""
    between = (at.piece(number).text.lower() for number in range(1, step))
    name = at.piece(step)
    is_name = name.kind is Kind.WORD and name.text.lower() not in (*FILLERS, *KEYWORDS)
    return is_name and all(word in FILLERS for word in between)


def bare_fallback(at: Situation) -> Mistake | None:
    """Explain `fallback desk`."""
    if at.piece(-1).text != "fallback" or not at.can_be("assign"):
        return None
    if at.found.kind is not Kind.WORD or at.found.text in KEYWORDS:
        return None
    return at.mistake(
        "a fallback needs a decision: `assign`, `rotate` or `suppress`",
        f"Write `fallback assign {at.found.text}`, or `fallback rotate {at.found.text}` "
        "for a team.",
        Repair(at.found.start, at.found.start, "assign "),
        fault=Fault.SYNTAX_ERROR,
        is_sure=False,
    )


DETECTORS = (other_decision, bare_fallback)
