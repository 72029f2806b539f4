"""The manual pages of all findings, from where each is kept.

Findings of the compiler's own phases, of the targets and of the grammar have a page
`manual/<name>.md`, those of the front door `manual_pages/<name>.md`; those of the analysis are the
docstrings of their rule modules.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from inspect import cleandoc

from routewright.errors import UnreadableFileError
from routewright_compiler.lint.discovery import discover
from routewright_compiler.target.discovery import target_names

_FOLDERS = (
    ("routewright_grammar", "manual"),
    ("routewright_compiler", "manual"),
    ("routewright_compiler", "target/manual"),
    *(("routewright_compiler", f"targets/{name}/manual") for name in target_names()),
    ("routewright", "manual_pages"),
)
_ENDING = ".md"
_SENTENCE_END = re.compile(r"(?<=\.) (?=[A-Z`])")


@dataclass(frozen=True, slots=True)
class Page:
    """One finding's page.

    It opens with a sentence, or with the finding's name behind a `#`; the next paragraph begins
    with code and severity, and in the second form goes on with that sentence.
    """

    name: str
    text: str

    @property
    def title(self) -> str:
        """Return the sentence that says what is found, on one line."""
        first, second = self.text.split("\n\n", 2)[:2]
        sentence = second.partition(". ")[2] if first.startswith("#") else first
        return _SENTENCE_END.split(" ".join(sentence.split()))[0].rstrip(".") + "."

    @property
    def code(self) -> str:
        """Return the finding's code, `RWnnn`."""
        return self.text.split("\n\n", 2)[1].lstrip()[: len("RW000")]


@cache
def pages() -> dict[str, Page]:
    """Return all pages by name, in order of the alphabet."""
    found: dict[str, Page] = {}
    for package, name in _FOLDERS:
        folder = files(package).joinpath(*name.split("/"))
        if folder.is_dir():
            found |= {page.name: page for page in map(_page, folder.iterdir()) if page}
    for module in discover():
        found[str(module.NAME)] = Page(str(module.NAME), cleandoc(module.__doc__ or ""))
    return dict(sorted(found.items()))


def page_of(name: str) -> Page:
    """Return a finding's page by its name or code, in letters of either case.

    Raise UnreadableFileError where there is none.
    """
    wanted = name.strip().lower()
    for page in pages().values():
        if wanted in (page.name, page.code.lower()):
            return page
    near = get_close_matches(name, pages(), n=1, cutoff=0.5)
    offer = f"did you mean `{near[0]}`?" if near else "`routewright rule` lists them all"
    raise UnreadableFileError(f"there is no finding `{name}`; {offer}")


def _page(file: Traversable) -> Page | None:
    if not file.name.endswith(_ENDING):
        return None
    return Page(file.name.removesuffix(_ENDING), file.read_text(encoding="utf-8").strip())
