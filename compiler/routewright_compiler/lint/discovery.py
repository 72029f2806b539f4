"""Find the finding rules: every module of `rules/` is one; there is no central list."""

import importlib
import importlib.util
import pkgutil
from functools import cache
from types import ModuleType

PACKAGE = "routewright_compiler.rules"


@cache
def discover() -> tuple[ModuleType, ...]:
    """Return the rule modules, by code (see `routewright_compiler.rule.FindingRule`)."""
    if importlib.util.find_spec(PACKAGE) is None:
        return ()
    package = importlib.import_module(PACKAGE)
    found = [
        importlib.import_module(f"{PACKAGE}.{info.name}")
        for info in pkgutil.iter_modules(package.__path__)
        if not info.name.startswith("_")
    ]
    return tuple(sorted((m for m in found if hasattr(m, "CODE")), key=lambda m: str(m.CODE)))
