"""Only the operator words are reserved: every other keyword is a name wherever a name may stand."""

import re

import pytest

from routewright_grammar import syntax
from routewright_grammar.parse import parse
from routewright_grammar.span import Source
from routewright_grammar.table import grammar_text
from routewright_grammar.vocabulary import KEYWORDS, NAME_PATTERN, OPERATOR_WORDS, TOP_LEVEL_WORDS

FREE = [word for word in KEYWORDS if word not in OPERATOR_WORDS]

POLICY = """
record {w} {{
  {w}: text
  other: text from {w}
  third: choice({w}, other.{w})
  a.{w}: state of {w}
  fourth: text required
}}
define d = {w} = {w} and {w} is known and not {w} starts with "x" or {w} in ({w}, {w})
  and a.{w} = b and {w}.b != 5 and {w}(a, {w}).{w} is empty and {w} has {w} and {w} within 7 days
  and during {c} and (x or {w})
define {w} = x
classify {w} {{ {w} when {w} = 1  {v} when x  otherwise {v} }}
score {w} {{ 1 when {w} > 1 }}
table {w} from "t.csv" {{ match {w} starts with, {w}  gives {w}, {w}: {w} }}
table {w} from "t.csv" {{ key {w}, {w}  gives {w} }}
calendar {w} {{ holidays {w} }}
rep {w} "w@x.example" {{ calendar {w}  speaks {w}, {w}  knows {w} }}
team {w} {{ {w}, {w} weight 2 }}
team {w} catch up {{ {w} }}
team t {{ {w} catch up }}
queue {w} "Q"
queue {w}
require {w}, a.{w} else assign {w}
rule "R" {{
  when {w} = 1
  rotate {w} by turn where speaks {w} and knows {w} hold up to 1 hour notify {w}
  fallback assign {w}
  fallback rotate {w}
  sla 1 hour during {w} at 5 minutes notify {w} then escalate to {w} after 1 day assign {w}
}}
rule "S" {{ rotate {w}(x).{w} }}
fallback assign {w} sla 1 hour
assert "A" {{ when {w} = 1 never team {w}, {w} }}
assert "B" {{ always owner {w} }}
assert "C" {{ always queue {w} }}
expect "E" {{
  given {{ {w} 1 other {w} a.{w} (x, {w}) }} away {w}, {w}
  team {w} owner {w} queue {w}
  silent owner {w} team {w}
}}
"""


@pytest.mark.parametrize("word", FREE)
def test_a_keyword_is_a_name_everywhere(word: str) -> None:
    closers = ("assign", "suppress", "rotate", "always", "never", "implies")
    calendar = "berlin" if word in closers else word
    last = "other" if word == "when" else word
    text = POLICY.format(w=word, c=calendar, v=last)
    outcome = parse(Source("keyword.route", text))
    assert outcome.value is not None
    assert [found.message for found in outcome.diagnostics] == []
    named = [getattr(item, "name", None) for item in outcome.value.declarations]
    names = [name.text for name in named if isinstance(name, syntax.Name)]
    assert names.count(word) == 12
    assert len(outcome.value.declarations) == 22


@pytest.mark.parametrize("word", FREE)
def test_a_boolean_field_called_like_a_keyword_stands_alone(word: str) -> None:
    outcome = parse(Source("keyword.route", f'rule "R" {{ when {word}  assign a }}'))
    assert not outcome.diagnostics
    assert outcome.value is not None
    (rule,) = outcome.value.declarations
    assert isinstance(rule, syntax.Rule)
    assert isinstance(rule.condition, syntax.Truth)


@pytest.mark.parametrize("word", sorted(OPERATOR_WORDS))
@pytest.mark.parametrize(
    "text",
    [
        "define x = language = {w} and b",
        "define x = language in ({w}, {w}) or c",
        "define x = products has {w}",
        "define x = products has any of (A, {w})",
        "record lead {{ a: choice({w}, B) }}",
        'rep m "m@x.example" {{ speaks {w}, de  knows {w} }}',
        'rule "R" {{ rotate t where speaks {w} and knows {w} }}',
        'expect "x" {{ given {{ language {w} other ({w}, b) }} owner m }}',
        "define x = t({w}).c is known",
    ],
)
def test_an_operator_word_is_a_value(word: str, text: str) -> None:
    assert not parse(Source("operator.route", text.format(w=word))).diagnostics


@pytest.mark.parametrize("word", sorted(OPERATOR_WORDS))
@pytest.mark.parametrize(
    "text",
    [
        "team {w} {{ a }}",
        "define {w} = a",
        'rep {w} "m@x.example"',
        "record r {{ {w}: text }}",
        "queue {w}",
        "team t {{ {w} }}",
        "classify c {{ {w} when a }}",
    ],
)
def test_an_operator_word_is_never_a_name(word: str, text: str) -> None:
    outcome = parse(Source("operator.route", text.format(w=word)))
    assert [found.name for found in outcome.diagnostics] == ["impossible-name"]


@pytest.mark.parametrize("word", ["IN", "OR", "NOT", "IS", "Has", "android", "inside", "order"])
def test_other_words_are_names_however_they_begin(word: str) -> None:
    assert not parse(
        Source("names.route", f"team {word} {{ a }} define x = {word} = 1")
    ).diagnostics


def test_the_word_lists_are_those_of_the_grammar() -> None:
    rules = grammar_text().partition("// --- terminals")[0]
    words = set(re.findall(r'"([a-z]+)"', rules))
    assert words | {"any", "all", "outside"} == set(KEYWORDS)
    names = rules.partition("_other_name: NAME")[2].partition("_operator_word")[0]
    named = set(re.findall(r'"([a-z]+)"', names)) | {"when"}
    assert named == words - OPERATOR_WORDS
    declared = rules.partition("file: declaration*")[2].partition("// ---")[0]
    assert set(TOP_LEVEL_WORDS) <= words
    assert declared.count("|") == len(TOP_LEVEL_WORDS) - 2  # `unique` opens a group


def test_the_name_pattern_is_that_of_the_grammar() -> None:
    assert f"_IDENT: /{NAME_PATTERN}/" in grammar_text()
    for word in OPERATOR_WORDS:
        assert word in grammar_text().partition("_NOT_OPERATOR: ")[2].partition("\n")[0]
