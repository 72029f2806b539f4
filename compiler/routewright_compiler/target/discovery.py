"""Find the targets: every package of `targets/` is one, under its own name; no central list."""

import importlib
import importlib.util
import pkgutil
from difflib import get_close_matches
from functools import cache
from typing import Any, cast

from routewright_compiler.target.forms import Target

PACKAGE = "routewright_compiler.targets"


class UnknownTargetError(LookupError):
    """There is no target of that name; the text offers those that there are."""


@cache
def target_names() -> tuple[str, ...]:
    """Return the names of the targets, in order of the alphabet, without importing any."""
    if importlib.util.find_spec(PACKAGE) is None:
        return ()
    package = importlib.import_module(PACKAGE)
    return tuple(sorted(i.name for i in pkgutil.iter_modules(package.__path__) if i.ispkg))


def find_target(name: str) -> Target[Any]:
    """Return the target of that name; raise UnknownTargetError with the nearest one."""
    if name not in target_names():
        near = get_close_matches(name, target_names(), n=1, cutoff=0.5)
        listed = ", ".join(f"`{known}`" for known in target_names())
        offer = f"did you mean `{near[0]}`?" if near else f"there are {listed}"
        raise UnknownTargetError(f"there is no target `{name}`; {offer}")
    return cast(Target[Any], importlib.import_module(f"{PACKAGE}.{name}"))
