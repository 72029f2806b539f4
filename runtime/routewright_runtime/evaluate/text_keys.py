"""Lines found by a text: what it is, begins with, ends with or contains.

A line that asks of a text for one of several literals can be found by them: the literals are its
*keys*. Each text of a record gives the lines that it has a key of, and a line that nothing gives is
out. So a text costs a few dictionary accesses whatever the number of lines; contained literals wait
behind a guard that most texts do not pass. Long prefixes may be cut to the length of others, and
contained literals share keys: one that is not the whole test is *checked* when its line is the
candidate. (Known from matching events
with many subscriptions: Fabret and others, Filtering algorithms for very fast publish/subscribe
systems, 2001, call it the access predicate.)
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from routewright_runtime.evaluate.bits import mask_of
from routewright_runtime.evaluate.text_column import TextLiteral
from routewright_runtime.evaluate.text_guard import guard_of
from routewright_runtime.graph.conditions import TextRelation

EQUAL = "="
CONTAINS = TextRelation.CONTAINS.value
STARTS = TextRelation.STARTS_WITH.value
ENDS = TextRelation.ENDS_WITH.value
KEY_KINDS = frozenset({EQUAL, STARTS, ENDS, CONTAINS})
# Costs measured on one machine, in nanoseconds: one more access by length or equality; a line found
# in vain (which mostly is out already by other columns), among few lines and for each more.
NS_AN_ACCESS = 120
NS_A_VAIN_LINE = 15
NS_A_VAIN_LINE_AND_LINE = 0.012

# A key with the bits of the lines that it finds.
BitsOf = dict[str, list[int]]
# Lengths (of suffixes negative), each with the masks of the texts of that length.
ByLength = tuple[tuple[int, dict[str, int]], ...]


class LineBits:
    """The masks of single lines, each made once, however many keys find the line."""

    __slots__ = ("_masks", "_size")

    def __init__(self, size: int) -> None:
        self._size = size
        self._masks: dict[int, int] = {}

    def mask(self, bits: Sequence[int]) -> int:
        """Return the mask of some lines."""
        if len(bits) > 1:
            return mask_of(bits, self._size)
        found = self._masks.get(bits[0])
        if found is None:
            found = self._masks[bits[0]] = 1 << bits[0]
        return found


@dataclass(frozen=True, slots=True)
class Contained:
    """Finds the lines whose contained literals may be in a text; `asking` are all that ask.

    `search` finds the first key in a text, `mask` the lines of that and all others.
    """

    asking: int
    search: Callable[[str], re.Match[str] | None]
    mask: Callable[[str, re.Match[str]], int]


@dataclass(frozen=True, slots=True)
class TextKeys:
    """The keys of one column; `asking` are the lines that they find, `cut` the literals cut."""

    asking: int
    equal: dict[str, int]
    parts: ByLength
    contained: Contained | None
    cut: frozenset[TextLiteral]


def text_keys(
    bits_of: Mapping[TextLiteral, Sequence[int]], line_bits: LineBits, size: int
) -> TextKeys:
    """Build the keys of a column from its literals and the bits of the lines they find.

    Equal texts go with the suffixes or the prefixes where they are told apart by them well enough.
    """
    kinds: dict[str, BitsOf] = {kind: {} for kind in sorted(KEY_KINDS)}
    for (kind, text), bits in bits_of.items():
        kinds[kind].setdefault(text, []).extend(bits)
    vain_ns = NS_A_VAIN_LINE + size * NS_A_VAIN_LINE_AND_LINE
    equal = kinds[EQUAL]
    cut: set[TextLiteral] = set()
    parts: list[tuple[int, dict[str, int]]] = []
    for kind, sign in ((ENDS, -1), (STARTS, 1)):
        if not kinds[kind]:
            continue
        lengths = _lengths(kinds[kind], sign, vain_ns)
        groups: dict[int, BitsOf] = {length: {} for length in lengths}
        cut |= {(kind, text) for text in _put(groups, kinds[kind], sign)}
        if equal and _vain(equal, kinds[kind], lengths, sign) * vain_ns < NS_AN_ACCESS:
            _put(groups, equal, sign)
            cut |= {(EQUAL, text) for text in equal}
            equal = {}
        for length, group in groups.items():
            masks = {key: line_bits.mask(bits) for key, bits in group.items()}
            parts.append((sign * length, masks))
    contained: Contained | None = None
    if kinds[CONTAINS]:
        contained, unsure = _contained(kinds[CONTAINS], line_bits)
        cut |= {(CONTAINS, text) for text in unsure}
    return TextKeys(
        mask_of((bit for bits in bits_of.values() for bit in bits), size),
        {text: line_bits.mask(bits) for text, bits in equal.items()},
        tuple(parts),
        contained,
        frozenset(cut),
    )


def _lengths(bits_of: BitsOf, sign: int, vain_ns: float) -> list[int]:
    """Choose the lengths to which prefixes (`sign` 1) or suffixes are cut: few, but telling."""
    rest = {len(text) for text in bits_of}
    chosen = [min(rest)]
    rest.remove(chosen[0])
    vain = _vain(bits_of, {}, chosen, sign)
    while rest:
        best = min(rest, key=lambda n: (_vain(bits_of, {}, [*chosen, n], sign), n))
        less = _vain(bits_of, {}, [*chosen, best], sign)
        if (vain - less) * vain_ns < NS_AN_ACCESS:
            break
        chosen.append(best)
        rest.remove(best)
        vain = less
    return sorted(chosen)


def _vain(texts: BitsOf, others: BitsOf, lengths: Sequence[int], sign: int) -> float:
    """Estimate how many lines a text finds in vain, if texts are as varied as these literals."""
    shortest = min(lengths)
    if any(len(text) < shortest for text in texts):
        return float("inf")
    classes: dict[str, int] = {}
    for text in (*texts, *others):
        key = _cut(text, lengths, sign)
        classes[key] = classes.get(key, 0) + 1
    exact = sum(1 for text in texts if len(text) in lengths)
    found = sum(count * count for count in classes.values()) / (len(texts) + len(others))
    return found * (1 - exact / (len(texts) + len(others)))


def _cut(text: str, lengths: Sequence[int], sign: int) -> str:
    length = max(n for n in lengths if n <= len(text))
    return text[:length] if sign > 0 else text[-length:]


def _put(groups: dict[int, BitsOf], bits_of: BitsOf, sign: int) -> list[str]:
    """Add texts under their keys; return those that were cut."""
    cut: list[str] = []
    for text, bits in bits_of.items():
        key = _cut(text, tuple(groups), sign)
        groups[len(key)].setdefault(key, []).extend(bits)
        if key != text:
            cut.append(text)
    return cut


def _contained(bits_of: BitsOf, line_bits: LineBits) -> tuple[Contained, list[str]]:
    """Return how contained literals are found, and those whose keys say less than they do."""
    guard = guard_of(bits_of)
    search = guard.search
    masks = {
        key: line_bits.mask([bit for literal in literals for bit in bits_of[literal]])
        for key, literals in guard.literals.items()
    }

    def mask(text: str, first: re.Match[str]) -> int:
        found = 0
        key: re.Match[str] | None = first
        while key is not None:
            found |= masks[key[0]]
            key = search(text, key.start() + 1)
        return found

    asking = 0
    for own in masks.values():
        asking |= own
    unsure = [
        literal
        for key, literals in guard.literals.items()
        if key not in guard.exact
        for literal in literals
    ]
    return Contained(asking, search, mask), unsure
