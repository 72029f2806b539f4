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
stands in (`mutation_reach.py`), those first that noticed another mutant of the module and then the
quickest, until one fails. Then those of the same files, which may have a result from a shared
fixture.

A process that has imported and collected everything forks for each mutant; the child puts the
changed code into the function and runs the tests. What stands at module level takes effect on
import only, so there the child is a fresh process. A child that takes more than five times the
processor time that its tests took alone has run into an endless loop, and counts as noticed.
Hypothesis draws the same examples for every mutant, so a run can be repeated.

A result hangs on the text of the function that was changed (`mutants.py`, digests): once that has
another text, the mutant is tried anew, and `--report` leaves the old result out and says how many
there are. `mutation_reasons.txt` says of mutants that no test can notice why that is, of one text
of the function too; they are counted as tried and not noticed, and need no trial.

`--seconds` leaves out the slowest tests of a mutant that many take long, `--examples` tries each
property on a few examples only; both for a first pass. `--results` has one JSON
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
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest
from mutants import Mutant, mutants, mutated
from mutation_reach import COMPILER, PACKAGE, Reached, dotted, modules, reached, trace
from mutation_results import Results, read_reasons, reason_of, report
from mutation_session import (
    ANSWER,
    ROOT,
    ask_afresh,
    in_child,
    limit_examples,
    run_items,
    with_session,
)

LEAST = 3
SPARE_S, TIMES = 4.0, 5
REASONS = ROOT / "benchmarks/mutation_reasons.txt"


# --- which mutants ----------------------------------------------------------------------------


def all_mutants() -> dict[str, tuple[Mutant, ...]]:
    """Return the mutants of every module, by its path below the package."""
    found = {}
    for module in modules():
        text = (COMPILER / PACKAGE / module).read_text(encoding="utf-8")
        found[module] = mutants(module, text)
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


# --- all of them ------------------------------------------------------------------------------


def try_all(options: argparse.Namespace, session: pytest.Session) -> None:
    """Try every mutant that has no result yet, and write the results as they come."""
    limit_examples(session, options.examples)
    known = reached(options.map, options.examples)
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
            verdict = tried(mutant, tests, known, session, items, options.examples)
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
    examples: int | None,
) -> object:
    """Return the test that notices a mutant, or None."""
    if not tests:
        return None
    limit_s = SPARE_S + TIMES * sum(known.seconds[test] for test in tests)
    if not mutant.scope:
        return tried_afresh(mutant, tests, examples)

    def work() -> str | None:
        put_in(mutant)
        return run_items(session, [items[test] for test in tests])

    return in_child(work, limit_s)


def tried_afresh(mutant: Mutant, tests: Sequence[str], examples: int | None) -> object:
    """Do the same in a new process, which has the change from the start."""
    return ask_afresh(["--afresh"], json.dumps([mutant.module, mutant.number, tests, examples]))


def afresh(mutant: Mutant, tests: Sequence[str], examples: int | None = None) -> None:
    """Be the new process: try a mutant on tests or on files of them, print the answer."""
    sys.path[:0] = [str(ROOT / n) for n in ("grammar", "compiler", "runtime", "cli")]
    sys.meta_path.insert(0, ChangedModule(mutant))

    def work(session: pytest.Session) -> None:
        limit_examples(session, examples)
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
    parser.add_argument("--examples", type=int, metavar="N", help="the most of a property")
    parser.add_argument("--again", action="store_true", help="try the survivors again")
    parser.add_argument("--one", metavar="ID", help="the beginning of a mutant's id")
    parser.add_argument("tests", nargs="*", metavar="TESTS", help="of --one")
    parser.add_argument("--trace", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--afresh", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.results = options.results.absolute()
    options.map = None if options.map is None else options.map.absolute()
    if options.trace:
        trace(options.examples)
    elif options.afresh:
        module, number, tests, examples = json.loads(sys.stdin.read())
        afresh(all_mutants()[module][number], tests, examples)
    elif options.report:
        report(all_mutants(), Results(options.results), read_reasons(REASONS))
    elif options.one is not None:
        found = (mutant for items in all_mutants().values() for mutant in items)
        afresh(next(m for m in found if m.id.startswith(options.one)), options.tests)
    else:
        with_session(lambda session: try_all(options, session))


if __name__ == "__main__":
    main()
