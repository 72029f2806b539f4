"""`emit`: a policy to a folder of a target's configuration, or nothing and the reasons."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from routewright.compiling import Compiled, compiled
from routewright.config import config_for
from routewright.errors import ConfigError, ExitCode, RoutewrightError
from routewright.output_folder import refuse_foreign, write_folder
from routewright.renderers import render
from routewright.report import Report, counted
from routewright.terminal import is_coloured
from routewright.text_files import read_text, shown
from routewright_compiler.emit.emitting import Emitted, emit_policy
from routewright_compiler.emit.verify import Verdict
from routewright_compiler.target.discovery import UnknownTargetError, find_target
from routewright_compiler.target.forms import Target, TargetSettingsError
from routewright_grammar.diagnostic import Diagnostic, Severity

MAPPING_KEY = "mapping"
PLANNED, PLAN_FILE = "hubspot", "plan.json"


@dataclass(frozen=True, slots=True)
class EmitCall:
    """What the user asked for."""

    target: str
    policy: Path
    output: Path
    env: str | None = None
    allows_findings: bool = False
    plan: Path | None = None


def emit_configuration(call: EmitCall) -> int:
    """Write the configuration; return 1 where findings or losses stand in the way.

    Raises RoutewrightError where the policy does not compile, a setting is wrong or the output is
    in the way; nothing is written then.
    """
    target = named_target(call.target)
    found = compiled(call.policy)
    settings = target_settings(target, found, call.env)
    refuse_foreign(call.output, call.target)
    if call.plan is not None and call.target != PLANNED:
        raise RoutewrightError(f"`--plan` is for `{PLANNED}` only")
    if not call.allows_findings and _has_errors(found):
        print(
            "routewright: nothing was written; repair the errors, or add `--allow-findings`",
            file=sys.stderr,
        )
        return ExitCode.FINDINGS
    emitted = emit_policy(target, found.policy, settings)
    if emitted.troubles:
        return _refused(emitted, found, call.target)
    if emitted.is_refuted:
        return _refuted(emitted, call)
    files = dict(emitted.files)
    told: tuple[str, ...] = ()
    if call.plan is not None:
        text, told = _plan(emitted.files, call.plan)
        files[PLAN_FILE] = text
    write_folder(call.output, files, call.target)
    _tell(emitted, call, len(files))
    print("".join(f"{line}\n" for line in told), end="")
    return ExitCode.OK


def _plan(files: Mapping[str, str], fetched: Path) -> tuple[str, tuple[str, ...]]:
    """Return the plan that brings a portal to the emitted flows, and what it does in words."""
    from routewright.hubspot.plan_file import flows_of, plan_text, plan_words, read_fetched
    from routewright_compiler.targets.hubspot.plan import PlanError, plan_flows

    try:
        flows = plan_flows(flows_of(files), read_fetched(fetched))
    except PlanError as trouble:
        raise RoutewrightError(str(trouble)) from trouble
    return plan_text(flows), plan_words(flows)


def named_target(name: str) -> Target[Any]:
    """Return a target; raise RoutewrightError where there is none of that name."""
    try:
        return find_target(name)
    except UnknownTargetError as trouble:
        raise RoutewrightError(str(trouble)) from trouble


def target_settings(target: Target[Any], found: Compiled, env: str | None) -> Any:
    """Return the target's settings for a policy; raise ConfigError with the file's name.

    The mapping that an import left beside the policy (`<target>.json`) goes with them.
    """
    config = config_for(found.path)
    table: dict[str, object] = dict(config.targets.get(target.NAME, {}))
    if MAPPING_KEY in table:
        raise ConfigError(f"there is no setting `{target.NAME}.{MAPPING_KEY}`; delete it")
    beside = found.path.parent / f"{target.NAME}.json"
    if beside.is_file():
        table[MAPPING_KEY] = read_text(beside)
    try:
        return target.read_settings(table, env)
    except TargetSettingsError as trouble:
        where = "" if config.file is None else f"`{shown(config.file)}`: "
        raise ConfigError(f"{where}{trouble}") from trouble


def _has_errors(found: Compiled) -> bool:
    """Show the errors of lint, if any, and tell whether there are."""
    from routewright.lint_report import lint_report

    report = lint_report([found]).report
    errors = [item for item in report.findings if item.severity is Severity.ERROR]
    _show(errors, found)
    return bool(errors)


def _refused(emitted: Emitted, found: Compiled, target: str) -> int:
    if emitted.is_damaged:
        for item in emitted.troubles:
            print(f"{item.label.span.file}: {item.code} {item.message}", file=sys.stderr)
        print(
            f"routewright: what was made for {target} is damaged, and nothing was written; this is"
            " a fault of routewright, please report it",
            file=sys.stderr,
        )
        return ExitCode.FAILURE
    _show(emitted.troubles, found)
    print(
        "routewright: nothing was written; say it otherwise, or allow the losses by name",
        file=sys.stderr,
    )
    return ExitCode.FINDINGS


def _refuted(emitted: Emitted, call: EmitCall) -> int:
    verification = emitted.verification
    assert verification is not None
    for item in verification.diagnostics:
        print(f"{item.label.span.file}: {item.code} {item.message}", file=sys.stderr)
    for difference in verification.differences[:3]:
        record = ", ".join(f"{name}={value}" for name, value in difference.record)
        print(
            f"{difference.policy_rule}: {difference.policy_owner}, but {difference.found_owner}"
            f" by {difference.found_rule}: {record}",
            file=sys.stderr,
        )
    print(
        f"routewright: what was made for {call.target} does not do what the policy says, and"
        " nothing was written; this is a fault of routewright, please report it",
        file=sys.stderr,
    )
    return ExitCode.FAILURE


def _show(findings: Iterable[Diagnostic], found: Compiled) -> None:
    kept = tuple(findings)
    if kept:
        report = Report.of(kept, found.sources)
        sys.stderr.write(render("full", report, is_coloured=is_coloured(sys.stderr)))


_PROOFS = {
    Verdict.EQUAL: "proved equal to the policy",
    Verdict.EQUAL_BUT_FOR_LOSSES: "proved equal to the policy but for the allowed losses",
    Verdict.UNDECIDED: "not proved: whether it does what the policy says is undecided",
}


def _tell(emitted: Emitted, call: EmitCall, count: int) -> None:
    said = f"wrote {counted(count, 'file')} to {shown(call.output)}"
    allowed = dict.fromkeys(loss.name for loss in emitted.emission.allowed)
    print(said)
    if emitted.verification is not None:
        print(_PROOFS[emitted.verification.verdict])
    if allowed:
        print(f"allowed losses: {', '.join(allowed)}; README.md in the folder lists them")
    if emitted.emission.assumptions:
        number = counted(len(emitted.emission.assumptions), "assumption")
        print(f"it leans on {number}, listed there too")
