"""The policies of the five stories, read from `examples/`, and changed as a test says."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from routewright_compiler.analysis.policy_facts import PolicyFacts, facts_of
from routewright_compiler.analysis.record_sample import SampleRecord
from routewright_compiler.lint.policy_lint import lint_policy
from routewright_compiler.lint.rule_findings import LintOptions
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_grammar.diagnostic import Diagnostic

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TODAY = date(2026, 3, 10)
Change = tuple[str, str, str]


def files_of(story: str, *changes: Change) -> dict[str, str]:
    """Return the files of a story; a change is a file, a text that stands there once, another."""
    files = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((EXAMPLES / story).iterdir())
        if path.suffix in (".route", ".csv")
    }
    for file, old, new in changes:
        assert files[file].count(old) == 1, (file, old)
        files[file] = files[file].replace(old, new)
    return files


def refusals(story: str, *changes: Change) -> tuple[Diagnostic, ...]:
    """Return what the compiler refuses of a changed story."""
    return compile_policy("inbound.route", MappingLoader(files_of(story, *changes))).diagnostics


def policy_of(story: str, *changes: Change) -> Policy:
    """Return a story's policy, which must compile."""
    outcome = compile_policy("inbound.route", MappingLoader(files_of(story, *changes)))
    assert outcome.value is not None, [d.message for d in outcome.diagnostics]
    return outcome.value


def facts_about(story: str, *changes: Change) -> PolicyFacts:
    """Return the facts of a story's policy."""
    return facts_of(policy_of(story, *changes))


def linted(
    story: str, *changes: Change, records: Sequence[SampleRecord] | None = None
) -> tuple[Diagnostic, ...]:
    """Return everything that lint says of a story's policy."""
    return lint_policy(policy_of(story, *changes), LintOptions(TODAY, records)).diagnostics


def found(diagnostics: Sequence[Diagnostic], name: str, subject: str = "") -> Diagnostic:
    """Return the one finding of a name, about a subject where one is given."""
    (one,) = [
        item for item in diagnostics if item.name == name and subject in ("", item.label.subject)
    ]
    return one
