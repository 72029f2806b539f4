"""Everything that a change of a policy does: regions of records, people, fields, and the proof.

```
found = diff_policies(before.graph, after.graph, today=date(2026, 3, 10))
found.regions       what changes hands, where only fallbacks, SLA, notices or names change
found.people        reps, teams, queues and calendars, with what they touch
found.proof         "outside these regions nothing changes", or what is undecided
```
"""

from dataclasses import dataclass
from datetime import date

from routewright_compiler.analysis.budget import Budget
from routewright_compiler.analysis.comparison.comparison import (
    TOTAL_STEPS,
    Comparison,
    Undecided,
    compare,
)
from routewright_compiler.analysis.comparison.field_differences import FieldDifference
from routewright_compiler.analysis.comparison.persons import persons
from routewright_compiler.diff.field_words import caveat_words, field_words
from routewright_compiler.diff.outcomes import ChangeKind, outcome_key
from routewright_compiler.diff.people import PeopleChange, PeopleChanges
from routewright_compiler.diff.region_changes import RegionChange, RegionChanges, name_of
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.model import DecisionGraph

_TOTAL_PER_QUESTION = 80


@dataclass(frozen=True, slots=True)
class Renaming:
    """A rule that goes on under another name: the same records, the same outcome."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PolicyDiff:
    """What differs between two versions of a policy; empty where nothing does."""

    comparison: Comparison
    regions: tuple[RegionChange, ...]
    renamings: tuple[Renaming, ...]
    people: tuple[PeopleChange, ...]
    fields: tuple[FieldDifference, ...]
    undecided: tuple[Undecided, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether surely nothing differs."""
        return not (self.regions or self.renamings or self.people or self.fields or self.undecided)

    def of_kind(self, kind: ChangeKind) -> tuple[RegionChange, ...]:
        """Return the regions of one kind."""
        return tuple(region for region in self.regions if region.kind is kind)

    @property
    def field_lines(self) -> tuple[str, ...]:
        """Return the differences in how records are read, in words."""
        return tuple(map(field_words, self.fields))

    @property
    def open_lines(self) -> tuple[str, ...]:
        """Return the questions that the budget left open, in words, each once."""
        return tuple(dict.fromkeys(map(_undecided_words, self.undecided)))

    @property
    def proof(self) -> str:
        """Return what is proved, in one line, or that not everything is decided."""
        if self.undecided:
            return (
                "not everything is decided: the budget ran out over the pairs of rules named here;"
                " outside them and these regions nothing changes"
            )
        if self.is_empty:
            return "proved: every possible record is decided as before"
        said = "proved: outside these regions nothing changes"
        if not self.regions and not self.renamings:
            said = "proved: every possible record comes to the same rule with the same outcome"
        if self.people:
            said += ", but for who is there in the teams named here"
        caveats = [caveat_words(item) for item in self.fields if not item.is_compared]
        return f"{said}; taken that {' and '.join(caveats)}" if caveats else said


def diff_policies(
    before: DecisionGraph,
    after: DecisionGraph,
    *,
    today: date | None = None,
    budget: int | None = None,
) -> PolicyDiff:
    """Return what differs between two versions.

    `today` None leaves the hours of people aside; `budget` is how many steps the search may take
    for one question.
    """
    steps = None
    if budget is not None:
        steps = Budget(budget, max(TOTAL_STEPS, budget * _TOTAL_PER_QUESTION))
    old, new = persons(Policy(before), Policy(after))
    found = compare(before, after, outcome_key(old), after_key=outcome_key(new), budget=steps)
    changes = RegionChanges(found).all()
    renamings, regions = _renamed(found, changes)
    people = PeopleChanges(before, after, today).all()
    return PolicyDiff(found, regions, renamings, people, found.fields, found.undecided)


def _renamed(
    found: Comparison, changes: tuple[RegionChange, ...]
) -> tuple[tuple[Renaming, ...], tuple[RegionChange, ...]]:
    """Take out the changes that only give a rule another name, for all of its records."""
    names = [{branch.rule for branch in side.branches} for side in found.sides]
    partners: dict[str, set[str]] = {}
    for change in changes:
        partners.setdefault(f"before {change.before.rule}", set()).add(change.after.rule)
        partners.setdefault(f"after {change.after.rule}", set()).add(change.before.rule)
    renamings: list[Renaming] = []
    rest: list[RegionChange] = []
    for change in changes:
        old, new = change.before.rule, change.after.rule
        is_pure = (
            change.kind is ChangeKind.NAME
            and old not in names[1]
            and new not in names[0]
            and len(partners[f"before {old}"]) == len(partners[f"after {new}"]) == 1
        )
        if is_pure:
            renamings.append(Renaming(change.before.name, change.after.name))
        else:
            rest.append(change)
    return tuple(dict.fromkeys(renamings)), tuple(rest)


def _undecided_words(item: Undecided) -> str:
    first = "any rule" if item.before is None else name_of(item.before)
    second = "any other" if item.after is None else name_of(item.after)
    return f"whether records go from {first} to {second}"
