"""Which tests run which function of the analyser, and how long each test takes.

One run of all tests tells, in a process of its own, with a note at the start of each function.
"""

import importlib.abc
import importlib.util
import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from itertools import accumulate
from pathlib import Path
from types import ModuleType

import pytest
from mutants import Mutant, with_notes
from mutation_session import ANSWER, ROOT, ask_afresh, limit_examples, run_items, with_session

COMPILER = ROOT / "compiler"
PACKAGE = "routewright_compiler"
FOLDERS = ("analysis", "rules")
QUICK = 200
SLOW_S = 1.0  # what takes longer is run only where the test itself runs the changed function


def modules() -> list[str]:
    """Return the modules of the analyser, by their paths below the package."""
    base = COMPILER / PACKAGE
    paths = sorted(path for name in FOLDERS for path in (base / name).rglob("*.py"))
    return [path.relative_to(base).as_posix() for path in paths]


def dotted(module: str) -> str:
    """Return the import name of a module given by its path below the package."""
    return f"{PACKAGE}.{module.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")


@dataclass(slots=True)
class Reached:
    """Which tests run a function, and how long each takes, in seconds of processor time."""

    tests: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    sharp: dict[str, list[str]] = field(default_factory=dict)

    def noticed(self, module: str, test: str) -> None:
        """Let a test that has noticed a mutant go first among the tests of others of its module."""
        found = self.sharp.setdefault(module, [])
        if self.seconds.get(test, SLOW_S) < SLOW_S and test not in found:
            found.append(test)

    def chosen(self, mutant: Mutant, limit_s: float) -> list[str]:
        """Return the tests for a mutant in the order in which they are run, up to a time."""
        if mutant.scope:
            direct = self.tests.get(f"{mutant.module}:{mutant.scope}", [])
        else:
            prefix = f"{mutant.module}:"
            listed = (
                t for name, tests in self.tests.items() if name.startswith(prefix) for t in tests
            )
            # Of a module without functions, what is quick: it has to be imported at least.
            direct = [*dict.fromkeys(listed)] or sorted(self.seconds, key=self._order)[:QUICK]
        files = {test.partition("::")[0] for test in direct}
        known = set(direct)
        others = [
            test
            for test, seconds in self.seconds.items()
            if test not in known and seconds < SLOW_S and test.partition("::")[0] in files
        ]
        first = [test for test in self.sharp.get(mutant.module, ()) if test in known]
        by_time = [*sorted(direct, key=self._order), *sorted(others, key=self._order)]
        found = [*dict.fromkeys([*first, *by_time])]
        spent = list(accumulate(self.seconds[test] for test in found))
        return [test for test, sum_s in zip(found, spent, strict=True) if sum_s <= limit_s]

    def _order(self, test: str) -> tuple[float, str]:
        return self.seconds[test], test


class NotingModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads the analyser with a note at the start of each function; `seen` are those that ran."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self._paths = {dotted(module): COMPILER / PACKAGE / module for module in modules()}

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a specification for a module of the analyser."""
        path = self._paths.get(name)
        if path is None or path.name == "__init__.py":
            return None
        return importlib.util.spec_from_file_location(name, path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run a module with its notes."""
        path = self._paths[module.__name__]
        below = path.relative_to(COMPILER / PACKAGE).as_posix()
        tree = with_notes(path.read_text(encoding="utf-8"), "__seen__", f"{below}:")
        vars(module)["__seen__"] = self.seen.add
        exec(compile(tree, str(path), "exec", dont_inherit=True), vars(module))


def trace(examples: int | None) -> None:
    """Run all tests in this process; print by function the tests that run it, and their seconds."""
    sys.path[:0] = [str(ROOT / n) for n in ("grammar", "compiler", "runtime", "cli")]
    noting = NotingModules()
    sys.meta_path.insert(0, noting)
    tests: dict[str, list[str]] = defaultdict(list)
    seconds: dict[str, float] = {}

    def work(session: pytest.Session) -> None:
        limit_examples(session, examples)
        for place, item in enumerate(session.items):
            following = session.items[place + 1] if place + 1 < len(session.items) else None
            noting.seen.clear()
            start = time.process_time()
            if run_items(session, [item], following) is not None:
                continue  # what fails anyway notices nothing
            seconds[item.nodeid] = round(time.process_time() - start, 4)
            for name in sorted(noting.seen):
                tests[name].append(item.nodeid)
            print(f"{place + 1} of {len(session.items)}", file=sys.stderr, flush=True)

    with_session(work)
    print(f"\n{ANSWER}{json.dumps({'tests': tests, 'seconds': seconds})}", flush=True)


def reached(kept: Path | None, examples: int | None) -> Reached:
    """Return which tests reach what, from a file where it has been told before."""
    if kept is not None and kept.exists():
        data = json.loads(kept.read_text(encoding="utf-8"))
        return Reached(data["tests"], data["seconds"])
    told = ask_afresh(["--trace", "--examples", str(examples or 0)], "")
    assert isinstance(told, dict), told
    if kept is not None:
        kept.write_text(json.dumps(told), encoding="utf-8")
    return Reached(told["tests"], told["seconds"])
