"""Brackets, commas, colons and the order of clauses."""

import re

from routewright_grammar.codes import Fault
from routewright_grammar.draft import Repair
from routewright_grammar.mistakes.situation import Mistake, Situation
from routewright_grammar.scan import CLOSERS, Kind, Piece
from routewright_grammar.vocabulary import KEYWORDS, NAME_PATTERN

COLONED = re.compile(rf"({NAME_PATTERN}(?:\.{NAME_PATTERN})*)(\s*:)")
NO_SIGNS = frozenset("^~?*+\\§°|&!$;")
DECISION_WORDS = frozenset({"assign", "suppress", "rotate"})
NEXT_THINGS = frozenset(
    {
        "rule", "group", "unique", "fallback", "define", "record", "classify", "score", "table",
        "team", "rep", "queue", "calendar", "fact", "assert", "expect", "require", "use", "zone",
        "given", "assign", "suppress", "rotate", "when", "sla",
    }
)  # fmt: skip


def unclosed(at: Situation) -> Mistake | None:
    """Point at the bracket that was never closed."""
    if not at.open_brackets:
        return None
    opening = at.open_brackets[-1]
    closer = CLOSERS[opening.text]
    taken = at.piece(-1)  # `(a, assign lena`: the decision was taken for one more item
    if opening.text == "(" and taken.text in DECISION_WORDS and at.found.kind is Kind.WORD:
        return _unclosed_before(taken.text, opening, taken.start, taken.end, at.piece(-2).end)
    is_next = at.found.text in NEXT_THINGS or at.failure.terminal == "FIELD"
    is_other_closer = at.found.kind is Kind.CLOSING and at.found.text != closer
    if not (at.is_at_end or ((is_next or is_other_closer) and at.can_be(closer))):
        return None
    before = taken.end
    if not at.is_at_end:
        return _unclosed_before(at.found.text, opening, at.found.start, at.found.end, before)
    return Mistake(
        Fault.UNCLOSED_BRACKET,
        f"`{opening.text}` is never closed",
        before,
        before,
        help=f"Add `{closer}`.",
        repairs=(Repair(before, before, closer),) if at.can_be(closer) else (),
        is_sure=False,
        related=((opening.start, opening.end, "opened here"),),
    )


def _unclosed_before(word: str, opening: Piece, start: int, end: int, place: int) -> Mistake:
    closer = CLOSERS[opening.text]
    return Mistake(
        Fault.UNCLOSED_BRACKET,
        f"`{opening.text}` is still open before this `{word}`",
        start,
        end,
        help=f"Add `{closer}`.",
        repairs=(Repair(place, place, closer),),
        is_sure=False,
        related=((opening.start, opening.end, "opened here"),),
    )


def second_decision(at: Situation) -> Mistake | None:
    """Explain `assign desk` below `rotate ae`: a rule decides once."""
    decisions = [token for token in at.body_tokens if token.text in DECISION_WORDS]
    if at.body != "rule" or at.found.text not in DECISION_WORDS or not decisions:
        return None
    first = decisions[0]
    return Mistake(
        Fault.GIVEN_TWICE,
        f"a rule has one decision, and this `{at.found.text}` is a second one",
        at.found.start,
        at.found.end,
        help=f"Keep one of the two, or write `fallback {at.found.text} …` for what follows where "
        "the first cannot be carried out.",
        repairs=(Repair(at.found.start, at.found.start, "fallback "),),
        is_sure=False,
        related=((first.start, first.start + len(first.text), "decided here first"),),
    )


def stray_closer(at: Situation) -> Mistake | None:
    """Explain a closing bracket without an opening one."""
    if at.found.kind is not Kind.CLOSING:
        return None
    is_closing = at.open_brackets and CLOSERS[at.open_brackets[-1].text] == at.found.text
    if is_closing:
        return None
    return at.mistake(
        f"this `{at.found.text}` closes nothing",
        "Delete it, or add the bracket that it should close.",
        Repair(at.found.start, at.found.end, ""),
        fault=Fault.STRAY_BRACKET,
        is_sure=False,
    )


def needless_comma(at: Situation) -> Mistake | None:
    """Explain a comma where none stands, or one too many before the next clause."""
    comma, taken = at.piece(-2), at.piece(-1)
    if comma.text == "," and taken.text in KEYWORDS and at.found.text != ",":
        return _comma_before(at, comma.start, comma.end, taken.text)
    comma = at.piece(-1)
    if comma.text == "," and (at.found.text in KEYWORDS or at.failure.terminal == "FIELD"):
        return _comma_before(at, comma.start, comma.end, at.found.text)
    if comma.text == "," and at.found.kind is Kind.CLOSING:
        return _comma_before(at, comma.start, comma.end, at.found.text)
    if at.found.text != ",":
        return None
    return at.mistake(
        "no comma stands here",
        "Commas separate the items of a list; fields, clauses and values of `given` need none.",
        Repair(at.found.start, at.found.end, ""),
    )


def _comma_before(at: Situation, start: int, end: int, word: str) -> Mistake:
    return at.mistake(
        f"there is a comma too many before `{word}`",
        "A comma may end a list only before a closing bracket.",
        Repair(start, end, ""),
        start=start,
        end=end,
    )


def missing_comma(at: Situation) -> Mistake | None:
    """Explain `in (DE AT)`, `{ lena jonas }`."""
    if at.found.kind not in (Kind.WORD, Kind.TEXT, Kind.FIGURE) or not at.can_be(","):
        return None
    if not at.open_brackets or at.found.text in KEYWORDS:
        return None
    if at.open_brackets[-1].text != "(" and at.body != "team":
        return None
    before = at.piece(-1)
    return at.mistake(
        f"a comma is missing before `{at.found.text}`",
        f"Write `{before.text}, {at.found.text}`.",
        Repair(before.end, before.end, ","),
    )


def coloned_value(at: Situation) -> Mistake | None:
    """Explain `given { email: "x" }` and `given { email = "x" }`."""
    if at.body != "given":
        return None
    coloned = COLONED.match(at.text, at.found.start)
    if coloned is not None:
        return _no_sign(at, coloned.start(2), coloned.end(2), ":")
    if at.found.text in ("=", ":"):
        return _no_sign(at, at.found.start, at.found.end, at.found.text)
    return None


def _no_sign(at: Situation, start: int, end: int, sign: str) -> Mistake:
    return at.mistake(
        f"in a `given` the value follows its field without `{sign}`",
        'Write `given { email "a@b.example"  country DE }`.',
        Repair(start, end, ""),
        start=start,
        end=end,
    )


def missing_colon(at: Situation) -> Mistake | None:
    """Explain `email text` in a record: a field is a name with a colon."""
    if at.body != "record" or not at.can_be("FIELD") or at.found.kind is not Kind.WORD:
        return None
    if at.piece(1).kind is not Kind.WORD and at.piece(1).text != "=":
        return None
    if at.piece(2).text == ":":
        return None
    end = at.piece(1).end if at.piece(1).text == "=" else at.found.end
    return at.mistake(
        f"a colon is missing after the field `{at.found.text}`",
        f"Write `{at.found.text}:` and its type.",
        Repair(at.found.end, end, ":"),
    )


def stray_sign(at: Situation) -> Mistake | None:
    """Explain a sign that no policy has, alone or inside a word: `ru^le`."""
    for step in (0, 1):
        sign = at.piece(step)
        is_touching = step == 0 or at.found.end == sign.start
        if is_touching and sign.kind is Kind.SIGN and sign.text in NO_SIGNS:
            return at.mistake(
                f"no `{sign.text}` stands here",
                "Delete it.",
                Repair(sign.start, sign.end, ""),
                fault=Fault.SYNTAX_ERROR,
                start=sign.start,
                end=sign.end,
                is_sure=False,
            )
    return None


def missing_type(at: Situation) -> Mistake | None:
    """Explain `employees:` without a type, where the next field was taken for the type."""
    if at.found.text != ":" or at.piece(-2).text != ":" or at.body != "record":
        return None
    colon, name = at.piece(-2), at.piece(-3)
    return at.mistake(
        f"the field `{name.text}` has no type",
        f"Write `{name.text}: text`, or another type such as `number` or `country`.",
        Repair(colon.end, colon.end, " text"),
        fault=Fault.SYNTAX_ERROR,
        start=name.start,
        end=colon.end,
        is_sure=False,
    )


def late_otherwise(at: Situation) -> Mistake | None:
    """Explain a line after `otherwise`."""
    if at.body != "classify" or at.failure.accepts != {"}"} or at.is_at_end:
        return None
    early = [token for token in at.body_tokens if token.type == "OTHERWISE"]
    start = early[-1].start if early else at.found.start
    return Mistake(
        Fault.CLAUSE_ORDER,
        "`otherwise` is the last line of a classification",
        at.found.start,
        at.found.end,
        help="Move it to the end.",
        repairs=(Repair(start, at.found.start, ""),),
        is_sure=False,
        related=((start, start + len("otherwise"), "the `otherwise` stands here"),),
    )


def late_fallback(at: Situation) -> Mistake | None:
    """Explain `sla` before `fallback`, and offer to swap them."""
    clauses = [token for token in at.body_tokens if token.type == "SLA"]
    if at.found.text not in ("fallback", "hold", "tag") or at.body != "rule" or not clauses:
        return None
    start = clauses[-1].start
    end = _end_of_body(at)
    late = at.text[at.found.start : end].rstrip()
    early = at.text[start : at.found.start]
    gap = early[len(early.rstrip()) :]
    word = at.found.text
    return Mistake(
        Fault.CLAUSE_ORDER,
        f"`{word}` stands before `sla`",
        at.found.start,
        at.found.end,
        help="The order in a rule is: `when`, the decision, the fallbacks, `sla`.",
        repairs=(Repair(start, at.found.start + len(late), late + gap + early.rstrip()),),
        related=((start, start + 3, "the `sla` stands here"),),
    )


def _end_of_body(at: Situation) -> int:
    """Return the offset of the brace that closes the body, or the end of the text."""
    depth = 0
    for piece in at.pieces[at.index :]:
        if piece.kind is Kind.OPENING:
            depth += 1
        elif piece.kind is Kind.CLOSING:
            depth -= 1
            if depth < 0:
                return piece.start
    return len(at.text)


EARLY_DETECTORS = (stray_sign,)  # before a word is taken for a slip
DETECTORS = (
    late_fallback,
    late_otherwise,
    missing_type,
    second_decision,
    unclosed,
    coloned_value,
    missing_colon,
    missing_comma,
    needless_comma,
    stray_closer,
)
