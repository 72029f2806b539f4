"""The text that stands at a place, for quoting it, and the whole of a rule, for moving it."""

from collections.abc import Iterable, Iterator

from routewright_grammar.span import Source, Span
from routewright_grammar.syntax import Expect, File, Group, Rule
from routewright_runtime.graph.conditions import Place


class SourceText:
    """The files of one policy."""

    def __init__(self, files: Iterable[File]) -> None:
        self._files = tuple(files)
        self._sources = {file.source.file: file.source for file in self._files}
        self._members = {
            member.name.value: member for file in self._files for member in _members(file)
        }

    def at(self, place: Place | Span) -> str:
        """Return what is written at a place, on one line."""
        source = self._sources.get(place.file)
        return "" if source is None else " ".join(source.text[place.start : place.end].split())

    def member(self, name: str) -> Rule | Group | None:
        """Return the rule or group of a name as it is written."""
        return self._members.get(name)

    def block(self, name: str) -> Span | None:
        """Return the lines of a rule, its comment above it and its line end included.

        None where something else stands on these lines.
        """
        member = self._members.get(name)
        if member is None:
            return None
        text = self._sources[member.span.file].text
        start = text.rfind("\n", 0, member.span.start) + 1
        end = text.find("\n", member.span.end)
        end = len(text) if end < 0 else end + 1
        is_alone = not text[start : member.span.start].strip()
        behind = text[member.span.end : end].strip()
        if not is_alone or (behind and not behind.startswith("#")):
            return None
        return Span(member.span.file, _with_comment(text, start), end)

    def text(self, span: Span) -> str:
        """Return the text of a span as it stands."""
        return self._sources[span.file].text[span.start : span.end]

    def source(self, file: str) -> Source:
        """Return a file of the policy."""
        return self._sources[file]

    def mentions(self, name: str) -> bool:
        """Tell whether an assert or an example speaks of a rule by its name."""
        quoted = f'"{name}"'
        for file in self._files:
            for item in file.declarations:
                is_promise = isinstance(item, Expect) or type(item).__name__ == "Assert"
                span = getattr(item, "span", None)
                if is_promise and span is not None and quoted in self.text(span):
                    return True
        return False


def _with_comment(text: str, start: int) -> int:
    """Return where the comment lines directly above a line begin, or the line itself."""
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        if not text[above:start].strip().startswith("#"):
            break
        start = above
    return start


def _members(file: File) -> Iterator[Rule | Group]:
    waiting = [item for item in file.declarations if isinstance(item, Rule | Group)][::-1]
    while waiting:
        item = waiting.pop()
        yield item
        if isinstance(item, Group):
            waiting.extend(reversed(item.members))
