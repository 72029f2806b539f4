"""The nearest of several words: what somebody probably meant.

Distance is optimal string alignment (Damerau-Levenshtein without overlapping edits): a letter put
in, left out, replaced, or swapped with its neighbour counts one.
"""

from collections.abc import Iterable


def distance(left: str, right: str) -> int:
    """Return how many slips of the finger lie between two words."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        oldest, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, oldest[j - 2] + 1)
            row.append(best)
    return row[-1]


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the closest candidate that is close enough, ties to the first in the alphabet.

    Case does not count. Short words may be one slip off, words of 5 letters two, of 9 three.
    """
    wanted = word.casefold()[:64]
    slack = 1 if len(wanted) < 5 else 2 if len(wanted) < 9 else 3
    best: tuple[int, str] | None = None
    for candidate in sorted(candidates):
        if abs(len(candidate) - len(wanted)) > slack:
            continue
        found = (distance(wanted, candidate.casefold()), candidate)
        if found[0] <= slack and (best is None or found < best):
            best = found
    return None if best is None else best[1]
