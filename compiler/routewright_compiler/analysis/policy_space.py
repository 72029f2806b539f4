"""A policy over its space: branches as boxes, sets of branches as bit sets, and the solver."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from types import MappingProxyType
from typing import overload

from routewright_compiler.analysis.budget import Budget
from routewright_compiler.analysis.chain import Chain, Outcome
from routewright_compiler.analysis.domains.field_model import NoValue
from routewright_compiler.analysis.encoder import Encoder
from routewright_compiler.analysis.formula import Formula, columns_of
from routewright_compiler.analysis.law_columns import LawColumns
from routewright_compiler.analysis.solver import Solver
from routewright_compiler.analysis.space import Box, set_bits
from routewright_compiler.analysis.vocabulary import conditions_of
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import Branch, GraphIndex
from routewright_runtime.graph.conditions import Condition, FieldTerm
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.values import Value

_TRIED = 6


class _Runs(Sequence[int]):
    """Sets of boxes that follow one another, made when asked for; all of them would be large."""

    __slots__ = ("_counts", "_firsts")

    def __init__(self, counts: Sequence[int]) -> None:
        self._counts = counts
        self._firsts = tuple(accumulate(counts, initial=0))[:-1]

    @overload
    def __getitem__(self, number: int) -> int: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[int]: ...

    def __getitem__(self, number: int | slice) -> int | Sequence[int]:
        if isinstance(number, slice):
            return [self[place] for place in range(len(self))[number]]
        return ((1 << self._counts[number]) - 1) << self._firsts[number]

    def __len__(self) -> int:
        return len(self._counts)


class PolicySpace:
    """One graph encoded; `bits[n]` are the boxes of branch n, `owner[b]` the branch of box b.

    `extra` conditions may be asked about later, beside those that the graph holds. `base` is the
    space of an earlier version whose classes will do, `kept` says which branch stands for which of
    its branches (see `incremental`).
    """

    def __init__(
        self,
        graph: DecisionGraph,
        extra: Iterable[Condition] = (),
        budget: Budget | None = None,
        *,
        base: "PolicySpace | None" = None,
        kept: Mapping[int, int] = MappingProxyType({}),
        encoder: Encoder | None = None,
        chain: Chain | None = None,
    ) -> None:
        self.graph = graph
        self.chain = chain or Chain(GraphIndex(graph))
        branches = self.chain.branches
        if base is None:
            self.policy = Policy(graph)
            asked = [*conditions_of(self.policy, branches), *extra]
            self.encoder = Encoder(self.policy, asked)
        else:
            self.policy, self.encoder = base.policy, encoder or base.encoder
        known = () if base is None else base.formulas
        self.formulas: tuple[Formula, ...] = tuple(
            known[kept[number]] if base is not None and number in kept else self._formula(branch)
            for number, branch in enumerate(branches)
        )
        self.boxes: tuple[tuple[Box, ...], ...] = tuple(map(self.encoder.boxes, self.formulas))
        self.owner: list[int] = []
        for number, boxes in enumerate(self.boxes):
            self.owner += [number] * len(boxes)
        self.bits: Sequence[int] = _Runs(tuple(map(len, self.boxes)))
        self.budget = budget or Budget()
        self._law_columns: tuple[int, LawColumns] | None = None
        self._some_values: dict[str, tuple[Value, ...]] = {}
        self._by_outcome: dict[Outcome, int] = {}
        for number, outcome in enumerate(self.chain.outcomes):
            self._by_outcome[outcome] = self._by_outcome.get(outcome, 0) | self.bits[number]
        self._group_boxes: dict[int, tuple[Box, ...]] = {
            number: self._boxes_of((*group.guards, group.own))
            for number, group in enumerate(self.chain.groups)
        }

    def _formula(self, branch: Branch) -> Formula:
        encoder = self.encoder
        return encoder.formulas.every(encoder.formula(guard) for guard in branch.guards)

    def _boxes_of(self, conditions: Iterable[Condition]) -> tuple[Box, ...]:
        encoder = self.encoder
        return encoder.boxes(encoder.formulas.every(encoder.formula(item) for item in conditions))

    def group_boxes(self, group: int) -> tuple[Box, ...]:
        """Return the boxes of a group's condition and those around it."""
        return self._group_boxes[group]

    def member_boxes(self, group: int, place: int) -> tuple[Box, ...]:
        """Return the boxes of a member of a group, its own condition and all around it."""
        member = self.chain.groups[group].members[place]
        if member.branch is not None:
            return self.boxes[member.branch]
        assert member.group is not None
        return self._group_boxes[member.group]

    @cached_property
    def solver(self) -> Solver:
        """The solver over all boxes; every condition must be encoded before it is first used."""
        return Solver(self.encoder, [box for boxes in self.boxes for box in boxes], self.budget)

    @property
    def law_columns(self) -> LawColumns:
        """The columns that laws join, with the laws that are known by now."""
        space = self.encoder.space
        if self._law_columns is None or self._law_columns[0] != len(space.forbidden):
            found = LawColumns(space, self.encoder.fields.values(), self.encoder.field_laws)
            self._law_columns = len(space.forbidden), found
        return self._law_columns[1]

    @cached_property
    def read_fields(self) -> frozenset[str]:
        """The fields that the guard of any branch looks at, by whatever way."""
        columns: set[int] = set()
        waiting = list(self.formulas)
        definitions = self.encoder.normal_form.definitions
        while waiting:
            found = columns_of(waiting.pop()) - columns
            columns |= found
            waiting += [definitions[c] for c in found if c in definitions]
        fields = self.encoder.fields.items()
        read = {name for name, model in fields if not columns.isdisjoint(model.columns)}
        for (term, _), age in self.encoder.ages.items():
            if age.column in columns and isinstance(term, FieldTerm):
                read.add(term.field)
        return frozenset(read)

    def some_values(self, name: str) -> tuple[Value, ...]:
        """Return values of a few classes of a field, the first and the last ones of each column."""
        found = self._some_values.get(name)
        if found is None:
            found = self._some_values[name] = tuple(dict.fromkeys(self._tried_values(name)))
        return found

    def _tried_values(self, name: str) -> Iterator[Value]:
        model = self.encoder.fields[name]
        for column in model.columns:
            classes = list(set_bits(self.encoder.space.allowed[column] & ~1))
            for number in [*classes[: _TRIED // 2], *classes[-_TRIED // 2 :]]:
                value = model.find({column: 1 << number})
                if value is not None and not isinstance(value, NoValue):
                    yield value

    def before(self, branch: int) -> int:
        """Return the boxes of all branches before one."""
        boxes = self.bits[branch]
        if boxes:
            return (boxes & -boxes) - 1
        return self.before(branch - 1) | self.bits[branch - 1] if branch else 0

    def same_outcome(self, branch: int) -> int:
        """Return the boxes of all branches with the outcome of one."""
        return self._by_outcome[self.chain.outcomes[branch]]

    def without_helpers(self, domain: Box) -> Box:
        """Return domains without the helper columns, which the others decide."""
        helpers = self.encoder.normal_form.definitions
        return {column: mask for column, mask in domain.items() if column not in helpers}

    def owners(self, boxes: int) -> list[int]:
        """Return the branches of some boxes, in order, each once."""
        return list(dict.fromkeys(self.owner[number] for number in set_bits(boxes)))

    def first_match(self, point: dict[int, int], boxes: int | None = None) -> int | None:
        """Return the branch that takes the record with these classes."""
        index = self.solver.index
        return self.first_owner(index.at(point) & (index.real if boxes is None else boxes))

    def first_owner(self, boxes: int) -> int | None:
        """Return the branch of the first of some boxes, those of laws left aside."""
        found = boxes & self.solver.index.real
        return self.owner[(found & -found).bit_length() - 1] if found else None
