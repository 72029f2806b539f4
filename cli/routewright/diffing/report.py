"""What is written of a diff: both versions, what differs, and the records counted beside it."""

from dataclasses import dataclass

from routewright.diffing.versions import Versions
from routewright.report import counted
from routewright_compiler.diff.outcomes import ChangeKind
from routewright_compiler.diff.policy_diff import PolicyDiff
from routewright_compiler.diff.record_counts import RecordCounts, Seen

TITLES = {
    ChangeKind.HANDS: "Changes hands",
    ChangeKind.BEHIND: "Only where nobody is there",
    ChangeKind.SLA: "Only the SLA",
    ChangeKind.NOTICES: "Only notices and tags",
    ChangeKind.NAME: "Only the name of the rule",
}


@dataclass(frozen=True, slots=True)
class DiffReport:
    """One policy compared; `diff` is None where one version has none to compare."""

    versions: Versions
    diff: PolicyDiff | None
    counts: RecordCounts | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether surely nothing differs, and no real record is decided differently."""
        if self.diff is None or not self.diff.is_empty:
            return False
        return self.counts is None or not self.counts.elsewhere.count

    @property
    def title(self) -> str:
        """Return the two versions: `main:inbound.route -> inbound.route`."""
        return f"{self.versions.before.name} -> {self.versions.after.name}"

    @property
    def summary(self) -> str:
        """Return what differs in numbers, in one line."""
        diff = self.diff
        if diff is None:
            is_new = self.versions.before.policy is None
            return "the whole policy is new" if is_new else "the whole policy is gone"
        if self.is_empty:
            return "nothing changes"
        parts = [
            f"{counted(len(found), 'region')} {words}"
            for kind, words in _COUNTED.items()
            if (found := diff.of_kind(kind))
        ]
        parts += [
            counted(len(found), words)
            for found, words in (
                (diff.renamings, "renamed rule"),
                (diff.people, "people or team change"),
                (diff.fields, "field difference"),
                (diff.undecided, "open question"),
            )
            if found
        ]
        if self.counts is not None:
            of = counted(self.counts.size, "record")
            parts.append(f"{self.counts.changed:,} of {of} decided differently")
        return ", ".join(parts)

    def seen(self, place: int) -> Seen | None:
        """Return the real records in a region; None where none were given."""
        return None if self.counts is None else self.counts.regions[place]


_COUNTED = {
    ChangeKind.HANDS: "changing hands",
    ChangeKind.BEHIND: "where only fallbacks change",
    ChangeKind.SLA: "where only the SLA changes",
    ChangeKind.NOTICES: "where only notices and tags change",
    ChangeKind.NAME: "where only the rule has another name",
}


def seen_words(seen: Seen, size: int) -> str:
    """Return how many real records a region holds, and the first few."""
    if not seen.count:
        return f"none of {size:,} records"
    return f"{seen.count:,} of {counted(size, 'record')}: {', '.join(r.where for r in seen.first)}"
