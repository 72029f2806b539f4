"""After an edit: which answers still stand, so that only the others are asked again.

An editor asks after every keystroke, and one rule of 2,000 has changed. Its neighbours keep their
boxes, and, where the constants of the new condition are known, all classes. A rule that received a
record still does if its hole meets no box that now stands before it; a hidden rule stays hidden if
the old boxes of what has changed did not meet it. Everything else is asked anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from routewright_compiler.analysis.budget import Budget
from routewright_compiler.analysis.chain import Chain
from routewright_compiler.analysis.formula import columns_of
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.reach import Hint, Reach, Verdict
from routewright_compiler.analysis.rising import longest_rising
from routewright_runtime.graph.branches import Branch, GraphIndex, branches
from routewright_runtime.graph.conditions import Condition
from routewright_runtime.graph.model import DecisionGraph

_GROWTH = 4


@dataclass(frozen=True, slots=True)
class GraphEdit:
    """Which branch of the new graph is which of the old one, in the same order in both."""

    kept: dict[int, int]
    new: tuple[Branch, ...]
    old_count: int

    @property
    def added(self) -> tuple[Branch, ...]:
        """The branches whose condition is new or has changed."""
        return tuple(b for n, b in enumerate(self.new) if n not in self.kept)

    @property
    def gone(self) -> tuple[int, ...]:
        """The old branches that changed or went away."""
        left = set(self.kept.values())
        return tuple(n for n in range(self.old_count) if n not in left)


def edit_between(
    old: DecisionGraph,
    new: DecisionGraph,
    before: Sequence[Branch] = (),
    after: Sequence[Branch] = (),
) -> GraphEdit | None:
    """Return what has changed in the chain; None where anything else has changed, too.

    `before` and `after` are the branches of the graphs, where they are known.
    """
    if replace(old, nodes=(), edges=(), doc="") != replace(new, nodes=(), edges=(), doc=""):
        return None
    before = before or branches(GraphIndex(old))
    after = after or branches(GraphIndex(new))
    place = {key: n for n, key in enumerate(_keys(before))}
    pairs = [
        (place[key], n)
        for n, key in enumerate(_keys(after))
        if key in place and before[place[key]].guards == after[n].guards
    ]
    kept = {n: old_number for old_number, n in longest_rising(pairs)}
    return GraphEdit(kept, tuple(after), len(before))


def _keys(listed: Sequence[Branch]) -> list[tuple[object, ...]]:
    """Return a key for each branch; branches without a name of their own are counted."""
    counted: dict[tuple[object, ...], int] = {}
    found: list[tuple[object, ...]] = []
    for branch in listed:
        key = (branch.kind, branch.rule, branch.groups)
        counted[key] = counted.get(key, 0) + 1
        found.append((*key, counted[key]))
    return found


def edited_space(
    old: PolicySpace,
    graph: DecisionGraph,
    extra: Sequence[Condition],
    edit: GraphEdit,
    budget: Budget | None,
    chain: Chain | None = None,
) -> PolicySpace:
    """Return the space of the new graph, on the classes of the old one where these will do."""
    asked = [guard for branch in edit.added for guard in branch.guards]
    space = old.encoder.space
    is_small = len(space.columns) <= _GROWTH * (len(graph.fields) + len(edit.new))
    if is_small and all(old.encoder.is_exact(item) for item in (*asked, *extra)):
        return PolicySpace(graph, extra, budget, base=old, kept=edit.kept, chain=chain)
    finer = old.encoder.telling((*asked, *extra)) if is_small else None
    if finer is not None:
        gone = finer.gone_columns(old.encoder)
        kept = {
            new: known
            for new, known in edit.kept.items()
            if gone.isdisjoint(columns_of(old.formulas[known]))
        }
        return PolicySpace(graph, extra, budget, base=old, kept=kept, encoder=finer, chain=chain)
    return PolicySpace(graph, extra, budget, chain=chain)


def edited_reach(old: Reach, space: PolicySpace, edit: GraphEdit) -> Reach:
    """Return the verdicts of the new graph, those that the edit cannot touch taken over."""
    gone = 0
    for number in edit.gone:
        gone |= old.space.bits[number]
    index = old.space.solver.index
    before, after = old.space.encoder, space.encoder
    hints: dict[int, Hint] = {}
    for number, known in edit.kept.items():
        verdict = old.verdicts[known]
        if verdict is Verdict.NEVER:
            hints[number] = verdict
        elif verdict is Verdict.HIDDEN:
            if not any(index.meeting(box) & gone for box in old.space.boxes[known]):
                hints[number] = verdict
        elif verdict is Verdict.LIVE and after is before:
            hints[number] = old.holes[known]
        elif verdict is Verdict.LIVE and after.space is before.space:
            hole = after.translated(old.holes[known], before)
            if hole is not None:
                hints[number] = hole
    return Reach(space, hints)
