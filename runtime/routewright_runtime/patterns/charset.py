"""Sets of characters as sorted, disjoint intervals of code points.

Texts are folded before they are matched, so a set is folded too: `[A-Z]` is `[a-z]`. A character
that folds to several (`ß` is `ss`) is no single character of a folded text: a range passes over it.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain

from routewright_runtime.text import fold_inner

CharSet = tuple[tuple[int, int], ...]

LAST_CODE = 0x10FFFF
ANY: CharSet = ((0, LAST_CODE),)
DIGITS: CharSet = ((0x30, 0x39),)
# Letters and marks of all scripts lie below this code point, but for the selectors at `_SELECTORS`.
_LETTERS_END = 0x3_4000
_SELECTORS = (0xE0100, 0xE01EF)
_DIRECT = 2_048
_CHUNK = 4_096


def from_codes(codes: Iterable[int]) -> CharSet:
    """Return the set of the given code points."""
    return union(((code, code),) for code in codes)


def union(sets: Iterable[CharSet]) -> CharSet:
    """Return the set of all characters that are in one of `sets`."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(chain.from_iterable(sets)):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(chars: CharSet) -> CharSet:
    """Return all characters that are not in `chars`."""
    gaps: list[tuple[int, int]] = []
    start = 0
    for low, high in chars:
        if start < low:
            gaps.append((start, low - 1))
        start = high + 1
    if start <= LAST_CODE:
        gaps.append((start, LAST_CODE))
    return tuple(gaps)


def has(chars: CharSet, code: int) -> bool:
    """Tell whether a code point is in the set."""
    at = bisect_right(chars, (code, LAST_CODE)) - 1
    return at >= 0 and chars[at][0] <= code <= chars[at][1]


@cache
def blanks() -> CharSet:
    """Return the set of `\\s`: every character that `str.strip` drops."""
    return from_codes(code for code in range(0x3001) if chr(code).isspace())


@cache
def word_characters() -> CharSet:
    """Return the set of `\\w`: letters, marks and digits of every script, and `_`."""
    category = unicodedata.category
    codes = (code for code in range(_LETTERS_END) if category(chr(code))[0] in "LMN")
    return union((_runs(codes), (_SELECTORS, (0x5F, 0x5F))))


def folded_range(low: int, high: int) -> CharSet:
    """Fold every character of a range; those that fold to several characters fall away."""
    if high < 0x80:
        return _folded_ascii(low, high)
    changed = _changes(low, high) if high - low < _DIRECT else all_changes()
    inside = {code: folded for code, folded in changed.items() if low <= code <= high}
    kept = _without(((low, high),), inside)
    return union((kept, from_codes(ord(folded) for folded in inside.values() if len(folded) == 1)))


def _folded_ascii(low: int, high: int) -> CharSet:
    stretches = (
        (low, min(high, 0x40)),
        (max(low, 0x41) + 0x20, min(high, 0x5A) + 0x20),
        (max(low, 0x5B), high),
    )
    return union((pair,) for pair in stretches if pair[0] <= pair[1])


@cache
def all_changes() -> Mapping[int, str]:
    """Return every code point that folding changes, and what it becomes; built once, 0.3 s."""
    return _changes(0, LAST_CODE)


def _changes(low: int, high: int) -> Mapping[int, str]:
    changed: dict[int, str] = {}
    for start in range(low, high + 1, _CHUNK):
        codes = range(start, min(start + _CHUNK, high + 1))
        # NUL neither folds nor joins its neighbours, so one call folds many characters apart.
        text = "\0".join(chr(code) for code in codes if code)
        if fold_inner(text) == text:
            continue
        known = (code for code in codes if code)
        pairs = zip(known, fold_inner(text).split("\0"), strict=True)
        changed |= {code: folded for code, folded in pairs if folded != chr(code)}
    return changed


def _without(chars: CharSet, codes: Iterable[int]) -> CharSet:
    removed = from_codes(codes)
    return complement(union((complement(chars), removed)))


def _runs(codes: Iterable[int]) -> CharSet:
    runs: list[tuple[int, int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1] = (runs[-1][0], code)
        else:
            runs.append((code, code))
    return tuple(runs)
