"""What `lint` has to say of compiled policies, before anybody chooses how to show it."""

from collections.abc import Iterable

from routewright.compiling import Compiled
from routewright.lint_options import Beside
from routewright.linted import Linted
from routewright.report import Report
from routewright.severities import with_severities
from routewright.suppression.applying import without_allowed
from routewright_compiler.lint.linted_set import Found, agreed
from routewright_compiler.lint.policy_lint import lint_policy
from routewright_grammar.diagnostic import Diagnostic, in_order
from routewright_grammar.span import Source

NOTHING_BESIDE = Beside()


def lint_report(policies: Iterable[Compiled], beside: Beside = NOTHING_BESIDE) -> Linted:
    """Return what is wrong with policies; what several have in common is reported once.

    Severities are those of the settings, and what a comment allows is left out.
    """
    findings: list[Diagnostic] = []
    linted: list[Found] = []
    sources: dict[str, Source] = {}
    incomplete: set[str] = set()
    rules = undecided = 0
    for compiled in policies:
        findings += compiled.diagnostics
        sources |= compiled.sources
        policy = compiled.outcome.value
        if policy is None or compiled.outcome.is_refused:
            incomplete.update(compiled.sources)
            continue
        result = lint_policy(policy, beside.options_for(compiled, policy))
        linted.append((policy, result.diagnostics))
        rules += result.rules
        undecided += result.undecided
    findings += agreed(linted)
    kept = without_allowed(in_order(findings), sources, incomplete)
    report = Report.of(with_severities(kept), sources, rules, undecided)
    return Linted(report, frozenset(incomplete))
