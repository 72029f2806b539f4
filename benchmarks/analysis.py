"""The whole analysis of a policy after parsing: processor time, peak memory, what stays undecided.

`analysis` is every fact: which rules receive records, and for each that does not a smallest set of
rules that hides it; parts that never or always hold; overlaps, unique groups, rules that could go,
the gap and missing values, dead values, people. `findings` is the analysis and every finding in
words, each with its witness replayed through the runtime (hours up to 18 months ahead included).
Each set runs in a process of its own; its time is the least of several runs. `MB` is the peak of
the process, parsing and syntax tree included, and what the analysis itself allocates at most.

Generated sets are those of `shapes.py`. The published sets are beside the project, or left out.
"""

import csv
import gc
import io
import json
import random
import resource
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from report import ROOT, parser, tell
from shapes import COUNTRIES, mixed, route_text, structured, tangled

from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.reach import Verdict
from routewright_compiler.lint.rule_findings import LintOptions, RuleFindings, rule_findings
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_runtime.graph.conditions import AllOf, Between, Condition, FieldTerm, OneOf
from routewright_runtime.graph.model import DecisionGraph

sys.path.append(str(ROOT / "tests"))

from compiler.analysis.published_rows import (
    CLASS_BENCH,
    DECISION_TABLES,
    VARIANTS,
    RuleSet,
    class_bench,
    decision_table,
    folder,
    policy_text,
)

TODAY = date(2026, 3, 10)
MAIN = "policy.route"
_LEAST_SECONDS = 2.0
_OBJECTS = 2_000_000  # as the command line sets it
_EDITS = 9

Files = dict[str, str | bytes]
T = TypeVar("T")


def cases() -> Iterator[tuple[str, Callable[[], Files]]]:
    """Yield the name of each set and how its files are made; absent ones are told and left out."""
    for size in (20, 200, 2_000, 10_000):
        yield f"structured {size:,}", partial(_generated, "structured", size)
    yield "tangled 2,000", partial(_generated, "tangled", 2_000)
    for size in (200, 2_000):
        yield f"texts {size:,}", partial(_generated, "texts", size)
    yield "two tables, 20,000 and 900 keys", territories
    if _is_there("classbench"):
        for name in CLASS_BENCH:
            yield name, partial(_published, class_bench, name)
    if _is_there("decision_tables"):
        for table in DECISION_TABLES:
            for variant in VARIANTS:
                name = f"{table}_{variant}"
                yield name, partial(_published, decision_table, name)


def _is_there(name: str) -> bool:
    try:
        folder(name)
    except FileNotFoundError as error:
        print(f"left out: {error}", file=sys.stderr)
        return False
    return True


def _generated(kind: str, size: int) -> Files:
    match kind:
        case "structured":
            rules = structured(size, seed=1)[0]
        case "tangled":
            rules = tangled(size, seed=1)
        case _:
            rules = mixed(size, seed=1)
    return {MAIN: route_text(rules)}


def _published(made: Callable[[str], RuleSet], name: str) -> Files:
    return {MAIN: policy_text(made(name))}


def territories() -> Files:
    """Return a policy with a table of 20,000 postal codes, and one of starts and countries."""
    keys = [(str(10_000 + number), f"rep_{number % 60}") for number in range(20_000)]
    starts = [
        (str(100 + number), COUNTRIES[number % 20], f"rep_{number % 60}") for number in range(900)
    ]
    people = "".join(f'rep rep_{number} "rep{number}@seller.example"\n' for number in range(60))
    text = f"""record lead {{ postal: text  country: country  size: integer 0.. }}
{people}queue desk
table codes from "codes.csv" {{ key postal gives to }}
table areas from "areas.csv" {{ match postal starts with, country gives to }}
rule "Small" {{ when size < 10 and codes(postal) is known assign desk }}
rule "Code" {{ when codes(postal) is known assign codes(postal) fallback assign desk }}
rule "Hidden" {{ when postal = "10005" assign rep_1 }}
rule "Area" {{
  when areas(postal, country) is known
  assign areas(postal, country)
  fallback assign desk
}}
rule "US" {{ when country = US assign rep_1 }}
fallback assign desk
"""
    return {
        MAIN: text,
        "codes.csv": _table([("postal", "to"), *keys]),
        "areas.csv": _table([("postal", "country", "to"), *starts]),
    }


def _table(rows: list[tuple[str, ...]]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue()


# --- one set, in a process of its own ------------------------------------------------------------


def measure(name: str) -> dict[str, object]:
    """Return the figures of one set."""
    gc.set_threshold(_OBJECTS)
    files = dict(cases())[name]()
    policy = _compiled(files)
    seconds, facts = _least(lambda: _analysed(policy.graph))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    findings, _ = _least(lambda: _findings(policy))
    hidden = sum(verdict.value == "hidden" for verdict in facts.reach.verdicts)
    return {
        "set": name,
        "rules": len(facts.chain.rules()),
        "hidden": hidden,
        "undecided": facts.undecided,
        "analysis s": round(seconds, 3),
        "MB": f"{peak:.0f}, {_allocated(policy.graph):.0f} of them",
        "findings s": round(findings, 2),
    }


def _compiled(files: Files) -> Policy:
    outcome = compile_policy(MAIN, MappingLoader(files))
    assert outcome.value is not None, outcome.diagnostics[:3]
    return outcome.value


def _analysed(graph: DecisionGraph) -> Facts:
    """Work out every fact of a graph."""
    facts = Facts(graph)
    for number, verdict in enumerate(facts.reach.verdicts):
        if verdict is Verdict.HIDDEN:
            facts.reach.cover(number)
    assert facts.vacuity and facts.overlaps and facts.unique_groups and facts.redundancy
    assert facts.gaps and facts.dead_values and facts.promises and facts.people
    return facts


def _findings(policy: Policy) -> RuleFindings:
    return rule_findings(policy, LintOptions(today=TODAY))


def _least(work: Callable[[], T]) -> tuple[float, T]:
    """Return the least processor time of a few runs, and what the last one gave."""
    least, total = float("inf"), 0.0
    while True:
        gc.collect()
        start = time.process_time()
        result = work()
        seconds = time.process_time() - start
        least, total = min(least, seconds), total + max(seconds, 0.05)
        if total >= _LEAST_SECONDS:
            return least, result
        del result


def _allocated(graph: DecisionGraph) -> float:
    """Return how many megabytes the analysis holds at its peak."""
    tracemalloc.start()
    _analysed(graph)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


# --- after an edit ------------------------------------------------------------------------------


def edits() -> dict[str, object]:
    """Return how long the verdicts take after an edit of one rule of 2,000, in the median."""
    gc.set_threshold(_OBJECTS)
    graph = _compiled({MAIN: route_text(structured(2_000, seed=1)[0])}).graph
    facts = Facts(graph)
    assert facts.reach
    chance = random.Random(2)

    def known() -> Condition:
        return OneOf(FieldTerm("country"), tuple(chance.sample(COUNTRIES, 2)))

    def number() -> Condition:
        return Between(FieldTerm("employees"), chance.randrange(3, 10_000), None)

    def text() -> Condition:
        return OneOf(FieldTerm("city"), (f"new place {chance.randrange(10**6)}",))

    row: dict[str, object] = {"set": "structured 2,000, one rule edited"}
    for title, made in (("known values", known), ("a new number", number), ("a new text", text)):
        times = []
        for _ in range(_EDITS):
            edited = _with_test(graph, chance.randrange(2_000), made())
            start = time.process_time()
            assert facts.edited(edited).reach
            times.append(time.process_time() - start)
        row[f"{title}, s"] = round(statistics.median(times), 3)
    return row


def _with_test(graph: DecisionGraph, number: int, more: Condition) -> DecisionGraph:
    """Return the graph with one more test in the condition of a rule."""
    edges = list(graph.edges)
    place = [place for place, edge in enumerate(edges) if edge.guard is not None][number]
    guard = edges[place].guard
    assert guard is not None
    edges[place] = replace(edges[place], guard=AllOf((guard, more)))
    return replace(graph, edges=tuple(edges))


def main() -> None:
    """Measure every set, or those named; each in a new process."""
    options = parser(__doc__ or "")
    options.add_argument("--sets", nargs="+", metavar="NAME", help="only sets whose name has this")
    options.add_argument("--one", help="measure this set only and print it as JSON")
    chosen = options.parse_args()
    if chosen.one is not None:
        print(json.dumps(edits() if chosen.one == "edits" else measure(chosen.one)))
        return
    rows = []
    for name in [*(name for name, _ in cases()), "edits"]:
        if chosen.sets and not any(part in name for part in chosen.sets):
            continue
        command = [sys.executable, __file__, "--one", name]
        found = subprocess.run(command, capture_output=True, text=True, check=True)
        rows.append(json.loads(found.stdout))
        print(rows[-1], file=sys.stderr, flush=True)
    tell(chosen, "analysis", rows)


if __name__ == "__main__":
    main()
