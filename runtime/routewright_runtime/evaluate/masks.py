"""Many conditions decided at once: one mask a column, joined by `and`, the highest bit wins.

For each column the masks of its classes are built beforehand (`class_column`); a record costs a
look-up a column, whatever the number of conditions. Columns go by the cost of their value: plain
ones by a dictionary or a bisection; then texts, which give the lines that they have a key of
(`text_keys`); then what must be computed, left out where no line that still holds asks for it. What
the masks do not say exactly is *checked* when its line is the candidate.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from routewright_runtime.evaluate.bits import mask_of
from routewright_runtime.evaluate.boxes import BoxColumn, Line, conjuncts, lines_of
from routewright_runtime.evaluate.class_column import (
    ORDERED_TYPES,
    Asked,
    EqualityColumn,
    OrderColumn,
    coarser,
    equality_column,
    order_column,
    truth_column,
)
from routewright_runtime.evaluate.comparison import FOLDED_TYPES
from routewright_runtime.evaluate.compute import Compute, DerivedColumns
from routewright_runtime.evaluate.joint_column import joined, joint_column
from routewright_runtime.evaluate.mask_source import MaskSource, Ranges
from routewright_runtime.evaluate.normal import TRUE, literals
from routewright_runtime.evaluate.order import both_ends
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.evaluate.source import is_closed
from routewright_runtime.evaluate.text_check import all_of, compiled_when_asked, text_check
from routewright_runtime.evaluate.text_column import TextColumn, TextLiteral, wanted_literals
from routewright_runtime.evaluate.text_keys import (
    CONTAINS,
    KEY_KINDS,
    LineBits,
    TextKeys,
    text_keys,
)
from routewright_runtime.graph.conditions import (
    ClassTerm,
    Condition,
    FieldTerm,
    HasMembers,
    Known,
    LookupTerm,
    MatchesPattern,
    Negation,
    ScoreTerm,
    Term,
    TextHolds,
)
from routewright_runtime.values import TypeName

# Up to so many lines the first candidates are checked before any text is looked at.
FEW_LINES = 600
# For more lines than that, so many intervals of numbers, days or moments are told apart.
MOST_INTERVALS = 64

ExactColumn = EqualityColumn | OrderColumn | TextColumn


def mask_lines(
    policy: Policy, derived: DerivedColumns, conditions: Sequence[Condition]
) -> list[str]:
    """Return the body of a function that returns the index of the first condition that holds.

    Where none holds, the index is the number of conditions.
    """
    return _Masks(policy, derived, conditions).lines()


@dataclass(slots=True)
class _Column:
    """The formulas of one column with the bits of the lines that ask for them."""

    bits_of: dict[Condition, list[int]] = field(default_factory=dict)
    keys: dict[TextLiteral, list[int]] = field(default_factory=dict)

    def mask(self, size: int) -> int:
        """Return the lines that ask anything."""
        return mask_of((bit for bits in self.bits_of.values() for bit in bits), size)


class _Masks:
    """The masks of one list of conditions while their function is written.

    Every box has a bit, the first the highest; bit 0 stands for no line at all.
    """

    def __init__(
        self, policy: Policy, derived: DerivedColumns, conditions: Sequence[Condition]
    ) -> None:
        self._policy = policy
        self._derived = derived
        lines = lines_of(conditions)
        self._size = sum(len(line.boxes) for line in lines) + 1
        self._every = (1 << self._size) - 1
        self._line_bits = LineBits(self._size)
        self._columns: dict[BoxColumn, _Column] = {}
        self._line_of_bit = [len(lines)] * (self._size + 1)
        self._residual_of_bit: dict[int, Compute] = {}
        self._checks: dict[int, list[Compute]] = {}
        self._keys: dict[BoxColumn, TextKeys] = {}
        self._ranges: dict[BoxColumn, Ranges] = {}
        self._place(lines)

    def lines(self) -> list[str]:
        """Return the body of the function."""
        order = sorted(self._columns, key=self._rank)
        texts = [column for column in order if self._is_text(column)]
        source = MaskSource(self._policy, self._derived, self._every)
        self._look_up_plain(source, [column for column in order if column not in texts])
        keyed = self._give_keys(texts)
        for column in texts:
            self._exist(source, column)
        if keyed:
            if self._size <= FEW_LINES:
                source.try_first(tuple(self._line_of_bit), self._full_checks(order))
            found = [(column, self._keys[column]) for column in texts]
            source.find([(c, keys) for c, keys in found if keys.asking], self._every ^ keyed)
        for column in order:
            if column not in texts and not (isinstance(column, FieldTerm) and column.part is None):
                asking = self._columns[column].mask(self._size)
                source.look_up_derived(column, self._exact(column), asking)
        source.answer(tuple(self._line_of_bit), self._by_length(self._checks))
        return source.lines

    def _look_up_plain(self, source: MaskSource, columns: Sequence[BoxColumn]) -> None:
        """Look up the fields among some columns, those of few values together."""
        fields = [c for c in columns if isinstance(c, FieldTerm) and c.part is None]
        exact = [(term, self._exact(term)) for term in fields]
        few = [(term, masks) for term, masks in exact if isinstance(masks, EqualityColumn)]
        together = [few[place] for place in joined([masks for _, masks in few], self._size)]
        terms = [term for term, _ in together]
        if together:
            source.look_up_together(terms, joint_column([masks for _, masks in together]))
        for term, masks in exact:
            if term not in terms:
                coarse = self._coarse(term, masks)
                source.look_up(term, coarse, self._ranges.get(term))

    def _coarse(self, term: FieldTerm, masks: ExactColumn) -> ExactColumn:
        """Return coarser masks where they are many and long, and check what they leave open."""
        is_small = self._size <= FEW_LINES
        if is_small or not isinstance(masks, OrderColumn) or len(masks.cuts) < MOST_INTERVALS:
            return masks
        lows: list[object] = [None] * (self._size + 1)
        highs = list(lows)
        for formula, bits in self._columns[term].bits_of.items():
            ends = both_ends(formula)
            if ends is not None:
                for bit in bits:
                    lows[bit + 1], highs[bit + 1] = ends
                continue
            check = compiled_when_asked(self._derived.predicate, formula)
            for bit in bits:
                self._checks.setdefault(bit, []).append(check)
        self._ranges[term] = Ranges(tuple(lows), tuple(highs))
        return coarser(masks, MOST_INTERVALS)

    def _place(self, lines: Sequence[Line]) -> None:
        bit = self._size
        for index, line in enumerate(lines):
            check = None if line.residual == TRUE else self._derived.predicate(line.residual)
            for box in line.boxes:
                bit -= 1
                self._line_of_bit[bit + 1] = index
                if check is not None:
                    self._residual_of_bit[bit] = check
                for column, formula in box:
                    bits_of = self._columns.setdefault(column, _Column()).bits_of
                    bits_of.setdefault(formula, []).append(bit)

    def _rank(self, column: BoxColumn) -> int:
        """Rank columns by the cost of their value: plain, folded text, a part, computed."""
        if not isinstance(column, FieldTerm):
            return 3
        if column.part is not None:
            return 2
        return 1 if self._policy.fields[column.field].type.name in FOLDED_TYPES else 0

    def _is_text(self, column: BoxColumn) -> bool:
        """Tell whether a column is one of single texts that are searched or folded."""
        if not isinstance(column, FieldTerm | ClassTerm | ScoreTerm | LookupTerm):
            return False
        type_ = self._policy.type_of(column)
        if type_ is not None and type_.name is TypeName.CHOICES:
            return False
        return self._needs_texts(column)

    def _needs_texts(self, term: Term) -> bool:
        type_ = self._policy.type_of(term)
        is_field = isinstance(term, FieldTerm) and term.part is None
        if is_field and type_ is not None and type_.name in FOLDED_TYPES and not is_closed(type_):
            return True
        atoms = (
            atom.item if isinstance(atom, Negation) else atom
            for formula in self._columns[term].bits_of
            for atom in literals(formula)
        )
        return any(isinstance(atom, TextHolds | MatchesPattern | HasMembers) for atom in atoms)

    def _exact(self, column: BoxColumn) -> ExactColumn:
        """Build the masks of a column that says exactly which lines hold."""
        policy, size = self._policy, self._size
        formulas: tuple[Asked, ...] = tuple(self._columns[column].bits_of.items())
        free = self._every ^ self._columns[column].mask(size)
        if not isinstance(column, FieldTerm | ClassTerm | ScoreTerm | LookupTerm):
            return truth_column(formulas, column, free, size)
        type_ = policy.type_of(column)
        if type_ is not None and type_.name in ORDERED_TYPES:
            return order_column(formulas, type_.name is TypeName.INTEGER, free, size)
        if self._needs_texts(column):
            return TextColumn(policy, formulas, free, size)
        return equality_column(policy, formulas, free, size)

    # --- texts --------------------------------------------------------------------------------

    def _give_keys(self, texts: Sequence[BoxColumn]) -> int:
        """Give each line one column whose literals find it, the cheapest; return those lines.

        What the key does not say whole, and the line's other texts, become checks.
        """
        best: dict[int, tuple[int, BoxColumn, Condition, tuple[TextLiteral, ...]]] = {}
        for column in texts:
            for formula, bits in self._columns[column].bits_of.items():
                wanted = _best_part(self._policy, formula)
                if wanted is None:
                    continue
                cost = (CONTAINS in {kind for kind, _ in wanted}) + 2 * (self._rank(column) > 1)
                for bit in bits:
                    if bit not in best or cost < best[bit][0]:
                        best[bit] = (cost, column, formula, wanted)
        for bit, (_, column, _, wanted) in best.items():
            for literal in wanted:
                self._columns[column].keys.setdefault(literal, []).append(bit)
        for column in texts:
            self._add_checks(column, best)
        return mask_of(best, self._size)

    def _add_checks(
        self,
        column: BoxColumn,
        best: dict[int, tuple[int, BoxColumn, Condition, tuple[TextLiteral, ...]]],
    ) -> None:
        assert isinstance(column, FieldTerm | ClassTerm | ScoreTerm | LookupTerm)
        self._keys[column] = text_keys(self._columns[column].keys, self._line_bits, self._size)
        cut = self._keys[column].cut
        for formula, bits in self._columns[column].bits_of.items():
            if all(_is_known(part) for part in conjuncts(formula)):
                continue
            is_single = len(conjuncts(formula)) == 1
            check: Compute | None = None
            for bit in bits:
                key = best.get(bit)
                is_key = key is not None and key[1] == column
                if is_key and is_single and key is not None and cut.isdisjoint(key[3]):
                    continue
                if check is None:
                    slot, compute = self._derived.text_slot_of(column)
                    check = text_check(self._policy, slot, compute, formula)
                self._checks.setdefault(bit, []).append(check)

    def _exist(self, source: MaskSource, column: BoxColumn) -> None:
        """Look up whether there is a text at all, where a line asks for just that."""
        known: list[int] = []
        empty: list[int] = []
        for formula, bits in self._columns[column].bits_of.items():
            parts = conjuncts(formula)
            if any(isinstance(part, Known) for part in parts):
                known += bits
            if any(isinstance(part, Negation) and _is_known(part) for part in parts):
                empty += bits
        if known or empty:
            present = self._every ^ mask_of(empty, self._size)
            absent = self._every ^ mask_of(known, self._size)
            source.exist(column, present, absent, self._columns[column].mask(self._size))

    # --- candidates ---------------------------------------------------------------------------

    def _full_checks(self, order: Sequence[BoxColumn]) -> tuple[Compute | None, ...] | None:
        """Return what is to be checked of a line when only plain columns have been looked at."""
        checks: dict[int, list[Compute]] = {}
        for column in order:
            if isinstance(column, FieldTerm) and column.part is None and not self._is_text(column):
                continue
            for formula, bits in self._columns[column].bits_of.items():
                check = self._full_check(column, formula)
                for bit in bits:
                    checks.setdefault(bit, []).append(check)
        return self._by_length(checks)

    def _full_check(self, column: BoxColumn, formula: Condition) -> Compute:
        if isinstance(column, FieldTerm) and self._is_text(column):
            slot, compute = self._derived.text_slot_of(column)
            return text_check(self._policy, slot, compute, formula)
        self._derived.slot_of(column)  # before the memo's size is known
        return compiled_when_asked(self._derived.predicate, formula)

    def _by_length(self, checks: dict[int, list[Compute]]) -> tuple[Compute | None, ...] | None:
        """Return what is left to check of the line of the highest bit, by the masks' length."""
        found: list[Compute | None] = [None] * (self._size + 1)
        for bit in {*checks, *self._residual_of_bit}:
            own = list(checks.get(bit, ()))
            if (residual := self._residual_of_bit.get(bit)) is not None:
                own.append(residual)
            found[bit + 1] = all_of(own)
        return tuple(found) if any(found) else None


def _is_known(part: Condition) -> bool:
    return isinstance(part.item if isinstance(part, Negation) else part, Known)


def _best_part(policy: Policy, formula: Condition) -> tuple[TextLiteral, ...] | None:
    """Return the literals of the part of a formula that finds a line for the least cost."""
    best: tuple[TextLiteral, ...] | None = None
    for part in conjuncts(formula):
        found = wanted_literals(policy, part)
        if not found or not {kind for kind, _ in found} <= KEY_KINDS:
            continue
        if best is None or (_is_costly(best) and not _is_costly(found)):
            best = found
    return best


def _is_costly(wanted: tuple[TextLiteral, ...]) -> bool:
    return any(kind == CONTAINS for kind, _ in wanted)
