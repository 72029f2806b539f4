"""What one text test says about another, for texts of any length over any alphabet.

Beside equalities, texts are asked how they start, how they end and what they contain. A set of such
answers is possible exactly where every two of them are: required starts form a chain, required ends
form a chain, and nothing forbidden lies inside something required. The text that shows it is the
start, a separator, what is contained, a separator, the end. (Checked against product automata in
the tests.)
"""

from collections.abc import Collection, Iterable


def nodes(texts: Collection[str]) -> list[str]:
    """Return the empty text and the others, each once, shorter ones first."""
    return ["", *sorted(set(texts) - {""}, key=lambda text: (len(text), text))]


def longest_listed(text: str, texts: Collection[str], *, is_end: bool) -> str:
    """Return the longest of some texts that `text` starts (ends) with, or the empty one."""
    if not texts:
        return ""
    for length in range(len(text), 0, -1):
        piece = text[-length:] if is_end else text[:length]
        if piece in texts:
            return piece
    return ""


def implied_parts(needles: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs (a, b) where whoever contains `a` contains `b`, only the nearest ones."""
    ordered = sorted(set(needles), key=lambda t: (len(t), t))
    inner: dict[str, list[str]] = {}
    pairs = []
    for number, text in enumerate(ordered):
        covered: set[str] = set()
        for part in reversed(ordered[:number]):
            if part in covered or part not in text:
                continue
            pairs.append((text, part))
            covered.update(inner[part])
            covered.add(part)
        inner[text] = list(covered)
    return pairs
