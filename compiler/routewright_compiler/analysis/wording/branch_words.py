"""How branches are called, and what they do with a record."""

from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.wording.region_words import RegionWords
from routewright_compiler.schema.report import listed, shown
from routewright_runtime.graph.branches import BranchKind
from routewright_runtime.graph.conditions import Condition, Term
from routewright_runtime.graph.model import (
    Action,
    Assign,
    DecisionNode,
    QueueTarget,
    RepTarget,
    Rotate,
    RotationMethod,
    Suppress,
    TeamTarget,
)
from routewright_runtime.words import Words, amount_words

LISTED = 6


class BranchWords:
    """Words for one policy."""

    def __init__(self, space: PolicySpace) -> None:
        self._space = space
        self._words = Words(space.graph, LISTED)
        self._regions: RegionWords | None = None

    @property
    def regions(self) -> RegionWords:
        """Words for regions."""
        if self._regions is None:
            self._regions = RegionWords(self._space, self._words)
        return self._regions

    def condition(self, condition: Condition) -> str:
        """Return a condition as it would be written; long lists are cut and say so."""
        return self._words.condition(condition)

    def term(self, term: Term) -> str:
        """Return a term as it would be written."""
        return self._words.term(term)

    def value(self, term: Term, value: object) -> str:
        """Return a value of a term as it would be written; `(empty)` for none."""
        return "(empty)" if value is None else self._words.value(term, value)

    def name(self, branch: int) -> str:
        """Return how a branch is called inside a sentence."""
        found = self._space.chain.branches[branch]
        match found.kind:
            case BranchKind.RULE:
                return shown(found.rule)
            case BranchKind.REQUIRE:
                return "`require`"
            case BranchKind.GROUP_FALLBACK:
                return f"the fallback of {shown(' / '.join(found.groups))}"
            case BranchKind.FALLBACK:
                return "the last fallback"

    def names(self, branches: tuple[int, ...], more: int = 0) -> str:
        """Return several names, and how many more there are."""
        names = [self.name(branch) for branch in branches]
        return listed([*names, f"{more} more"]) if more else listed(names)

    def does(self, branch: int, other: int | None = None) -> str:
        """Return what a branch does with a record: `gives it to team emea`.

        Beside another branch that does the same at first, what differs is said too.
        """
        node = self.decision(branch)
        words = self._action(node.action)
        if other is None or words != self._action(self.decision(other).action):
            return words
        outcomes = self._space.chain.outcomes
        if outcomes[branch] == outcomes[other]:
            return words
        return words + self._rest(branch, other)

    def decision(self, branch: int) -> DecisionNode:
        """Return the first decision of a branch."""
        chain = self._space.chain
        return chain.index.decision(chain.branches[branch].decision_id)

    def _action(self, action: Action) -> str:
        match action:
            case Suppress():
                return f"suppresses it ({shown(action.reason)})"
            case Assign(target):
                return self._assigned(target)
            case Rotate():
                return f"gives it to {self._rotated(action)}"

    def _assigned(self, target: RepTarget | QueueTarget | Term) -> str:
        match target:
            case RepTarget(name):
                return f"gives it to {shown(name)}"
            case QueueTarget(name):
                return f"puts it into queue {shown(name)}"
            case _:
                return f"gives it to whom {shown(self.term(target))} names"

    def _rotated(self, action: Rotate) -> str:
        target = action.target
        if isinstance(target, TeamTarget):
            who = f"team {shown(target.name)}"
        else:
            who = f"whom {shown(self.term(target))} names"
        by = "" if action.method is RotationMethod.TURN else f" by {action.method}"
        asked = " and ".join(
            f"{t.skill} {t.value if isinstance(t.value, str) else self.term(t.value)}"
            for t in action.where
        )
        return f"{who}{by}{f' where {asked}' if asked else ''}"

    def _rest(self, branch: int, other: int) -> str:
        """Say in what two branches differ that first do the same."""
        first, second = self.decision(branch), self.decision(other)
        if first.clock != second.clock:
            if first.clock is None:
                return ", without an SLA"
            during = "" if first.clock.calendar is None else f" during {first.clock.calendar}"
            return f", SLA {amount_words(first.clock.span)}{during}"
        if first.hold != second.hold:
            return ", without hold" if first.hold is None else f", held {amount_words(first.hold)}"
        if first.tags != second.tags:
            return f", tag {listed(map(shown, first.tags))}" if first.tags else ", without a tag"
        if first.notify != second.notify:
            if not first.notify:
                return ", telling nobody"
            return f", telling {listed(map(shown, first.notify))}"
        return ", with other fallbacks or SLA steps"
