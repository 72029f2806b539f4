"""The one folding of text: literals, patterns and record values are all compared through it.

Folding is NFKC, case folding, NFKC, then the surrounding blanks dropped. It is idempotent, so a
folded text may be folded again without change; `tests/runtime/values/test_text.py` proves it for
every single character and samples longer texts.
"""

from unicodedata import normalize


def fold_inner(text: str) -> str:
    """Fold `text` and keep its surrounding blanks, as needed inside a pattern."""
    if text.isascii():
        return text.lower()
    return normalize("NFKC", normalize("NFKC", text).casefold())


def fold(text: str) -> str:
    """Fold `text` for comparison: no case, no compatibility forms, no surrounding blanks."""
    if text.isascii():
        return text.lower().strip()
    return normalize("NFKC", normalize("NFKC", text).casefold()).strip()
