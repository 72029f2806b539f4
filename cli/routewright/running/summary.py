"""What `run` says of all records when it is through."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from routewright.report import counted
from routewright.running.moments import Moments
from routewright.running.rejected import RejectedRows
from routewright.source_view import visible
from routewright_runtime.decision import Decision

SHOWN_LINES = 40
SHOWN_SPELLINGS = 5
COUNTED_SPELLINGS = 1000


@dataclass(slots=True)
class Spellings:
    """What did not read of one field: each distinct reason, which names the value, and how often.

    Beyond `COUNTED_SPELLINGS` new ones are not kept apart, so that memory stays bounded.
    """

    counts: Counter[str] = field(default_factory=Counter)
    first_lines: dict[str, int] = field(default_factory=dict)
    is_full: bool = False

    def add(self, reason: str, line: int) -> None:
        """Count a value that did not read."""
        if reason not in self.first_lines:
            if len(self.first_lines) >= COUNTED_SPELLINGS:
                self.is_full = True
                return
            self.first_lines[reason] = line
        self.counts[reason] += 1

    def lines(self) -> list[str]:
        """Return the most frequent ones, and how many more there are."""
        rows = sorted(self.counts.items(), key=lambda item: (-item[1], self.first_lines[item[0]]))
        shown, more = rows[:SHOWN_SPELLINGS], len(rows) - SHOWN_SPELLINGS
        width = max(len(f"{count:,}") for _, count in shown)
        lines = [
            f"{count:>{width},}  {visible(reason)}, first in line {self.first_lines[reason]:,}"
            for reason, count in shown
        ]
        if more > 0:
            about = "at least " if self.is_full else ""
            lines.append(f"{'':>{width}}  and {about}{counted(more, 'more spelling')}")
        return lines


@dataclass(slots=True)
class Summary:
    """Counts over all records; all counters are by name as the user knows it."""

    records: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    owners: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    unread_values: dict[str, "Spellings"] = field(default_factory=dict)
    missing: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    outside: Counter[str] = field(default_factory=Counter)

    def add(
        self,
        cells: Sequence[tuple[str, ...]],
        missing: Mapping[str, int],
        told: Sequence[tuple[int, Decision]],
    ) -> None:
        """Count the records of a chunk.

        `cells` are what is shown of each decision, `missing` how many lack a value of each field;
        `told` are the decisions of which there may be more to tell, with their lines in the input.
        """
        self.records += len(cells)
        for (kind, owner, _, rule, *_), count in Counter(cells).items():
            self.kinds[kind] += count
            self.owners[owner] += count
            self.rules[rule] += count
        self.missing.update(missing)
        for line, decision in told:
            for item in decision.unread:
                self.unread[item.field] += 1
                self.unread_values.setdefault(item.field, Spellings()).add(item.reason, line)
            self.broken.update(decision.broken_promises)
            self.facts.update(decision.contradicted_facts)
            self.outside.update(decision.outside_tests)


def summary_text(summary: Summary, moments: Moments, rejected: RejectedRows, seconds: float) -> str:
    """Return the summary for a person, biggest numbers first."""
    rate = f" ({summary.records / seconds:,.0f} a second)" if seconds > 0 else ""
    lines = [f"{counted(summary.records, 'record')} decided in {seconds:.1f} s{rate}"]
    kinds = [f"{kind} {count:,}" for kind, count in summary.kinds.most_common()]
    if kinds:
        lines.append(f"  {', '.join(kinds)}")
    lines += _block("by rule", summary.rules)
    lines += _block("by owner", _named(summary.owners))
    details = {name: found.lines() for name, found in summary.unread_values.items()}
    lines += _block("values that did not read, taken as empty", summary.unread, details)
    lines += _block("empty or unread, by field", summary.missing)
    lines += _block("required but empty", summary.broken)
    lines += _block("records that contradict a fact", summary.facts)
    lines += _block("records that came to a condition only the CRM can judge", summary.outside)
    lines += _times(moments)
    lines += _rejected(rejected)
    return "\n".join((*lines, ""))


def _block(
    title: str, counts: Counter[str], details: Mapping[str, Sequence[str]] | None = None
) -> list[str]:
    rows = sorted((+counts).items(), key=lambda item: (-item[1], item[0]))
    if not rows:
        return []
    shown = rows[:SHOWN_LINES]
    width = max(len(f"{count:,}") for _, count in shown)
    lines = [f"{title}:"]
    for name, count in shown:
        lines.append(f"  {count:>{width},}  {visible(name)}")
        lines += [f"  {'':>{width}}    {line}" for line in (details or {}).get(name, ())]
    if len(rows) > len(shown):
        lines.append(f"  {'':>{width}}  and {len(rows) - len(shown):,} more")
    return lines


def _named(owners: Counter[str]) -> Counter[str]:
    return Counter({name or "(nobody: suppressed)": count for name, count in owners.items()})


def _times(moments: Moments) -> list[str]:
    if not moments.unread and not moments.missing:
        return []
    at = moments.default.isoformat()
    lines = []
    if moments.unread:
        first = visible(moments.first_unread[:60])
        lines.append(
            f"{counted(moments.unread, 'time')} in `{moments.column}` did not read,"
            f" such as `{first}`: decided as of {at}"
        )
    if moments.missing:
        lines.append(
            f"{counted(moments.missing, 'record')} without `{moments.column}`: decided as of {at}"
        )
    return lines


def _rejected(rejected: RejectedRows) -> list[str]:
    if not rejected.count:
        return []
    place = "" if rejected.path is None else f", kept in `{rejected.path.as_posix()}`"
    lines = [f"{counted(rejected.count, 'row')} could not be read{place}:"]
    lines += [f"  line {row.line}: {row.reason}" for row in rejected.first]
    if rejected.count > len(rejected.first):
        lines.append(f"  and {rejected.count - len(rejected.first):,} more")
    return lines
