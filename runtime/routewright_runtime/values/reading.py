"""What comes of reading one raw value: a canonical value, or none, and perhaps a problem."""

from dataclasses import dataclass

from routewright_runtime.values.value_type import Value


@dataclass(frozen=True, slots=True)
class Reading:
    """A value (`None` is empty) and, where something did not read, the reason in plain words.

    A value may stand beside a problem: a multi-select whose other members did read.
    """

    value: Value | None
    problem: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the field counts as empty."""
        return self.value is None


EMPTY = Reading(None)
SHOWN_CHARACTERS = 60


def unread(reason: str) -> Reading:
    """Return an empty reading with its reason."""
    return Reading(None, reason)


def quoted(raw: object) -> str:
    """Show user text in backticks, on one line and cut at `SHOWN_CHARACTERS`."""
    text = raw if isinstance(raw, str) else shown(raw)
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    if len(line) > SHOWN_CHARACTERS:
        line = line[: SHOWN_CHARACTERS - 1] + "…"
    return f"`{line}`"


def shown(raw: object) -> str:
    """Return how a raw value that is no text stands in JSON, roughly."""
    match raw:
        case bool():
            return "true" if raw else "false"
        case list() | tuple():
            return "a list"
        case dict():
            return "an object"
        case _:
            return str(raw)
