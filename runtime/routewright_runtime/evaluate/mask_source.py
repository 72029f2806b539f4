"""The source of a function that ands masks: `m` holds the lines not ruled out, `h` those found."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from routewright_runtime.evaluate.boxes import BoxColumn
from routewright_runtime.evaluate.class_column import EqualityColumn, OrderColumn
from routewright_runtime.evaluate.compute import Compute, DerivedColumns
from routewright_runtime.evaluate.joint_column import JointColumn
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.evaluate.source import SELF_FOLDED
from routewright_runtime.evaluate.text_column import TextColumn
from routewright_runtime.evaluate.text_keys import TextKeys
from routewright_runtime.graph.conditions import FieldTerm
from routewright_runtime.text import fold

FIRST_CHECKS = 12
MANY = 48


@dataclass(frozen=True, slots=True)
class Ranges:
    """From where to where a field must lie, by the masks' length; a low of None asks nothing."""

    lows: tuple[Any, ...]
    highs: tuple[Any, ...]


class MaskSource:
    """Writes the function line by line; see `Namespace` for the names."""

    def __init__(self, policy: Policy, derived: DerivedColumns, every: int) -> None:
        self._policy = policy
        self._derived = derived
        self._constant = derived.namespace.constant
        self.lines = [f"m = {self._constant(every)}"]
        self._ranges: list[tuple[str, Ranges]] = []

    def look_up(
        self,
        column: FieldTerm,
        masks: EqualityColumn | OrderColumn | TextColumn,
        ranges: Ranges | None = None,
    ) -> None:
        """And the masks of a field; `ranges` are what they leave to check of a candidate."""
        kept = ""
        if ranges is not None:
            kept = f"r{len(self._ranges)} = "
            self._ranges.append((kept.removesuffix(" = "), ranges))
        self._begin_or_go_on([f"{kept}v = {self._load(column)}", *self._and(masks)])

    def look_up_together(self, columns: Sequence[FieldTerm], masks: JointColumn) -> None:
        """And the masks of several fields."""
        values = ", ".join(self._load(column) for column in columns)
        self._begin_or_go_on([f"v = ({values})", *self._remembered(masks)])

    def _begin_or_go_on(self, lines: Sequence[str]) -> None:
        """Add the look-up of a field; the first one's masks are what there is to begin with."""
        if len(self.lines) == 1:
            self.lines = []
            lines = [line.replace("m &= ", "m = ") for line in lines]
        self.lines += lines

    def look_up_derived(
        self, column: BoxColumn, masks: EqualityColumn | OrderColumn | TextColumn, asking: int
    ) -> None:
        """And the masks of a computed column, where a line that still holds asks for it."""
        lines = [f"v = {self._load(column)}", *self._and(masks)]
        self._guarded(asking, lines, is_computed=True)

    def exist(self, column: BoxColumn, present: int, absent: int, asking: int) -> None:
        """And masks by whether a column has a value."""
        test = f"{self._load(column)} is None"
        line = f"m &= {self._constant(absent)} if {test} else {self._constant(present)}"
        self._guarded(asking, [line])

    def find(self, columns: Sequence[tuple[BoxColumn, TextKeys]], others: int) -> None:
        """Keep the lines that the texts find, and `others`, which none needs to find."""
        self.lines.append("h = 0")
        for column, keys in columns:
            is_plain = isinstance(column, FieldTerm) and column.part is None
            self._guarded(keys.asking, self._finding(column, keys), is_computed=not is_plain)
        self.lines.append(f"m &= h | {self._constant(others)}")

    def try_first(
        self, line_of_length: tuple[int, ...], checks: tuple[Compute | None, ...] | None
    ) -> None:
        """Check the lines of the highest bits in full, a few; one of them mostly is the answer."""
        tries = self._constant(range(FIRST_CHECKS))
        self.lines += [f"for _ in {tries}:", *self._candidate(line_of_length, checks)]

    def answer(
        self, line_of_length: tuple[int, ...], checks: tuple[Compute | None, ...] | None
    ) -> None:
        """Return the line of the highest bit, if its check holds; else look at the next."""
        lines = self._constant(line_of_length)
        if checks is None and not self._ranges:
            self.lines.append(f"return {lines}[m.bit_length()]")
            return
        self.lines += ["while True:", *self._candidate(line_of_length, checks)]

    def _candidate(
        self, line_of_length: tuple[int, ...], checks: tuple[Compute | None, ...] | None
    ) -> list[str]:
        constant = self._constant
        tests = [
            f"((w := {constant(ranges.lows)}[i]) is None"
            f" or {name} is not None and w <= {name} <= {constant(ranges.highs)}[i])"
            for name, ranges in self._ranges
        ]
        if checks is not None:
            tests.append(f"((p := {constant(checks)}[i]) is None or p(values, at, memo))")
        return [
            "    i = m.bit_length()",
            f"    if {' and '.join(tests) or 'True'}:",
            f"        return {constant(line_of_length)}[i]",
            "    m ^= 1 << (i - 1)",
        ]

    def _guarded(self, asking: int, lines: Sequence[str], *, is_computed: bool = False) -> None:
        if not is_computed and asking.bit_count() > MANY:
            self.lines += lines  # some line that still holds will ask: the question costs more
            return
        self.lines += [f"if m & {self._constant(asking)}:", *(f"    {line}" for line in lines)]

    def _load(self, column: BoxColumn) -> str:
        if isinstance(column, FieldTerm) and column.part is None:
            return f"values[{self._constant(column.field)}]"
        slot, compute = self._derived.slot_of(column)
        computed = f"{self._constant(compute)}(values, at, memo)"
        return f"(memo[{slot}] if memo[{slot}] is not U else {computed})"

    def _and(self, masks: EqualityColumn | OrderColumn | TextColumn) -> list[str]:
        constant = self._constant
        match masks:
            case EqualityColumn():
                return [f"m &= {constant(masks.mask_of.get)}(v, {constant(masks.other)})"]
            case OrderColumn():
                place = f"{constant(bisect_right)}({constant(masks.cuts)}, v)"
                find = f"{constant(masks.intervals)}[{place}]"
                if masks.points:
                    find = f"w if (w := {constant(masks.points.get)}(v)) is not None else {find}"
                return [f"m &= {constant(masks.empty)} if v is None else {find}"]
            case TextColumn():
                return self._remembered(masks)
            case _:
                assert_never(masks)

    def _remembered(self, masks: TextColumn | JointColumn) -> list[str]:
        find, make = self._constant(masks.remembered.get), self._constant(masks.mask)
        return [f"w = {find}(v)", f"m &= {make}(v) if w is None else w"]

    def _finding(self, column: BoxColumn, keys: TextKeys) -> list[str]:
        constant = self._constant
        found = [f"{constant(keys.equal.get)}(t, 0)"] if keys.equal else []
        for length, masks in keys.parts:
            part = f"t[:{length}]" if length > 0 else f"t[{length}:]"
            found.append(f"{constant(masks.get)}({part}, 0)")
        lines = [f"h |= {' | '.join(found)}"] if found else []
        if keys.contained is not None:
            own = keys.contained
            find, mask = constant(own.search), constant(own.mask)
            search = [f"w = {find}(t)", "if w is not None:", f"    h |= {mask}(t, w)"]
            if own.asking.bit_count() <= MANY:
                ask = f"if m & {constant(own.asking)}:"
                search = [ask, *(f"    {line}" for line in search)]
            lines += search
        lines = [*self._folded(column), *lines]
        return [f"t = {self._load(column)}", "if t is not None:", *(f"    {x}" for x in lines)]

    def _folded(self, column: BoxColumn) -> list[str]:
        """Fold a text `t`; that of a field is kept for the checks, which ask for it again."""
        type_ = self._policy.type_of(column) if isinstance(column, FieldTerm) else None
        text = "t"
        if type_ is None or type_.name not in SELF_FOLDED:
            # A canonical text is trimmed, so the fold of ASCII is its small letters.
            text = f"t.lower() if t.isascii() else {self._constant(fold)}(t)"
        if isinstance(column, FieldTerm) and column.part is None:
            slot, _ = self._derived.text_slot_of(column)
            return [f"memo[{slot}] = t = {text}"]
        return [] if text == "t" else [f"t = {text}"]
