"""Literate cases of the finding rules: `# expect: RWnnn` says where a rule finds something."""

import re
from collections.abc import Iterable
from datetime import date
from types import ModuleType

import pytest

from compiler.conftest import BASE, BASE_FILE, MAIN, Case, cases_in, compiled
from routewright_compiler.lint.policy_lint import lint_policy
from routewright_compiler.lint.rule_findings import LintOptions
from routewright_grammar.diagnostic import Diagnostic
from routewright_grammar.span import Source

TODAY = date(2026, 3, 10)
_DECLARED = re.compile(r"^(calendar|rep|team|queue)\s+(\w+)", re.MULTILINE)


class Rules:
    """What tests of the rules do with policies."""

    today = TODAY

    @staticmethod
    def linted(files: dict[str, str], **options: object) -> tuple[Diagnostic, ...]:
        """Return everything that linting says of a policy, which must compile."""
        outcome = compiled(files)
        assert outcome.value is not None, [d.message for d in outcome.diagnostics]
        chosen = LintOptions(**{"today": TODAY, **options})  # type: ignore[arg-type]
        return lint_policy(outcome.value, chosen).diagnostics

    @staticmethod
    def files(text: str) -> dict[str, str]:
        """Return the files of a first file with the people of `BASE` that it does not declare."""
        own = {f"{kind} {name}" for kind, name in _DECLARED.findall(text)}
        base = [
            line
            for line in BASE.splitlines()
            if not any(re.match(rf"{re.escape(item)}\b", line) for item in own)
        ]
        has_fallback = re.search(r"^fallback", text, re.MULTILINE)
        has_record = re.search(r"^record ", text, re.MULTILINE)
        end = "" if has_fallback else "fallback assign desk\n"
        people = "\n".join(base)
        if has_record:
            people = re.sub(r"record lead.*?^}\n", "", people, flags=re.MULTILINE | re.DOTALL)
        return {MAIN: f'{text}\nuse "{BASE_FILE}"\n{end}', BASE_FILE: people}

    def lint(self, text: str, **options: object) -> tuple[Diagnostic, ...]:
        """Return what linting says of a first file with the people and fields of `BASE`."""
        return self.linted(self.files(text), **options)

    def named(self, name: str, text: str, **options: object) -> tuple[Diagnostic, ...]:
        """Return the findings of one name."""
        return tuple(d for d in self.lint(text, **options) if d.name == name)

    def one(self, name: str, text: str, **options: object) -> Diagnostic:
        """Return the one finding of a name."""
        (found,) = self.named(name, text, **options)
        return found

    @staticmethod
    def places(found: Iterable[Diagnostic], files: dict[str, str]) -> list[tuple[str, int, str]]:
        """Return findings as file, line and code, sorted."""
        return sorted(
            (
                d.label.span.file,
                Source(d.label.span.file, files.get(d.label.span.file, ""))
                .position(d.label.span.start)
                .line,
                d.code,
            )
            for d in found
        )


@pytest.fixture(scope="session")
def rules() -> Rules:
    """Return what tests of the rules do with policies."""
    return Rules()


def rebased(case: Case) -> dict[str, str]:
    """Return the files of a case with the people that its first file does not declare itself."""
    tail = f'\nuse "{BASE_FILE}"\nfallback assign desk\n'
    first = case.files[MAIN]
    if not first.endswith(tail):
        return case.files
    return {**case.files, **Rules.files(first.removesuffix(tail))}


def pages(module: ModuleType) -> str:
    """Return the manual page of a rule module."""
    return module.__doc__ or ""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for a `literate_case` every case below its module's `CASES`."""
    if "literate_case" in metafunc.fixturenames:
        elsewhere = metafunc.module.RUN_ELSEWHERE
        paths = sorted(p for p in metafunc.module.CASES.glob("*.md") if p.stem not in elsewhere)
        found = [case for path in paths for case in cases_in(path)]
        metafunc.parametrize("literate_case", found, ids=str)
