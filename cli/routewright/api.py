"""The promised Python API: load a policy, decide records.

    policy = load("acme")                       # a .route file or a folder
    decision = policy.decide({"email": "a@bank.example", "country": "DE"}, at="2026-03-10T10:00Z")
    decision.kind, decision.owner, decision.rule, decision.sla_due

Rotation state lives in the policy object, or in a file: `load("acme", state="turns.sqlite")`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Self

from routewright.compiling import compiled
from routewright.errors import DamagedInputError, RoutewrightError
from routewright_runtime.calendars import zone_of
from routewright_runtime.decide import Router
from routewright_runtime.decision import Decision as _Decided
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.state import MemoryState, SqliteState
from routewright_runtime.values.moment import parse_moment

Record = Mapping[str, object]
Time = datetime | str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """Who gets a record, and why.

    `kind` is `rep`, `user`, `queue`, `suppressed` or `held`. `owner` is an e-mail, a user id or a
    queue's name, empty where suppressed. `held_from` says when a held record goes out; it and
    `sla_due` are aware times. `notes` are short texts: the fallback taken, tags, values that did
    not read.
    """

    kind: str
    owner: str
    team: str
    rule: str
    held_from: datetime | None
    sla_due: datetime | None
    notes: tuple[str, ...]


class Policy:
    """A compiled policy with its rotation state; made by `load`; not for threads."""

    def __init__(self, graph: DecisionGraph, state: MemoryState | SqliteState) -> None:
        self._router = Router(graph)
        self._is_in_batch = False
        self._state = state
        self._zone = zone_of(graph.zone)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def decide(self, record: Record, at: Time = None) -> Decision:
        """Decide one record and consume the turn.

        `at` is the time of decision, an aware time or ISO 8601 text (without an offset: in the
        policy's zone); None is now. Raises DamagedInputError where it is no time.
        """
        moment = self._moment(at)
        with self._batch():
            return _shown(self._router.decide(record, self._state, moment))

    def decide_many(self, records: Iterable[Record], at: Time = None) -> Iterator[Decision]:
        """Decide records in order, all as of one time, and keep the turns of all or, on an
        exception, of none. With a state file other processes wait until the last is taken.
        """
        moment = self._moment(at)
        with self._batch():
            for record in records:
                yield _shown(self._router.decide(record, self._state, moment))

    def close(self) -> None:
        """Close the state file; a policy without one needs no closing."""
        if isinstance(self._state, SqliteState):
            self._state.disconnect()

    @contextmanager
    def _batch(self) -> Iterator[None]:
        if self._is_in_batch:
            raise RoutewrightError(
                "take or close what `decide_many` still has before deciding more"
            )
        self._is_in_batch = True
        try:
            with self._state.batch():
                yield
        finally:
            self._is_in_batch = False

    def _moment(self, at: Time) -> datetime:
        if at is None:
            return datetime.now(UTC)
        if isinstance(at, datetime):
            return at if at.tzinfo is not None else at.replace(tzinfo=self._zone)
        moment = parse_moment(at.strip(), self._zone)
        if moment is None:
            raise DamagedInputError(
                f"`{at}` is not a time; write it like 2026-03-10T09:00+01:00, or 2026-03-10"
            )
        return moment


def load(path: str | PathLike[str], *, state: str | PathLike[str] | None = None) -> Policy:
    """Compile the policy that a .route file or a folder stands for.

    `state` names a file that keeps whose turn it is; without one turns last as long as the policy.
    Raises PolicyError with `diagnostics` where the policy does not compile, and other
    RoutewrightErrors where a file cannot be read.
    """
    graph = compiled(Path(path)).policy.graph
    return Policy(graph, MemoryState() if state is None else SqliteState(state))


def _shown(decided: _Decided) -> Decision:
    return Decision(
        decided.kind.value,
        decided.owner_text,
        decided.team,
        decided.rule,
        decided.held_from,
        decided.sla_due,
        decided.notes,
    )
