"""A few conditions tried in turn: the `if` chain that one would write by hand, generated."""

from collections.abc import Sequence

from routewright_runtime.evaluate.cheapest_first import cheapest_first
from routewright_runtime.evaluate.compute import DerivedColumns
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.conditions import Condition, Constant


def chain_lines(
    policy: Policy, derived: DerivedColumns, conditions: Sequence[Condition]
) -> list[str]:
    """Return the body of a function that returns the index of the first that holds.

    Fields are loaded just before the first condition that asks for them. Where none holds, the
    index is the number of conditions.
    """
    body = derived.body()
    loaded: dict[str, str] = {}
    lines: list[str] = []
    for index, condition in enumerate(conditions):
        if isinstance(condition, Constant):
            if not condition.value:
                continue
            lines.append(f"return {index}")
            break
        test = body.expression(cheapest_first(policy, condition))
        lines += body.loads(loaded)
        lines += [f"if {test}:", f"    return {index}"]
    else:
        lines.append(f"return {len(conditions)}")
    return [*body.unset(), *lines]
