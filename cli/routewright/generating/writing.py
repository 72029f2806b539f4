"""Write the generated cases of one policy to a file, and say what they are worth."""

import sys
from dataclasses import dataclass
from pathlib import Path

from routewright.cases.running import ENDINGS, received_column
from routewright.compiling import compile_file
from routewright.errors import DamagedInputError, ExitCode, UnreadableFileError
from routewright.generating.fallbacks import add_fallbacks
from routewright.generating.needs import needs
from routewright.generating.rows import CaseRows, case_rows, file_text
from routewright.generating.search import Search
from routewright.output_file import write_file
from routewright.policy_files import policies
from routewright.report import counted
from routewright.text_files import shown
from routewright_runtime.decide import Router

_TEXT_ENDINGS = (".csv", ".tsv", ".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class GenerateCall:
    """What the user asked for; `file` None: the cases file beside the policy."""

    paths: tuple[Path, ...]
    file: Path | None
    is_forced: bool


def generate_cases(call: GenerateCall) -> int:
    """Write the file; raise DamagedInputError or UnreadableFileError where that cannot be."""
    found = policies(call.paths, Path())
    if len(found) != 1:
        raise DamagedInputError(
            f"`--generate` needs one policy, and PATH stands for {len(found)}; name one of them"
        )
    path = found[0]
    file = call.file or path.with_name(path.stem + ENDINGS[0])
    _check(file, is_forced=call.is_forced)
    router = Router(compile_file(path).policy.graph)
    search = Search(router)
    search.meet(tuple(needs(router)))
    add_fallbacks(search)
    made = case_rows(router, search.records, received_column(path))
    write_file(file, file_text(made, file.suffix.lower()))
    _tell(file, path, search, made)
    return ExitCode.OK


def _check(file: Path, *, is_forced: bool) -> None:
    if file.suffix.lower() not in _TEXT_ENDINGS:
        listed = ", ".join(_TEXT_ENDINGS)
        raise DamagedInputError(
            f"`--generate` writes a file of cases, and `{shown(file)}` does not end in one of"
            f" {listed}; PATH stands before `--generate`"
        )
    if not is_forced and (file.exists() or file.is_symlink()):
        raise UnreadableFileError(
            f"`{shown(file)}` is there already and stays as it is; name another file,"
            " or write over it with `--force`"
        )


def _tell(file: Path, policy: Path, search: Search, made: CaseRows) -> None:
    lines = [
        f"{counted(len(made.rows), 'case')} written to `{shown(file)}`. They pin what the policy"
        " decides now, right or wrong: read each before you trust it"
    ]
    if search.undecided:
        lines.append(f"{counted(search.undecided, 'record')} could not be found within the budget")
    left_out = search.unshown + made.left_out
    if left_out:
        lines.append(
            f"{counted(left_out, 'record')} left out that no file can show, such as those that"
            " hang on an `outside` test"
        )
    beside = any(file.name == policy.stem + ending for ending in ENDINGS)
    if not (beside and file.parent.absolute() == policy.parent.absolute()):
        lines.append(f"`routewright test {shown(policy)} --cases {shown(file)}` runs them")
    for line in lines:
        print(f"routewright: {line}", file=sys.stderr)
