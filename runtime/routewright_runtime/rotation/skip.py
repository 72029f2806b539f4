"""Why a member was passed over."""

from dataclasses import dataclass
from enum import StrEnum

from routewright_runtime.graph.people import Cap, CapWindow, DaySpan


class SkipReason(StrEnum):
    """What kept the record from a member."""

    ABSENT = "absent"  # said to be away for this decision
    AWAY = "away"  # by a declared absence
    CLOSED = "closed"  # outside the member's calendar
    FULL = "full"  # at a cap
    HAD_IT = "had it"  # has had this record before
    NO_WEIGHT = "no weight"  # weight 0
    NEW = "new"  # a new member before the first turn
    LACKS_SKILL = "lacks skill"  # does not meet the `where`


@dataclass(frozen=True, slots=True)
class Skip:
    """A member passed over; with the absence, calendar or cap that is the reason, where one is.

    `skill` is what is lacking, in the words of the `where`: `speaks fr`.
    """

    rep: str
    reason: SkipReason
    away: DaySpan | None = None
    calendar: str | None = None
    cap: Cap | None = None
    skill: str | None = None

    @property
    def words(self) -> str:
        """Say the reason in plain words, without the member's name."""
        match self.reason:
            case SkipReason.ABSENT:
                return "away"
            case SkipReason.AWAY if self.away is not None:
                return f"away {_days(self.away)}"
            case SkipReason.CLOSED:
                return f"outside the hours of `{self.calendar}`"
            case SkipReason.FULL if self.cap is not None:
                return f"at the cap of {_cap(self.cap)}"
            case SkipReason.HAD_IT:
                return "has had it"
            case SkipReason.NO_WEIGHT:
                return "has weight 0"
            case SkipReason.NEW:
                return "new, before the first turn"
            case SkipReason.LACKS_SKILL:
                return f"not one who {self.skill}"
        return str(self.reason)


def _days(span: DaySpan) -> str:
    return f"{span.first}" if span.first == span.last else f"{span.first}..{span.last}"


def _cap(cap: Cap) -> str:
    return f"{cap.count} open" if cap.window is CapWindow.OPEN else f"{cap.count} per {cap.window}"
