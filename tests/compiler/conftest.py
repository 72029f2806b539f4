"""Compile and lint policies written inside tests and literate cases.

A literate case is Markdown with fenced blocks. A `route` block without a name is the policy's
first file; unless it is marked `bare`, the people and fields of `BASE` and a fallback go with it.
Blocks with a name (`route people.route`, `csv owners.csv`) are further files. `# expect: RW101` at
the end of a line says that a finding begins on it; a `findings` block says so of CSV lines.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from routewright_compiler.lint.policy_lint import lint_policy
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.codes import finding_kinds
from routewright_compiler.schema.loader import MappingLoader
from routewright_grammar.diagnostic import Diagnostic, Outcome
from routewright_grammar.span import Source

BASE = """
record lead blank "n/a" {
  email:      email
  country:    country
  state:      state
  employees:  integer 0..
  revenue:    number 0..
  industry:   choice(SaaS, Fintech, Retail)
  products:   choices(Core, API)
  channel:    choice open(Web, Event)
  source:     text
  partner:    boolean
  created_at: datetime
  closed_on:  date
  language:   language
  website:    url
  phone:      phone
  owner.id:   user
}
calendar office { open mon-fri 09:00-17:00 }
rep ana "ana@acme.example" { calendar office  speaks de, en  knows Fintech }
rep ben "ben@acme.example" { speaks fr }
team ae { ana, ben }
queue desk "Desk"
"""
OWN_CODES = frozenset(kind.code for kind in finding_kinds())
MAIN, BASE_FILE = "main.route", "base.route"
_FENCE = re.compile(r"^```(\w+)?[ ]?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXPECT = re.compile(r"#\s*expect:\s*(RW\d{3}(?:\s+RW\d{3})*)")
_FINDING = re.compile(r"(\S+):(\d+) (RW\d{3})")


def compiled(files: Mapping[str, str | bytes], path: str = MAIN) -> Outcome[Policy]:
    """Compile a policy of in-memory files."""
    return compile_policy(path, MappingLoader(files))


def findings(files: Mapping[str, str | bytes], path: str = MAIN) -> tuple[Diagnostic, ...]:
    """Return what compiling and linting say of a policy, the finding rules left aside."""
    outcome = compiled(files, path)
    if outcome.value is None:
        return outcome.diagnostics
    linted = lint_policy(outcome.value).diagnostics
    return (*outcome.diagnostics, *(item for item in linted if item.code in OWN_CODES))


def with_base(text: str) -> dict[str, str]:
    """Return the files of a first file that speaks of the standard people and fields."""
    return {MAIN: f'{text}\nuse "{BASE_FILE}"\nfallback assign desk\n', BASE_FILE: BASE}


@dataclass
class Case:
    """One literate case: its files, and the findings by file, line and code."""

    title: str
    files: dict[str, str] = field(default_factory=dict)
    expected: list[tuple[str, int, str]] = field(default_factory=list)

    def __str__(self) -> str:
        return self.title


def cases_in(path: Path) -> Iterator[Case]:
    """Yield the cases of a Markdown file: each `## title` begins one."""
    text = path.read_text(encoding="utf-8")
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        case = Case(f"{path.stem}: {title}")
        for kind, name, block in _FENCE.findall(body):
            _add_block(case, kind, name.strip(), block)
        if case.files:
            yield case


def _add_block(case: Case, kind: str, name: str, block: str) -> None:
    if kind == "findings":
        case.expected += [(f, int(line), code) for f, line, code in _FINDING.findall(block)]
        return
    file = MAIN if name in ("", "bare") else name
    if kind == "route" and name == "":
        case.files |= with_base(block)
    else:
        case.files[file] = block
    for number, line in enumerate(block.splitlines(), 1):
        if kind == "route" and (found := _EXPECT.search(line)):
            case.expected += [(file, number, code) for code in found[1].split()]


def found_in(case: Case) -> list[tuple[str, int, str]]:
    """Return what is found in a case, in the form of its expectations."""
    return sorted((d.label.span.file, _line(case, d), d.code) for d in findings(case.files))


def _line(case: Case, diagnostic: Diagnostic) -> int:
    span = diagnostic.label.span
    return Source(span.file, case.files.get(span.file, "")).position(span.start).line


class Bench:
    """What tests do with policies, handed to them as one fixture."""

    base = BASE
    compiled = staticmethod(compiled)
    findings = staticmethod(findings)
    with_base = staticmethod(with_base)

    @staticmethod
    def policy(text: str, **files: str) -> Policy:
        """Return the compiled policy of a first file with the standard people and fields."""
        outcome = compiled({**with_base(text), **files})
        assert outcome.value is not None, [d.message for d in outcome.diagnostics]
        return outcome.value

    @staticmethod
    def found_in(case: Case) -> list[tuple[str, int, str]]:
        """Return what is found in a literate case, in the form of its expectations."""
        return found_in(case)


@pytest.fixture(scope="session")
def bench() -> Bench:
    """Return what tests do with policies."""
    return Bench()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for a `literate_case` every case below its module's `CASES`."""
    if "literate_case" in metafunc.fixturenames:
        paths = sorted(metafunc.module.CASES.glob("*.md"))
        found = [case for path in paths for case in cases_in(path)]
        metafunc.parametrize("literate_case", found, ids=str)
