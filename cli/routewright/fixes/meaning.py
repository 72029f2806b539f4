"""What a policy means, apart from where and how it is written.

Two policies of equal meaning decide every record alike: their graphs, promises and examples are
the same but for places and descriptions. That proves sameness, not difference: a policy may be
written otherwise and still decide alike.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from routewright_compiler.policy import Policy

_LEFT_OUT = frozenset({"place", "value_places", "span", "doc"})


def is_same_meaning(one: Policy, other: Policy) -> bool:
    """Whether two policies are the same but for places and descriptions."""
    return meaning(one) == meaning(other)


def meaning(policy: Policy) -> object:
    """Return the meaning as nested tuples that compare equal where it is the same."""
    return outline((policy.graph, policy.promises, policy.examples))


def outline(item: object) -> object:
    """Return data as nested tuples, without places and descriptions."""
    if isinstance(item, tuple):
        return tuple(outline(part) for part in item)
    if isinstance(item, Mapping):
        return tuple((key, outline(value)) for key, value in item.items())
    if is_dataclass(item) and not isinstance(item, type):
        names = [field.name for field in fields(item) if field.name not in _LEFT_OUT]
        return (type(item), *(outline(getattr(item, name)) for name in names))
    return (type(item), item)
