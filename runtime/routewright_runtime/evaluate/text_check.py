"""Checks of one line's texts, made without compiling: each a function of (values, at, memo).

They run for candidates only, a few a record, so what counts is that ten thousand are quickly made.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import reduce
from typing import Any

from routewright_runtime.evaluate.compute import Compute, Memo, Values
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.evaluate.source import UNSET
from routewright_runtime.evaluate.text_column import holds_on
from routewright_runtime.graph.conditions import (
    Condition,
    MatchesPattern,
    Negation,
    OneOf,
    TextHolds,
    TextRelation,
)
from routewright_runtime.text import fold

MAX_REMEMBERED = 4096


def text_check(policy: Policy, slot: int, compute: Compute, formula: Condition) -> Compute:
    """Return a check of a formula on the folded text that `compute` keeps in `slot`."""
    if isinstance(formula, TextHolds) and formula.relation is TextRelation.STARTS_WITH:
        return _starts(slot, compute, formula.texts)
    if isinstance(formula, TextHolds) and formula.relation is TextRelation.ENDS_WITH:
        return _ends(slot, compute, formula.texts)
    if isinstance(formula, TextHolds) and len(formula.texts) == 1:
        return _contains(slot, compute, formula.texts[0])
    if isinstance(formula, OneOf) and all(isinstance(value, str) for value in formula.values):
        return _equals(slot, compute, frozenset(fold(str(value)) for value in formula.values))
    inner = formula.item if isinstance(formula, Negation) else formula
    return _general(policy, slot, compute, formula, isinstance(inner, MatchesPattern))


def all_of(checks: Sequence[Compute]) -> Compute | None:
    """Return one check for all; None where there is nothing to check."""
    return reduce(_both, checks) if checks else None


def _both(first: Compute, second: Compute) -> Compute:
    def check(values: Values, at: datetime | None, memo: Memo) -> Any:
        return first(values, at, memo) and second(values, at, memo)

    return check


def compiled_when_asked(compile_: Callable[[Condition], Compute], condition: Condition) -> Compute:
    """Return a check that compiles its condition at the first record that comes to it."""
    made: list[Compute] = []

    def check(values: Values, at: datetime | None, memo: Memo) -> bool:
        if not made:
            made.append(compile_(condition))
        return bool(made[0](values, at, memo))

    return check


def _starts(slot: int, compute: Compute, texts: tuple[str, ...]) -> Compute:
    def check(values: Values, at: datetime | None, memo: Memo) -> bool:
        text = memo[slot]
        if text is UNSET:
            text = compute(values, at, memo)
        return text is not None and text.startswith(texts)

    return check


def _ends(slot: int, compute: Compute, texts: tuple[str, ...]) -> Compute:
    def check(values: Values, at: datetime | None, memo: Memo) -> bool:
        text = memo[slot]
        if text is UNSET:
            text = compute(values, at, memo)
        return text is not None and text.endswith(texts)

    return check


def _contains(slot: int, compute: Compute, part: str) -> Compute:
    def check(values: Values, at: datetime | None, memo: Memo) -> bool:
        text = memo[slot]
        if text is UNSET:
            text = compute(values, at, memo)
        return text is not None and part in text

    return check


def _equals(slot: int, compute: Compute, texts: frozenset[str]) -> Compute:
    def check(values: Values, at: datetime | None, memo: Memo) -> bool:
        text = memo[slot]
        if text is UNSET:
            text = compute(values, at, memo)
        return text in texts

    return check


def _general(
    policy: Policy, slot: int, compute: Compute, formula: Condition, is_remembered: bool
) -> Compute:
    remembered: dict[str | None, bool] = {}

    def check(values: Values, at: datetime | None, memo: Memo) -> bool:
        text = memo[slot]
        if text is UNSET:
            text = compute(values, at, memo)
        if not is_remembered:
            return holds_on(policy, formula, text)
        found = remembered.get(text)
        if found is None:
            if len(remembered) >= MAX_REMEMBERED:
                remembered.clear()
            found = remembered[text] = holds_on(policy, formula, text)
        return found

    return check
