"""One policy with its presence and its asking times: what the findings about hours are made of."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from routewright_compiler.analysis.coverage.asking import Asking, Fails, Takes
from routewright_compiler.analysis.coverage.horizon import Horizon, horizon_from
from routewright_compiler.analysis.coverage.presence import Presence
from routewright_runtime.calendars import OpenHours
from routewright_runtime.graph.branches import Branch, GraphIndex
from routewright_runtime.graph.model import DecisionGraph


@dataclass(frozen=True, slots=True)
class Survey:
    """A policy over the next eighteen months."""

    index: GraphIndex
    branches: tuple[Branch, ...]
    horizon: Horizon
    presence: Presence
    asking: Asking

    @property
    def graph(self) -> DecisionGraph:
        """The policy."""
        return self.index.graph

    def zone_of_reps(self, names: Sequence[str]) -> str:
        """Return the zone in which the hours of some reps are told.

        That of most whose calendar is not always open; of as many, the policy's, else the first.
        """
        reps = self.presence.reps
        zones = [reps[name].zone for name in names if reps[name].calendar is not None]
        if not zones:
            return self.graph.zone
        counts = Counter(zones)
        most = max(counts.values())
        leading = [zone for zone, count in counts.items() if count == most]
        return self.graph.zone if self.graph.zone in leading else leading[0]


def survey(
    index: GraphIndex,
    branches: tuple[Branch, ...],
    today: date,
    takes: Takes,
    fails: Fails,
    calendars: Sequence[str] = (),
    hours: Mapping[str, OpenHours] | None = None,
) -> Survey:
    """Return the survey of a policy from `today` on; `takes` and `fails` answer for records."""
    horizon = horizon_from(today, index.graph.zone)
    presence = Presence(index.graph, (horizon.start_at, horizon.end_at), hours)
    asking = Asking(index, branches, presence, takes, fails, calendars)
    return Survey(index, branches, horizon, presence, asking)
