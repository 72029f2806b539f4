"""Texts: one column for equality and starts, one for ends, a flag for each part and pattern.

The classes of the first column are: empty; the listed texts, grouped by all answers they give; and
for every listed start (and for none) the texts whose longest listed start it is and that are not
listed themselves. The second column does the same for ends. What a listed text or a start says of
ends and parts, and one part of another, are laws; with them every combination of classes has a text
(`text_laws`), but for patterns, of which `candidates` asks the automata.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from routewright_compiler.analysis.domains.term_model import EMPTY, TermTest
from routewright_compiler.analysis.domains.text_laws import (
    implied_parts,
    longest_listed,
    nodes,
)
from routewright_compiler.analysis.formula import Formula, Formulas
from routewright_compiler.analysis.space import Box, Space, mask_of, set_bits
from routewright_runtime.graph.conditions import (
    IsRep,
    Known,
    MatchesPattern,
    OneOf,
    TextHolds,
    TextRelation,
)
from routewright_runtime.patterns import Pattern, compile_pattern
from routewright_runtime.text import fold
from routewright_runtime.values import Value

_NO, _YES = 1, 2

Reads = Callable[[str], str | None]


class TextLiterals:
    """All texts that one term is compared with, and which condition names which."""

    __slots__ = ("ends", "equal", "parts", "patterns", "starts")

    def __init__(self, tests: Iterable[TermTest], rep_emails: tuple[str, ...]) -> None:
        self.equal: dict[str, list[int]] = {}
        self.starts: dict[str, list[int]] = {}
        self.ends: dict[str, list[int]] = {}
        self.parts: dict[str, list[int]] = {}
        self.patterns: dict[str, Pattern] = {}
        for number, test in enumerate(tests):
            self._note(number, test, rep_emails)

    def _note(self, number: int, test: TermTest, rep_emails: tuple[str, ...]) -> None:
        match test:
            case OneOf():
                _note(self.equal, (fold(str(value)) for value in test.values), number)
            case IsRep():
                _note(self.equal, map(fold, rep_emails), number)
            case TextHolds(relation=TextRelation.STARTS_WITH):
                _note(self.starts, test.texts, number)
            case TextHolds(relation=TextRelation.ENDS_WITH):
                _note(self.ends, test.texts, number)
            case TextHolds():
                _note(self.parts, test.texts, number)
            case MatchesPattern():
                compiled = compile_pattern(test.pattern)
                assert isinstance(compiled, Pattern), "the compiler has checked the pattern"
                self.patterns[test.pattern] = compiled
            case _:
                pass


def _note(found: dict[str, list[int]], texts: Iterable[str], number: int) -> None:
    for text in texts:
        found.setdefault(text, []).append(number)


class TextModel:
    """The classes of one text term; `reads` says how a text stands after reading, None if not."""

    def __init__(
        self,
        space: Space,
        formulas: Formulas,
        name: str,
        literals: TextLiterals,
        rep_emails: tuple[str, ...],
        reads: Reads,
        samples: Callable[[str, str, str], Iterator[str]],
        refine: Callable[[str], object],
        allowed_empty: bool,
    ) -> None:
        self._formulas = formulas
        self._reps = rep_emails
        self._reads = reads
        self._samples = samples
        self._refine = refine
        self._literals = literals
        self._start_nodes = nodes(literals.starts)
        self._end_nodes = nodes(literals.ends)
        self._keys = [text for text in literals.equal if reads(text) == text]
        self._class_of: dict[str, int] = {}
        self._class_of_start: dict[str, int] = {}
        self._groups: list[tuple[str, ...]] = [()]
        self._starting_with: dict[str, int] | None = None
        self._group_keys()
        self._first_start = len(self._groups)
        self._number_starts()
        size = len(self._groups)
        full = (1 << size) - 1
        self.column = space.add_column(name, size, allowed=full if allowed_empty else full ^ EMPTY)
        ends = list(self._end_nodes)
        self._end_class = {text: number for number, text in enumerate(ends)}
        self.end_texts = ends
        self.end_column = space.add_column(f"{name} ends", len(ends)) if len(ends) > 1 else None
        self._parts = {t: space.add_flag(f"{name} contains {t}") for t in literals.parts}
        self._patterns = {p: space.add_flag(f"{name} matches /{p}/") for p in literals.patterns}
        self.columns = (
            self.column,
            *(() if self.end_column is None else (self.end_column,)),
            *self._parts.values(),
            *self._patterns.values(),
        )
        self._forbid(space)

    @property
    def is_plain(self) -> bool:
        """Whether nothing but plain pieces is asked about, none of which starts or ends blank."""
        literals = self._literals
        pieces = [*literals.equal, *literals.starts, *literals.ends, *literals.parts]
        return (
            not literals.patterns
            and all(piece.isascii() and piece.isprintable() for piece in pieces)
            and all(text == text.lstrip() for text in literals.starts)
            and all(text == text.rstrip() for text in literals.ends)
        )

    # --- classes ------------------------------------------------------------------------------

    def _group_keys(self) -> None:
        literals = self._literals
        groups: dict[object, list[str]] = {}
        for text in self._keys:
            signature = (
                tuple(literals.equal[text]),
                longest_listed(text, literals.starts, is_end=False),
                longest_listed(text, literals.ends, is_end=True),
                tuple(part in text for part in literals.parts),
                tuple(p.matches(text) for p in literals.patterns.values()),
                self._refine(text),
            )
            groups.setdefault(signature, []).append(text)
        for group in groups.values():
            self._class_of.update(dict.fromkeys(group, len(self._groups)))
            self._groups.append(tuple(group))

    def _number_starts(self) -> None:
        for text in self._start_nodes:
            self._class_of_start[text] = len(self._groups)
            self._groups.append((text,))

    def group(self, class_number: int) -> tuple[str, ...]:
        """Return the listed texts of a class, or the listed starts ("" for none)."""
        return self._groups[class_number]

    @property
    def has_starts(self) -> bool:
        """Whether any condition asks how the text starts."""
        return len(self._start_nodes) > 1

    @property
    def unlisted(self) -> int:
        """The class of the texts that are not listed and have no listed start."""
        return self._first_start

    def is_listed(self, class_number: int) -> bool:
        """Tell whether a class consists of listed texts."""
        return 0 < class_number < self._first_start

    # --- laws ---------------------------------------------------------------------------------

    def _forbid(self, space: Space) -> None:
        listed = range(1, self._first_start)
        if self.end_column is not None:
            by_end: dict[int, int] = {0: EMPTY}
            for number in listed:
                end = longest_listed(self._groups[number][0], self._literals.ends, is_end=True)
                by_end[self._end_class[end]] = by_end.get(self._end_class[end], 0) | 1 << number
            full = space.full[self.end_column]
            for end_class, mask in by_end.items():
                space.forbid({self.column: mask, self.end_column: full ^ (1 << end_class)})
        for part, flag in self._parts.items():
            holding = mask_of(n for n in listed if part in self._groups[n][0])
            lacking = mask_of(n for n in listed if part not in self._groups[n][0])
            for number in range(self._first_start, len(self._groups)):
                if part in self._groups[number][0]:
                    holding |= 1 << number
            self._bind(space, flag, holding, lacking | EMPTY)
            if self.end_column is not None:
                ends = mask_of(n for n, text in enumerate(self.end_texts) if part in text)
                if ends:
                    space.forbid({self.end_column: ends, flag: _NO})
        for longer, shorter in implied_parts(self._parts):
            space.forbid({self._parts[longer]: _YES, self._parts[shorter]: _NO})
        for source, flag in self._patterns.items():
            pattern = self._literals.patterns[source]
            holding = mask_of(n for n in listed if pattern.matches(self._groups[n][0]))
            lacking = mask_of(n for n in listed if not pattern.matches(self._groups[n][0]))
            self._bind(space, flag, holding, lacking | EMPTY)

    def _bind(self, space: Space, flag: int, holding: int, lacking: int) -> None:
        space.forbid({self.column: lacking, flag: _YES})
        if holding:
            space.forbid({self.column: holding, flag: _NO})

    # --- tests --------------------------------------------------------------------------------

    def test(self, test: TermTest) -> Formula:
        """Return a test of the text as a formula."""
        literal = self._formulas.literal
        match test:
            case Known():
                return literal(self.column, (1 << len(self._groups)) - 2)
            case OneOf():
                return literal(self.column, self._listed(map(str, test.values)))
            case IsRep():
                return literal(self.column, self._listed(self._reps))
            case TextHolds(relation=TextRelation.STARTS_WITH):
                return literal(self.column, self._starting(test.texts))
            case TextHolds(relation=TextRelation.ENDS_WITH):
                return self._ending(test.texts)
            case TextHolds():
                return self._formulas.some(literal(self._parts[t], _YES) for t in test.texts)
            case MatchesPattern():
                return literal(self._patterns[test.pattern], _YES)
        raise AssertionError(f"no test of texts: {test}")

    def is_exact(self, test: TermTest) -> bool:
        """Tell whether the listed texts, starts, ends, parts and patterns tell the test."""
        literals = self._literals
        match test:
            case Known():
                return True
            case OneOf():
                return self._is_whole({fold(str(value)) for value in test.values})
            case IsRep():
                return self._is_whole(set(self._reps))
            case TextHolds():
                known = {
                    TextRelation.STARTS_WITH: literals.starts,
                    TextRelation.ENDS_WITH: literals.ends,
                    TextRelation.CONTAINS: literals.parts,
                }[test.relation]
                return all(fold(text) in known for text in test.texts)
            case MatchesPattern():
                return test.pattern in literals.patterns
            case _:
                return False

    def is_known(self, text: str) -> bool:
        """Tell whether a text is one of the listed ones that a record can hold."""
        return fold(text) in self._class_of

    def _is_whole(self, texts: set[str]) -> bool:
        if any(text not in self._class_of and self.reads(text) for text in texts):
            return False
        touched = {self._class_of[text] for text in texts if text in self._class_of}
        return all(text in texts for number in touched for text in self._groups[number])

    def _listed(self, texts: Iterable[str]) -> int:
        known = self._class_of
        return mask_of({known[fold(text)] for text in texts if fold(text) in known})

    def _starting(self, texts: tuple[str, ...]) -> int:
        if self._starting_with is None:
            self._starting_with = self._by_start()
        found = 0
        for text in texts:
            found |= self._starting_with[text]
        return found

    def _by_start(self) -> dict[str, int]:
        """Return for each listed start the classes of the texts that start so."""
        listed = self._literals.starts
        lengths = sorted({len(text) for text in listed})
        classes: dict[str, set[int]] = {text: set() for text in listed}
        for known in (self._class_of_start, self._class_of):
            for text, number in known.items():
                for length in lengths:
                    piece = text[:length]
                    if len(piece) == length and piece in listed:
                        classes[piece].add(number)
        return {text: mask_of(numbers) for text, numbers in classes.items()}

    def _ending(self, texts: tuple[str, ...]) -> Formula:
        assert self.end_column is not None, "the text was collected"
        mask = mask_of(n for n, text in enumerate(self.end_texts) if text.endswith(texts))
        return self._formulas.literal(self.end_column, mask)

    # --- values -------------------------------------------------------------------------------

    def place(self, value: Value | None) -> Box:
        """Return the class number of a value in each column."""
        text = "" if value is None else fold(str(value))
        found: Box = {self.column: self._main_class(value, text)}
        if self.end_column is not None:
            found[self.end_column] = self._end(text)
        for part, flag in self._parts.items():
            found[flag] = int(part in text)
        for source, flag in self._patterns.items():
            is_match = value is not None and self._literals.patterns[source].matches(text)
            found[flag] = int(is_match)
        return found

    def is_inside(self, value: Value | None, domain: Box) -> bool:
        """Tell whether a value lies inside the domains of these columns that are given."""
        text = "" if value is None else fold(str(value))
        own = domain.get(self.column)
        if own is not None and not own >> self._main_class(value, text) & 1:
            return False
        for part, flag in self._parts.items():
            if flag in domain and not domain[flag] >> (part in text) & 1:
                return False
        if self.end_column in domain and not domain[self.end_column] >> self._end(text) & 1:
            return False
        for source, flag in self._patterns.items():
            if flag in domain:
                is_match = value is not None and self._literals.patterns[source].matches(text)
                if not domain[flag] >> is_match & 1:
                    return False
        return True

    def _main_class(self, value: Value | None, text: str) -> int:
        if value is None:
            return 0
        listed = self._class_of.get(text)
        if listed is not None:
            return listed
        return self._class_of_start[longest_listed(text, self._literals.starts, is_end=False)]

    def _end(self, text: str) -> int:
        return self._end_class[longest_listed(text, self._literals.ends, is_end=True)]

    def candidates(self, domain: Box) -> Iterator[Value | None]:
        """Yield texts that may lie inside the domain: listed ones, then made ones, then empty."""
        mask = domain.get(self.column, (1 << len(self._groups)) - 1)
        ends = domain.get(self.end_column, 1) if self.end_column is not None else 1
        parts = [t for t, flag in self._parts.items() if domain.get(flag, 3) == _YES]
        wanted = "-".join(t for t in parts if not any(t in o for o in parts if o != t))
        for number in set_bits(mask & ~EMPTY):
            if self.is_listed(number):
                yield self._groups[number][0]
                continue
            for start in self._groups[number]:
                for end in set_bits(ends):
                    yield from self._samples(start, wanted, self.end_texts[end])
        if mask & EMPTY:
            yield None

    def reads(self, text: str) -> bool:
        """Tell whether a text is one that a record can hold."""
        return self._reads(fold(text)) == fold(text)

    def open_ways(self, domain: Box) -> Iterator["TextWay"]:
        """Yield what a text that is not listed must have and must not have, way by way."""
        mask = domain.get(self.column, (1 << len(self._groups)) - 1)
        ends = 1 if self.end_column is None else domain.get(self.end_column, 0)
        ways = [(self.end_texts[n], True) for n in set_bits(ends)] or [("", False)]
        for number in set_bits(mask & ~EMPTY):
            if self.is_listed(number):
                continue
            for start in self._groups[number]:
                for end, is_end_fixed in ways:
                    yield self._way(domain, start, end, is_end_fixed)

    def _way(self, domain: Box, start: str, end: str, is_end_fixed: bool) -> "TextWay":
        longer_ends = self.end_texts if is_end_fixed else []
        parts, no_parts = _told(self._parts, domain)
        patterns, no_patterns = _told(self._patterns, domain)
        return TextWay(
            [start] if start else [],
            [t for t in self._start_nodes if t != start and t.startswith(start)],
            [end] if end else [],
            [t for t in longer_ends if t != end and t.endswith(end)],
            parts,
            no_parts,
            [self._literals.patterns[source] for source in patterns],
            [self._literals.patterns[source] for source in no_patterns],
        )


def _told(flags: dict[str, int], domain: Box) -> tuple[list[str], list[str]]:
    told = {text: domain.get(flag, _NO | _YES) for text, flag in flags.items()}
    return [t for t, m in told.items() if m == _YES], [t for t, m in told.items() if m == _NO]


@dataclass(frozen=True, slots=True)
class TextWay:
    """What a text must start and end with, contain and match, and what it must not."""

    starts: list[str]
    no_starts: list[str]
    ends: list[str]
    no_ends: list[str]
    parts: list[str]
    no_parts: list[str]
    patterns: list[Pattern]
    no_patterns: list[Pattern]
