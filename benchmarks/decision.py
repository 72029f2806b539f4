"""One decision at a time: the matcher against a hand-written `if` chain and rule engines.

All of them decide the same records of the same rules, in one run and one thread, turn by turn in
chunks; each record is parsed from JSON just before and comes once. The matcher's index of every
record must equal the chain's, an engine's that of the records it gets to in its time. Times are the
thread's own processor time. `fold chain` is the chain that folds each text once, as the language
asks for; the chain of the ratios does not. `router` is all that `Router.decide` does, from a
mapping as it came to the finished decision: each value read and checked as its type, the branch,
the owner, the notes.
"""

import json
import sys
import time
import tracemalloc
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from engines import engines
from hand_written import chain_source, compile_chain
from report import parser, tell
from shapes import TEXTS, Rule, mixed, records, route_text

from routewright_compiler.pipeline import compile_policy
from routewright_runtime.decide import Router
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.state import MemoryState

AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
CHUNK = 200
ENGINE_S = 6.0

Decide = Callable[..., int]


@dataclass(slots=True)
class Candidate:
    """One way to decide; `limit_s` bounds what is spent on it, None for all records.

    The matcher also takes the time of the decision; the others do not (`is_timeless`).
    """

    decide: Decide
    compile_s: float
    limit_s: float | None = None
    is_timeless: bool = True
    spent_s: float = 0.0
    answers: list[int] = field(default_factory=list)


class _OneFile:
    def __init__(self, text: str) -> None:
        self._data = text.encode()

    def load(self, path: str) -> bytes:
        """Return the policy, whatever the path."""
        return self._data


def graph_of(rules: list[Rule]) -> DecisionGraph:
    """Compile the rules as a policy."""
    outcome = compile_policy("policy.route", _OneFile(route_text(rules, rotate=False)))
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value.graph


def compare(size: int, seed: int, count: int, with_engines: bool) -> dict[str, object]:
    """Return the row of one size."""
    rules = mixed(size, seed)
    graph = graph_of(rules)
    names = [item.name for item in graph.fields]
    leads = [{name: lead.get(name) for name in names} for lead in records(rules, count, seed + 1)]
    source = chain_source(rules)
    candidates = {
        "chain": _timed(lambda: compile_chain(source)),
        "fold chain": _timed(lambda: compile_chain(chain_source(rules, is_folding=True))),
    }
    tracemalloc.start()
    matcher = Matcher(graph)
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    candidates["matcher"] = _timed(lambda: Matcher(graph))
    candidates["matcher"].decide = matcher.match
    candidates["matcher"].is_timeless = False
    candidates["router"] = _timed(lambda: _routing(Router(graph)))
    for name, make in engines(rules).items() if with_engines else ():
        candidates[name] = _timed(make, ENGINE_S)
    _run(candidates, leads)
    return _row(size, candidates, matcher.strategy.name.lower(), memory)


def _routing(router: Router) -> Decide:
    state = MemoryState()
    return lambda record: router.decide(record, state, AT).branch


def _timed(make: Callable[[], object], limit_s: float | None = None) -> Candidate:
    start = time.thread_time()
    decide = make()
    spent = time.thread_time() - start
    return Candidate(decide, spent, limit_s)  # type: ignore[arg-type]


def _run(candidates: dict[str, Candidate], leads: Sequence[Mapping[str, object]]) -> None:
    plain = [json.dumps(lead) for lead in leads]
    blank = [json.dumps(_with_blanks(lead)) for lead in leads]
    for start in range(0, len(leads), CHUNK):
        for candidate in candidates.values():
            if candidate.limit_s is not None and candidate.spent_s > candidate.limit_s:
                continue
            texts = plain if candidate.limit_s is None else blank
            size = CHUNK if candidate.limit_s is None else CHUNK // 10
            fresh = [json.loads(text) for text in texts[start : start + size]]
            decide, found = candidate.decide, []
            before = time.thread_time()
            if candidate.is_timeless:
                for record in fresh:
                    found.append(decide(record))
            else:
                for record in fresh:
                    found.append(decide(record, None))
            candidate.spent_s += time.thread_time() - before
            candidate.answers += found + [-1] * (CHUNK - len(fresh))


def _with_blanks(lead: Mapping[str, object]) -> dict[str, object]:
    return {k: "" if v is None and k in TEXTS else v for k, v in lead.items()}


def _row(
    size: int, candidates: dict[str, Candidate], strategy: str, memory: int
) -> dict[str, object]:
    truth = candidates["chain"].answers
    row: dict[str, object] = {"rules": size}
    base = candidates["chain"].spent_s / len(truth)
    row["chain us"] = round(base * 1e6, 2)
    for name, candidate in candidates.items():
        given = [(a, b) for a, b in zip(candidate.answers, truth, strict=False) if a >= 0]
        wrong = sum(a != b for a, b in given)
        assert not wrong, f"{name} decides {wrong} of {len(given)} records otherwise"
        if name != "chain":
            row[name] = round(candidate.spent_s / len(given) / base, 3)
    row["strategy"] = strategy
    row["compile / chain"] = round(
        candidates["matcher"].compile_s / candidates["chain"].compile_s, 2
    )
    row["matcher MB"] = round(memory / 1e6, 1)
    return row


def main() -> None:
    """Compare all sizes."""
    options = parser(__doc__ or "")
    options.add_argument("--sizes", type=int, nargs="+", default=[20, 200, 2_000, 10_000])
    options.add_argument("--records", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--no-engines", action="store_true")
    chosen: Namespace = options.parse_args()
    rows = []
    for size in chosen.sizes:
        count = chosen.records if size < 10_000 else chosen.records // 2
        print(f"{size} rules …", file=sys.stderr)
        rows.append(compare(size, chosen.seed, count, not chosen.no_engines))
    tell(chosen, "decision", rows)


if __name__ == "__main__":
    main()
