"""The nearest of several names, for "did you mean": deterministic, without regard to case.

Distance is optimal string alignment: insert, drop, replace, or swap two neighbours, each one step.
A name is near within a third of its length.
"""

from collections.abc import Iterable

from routewright_runtime.text import fold

NAME_CHARACTERS = 80


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like `word`, or None where none is near.

    Equal but for case comes first, then fewer steps, then a longer common beginning, then order
    of the alphabet; the order of `candidates` does not matter.
    """
    near = sorted(nearest_of(word, candidates))
    return near[0][-1] if near else None


def nearest_of(word: str, candidates: Iterable[str]) -> list[tuple[int, int, str]]:
    """Return (steps, minus the length of the common beginning, candidate) of all near ones."""
    wanted = _bare(word)
    if not wanted or len(wanted) > NAME_CHARACTERS:
        return []
    found: list[tuple[int, int, str]] = []
    for candidate in candidates:
        name = _bare(candidate)
        limit = max(1, max(len(wanted), len(name)) // 3)
        steps = distance(wanted, name, limit)
        # A word of one or two letters is near to nearly all words: only swaps and case count.
        if steps <= limit and not (
            steps and min(len(wanted), len(name)) < 3 and set(wanted) != set(name)
        ):
            found.append((steps, -_common(wanted, name), candidate))
    return found


def distance(left: str, right: str, limit: int) -> int:
    """Return the steps from `left` to `right`, or `limit + 1` where there are more."""
    if left == right:
        return 0
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            steps = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                steps = min(steps, last[j - 2] + 1)
            row.append(steps)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _bare(name: str) -> str:
    return fold(name).replace("-", "_").replace(" ", "_")


def _common(left: str, right: str) -> int:
    for i, (a, b) in enumerate(zip(left, right, strict=False)):
        if a != b:
            return i
    return min(len(left), len(right))
