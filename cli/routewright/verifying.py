"""`verify`: a folder of configuration read back and compared with a policy."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from routewright.compiling import compiled
from routewright.emitting import named_target, target_settings
from routewright.errors import ExitCode, UnreadableFileError
from routewright.report import counted
from routewright.text_files import files_below, read_bytes, shown
from routewright_compiler.analysis.comparison.comparison import TOTAL_STEPS
from routewright_compiler.emit.verify import RecordDifference, Verdict, Verification, verify
from routewright_grammar.diagnostic import Diagnostic

SHOWN_DIFFERENCES = 20
DESCRIBED = 1
_FOLDER_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class VerifyCall:
    """What the user asked for."""

    target: str
    policy: Path
    folder: Path
    env: str | None = None
    form: str = "text"
    budget: int | None = None
    is_retrieved: bool = False


def verify_configuration(call: VerifyCall) -> int:
    """Show whether a folder does what a policy says: 0 equal, 1 different, 2 not decided.

    Raises RoutewrightError where the policy does not compile or the folder cannot be read.
    """
    target = named_target(call.target)
    found = compiled(call.policy)
    settings = target_settings(target, found, call.env)
    files = read_folder(call.folder)
    steps = TOTAL_STEPS if call.budget is None else call.budget
    verification = verify(
        target, found.policy, files, settings, total_steps=steps, regions=DESCRIBED
    )
    if call.form == "json":
        print(json.dumps(_data(verification), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(verification, call)))
    match verification.verdict:
        case Verdict.DIFFERENT:
            return ExitCode.FINDINGS
        case Verdict.UNDECIDED:
            return ExitCode.FAILURE
        case _:
            return ExitCode.OK


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its path in it; a file stands for itself."""
    if folder.is_file():
        return {folder.name: read_bytes(folder)}
    if not folder.is_dir():
        raise UnreadableFileError(f"`{shown(folder)}` does not exist; name a folder")
    files: dict[str, bytes] = {}
    size = 0
    for path in files_below(folder, ""):
        data = read_bytes(path)
        size += len(data)
        if size > _FOLDER_BYTES:
            raise UnreadableFileError(
                f"`{shown(folder)}` is larger than {_FOLDER_BYTES // 2**20} MB; name the folder"
                " that holds the routing alone"
            )
        files[os.path.relpath(path, folder).replace(os.sep, "/")] = data
    return files


# --- text -------------------------------------------------------------------------------------


def _lines(found: Verification, call: VerifyCall) -> Iterator[str]:
    yield _headline(found, call)
    for item in found.diagnostics:
        yield f"\n{item.severity}[{item.code}]: {item.message}"
        yield f"  --> {item.label.span.file}"
        if item.help:
            yield f"  = help: {item.help}"
    for number, difference in enumerate(found.differences[:SHOWN_DIFFERENCES], 1):
        yield ""
        yield from _difference(number, difference)
    if len(found.differences) > SHOWN_DIFFERENCES:
        yield f"\nand {len(found.differences) - SHOWN_DIFFERENCES} more; `--format json` has them"
    if found.undecided:
        listed = ", ".join(dict.fromkeys(found.undecided))
        yield f"\nleft undecided: {listed}; `--budget` goes on"
    if found.unread:
        yield "\nundecided, for nobody but the CRM knows whether these ask what the policy asks:"
        for text in found.unread:
            yield f"  {text}"
    if found.losses:
        yield "\nleft out, for the configuration cannot say it exactly:"
        for loss in found.losses:
            rule = f" (`{loss.rule}`)" if loss.rule else ""
            yield f"  {loss.name}{rule}: {loss.reason}; instead: {loss.choice}"
    if found.assumptions:
        yield "\nassumed:"
        for assumption in found.assumptions:
            yield f"  {assumption.name}: {assumption.text}"


def _headline(found: Verification, call: VerifyCall) -> str:
    what = f"`{shown(call.folder)}`"
    number = counted(len(found.differences), "difference")
    match found.verdict:
        case Verdict.EQUAL:
            names = ", and is of the same rule" if found.has_rule_names else ""
            return f"proved equal: every record gets the same owner by {what}{names}"
        case Verdict.EQUAL_BUT_FOR_LOSSES:
            return f"proved equal but for losses: {what} does all that it can say of the policy"
        case Verdict.UNDECIDED:
            return f"undecided: whether {what} does what the policy says is not proved"
        case Verdict.DIFFERENT if call.is_retrieved:
            return f"drifted: {what} does not do what the policy says ({number})"
        case Verdict.DIFFERENT:
            return f"different: {what} does not do what the policy says ({number})"


def _difference(number: int, item: RecordDifference) -> Iterator[str]:
    certainty = " (possible: it hangs on what only the CRM can judge)" if item.is_possible else ""
    yield f"{number}. records of `{item.policy_rule}` go elsewhere{certainty}"
    yield f"  = policy: {item.policy_owner}, by rule `{item.policy_rule}`"
    yield f"  = found:  {item.found_owner}, by `{item.found_rule}`"
    record = ", ".join(f"{name} {_shown(value)}" for name, value in item.record)
    yield f"  = lead:   {record or 'a record with nothing in it'}"
    for text in item.outside:
        yield f"  = taken to hold: {text}"
    for where in item.where:
        yield f"  = where:  {where}"


def _shown(value: object) -> str:
    if value is None:
        return "(empty)"
    if isinstance(value, tuple):
        return ";".join(str(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


# --- json -------------------------------------------------------------------------------------


def _data(found: Verification) -> dict[str, object]:
    return {
        "version": 1,
        "verdict": found.verdict.value,
        "rules_compared": found.has_rule_names,
        "differences": [
            {
                "policy": {"rule": item.policy_rule, "owner": item.policy_owner},
                "found": {"rule": item.found_rule, "owner": item.found_owner},
                "record": dict(item.record),
                "where": list(item.where),
                "certainty": "possible" if item.is_possible else "proved",
                "outside": list(item.outside),
            }
            for item in found.differences
        ],
        "undecided": list(found.undecided),
        "unread": list(found.unread),
        "losses": [
            {"name": loss.name, "rule": loss.rule, "reason": loss.reason, "choice": loss.choice}
            for loss in found.losses
        ],
        "assumptions": [
            {"name": item.name, "text": item.text, "source": item.source}
            for item in found.assumptions
        ],
        "findings": [_finding(item) for item in found.diagnostics],
    }


def _finding(item: Diagnostic) -> dict[str, object]:
    return {
        "code": item.code,
        "name": item.name,
        "severity": item.severity.value,
        "message": item.message,
        "subject": item.label.subject,
        "file": item.label.span.file,
        "help": item.help,
    }
