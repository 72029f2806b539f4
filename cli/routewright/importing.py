"""`import`: files of a CRM to folders of policies, all of them or none."""

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from routewright.errors import ConfigError, ExitCode, RoutewrightError, UnreadableFileError
from routewright.renderers import render
from routewright.report import Report, counted
from routewright.terminal import is_coloured
from routewright.text_files import read_bytes, reason_of, shown, shown_text, unreadable
from routewright_compiler.target.discovery import UnknownTargetError, find_target
from routewright_compiler.target.forms import ImportedPolicy
from routewright_grammar.diagnostic import Diagnostic, Severity
from routewright_grammar.span import Source


@dataclass(frozen=True, slots=True)
class ImportCall:
    """What the user asked for."""

    target: str
    files: tuple[Path, ...]
    output: Path
    has_inactive: bool = False


def import_configuration(call: ImportCall) -> int:
    """Import the files; return 2 where an error stopped it, with nothing written.

    Raises RoutewrightError where a file cannot be read, or the output is in the way.
    """
    try:
        target = find_target(call.target)
    except UnknownTargetError as trouble:
        raise RoutewrightError(str(trouble)) from trouble
    files = {shown(path): read_bytes(path) for path in call.files}
    try:
        settings = target.read_settings({}, None)
    except ValueError as trouble:
        raise ConfigError(str(trouble)) from trouble
    found = target.import_files(files, settings)
    policies = [item for item in found.policies if item.is_active or call.has_inactive]
    diagnostics = [*found.diagnostics, *(d for item in policies for d in item.diagnostics)]
    _show(diagnostics, files)
    if any(item.severity is Severity.ERROR for item in diagnostics):
        print("routewright: nothing was written", file=sys.stderr)
        return ExitCode.FAILURE
    if not policies:
        raise RoutewrightError(
            "every configuration in what was named is inactive; `--inactive` imports it too"
        )
    write_policies(policies, call.output)
    for item in policies:
        print(f"wrote {shown(call.output / item.folder)}")
    left = len(found.policies) - len(policies)
    if left:
        print(f"left out {counted(left, 'inactive policy')}; `--inactive` imports it too")
    print(f"\nNext:\n  routewright lint {shown(call.output)}")
    return ExitCode.OK


def _show(diagnostics: list[Diagnostic], files: dict[str, bytes]) -> None:
    if not diagnostics:
        return
    sources = {name: Source(name, shown_text(data)) for name, data in files.items()}
    report = Report.of(diagnostics, sources)
    sys.stderr.write(render("full", report, is_coloured=is_coloured(sys.stderr)))


def write_policies(policies: list[ImportedPolicy], output: Path) -> None:
    """Write a folder for each policy, whole or not at all; what is there is never overwritten."""
    for item in policies:
        if (output / item.folder).exists():
            raise UnreadableFileError(
                f"`{shown(output / item.folder)}` exists; name another --output, or move it away"
            )
    is_new = not output.exists()
    placed: list[Path] = []
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=output, prefix=".import-") as beside:
            for item in policies:
                made = Path(beside) / item.folder
                made.mkdir()
                for file in item.files:
                    (made / file.path).write_bytes(file.text.encode("utf-8"))
            for item in policies:
                os.replace(Path(beside) / item.folder, output / item.folder)
                placed.append(output / item.folder)
    except (OSError, ValueError) as trouble:
        for path in placed:
            shutil.rmtree(path, ignore_errors=True)
        if is_new:
            shutil.rmtree(output, ignore_errors=True)
        raise unreadable(output, reason_of(trouble)) from trouble
