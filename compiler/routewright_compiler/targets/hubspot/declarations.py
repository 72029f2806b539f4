"""The declarations of a policy that conditions and decisions need, as they are written."""

from collections.abc import Iterator

from routewright_compiler.policy import Policy
from routewright_grammar.syntax import Calendar, Queue, Record, Rep, Team, Zone

_KINDS = (Zone, Record, Calendar, Rep, Team, Queue)


def declarations_text(policy: Policy) -> str:
    """Return zone, record, calendars, people and queues of all files, without comments between."""
    return "\n".join(_texts(policy)) + "\n"


def _texts(policy: Policy) -> Iterator[str]:
    for file in policy.files:
        for item in file.declarations:
            if isinstance(item, _KINDS):
                span = item.span
                yield file.source.text[span.start : span.end]
