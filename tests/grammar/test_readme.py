"""The language reference: every listing parses, and its tables are those of the code."""

import re
from pathlib import Path

import pytest

from routewright_grammar.codes import Fault
from routewright_grammar.parse import NESTING_LIMIT, parse
from routewright_grammar.refusal import SIZE_LIMIT_MIB
from routewright_grammar.span import Source
from routewright_grammar.vocabulary import KEYWORDS, OPERATOR_WORDS, TYPE_NAMES

README = (Path(__file__).resolve().parents[2] / "grammar" / "README.md").read_text("utf-8")
LISTINGS = re.findall(r"```route\n([\s\S]*?)```", README)


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_listing_parses(listing: str) -> None:
    outcome = parse(Source("README.md", listing))
    assert [found.message for found in outcome.diagnostics] == []
    assert outcome.value is not None
    assert outcome.value.declarations


def test_every_keyword_operator_and_type_is_told() -> None:
    spelt = set(re.findall(r"[a-z]+", " ".join(re.findall(r"```[\s\S]*?```|`[^`]*`", README))))
    assert set(KEYWORDS) - spelt == set()
    assert set(TYPE_NAMES) - spelt == set()
    operators = README.partition("**The operator words**")[2].partition("are never names")[0]
    assert set(re.findall(r"`(\w+)`", operators)) == OPERATOR_WORDS


def test_the_codes_are_those_of_the_code() -> None:
    told = re.findall(r"^\| (RW0\d\d) \| `([a-z0-9-]+)` \|", README, re.MULTILINE)
    assert told == [fault.value for fault in Fault]


def test_the_limits_are_those_of_the_code() -> None:
    assert f"may stand {NESTING_LIMIT} deep" in README
    assert f"at most {SIZE_LIMIT_MIB} MiB" in README
