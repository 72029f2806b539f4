"""What was found and what was expected, in plain words."""

from routewright_grammar.mistakes.situation import Situation
from routewright_grammar.scan import Kind
from routewright_grammar.vocabulary import OPERATOR_WORDS, TOP_LEVEL_WORDS, UNIT_WORDS

SHOWN = 6
DECISIONS = frozenset({"assign", "suppress", "rotate"})
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">=", "HAS_ANY_OF", "HAS_ALL_OF"}).union(
    OPERATOR_WORDS - {"and", "or", "not"}
)
SETS: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    # what must be there, what it stands for, how it is called
    (
        frozenset({"rule", "team", "define"}),
        frozenset({*TOP_LEVEL_WORDS, "$END"}),
        "a declaration such as `rule`, `team` or `define`",
    ),
    (
        frozenset({"FIELD", "required"}),
        frozenset(
            {"FIELD", "RANGE", "required", "column", "from", "blank", "open", "of", "(", "}"}
        ),
        "a clause of the field (`required`, `column`, `from` or `blank`), the next field, `}`",
    ),
    (frozenset({"=", "in"}), COMPARISONS, "a comparison such as `=`, `in` or `is known`"),
    (DECISIONS, DECISIONS, "a decision (`assign`, `suppress` or `rotate`)"),
    (
        frozenset(UNIT_WORDS),
        frozenset(UNIT_WORDS),
        "a unit of time (`minutes`, `hours`, `days` or `weeks`)",
    ),
)
AFTER: dict[str, str] = {
    "assign": "who gets the record: a rep, a queue, a user field or a table look-up",
    "rotate": "a team, or a table look-up that gives one",
    "notify": "a rep, a team or `assignee`",
    "to": "a rep, a queue or a user field",
    "during": "the name of a calendar",
    "speaks": "a language such as `fr`, or a field",
    "knows": "what they know, such as `Fintech`, or a field",
    "has": "a member such as `API`, or `any of (…)`",
    "require": "a field",
    "weight": "a whole number",
    "of": "a field",
    "from": "a field of the source such as `form.employees`",
    "otherwise": "a value",
}
TERMINALS = {
    "FIELD": "a field such as `email: email`",
    "TEXT": "a text in quotes",
    "NUMBER": "a number",
    "DATE": "a day such as `2026-12-24`",
    "DATETIME": "a time such as `2026-03-10T10:00-05:00`",
    "RANGE": "a range such as `50..999`",
    "PATTERN": "a pattern between slashes",
    "DAYS": "days such as `mon-fri`",
    "TIMES": "hours such as `09:00-18:00`",
    "$END": "the end of the file",
}
NOT_NAMED = frozenset({"DURING_NAME", "OUTSIDE_TEXT", "HAS_ANY_OF", "HAS_ALL_OF", "CODE", "DOTTED"})
SIGNS = frozenset({"(", ")", "{", "}", ",", ".", "=", "!=", "<", "<=", ">", ">="})
VALUES = frozenset({"NAME", "TEXT", "NUMBER", "DATE", "DATETIME"})


def unexpected(at: Situation) -> str:
    """Return the message: what was expected, and what was found."""
    return f"expected {expected(at)}, found {_found(at)}"


def _found(at: Situation) -> str:
    piece = at.found
    if at.is_at_end:
        return "the end of the declaration"
    if piece.kind is Kind.TEXT:
        return f"the text {piece.text}" if len(piece.text) < 40 else "a text"
    text = piece.text or at.text[at.position : at.position + 1]
    return f"`{text[:40]}`"


def expected(at: Situation) -> str:
    """Return what could stand here, in plain words."""
    accepts = set(at.failure.accepts) - NOT_NAMED
    if at.wants_condition:
        return "a condition"
    if "NAME" in accepts:
        return _named(at, accepts)
    if at.piece(-1).kind is Kind.WORD or at.piece(-1).text == ")":
        accepts -= {"(", "."}
    parts: list[str] = []
    for needed, covered, words in SETS:
        if needed <= accepts:
            accepts -= covered
            parts.append(words)
    parts += [f"`{word}`" for word in sorted(accepts - TERMINALS.keys() - SIGNS)]
    parts += [words for name, words in TERMINALS.items() if name in accepts]
    parts += [f"`{sign}`" for sign in sorted(accepts & SIGNS)]
    return _joined(parts)


def _named(at: Situation, accepts: set[str]) -> str:
    """Say what a name would be here."""
    before = at.piece(-1).text
    if before in AFTER:
        return AFTER[before]
    if accepts >= VALUES:
        return "a value"
    if at.body == "given":
        return "a field and its value, or `}`"
    if at.body == "classify" and before in ("{", ""):
        return "a line such as `NA when country = US`"
    return "a name or a text in quotes" if "TEXT" in accepts else "a name"


def _joined(parts: list[str]) -> str:
    if not parts:
        return "nothing more"
    if len(parts) > SHOWN:
        return ", ".join(parts[:SHOWN]) + " or the like"
    return " or ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
