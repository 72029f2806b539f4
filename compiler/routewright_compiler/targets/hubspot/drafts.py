"""Actions before they have ids: each under a name, its edges to names, with a note for the map."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from routewright_compiler.targets.hubspot.model import (
    Action,
    Connection,
    KeptAction,
    ListBranchAction,
    SingleAction,
    StaticBranchAction,
)
from routewright_compiler.targets.hubspot.steps import Turn

CHOOSE = "choose"
LOOK_AT_WAIT = "look at the wait"


@dataclass(frozen=True, slots=True)
class Note:
    """What the map file says of an action: its name, and the rule or rotation it belongs to."""

    name: str
    rule: str
    does: str
    turn: Turn | None = None

    @property
    def is_first_turn(self) -> bool:
        """Tell whether the action is the rotation that the rules of one key share."""
        return self.turn is not None and self.name == f"rotate|{self.turn.key}"


@dataclass(frozen=True, slots=True)
class Draft:
    """An action under its name; edges still say names."""

    note: Note
    action: Action


def edges(action: Action) -> Iterator[Connection]:
    """Yield where an action leads: its branches in order, then the default."""
    match action:
        case SingleAction() | KeptAction():
            found = [action.next]
        case ListBranchAction():
            found = [*(branch.next for branch in action.branches), action.default]
        case StaticBranchAction():
            found = [*(branch.next for branch in action.branches), action.default]
    yield from (edge for edge in found if edge is not None)


def with_edges(action: Action, change: Callable[[Connection], Connection]) -> Action:
    """Return the action with each of its edges changed; the default goes first.

    The chain of tests is the trunk, and passing branches join it.
    """

    def edge(old: Connection | None) -> Connection | None:
        return None if old is None else change(old)

    match action:
        case SingleAction() | KeptAction():
            return replace(action, next=edge(action.next))
        case ListBranchAction():
            default = edge(action.default)
            branches = tuple(replace(b, next=edge(b.next)) for b in action.branches)
            return replace(action, branches=branches, default=default)
        case StaticBranchAction():
            default = edge(action.default)
            ways = tuple(replace(b, next=edge(b.next)) for b in action.branches)
            return replace(action, branches=ways, default=default)
