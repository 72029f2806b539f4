"""Names and files of the flows of one policy: after what they do first, not after their number.

So a flow keeps its name, by which a plan finds it in the portal, where others come and go.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from routewright_compiler.targets.hubspot.drafts import Note
from routewright_compiler.targets.hubspot.flow_building import BuiltFlow

FIRST_FILE = "flow.json"


@dataclass(frozen=True, slots=True)
class FlowTitle:
    """The name of a flow in the portal, and its file."""

    name: str
    file: str


def flow_titles(flows: Sequence[BuiltFlow], name: str) -> tuple[FlowTitle, ...]:
    """Return a title for each flow; `name` is the policy's, and the first flow's."""
    found = [FlowTitle(name, FIRST_FILE)]
    used = {FIRST_FILE}
    for flow in flows[1:]:
        assert flow.head is not None and flow.start is not None
        own = _words(flow.head)
        file = f"flow-{_plain(own)}.json"
        if file in used:
            file = f"flow-{_plain(own)}-{flow.start}.json"
            own = f"{own} ({flow.start})"
        used.add(file)
        found.append(FlowTitle(f"{name} / {own}", file))
    return tuple(found)


def _words(head: Note) -> str:
    kind, _, rest = head.name.partition("|")
    if kind == "switch":
        rest = rest.partition("|")[2]
    if head.is_first_turn:
        return f"rotations from {rest}"
    return f"from {rest.removesuffix('|1')}" if kind in ("branch", "switch") else f"{kind} {rest}"


def _plain(words: str) -> str:
    """Return the words as part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:60] or "more"
