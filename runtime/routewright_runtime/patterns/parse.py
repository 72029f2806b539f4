"""Parse a pattern: regular expressions in the strict sense, folded as they are read.

| written | matches |
|---|---|
| `a`, `é`, ` ` | that character, without regard to case |
| `.` | any one character |
| `[a-z0-9_]`, `[^…]` | one of, none of; a `-` that begins or ends the class is itself |
| `\\d` | `0` to `9` |
| `\\w` | letters, marks and digits of every script, and `_` |
| `\\s` | a blank of any kind; `\\D`, `\\W`, `\\S` are the opposites |
| `\\t`, `\\n`, `\\r`, `\\xHH`, `\\u{H…}` | that character |
| `\\.` | the sign itself, for every sign that is no letter or digit |
| `( )`, `(?: )` | a group |
| `a|b` | either |
| `*`, `+`, `?`, `{2}`, `{2,}`, `{2,4}` | repetitions of what stands before |

A pattern always matches the whole text. A member of a class that folds to several characters
(`ß`, which is `ss`) becomes an alternative beside the class; in a negated class it is refused. A
range passes over such characters: they never occur in a folded text.
"""

import unicodedata
from dataclasses import dataclass

from routewright_runtime.patterns import charset
from routewright_runtime.patterns.charset import CharSet
from routewright_runtime.patterns.expression import (
    EMPTY,
    Chars,
    Either,
    Expression,
    Repeat,
    Sequence,
    literal,
    position_count,
)
from routewright_runtime.text import fold_inner

PATTERN_CHARACTERS = 1_000
POSITIONS = 2_000
NESTING = 50
_COUNT_DIGITS = 4
_CONTROL = {"t": "\t", "n": "\n", "r": "\r"}
_NAMED = frozenset("dwsDWS")
_NOT_STRICT = {
    "?=": "look-ahead",
    "?!": "look-ahead",
    "?<=": "look-behind",
    "?<!": "look-behind",
    "?>": "an atomic group",
    "?#": "a comment",
    "?P": "a named group",
    "?<": "a named group",
}


@dataclass(frozen=True, slots=True)
class PatternProblem:
    """Why a pattern is refused: one plain line, the place in the pattern, and a remedy."""

    message: str
    offset: int
    length: int
    help: str


def parse(source: str) -> Expression | PatternProblem:
    """Parse a pattern, or say the first thing that is wrong with it."""
    if len(source) > PATTERN_CHARACTERS:
        return PatternProblem(
            f"the pattern has more than {PATTERN_CHARACTERS} characters",
            PATTERN_CHARACTERS,
            len(source) - PATTERN_CHARACTERS,
            "split it into several patterns joined by `or`",
        )
    try:
        node = _Parser(source).whole()
    except _RefusedError as refused:
        return refused.problem
    if position_count(node) > POSITIONS:
        return PatternProblem(
            f"the pattern is longer than {POSITIONS} characters when its counts are written out",
            0,
            len(source),
            "use smaller counts in `{ }`",
        )
    return node


class _RefusedError(Exception):
    def __init__(self, problem: PatternProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Parser:
    """A recursive descent over the source; its depth is bounded by `NESTING`."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._depth = 0

    def whole(self) -> Expression:
        """Parse the whole source."""
        if not self._source:
            raise self._refuse(
                "the pattern is empty, and no value is", 0, 0, "write `is empty` or `is known`"
            )
        node = self._either()
        if self._at < len(self._source):
            raise self._refuse(
                "`)` closes no group", self._at, 1, "write `\\)` for the sign itself"
            )
        return node

    def _refuse(self, message: str, offset: int, length: int, remedy: str) -> _RefusedError:
        return _RefusedError(PatternProblem(message, offset, length, remedy))

    def _peek(self, count: int = 1) -> str:
        return self._source[self._at : self._at + count]

    def _either(self) -> Expression:
        branches = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else Either(tuple(branches))

    def _sequence(self) -> Expression:
        items: list[Expression] = []
        while self._peek() not in ("", "|", ")"):
            items.append(self._repeated())
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    # --- repetition ---------------------------------------------------------------------------

    def _repeated(self) -> Expression:
        if self._peek() in ("*", "+", "?", "{"):
            sign = self._peek()
            raise self._refuse(
                f"`{sign}` has nothing before it to repeat",
                self._at,
                1,
                f"write `\\{sign}` for the sign itself",
            )
        node = self._atom()
        start = self._at
        bounds = self._bounds()
        if bounds is None:
            return node
        follower = self._peek()
        if follower in ("?", "+"):
            kind = "lazy" if follower == "?" else "possessive"
            raise self._refuse(
                f"`{self._source[start : self._at + 1]}` is a {kind} repetition",
                start,
                self._at + 1 - start,
                "drop the second sign: a pattern matches the whole text or not at all",
            )
        if follower in ("*", "{"):
            raise self._refuse(
                f"`{follower}` repeats a repetition",
                self._at,
                1,
                "put the first repetition in parentheses",
            )
        return Repeat(node, *bounds) if position_count(node) else EMPTY

    def _bounds(self) -> tuple[int, int | None] | None:
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        sign = self._peek()
        if sign in simple:
            self._at += 1
            return simple[sign]
        return self._counted() if sign == "{" else None

    def _counted(self) -> tuple[int, int | None]:
        start = self._at
        end = self._source.find("}", start)
        inside = self._source[start + 1 : end] if end >= 0 else ""
        low_text, comma, high_text = inside.partition(",")
        if not _is_count(low_text) or not (_is_count(high_text) or not high_text):
            raise self._refuse(
                "`{` does not begin a count such as `{2}`, `{2,}` or `{2,4}`",
                start,
                1,
                "write `\\{` for the sign itself",
            )
        low = int(low_text)
        high = low if not comma else int(high_text) if high_text else None
        if high is not None and high < low:
            raise self._refuse(
                f"`{{{inside}}}` ends below its beginning",
                start,
                end + 1 - start,
                f"write `{{{high},{low}}}`",
            )
        self._at = end + 1
        return low, high

    # --- atoms --------------------------------------------------------------------------------

    def _atom(self) -> Expression:
        sign = self._peek()
        match sign:
            case "(":
                return self._group()
            case "[":
                return self._class()
            case ".":
                self._at += 1
                return Chars(charset.ANY)
            case "\\":
                return self._escape()
            case "^" | "$":
                raise self._refuse(
                    f"`{sign}` is an anchor",
                    self._at,
                    1,
                    f"drop `{sign}`: a pattern always matches the whole text",
                )
            case "]" | "}":
                raise self._refuse(
                    f"`{sign}` closes nothing", self._at, 1, f"write `\\{sign}` for the sign itself"
                )
            case _:
                return self._character(sign)

    def _character(self, first: str) -> Expression:
        """Take a character with the marks that join it, so that both spellings of `é` are one."""
        self._at += 1
        taken = first
        while (follower := self._peek()) and not follower.isascii() and _joins(taken, follower):
            taken += follower
            self._at += 1
        folded = fold_inner(taken)
        return Chars(_single(folded)) if len(folded) == 1 else literal(folded)

    def _group(self) -> Expression:
        start = self._at
        self._at += 1
        if self._peek() == "?":
            self._group_kind(start)
        self._depth += 1
        if self._depth > NESTING:
            raise self._refuse(
                f"groups stand inside each other more than {NESTING} deep",
                start,
                1,
                "drop some parentheses",
            )
        node = self._either()
        self._depth -= 1
        if self._peek() != ")":
            raise self._refuse(
                "`(` is not closed", start, 1, "add `)`, or write `\\(` for the sign itself"
            )
        self._at += 1
        return node

    def _group_kind(self, start: int) -> None:
        if self._peek(2) == "?:":
            self._at += 2
            return
        for mark, kind in _NOT_STRICT.items():
            if self._source.startswith(mark, self._at):
                remedy = (
                    "use a plain group `( )`"
                    if "group" in kind
                    else "say it with `and`, `or`, `not`"
                )
                raise self._refuse(f"`({mark}` is {kind}", start, 1 + len(mark), remedy)
        raise self._refuse(
            f"`({self._peek(2)}` sets a flag",
            start,
            1 + len(self._peek(2)),
            "drop it: case never counts",
        )

    def _escape(self) -> Expression:
        start = self._at
        name = self._source[start + 1 : start + 2]
        if name in _NAMED and name:
            self._at += 2
            return Chars(_named(name))
        code = self._escaped_code()
        folded = fold_inner(chr(code))
        return Chars(_single(folded)) if len(folded) == 1 else literal(folded)

    def _escaped_code(self) -> int:
        start = self._at
        name = self._source[start + 1 : start + 2]
        if name in ("x", "u"):
            return self._numbered(name)
        self._at += 2
        if name in _CONTROL:
            return ord(_CONTROL[name])
        if name and not name.isalnum():
            return ord(name)
        if not name:
            raise self._refuse(
                "the pattern ends in a lone `\\`", start, 1, "write `\\\\` for the sign itself"
            )
        if name in "123456789":
            raise self._refuse(
                f"`\\{name}` is a back-reference", start, 2, "write the alternatives out"
            )
        if name in "bBAZzG":
            raise self._refuse(
                f"`\\{name}` is an anchor",
                start,
                2,
                f"drop `\\{name}`: a pattern always matches the whole text",
            )
        raise self._refuse(
            f"`\\{name}` is not known",
            start,
            2,
            "known are `\\d`, `\\w`, `\\s`, `\\t`, `\\n`, `\\r`, `\\xHH`, `\\u{H}`",
        )

    def _numbered(self, name: str) -> int:
        start = self._at
        if name == "x":
            digits, end = self._source[start + 2 : start + 4], start + 4
            is_whole = len(digits) == 2
        else:
            close = self._source.find("}", start)
            digits, end = self._source[start + 3 : max(close, start + 3)], close + 1
            is_whole = self._source[start + 2 : start + 3] == "{" and 1 <= len(digits) <= 6
        if not is_whole or not set(digits) <= set("0123456789abcdefABCDEF"):
            raise self._refuse(
                f"`\\{name}` needs a number of hexadecimal digits",
                start,
                2,
                "write `\\x41` or `\\u{1F600}`",
            )
        if int(digits, 16) > charset.LAST_CODE:
            raise self._refuse(
                f"`\\u{{{digits}}}` is no character",
                start,
                end - start,
                "the last is `\\u{10FFFF}`",
            )
        self._at = end
        return int(digits, 16)

    # --- classes ------------------------------------------------------------------------------

    def _class(self) -> Expression:
        start = self._at
        self._at += 1
        is_negated = self._peek() == "^"
        self._at += is_negated
        sets: list[CharSet] = []
        longer: list[str] = []
        while self._peek() != "]":
            if not self._peek():
                raise self._refuse(
                    "`[` is not closed", start, 1, "add `]`, or write `\\[` for the sign itself"
                )
            self._class_item(sets, longer)
        self._at += 1
        length = self._at - start
        if not sets and not longer:
            raise self._refuse(
                "the class is empty", start, length, "write `\\]` for the sign itself"
            )
        if is_negated and longer:
            raise self._refuse(
                f"a member of the class stands for the several characters `{longer[0]}`",
                start,
                length,
                "leave it out of a class with `^`",
            )
        chars = charset.union(sets)
        if is_negated:
            return Chars(charset.complement(chars))
        return (
            Chars(chars)
            if not longer
            else Either((Chars(chars), *map(literal, sorted(set(longer)))))
        )

    def _class_item(self, sets: list[CharSet], longer: list[str]) -> None:
        start = self._at
        if self._peek(2) in ("[:", "[.", "[="):
            raise self._refuse(
                f"`{self._peek(2)}` is not known in a class", start, 2, "use `\\w`, `\\d` or `\\s`"
            )
        if self._peek() == "\\" and self._peek(2)[1:] in _NAMED and len(self._peek(2)) == 2:
            sets.append(_named(self._peek(2)[1]))
            self._at += 2
            self._no_range_from(start)
            return
        low = self._class_code()
        high = low
        if self._peek() == "-" and self._peek(2) not in ("-", "-]"):
            self._at += 1
            if self._peek() == "\\" and self._peek(2)[1:] in _NAMED:
                raise self._refuse(
                    "a range cannot end in a named class", start, self._at - start, "write `\\-`"
                )
            high = self._class_code()
        if high < low:
            raise self._refuse(
                "the range ends below its beginning", start, self._at - start, "swap its ends"
            )
        folded = fold_inner(chr(low))
        if low == high and len(folded) > 1:
            longer.append(folded)
        else:
            sets.append(charset.folded_range(low, high))

    def _no_range_from(self, start: int) -> None:
        if self._peek() == "-" and self._peek(2) not in ("-", "-]"):
            raise self._refuse(
                "a range cannot begin with a named class",
                start,
                3,
                "write `\\-` for the sign itself",
            )

    def _class_code(self) -> int:
        if self._peek() == "\\":
            return self._escaped_code()
        sign = self._peek()
        self._at += 1
        taken = sign
        while (follower := self._peek()) and not follower.isascii() and _joins(taken, follower):
            taken += follower
            self._at += 1
        joined = unicodedata.normalize("NFC", taken)
        if len(joined) > 1:
            raise self._refuse(
                f"`{taken}` is several characters and cannot stand in a class",
                self._at - len(taken),
                len(taken),
                "write it as an alternative, `(a|b)`",
            )
        return ord(joined)


def _is_count(text: str) -> bool:
    return 0 < len(text) <= _COUNT_DIGITS and text.isascii() and text.isdecimal()


def _single(char: str) -> CharSet:
    return ((ord(char), ord(char)),)


def _joins(taken: str, follower: str) -> bool:
    if unicodedata.combining(follower):
        return True
    normal = unicodedata.normalize
    return len(normal("NFC", taken + follower)) < len(normal("NFC", taken)) + 1


def _named(name: str) -> CharSet:
    match name.lower():
        case "d":
            chars = charset.DIGITS
        case "w":
            chars = charset.word_characters()
        case _:
            chars = charset.blanks()
    return charset.complement(chars) if name.isupper() else chars
