"""What a run of `mutation.py` has found so far, and what it says in all.

A result counts as long as the function that its mutant stands in has the same text, by its digest.
So does a reason why no test can notice a mutant: whoever gave it has read that text.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from mutants import Mutant

Line = Mapping[str, object]
Reasons = Mapping[tuple[str, str], str]


class Results:
    """The results in a file of one JSON object a line; of each mutant and digest the last."""

    def __init__(self, path: Path) -> None:
        self._path = path
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        self._found = {_key(line): line for line in map(json.loads, text.splitlines())}

    @property
    def lines(self) -> tuple[Line, ...]:
        """All results, those of older code too, in the order of the first trial."""
        return tuple(self._found.values())

    def has(self, mutant: Mutant, *, survivors: bool) -> bool:
        """Tell whether a mutant has a result of today's code; of survivors only where asked."""
        line = self.of(mutant)
        return line is not None and (survivors or line["noticed_by"] is not None)

    def of(self, mutant: Mutant) -> Line | None:
        """Return the result of a mutant of today's code."""
        return self._found.get((mutant.id, mutant.digest))

    def add(self, mutant: Mutant, tests: int, verdict: object, cpu_s: float) -> None:
        """Keep a result, in the file at once."""
        line = {
            "id": mutant.id, "digest": mutant.digest, "module": mutant.module,
            "tests": tests, "noticed_by": verdict, "cpu_s": round(cpu_s, 2),
        }  # fmt: skip
        self._found[_key(line)] = line
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _key(line: Line) -> tuple[str, str]:
    return str(line["id"]), str(line["digest"])


def read_reasons(path: Path) -> Reasons:
    """Return the reasons in a file by mutant and digest: `digest | mutant | reason` a line."""
    rows = (line.split(" | ") for line in path.read_text(encoding="utf-8").splitlines())
    return {(" | ".join(middle), digest): reason for digest, *middle, reason in rows}


def reason_of(reasons: Reasons, mutant: Mutant) -> str:
    """Return why no test can notice a mutant, as somebody found out who read it; else nothing."""
    return reasons.get((mutant.id, mutant.digest), "")


def report(total: Mapping[str, Sequence[Mutant]], found: Results, reasons: Reasons) -> None:
    """Print the counts by module, and the survivors, those without a reason first."""
    print("| module | mutants | tried | noticed | explained | unexplained |")
    print("|---|---|---|---|---|---|")
    for module, items in total.items():
        print(f"| {module} | {_counts(items, found, reasons)} |")
    every = [mutant for items in total.values() for mutant in items]
    print(f"| all | {_counts(every, found, reasons)} |")
    today = {(mutant.id, mutant.digest) for mutant in every}
    stale = sum((line["id"], line["digest"]) not in today for line in found.lines)
    print(f"\n{stale} older results of code that has changed since are left out.")
    survived = [mutant for mutant in every if _is_survivor(found.of(mutant))]
    for title, has_reason in (("Unexplained", False), ("Explained", True)):
        print(f"\n{title}:\n")
        for mutant in survived:
            reason = reason_of(reasons, mutant)
            if bool(reason) is has_reason:
                print(f"- {mutant.id} (line {mutant.line}){reason and f': {reason}'}")
    _print_old_reasons(every, found, reasons)


def _print_old_reasons(every: Sequence[Mutant], found: Results, reasons: Reasons) -> None:
    by_id = {name: reason for (name, _), reason in reasons.items()}
    for mutant in every:
        is_open = _is_survivor(found.of(mutant)) and not reason_of(reasons, mutant)
        if is_open and mutant.id in by_id:
            print(f"\nRead of older code, {mutant.digest}: {mutant.id}: {by_id[mutant.id]}")


def _is_survivor(line: Line | None) -> bool:
    return line is not None and line["noticed_by"] is None


def _counts(items: Sequence[Mutant], found: Results, reasons: Reasons) -> str:
    tried = [mutant for mutant in items if found.of(mutant) is not None]
    survived = [mutant for mutant in tried if _is_survivor(found.of(mutant))]
    explained = sum(bool(reason_of(reasons, mutant)) for mutant in survived)
    noticed, open_ = len(tried) - len(survived), len(survived) - explained
    return f"{len(items)} | {len(tried)} | {noticed} | {explained} | {open_}"
