"""The real rule files beside the project, and an import of one as a compiled policy."""

from functools import cache
from pathlib import Path

import pytest

from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_compiler.target.forms import ImportedPolicy
from routewright_compiler.targets import salesforce

CORPUS = Path(__file__).resolve().parents[5] / "shared" / "corpus" / "salesforce"
FILES = tuple(sorted(path.name for path in CORPUS.glob("*.xml")))
needs_corpus = pytest.mark.skipif(not FILES, reason="the corpus of real rules is not here")


@cache
def data_of(name: str) -> bytes:
    """Return the bytes of a file."""
    return (CORPUS / name).read_bytes()


@cache
def imported(name: str) -> tuple[ImportedPolicy, ...]:
    """Return the policies of a file."""
    found = salesforce.import_files({name: data_of(name)}, salesforce.read_settings({}, None))
    assert not [item for item in found.diagnostics if item.severity == "error"]
    return found.policies


def text_of(item: ImportedPolicy, path: str) -> str:
    """Return one file of an import."""
    return next(file.text for file in item.files if file.path == path)


@cache
def compiled(item: ImportedPolicy) -> Policy:
    """Return the policy of an import, compiled."""
    text = text_of(item, "policy.route")
    outcome = compile_policy("policy.route", MappingLoader({"policy.route": text}))
    assert outcome.value is not None, outcome.diagnostics
    assert not outcome.diagnostics
    return outcome.value
