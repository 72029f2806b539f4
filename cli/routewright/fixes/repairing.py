"""`lint --fix`: write what is proved to change no decision, show the rest, and say so.

A fix that is called safe is still proved: the policies that use the file are compiled with it, and
must decide every record as before. What cannot be proved so is left to `--unsafe-fixes`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from routewright.cache_folder import cache_folder
from routewright.compiling import Compiled, FileLoader, compile_file
from routewright.fixes.choosing import Repair, chosen, is_applicable, is_safe
from routewright.fixes.edits import applied
from routewright.fixes.proof import decides_alike
from routewright.lint_report import lint_report
from routewright.output_file import write_file
from routewright.policy_files import policies
from routewright.text_files import read_bytes, shown
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.loader import Unreadable
from routewright_grammar.diagnostic import Outcome

ROUNDS = 10
TRIES = 64
_BYTE_ORDER_MARK = "\ufeff"

Texts = Mapping[str, str]
Judge = Callable[[Outcome[Policy], Outcome[Policy]], bool]


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was done: findings repaired by file, the diff shown, and fixes that were left out."""

    by_file: Mapping[str, int]
    diff: str
    left_out: int


class _Overlay:
    """A loader that has new texts for some files."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._files = FileLoader()

    def load(self, path: str) -> bytes | Unreadable:
        text = self._texts.get(path)
        return self._files.load(path) if text is None else text.encode()


def repair(paths: Sequence[Path], *, writes: bool, takes_unsafe: bool) -> Repaired:
    """Repair policies until nothing more can be; nothing is written where `writes` is false.

    With `takes_unsafe` fixes that may change a decision are taken too, and the diff shows all.
    """
    by_file: dict[str, int] = {}
    diffs: list[str] = []
    left_out = 0
    for _ in range(ROUNDS):
        compiled = [compile_file(path) for path in paths]
        sources = {name: s.text for item in compiled for name, s in item.sources.items()}
        findings = lint_report(compiled).report.findings
        repairs = chosen(findings, is_applicable if takes_unsafe else is_safe)
        repairs = tuple(r for r in repairs if all(_is_whole(e.span.file, sources) for e in r.edits))
        sound = _proved(repairs, sources, compiled, _is_no_worse if takes_unsafe else _is_same)
        left_out = len(repairs) - len(sound)
        if not sound:
            break
        texts = _texts(sound, sources)
        if takes_unsafe:
            diffs += [diff(file, sources[file], text) for file, text in texts.items()]
        for item in sound:
            file = item.edits[0].span.file
            by_file[file] = by_file.get(file, 0) + 1
        if not writes:
            break
        for file, text in texts.items():
            _write(file, text)
    return Repaired(dict(sorted(by_file.items())), "".join(diffs), left_out)


def diff(file: str, before: str, after: str) -> str:
    """Return a unified diff of two texts of one file; empty where they are the same."""
    lines = unified_diff(_lines(before), _lines(after), f"a/{file}", f"b/{file}", n=3)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)


def _proved(
    repairs: tuple[Repair, ...], sources: Texts, compiled: Sequence[Compiled], judge: Judge
) -> tuple[Repair, ...]:
    """Return repairs that pass together: all, or what is left when halves that do not are split.

    After `TRIES` compilations the rest is given up, so that many unsound fixes cost no hours.
    """
    if not repairs:
        return ()
    files = sorted({edit.span.file for item in repairs for edit in item.edits})
    concerned = _concerned(files, compiled)
    kept: tuple[Repair, ...] = ()
    waiting = [repairs]
    for _ in range(TRIES):
        if not waiting:
            break
        batch = waiting.pop()
        half = len(batch) // 2
        if _passes((*kept, *batch), sources, concerned, judge):
            kept = (*kept, *batch)
        elif half:
            waiting += [batch[half:], batch[:half]]
    return kept


def _concerned(files: Iterable[str], compiled: Sequence[Compiled]) -> tuple[Compiled, ...]:
    """Return every policy that uses one of the files, those that were not named included."""
    named = {shown(item.path): item for item in compiled}
    for path in policies([Path(file) for file in files], Path()):
        if shown(path) not in named:
            named[shown(path)] = compile_file(path)
    return tuple(item for item in named.values() if any(file in item.sources for file in files))


def _passes(
    repairs: tuple[Repair, ...], sources: Texts, concerned: Sequence[Compiled], judge: Judge
) -> bool:
    loader = _Overlay(_texts(repairs, sources))
    return all(
        judge(item.outcome, compile_policy(item.name, loader, cache_dir=cache_folder()))
        for item in concerned
    )


def _is_same(before: Outcome[Policy], after: Outcome[Policy]) -> bool:
    if before.value is None or before.is_refused or after.value is None or after.is_refused:
        return False
    return decides_alike(before.value, after.value)


def _is_no_worse(before: Outcome[Policy], after: Outcome[Policy]) -> bool:
    """Whether a policy that compiled still does, and another has no more that refuses it."""
    return _refusals(after) < max(_refusals(before), 1)


def _refusals(outcome: Outcome[Policy]) -> int:
    return sum(1 for finding in outcome.diagnostics if finding.not_compiled)


def _texts(repairs: Iterable[Repair], sources: Texts) -> dict[str, str]:
    edits = [edit for item in repairs for edit in item.edits]
    files = sorted({edit.span.file for edit in edits})
    return {
        file: applied(sources[file], [edit for edit in edits if edit.span.file == file])
        for file in files
    }


def _is_whole(file: str, sources: Texts) -> bool:
    """Whether a text is the whole of its file, so that it can be written back."""
    if file not in sources:
        return False
    data = read_bytes(Path(file))
    return sources[file].encode(errors="replace") == data.removeprefix(_BYTE_ORDER_MARK.encode())


def _write(file: str, text: str) -> None:
    path = Path(file)
    has_mark = read_bytes(path).startswith(_BYTE_ORDER_MARK.encode())
    write_file(path, f"{_BYTE_ORDER_MARK}{text}" if has_mark else text)
