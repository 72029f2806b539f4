"""What a branch does, in words, and how two branches that first do the same are told apart."""

import pytest

from compiler.conftest import compiled
from routewright_compiler.analysis.policy_facts import PolicyFacts, facts_of
from rules.conftest import Rules


def _facts(rules: Rules, *actions: str) -> PolicyFacts:
    text = "\n".join(f'rule "R{n}" {{ {action} }}' for n, action in enumerate(actions))
    table = 'table owners from "owners.csv" { key country  gives to }\n'
    files = {**rules.files(table + text), "owners.csv": "country,to\nDE,ae\nFR,ana\n"}
    outcome = compiled(files)
    assert outcome.value is not None, [d.message for d in outcome.diagnostics]
    return facts_of(outcome.value)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("assign ana", "gives it to `ana`"),
        ("assign desk", "puts it into queue `desk`"),
        ("assign owner.id", "gives it to whom `owner.id` names"),
        ("rotate ae", "gives it to team `ae`"),
        ("rotate ae by weight", "gives it to team `ae` by weight"),
        ("rotate ae where speaks fr", "gives it to team `ae` where speaks fr"),
        (
            "rotate ae by load where speaks de and knows industry",
            "gives it to team `ae` by load where speaks de and knows industry",
        ),
        ("rotate ae where knows industry", "gives it to team `ae` where knows industry"),
        ("rotate owners(country)", "gives it to whom `owners(country)` names"),
        ('suppress "no budget"', "suppresses it (`no budget`)"),
    ],
)
def test_what_a_branch_does(rules: Rules, action: str, words: str) -> None:
    assert _facts(rules, action).words.does(0) == words


@pytest.mark.parametrize(
    ("first", "second", "rest"),
    [
        ("", "sla 1 hour", ", without an SLA"),
        ("sla 2 hours", "sla 1 hour", ", SLA 2 hours"),
        ("sla 1 day during office", "sla 1 day", ", SLA 1 day during office"),
        ("", "hold up to 2 hours", ", without hold"),
        ("hold up to 1 hour", "hold up to 2 hours", ", held 1 hour"),
        ('tag "a"  tag "b"', "", ", tag `a` and `b`"),
        ("", 'tag "a"', ", without a tag"),
        ("notify ana", "", ", telling `ana`"),
        ("", "notify ana", ", telling nobody"),
        ("fallback assign desk", "fallback assign ana", ", with other fallbacks or SLA steps"),
        (
            "sla 2 hours  at 1 hour notify ana",
            "sla 2 hours  at 1 hour notify ben",
            ", with other fallbacks or SLA steps",
        ),
    ],
)
def test_what_tells_two_branches_apart(rules: Rules, first: str, second: str, rest: str) -> None:
    facts = _facts(rules, f"rotate ae {first}", f"rotate ae {second}", "assign ana")
    assert facts.words.does(0, 1) == f"gives it to team `ae`{rest}"
    assert facts.words.does(0, 2) == "gives it to team `ae`"


def test_names_of_branches(rules: Rules) -> None:
    text = """
    require country else assign desk
    group "EMEA" {
      when country = DE
      rule "Swiss" { when employees = 1  assign ana }
      fallback assign ben
    }
    """
    outcome = compiled(rules.files(text))
    assert outcome.value is not None, [d.message for d in outcome.diagnostics]
    words = facts_of(outcome.value).words
    names = ["`require`", "`Swiss`", "the fallback of `EMEA`", "the last fallback"]
    assert [words.name(n) for n in range(4)] == names
    assert words.names((1, 3)) == "`Swiss` and the last fallback"
    assert words.names((1,), 2) == "`Swiss` and 2 more"
