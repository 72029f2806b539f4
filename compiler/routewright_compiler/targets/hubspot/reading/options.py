"""Filters that the reader makes itself, to say a value-equals branch in the words of filters."""

from routewright_compiler.targets.hubspot.model import Filter, JsonObject, filter_tree


def option_test(name: str, value: str) -> JsonObject:
    """Return the filter tree of a property that has one value."""
    return filter_tree(((Filter(name, "ENUMERATION", "IS_ANY_OF", False, (value,)),),))
