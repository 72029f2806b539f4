"""Mutation testing of the analyser: which small changes of it does no test notice?

```
python benchmarks/mutation.py --sample 400 --seed 1 --results mutation.jsonl
python benchmarks/mutation.py --report --results mutation.jsonl
python benchmarks/mutation.py --one "analysis/shares.py:Shares.of removal" tests/compiler/analysis
```

Works on the tree that it stands in, which is not touched: changed code lives in memory only. All of
`compiler/routewright_compiler/analysis` and `rules` has some thousand mutants (`mutants.py` says
which), so a sample is drawn: from every module as many as its share, at least three, by lots that
hang on the seed and on each mutant alone. Each is tried against the tests that run the function it
stands in, which one traced run of the tests tells; the quickest first, until one fails. Then those
of the same files, which may have a result from a shared fixture.

A process that has imported and collected everything forks for each mutant; the child puts the
changed code into the function and runs the tests. What stands at module level takes effect on
import only, so there the child is a fresh process. A child that takes more than twice the processor
time that its tests took when traced has run into an endless loop, and counts as noticed. Hypothesis
draws the same examples for every mutant and does not shrink, so a run can be repeated.

A result hangs on the text of the function that was changed (`mutants.py`, digests): once that has
another text, the mutant is tried anew, and `--report` leaves the old result out and says how many
there are. `mutation_reasons.txt` says of mutants that no test can notice why that is, of one text
of the function too; they are counted as tried and not noticed, and need no trial.

`--seconds` leaves out the slowest tests of a mutant that many take long. `--results` has one JSON
object a line and is added to: what is there already is not tried again, but with `--again` what
survived, against the tests of today. `--module` and `--without` keep to modules, or leave some for
later: what is drawn of the others stays the same. `--one` tries a single mutant on some tests.
"""

import argparse
import gc
import importlib
import importlib.abc
import importlib.util
import json
import math
import os
import resource
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from itertools import accumulate
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest
from mutants import Mutant, mutants, mutated
from mutation_results import Results, read_reasons, reason_of, report

ROOT = Path(__file__).resolve().parents[1]
COMPILER = ROOT / "compiler"
PACKAGE = "routewright_compiler"
FOLDERS = ("analysis", "rules")
TESTS = ("tests/compiler/analysis", "tests/rules", "tests/compiler/coverage", "tests/compiler/diff",
         "tests/compiler/test_rule_seam.py", "tests/compiler/test_manual.py")  # fmt: skip
LEAST = 3
SPARE_S, TIMES = 4.0, 2
SLOW_S = 1.0  # what takes longer is run only where the test itself runs the changed function
REASONS = ROOT / "benchmarks/mutation_reasons.txt"
ANSWER = "noticed by: "
MEMORY_BYTES = 2 << 30


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
            direct = [*dict.fromkeys(listed)]
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


# --- which mutants ----------------------------------------------------------------------------


def all_mutants() -> dict[str, tuple[Mutant, ...]]:
    """Return the mutants of every module, by its path below the package."""
    base = COMPILER / PACKAGE
    paths = sorted(path for name in FOLDERS for path in (base / name).rglob("*.py"))
    found = {}
    for path in paths:
        module = path.relative_to(base).as_posix()
        found[module] = mutants(module, path.read_text(encoding="utf-8"))
    return {module: items for module, items in found.items() if items}


def sample(found: dict[str, tuple[Mutant, ...]], size: int, seed: int) -> list[Mutant]:
    """Draw about `size` mutants, from each module its share, in an order of lots."""
    total = sum(map(len, found.values()))
    drawn: list[Mutant] = []
    for items in found.values():
        count = min(len(items), max(LEAST, round(size * len(items) / total)))
        drawn += sorted(items, key=lambda item: item.rank(seed))[:count]
    return sorted(drawn, key=lambda item: item.rank(seed))


# --- one child --------------------------------------------------------------------------------


def put_in(mutant: Mutant) -> None:
    """Give the function of a mutant, in this process, its changed code."""
    path = COMPILER / PACKAGE / mutant.module
    tree = mutated(path.read_text(encoding="utf-8"), mutant.number)
    code = compile(tree, str(path), "exec", dont_inherit=True)
    function = live_function(importlib.import_module(dotted(mutant.module)), mutant.scope)
    line = function.__code__.co_firstlineno
    changed = [
        part
        for part in codes_in(code)
        if part.co_qualname == mutant.scope and part.co_firstlineno == line
    ]
    assert len(changed) == 1, (mutant.id, changed)
    function.__code__ = changed[0]


def dotted(module: str) -> str:
    """Return the import name of a module given by its path below the package."""
    return f"{PACKAGE}.{module.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")


def live_function(module: ModuleType, scope: str) -> FunctionType:
    """Return the function behind a name, whatever a decorator made of it."""
    found: object = module
    for part in scope.split("."):
        found = vars(found)[part]
    while not isinstance(found, FunctionType) or hasattr(found, "__wrapped__"):
        for name in ("__wrapped__", "__func__", "fget", "func"):
            if getattr(found, name, None) is not None:
                found = getattr(found, name)
                break
        else:
            raise AssertionError(f"no function behind {scope}")
    return found


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of everything defined inside a piece of code."""
    for item in code.co_consts:
        if isinstance(item, CodeType):
            yield item
            yield from codes_in(item)


class ChangedModule(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with a mutant in it."""

    def __init__(self, mutant: Mutant) -> None:
        self._path = COMPILER / PACKAGE / mutant.module
        self._name = dotted(mutant.module)
        self._tree = mutated(self._path.read_text(encoding="utf-8"), mutant.number)

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a specification for the one module."""
        if name != self._name:
            return None
        return importlib.util.spec_from_file_location(name, self._path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed module."""
        exec(compile(self._tree, str(self._path), "exec"), vars(module))


# --- the runner, a plugin of pytest -----------------------------------------------------------


class Runner:
    """Takes the place of running all tests: `work` has the session with everything collected."""

    def __init__(self, work: Callable[[pytest.Session], None]) -> None:
        self._work = work

    def pytest_sessionstart(self) -> None:
        """Draw the same examples each time, and stop at the first that fails."""
        from hypothesis import Phase, settings

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile(
            "mutation", deadline=None, derandomize=True, database=None, phases=phases
        )
        settings.load_profile("mutation")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do the work."""
        self._work(session)
        return True


def with_session(work: Callable[[pytest.Session], None], tests: Sequence[str] = TESTS) -> None:
    """Collect tests and hand the session over."""
    os.chdir(ROOT)
    options = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    code = pytest.main(options, plugins=[Runner(work)])
    assert code in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED), code


def run_items(session: pytest.Session, items: Sequence[pytest.Item]) -> str | None:
    """Run tests until one fails; return its name."""
    failed: list[str] = []

    class Watch:
        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed:
                failed.append(report.nodeid)

    session.config.pluginmanager.register(Watch())
    session.items = list(items)
    for place, item in enumerate(items):
        following = items[place + 1] if place + 1 < len(items) else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if failed:
            return failed[0]
    return None


def in_child(work: Callable[[], object], limit_s: float | None = None) -> object:
    """Fork, do the work there, return what it gave; a text where the child came to an end."""
    reader, writer = os.pipe()
    process = os.fork()
    if not process:
        os.close(reader)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        if limit_s is not None:
            seconds = int(limit_s) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        try:
            given = work()
        except BaseException as trouble:
            given = f"{type(trouble).__name__} outside a test"
        with os.fdopen(writer, "w", encoding="utf-8") as pipe:
            json.dump(given, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        text = pipe.read()
    _, status = os.waitpid(process, 0)
    if text:
        return json.loads(text)
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return "no end" if number in (signal.SIGXCPU, signal.SIGKILL) else "crash"


# --- which tests reach what -------------------------------------------------------------------


def traced(session: pytest.Session) -> dict[str, object]:
    """Run all tests; return by function the tests that run it, and the seconds of each test."""
    base = str(COMPILER / PACKAGE) + os.sep
    names: dict[int, str | None] = {}
    kept: list[CodeType] = []  # so that no other code gets the same number
    seen: set[int] = set()

    def on_call(frame: object, event: str, _: object) -> None:
        code = frame.f_code  # type: ignore[attr-defined]
        number = id(code)
        if number not in names:
            kept.append(code)
            path = code.co_filename.removeprefix(base)
            is_own = path.partition(os.sep)[0] in FOLDERS and path != code.co_filename
            scope = code.co_qualname.partition(".<locals>")[0]
            names[number] = f"{Path(path).as_posix()}:{scope}" if is_own else None
        if names[number] is not None:
            seen.add(number)

    tests: dict[str, list[str]] = defaultdict(list)
    seconds: dict[str, float] = {}
    failed: list[str] = []
    for place, item in enumerate(session.items):
        following = session.items[place + 1] if place + 1 < len(session.items) else None
        seen.clear()
        start = time.process_time()
        sys.settrace(on_call)
        reports = item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        sys.settrace(None)
        seconds[item.nodeid] = time.process_time() - start
        for name in sorted({names[number] or "" for number in seen}):
            tests[name].append(item.nodeid)
        del reports
    return {"tests": tests, "seconds": seconds, "failed": failed}


def reached(session: pytest.Session, kept: Path | None) -> Reached:
    """Return which tests reach what, from a file where it has been told before."""
    if kept is not None and kept.exists():
        data = json.loads(kept.read_text(encoding="utf-8"))
    else:
        data = in_child(lambda: traced(session))
        assert isinstance(data, dict), data
        if kept is not None:
            kept.write_text(json.dumps(data), encoding="utf-8")
    return Reached(data["tests"], data["seconds"])


# --- all of them ------------------------------------------------------------------------------


def try_all(options: argparse.Namespace, session: pytest.Session) -> None:
    """Try every mutant that has no result yet, and write the results as they come."""
    known = reached(session, options.map)
    warm_up()
    items = {item.nodeid: item for item in session.items}
    reasons, done = read_reasons(REASONS), Results(options.results)
    for line in done.lines:
        known.noticed(str(line["module"]), str(line["noticed_by"]))
    for mutant in drawn(options):
        if done.has(mutant, survivors=not options.again):
            continue
        start, tests, verdict = spent_s(), [], None
        if not reason_of(reasons, mutant):
            tests = [test for test in known.chosen(mutant, options.seconds) if test in items]
            verdict = tried(mutant, tests, known, session, items)
        done.add(mutant, len(tests), verdict, spent_s() - start)
        known.noticed(mutant.module, str(verdict))
        print("survived" if verdict is None else "noticed ", mutant.id, file=sys.stderr, flush=True)


def drawn(options: argparse.Namespace) -> list[Mutant]:
    """Return the sample of the modules asked for."""
    return [
        mutant
        for mutant in sample(all_mutants(), options.sample, options.seed)
        if any(part in mutant.module for part in options.module or [""])
        and not any(part in mutant.module for part in options.without)
    ]


def spent_s() -> float:
    """Return the processor time of this process and of the children that have ended."""
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def warm_up() -> None:
    """Have the parser's table at hand in every child; nothing of the analyser is run."""
    from routewright_compiler.pipeline import compile_policy
    from routewright_compiler.schema.loader import MappingLoader

    text = b'record lead { size: integer } queue q "Q" fallback assign q'
    assert compile_policy("a.route", MappingLoader({"a.route": text})).value is not None
    gc.collect()
    gc.freeze()


def tried(
    mutant: Mutant,
    tests: Sequence[str],
    known: Reached,
    session: pytest.Session,
    items: dict[str, pytest.Item],
) -> object:
    """Return the test that notices a mutant, or None."""
    if not tests:
        return None
    limit_s = SPARE_S + TIMES * sum(known.seconds[test] for test in tests)
    if not mutant.scope:
        return tried_afresh(mutant, tests)

    def work() -> str | None:
        put_in(mutant)
        return run_items(session, [items[test] for test in tests])

    return in_child(work, limit_s)


def tried_afresh(mutant: Mutant, tests: Sequence[str]) -> object:
    """Do the same in a new process, which has the change from the start."""
    asked = json.dumps([mutant.module, mutant.number, list(tests)])
    done = subprocess.run(
        [sys.executable, __file__, "--afresh"],
        input=asked,
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stdout.splitlines() if line.startswith(ANSWER)]
    return json.loads(said[-1].removeprefix(ANSWER)) if said else "no test can be collected"


def afresh(mutant: Mutant, tests: Sequence[str]) -> None:
    """Be the new process: try a mutant on tests or on files of them, print the answer."""
    sys.path[:0] = [str(ROOT / n) for n in ("grammar", "compiler", "runtime", "cli")]
    sys.meta_path.insert(0, ChangedModule(mutant))

    def work(session: pytest.Session) -> None:
        items = {item.nodeid: item for item in session.items}
        # A test that the change leaves without a name notices it too.
        missing = [test for test in tests if "::" in test and test not in items]
        chosen = [items[test] for test in tests if test in items] or session.items
        verdict = missing[0] if missing else run_items(session, chosen)
        print(f"\n{ANSWER}{json.dumps(verdict)}", flush=True)

    with_session(work, sorted({test.partition("::")[0] for test in tests}))


def main() -> None:
    """Read the options and do what they say."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sample", type=int, default=400, metavar="N", help="about how many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--module", action="append", help="only modules with this in their path")
    parser.add_argument("--without", action="append", default=[], help="no modules with this")
    parser.add_argument("--results", type=Path, default=Path("mutation.jsonl"), metavar="FILE")
    parser.add_argument("--map", type=Path, metavar="FILE", help="keep which tests reach what")
    parser.add_argument("--report", action="store_true", help="print what the results say")
    parser.add_argument("--seconds", type=float, default=math.inf, metavar="N")
    parser.add_argument("--again", action="store_true", help="try the survivors again")
    parser.add_argument("--one", metavar="ID", help="the beginning of a mutant's id")
    parser.add_argument("tests", nargs="*", metavar="TESTS", help="of --one")
    parser.add_argument("--afresh", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.results = options.results.absolute()
    options.map = None if options.map is None else options.map.absolute()
    if options.afresh:
        module, number, tests = json.loads(sys.stdin.read())
        afresh(all_mutants()[module][number], tests)
    elif options.report:
        report(all_mutants(), Results(options.results), read_reasons(REASONS))
    elif options.one is not None:
        found = (mutant for items in all_mutants().values() for mutant in items)
        afresh(next(m for m in found if m.id.startswith(options.one)), options.tests)
    else:
        with_session(lambda session: try_all(options, session))


if __name__ == "__main__":
    main()
