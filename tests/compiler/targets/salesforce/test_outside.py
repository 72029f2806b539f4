"""`outside` conditions of every build: emitted and proved, and never called different in vain."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.targets.salesforce.corpus import compiled, text_of
from compiler.targets.salesforce.test_import_styles import entry, file_of, imported, rule
from compiler.targets.salesforce.test_verify import mapped_settings, policy_of, proof
from routewright_compiler.emit.emitting import emit_policy
from routewright_compiler.emit.verify import Verdict, Verification
from routewright_compiler.targets import salesforce
from routewright_compiler.targets.salesforce.formula.parse import parse_formula
from routewright_compiler.targets.salesforce.formula.same import key_of

HEAD = """
record lead { city: text  employees: integer  vip: boolean  stage: choice(New, Old) }
queue one
queue two
queue desk
"""
TEXTS = st.sampled_from(
    [
        "ISNEW()",
        "ISCHANGED(OwnerId)",
        "ISCHANGED(OwnerId) && ISNEW()",
        "ISNEW() || ISCHANGED(City)",
        'NOT(City = "x")',
        "NOT(ISNEW()) && (ISCHANGED(City) || ISCHANGED(State))",
        'AND(ISNEW(), OR(City = "a", City = "b"))',
        'IF(ISNEW(), City = "a", State = "b")',
        'REGEX(City, "a.*")',
        "City = State",
        "MOD(VALUE(Number__c), 3) = 0",
        "LEN(City) > 3 && NumberOfEmployees > 5",
        "a and b",
    ]
)
PLAIN = st.sampled_from(
    ['city = "x"', "employees >= 10", "vip", "stage != New", "city is empty", 'city contains "a"']
)
CONDITIONS = st.recursive(
    st.one_of(TEXTS.map(lambda text: "outside " + quoted(text)), PLAIN),
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
    ),
    max_leaves=5,
)


def quoted(text: str) -> str:
    """Return a text as the language spells it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    asked=st.lists(CONDITIONS, min_size=1, max_size=3),
    object_name=st.sampled_from(["Lead", "Case", "Account"]),
)
def test_whatever_is_asked_outside_is_proved(asked: list[str], object_name: str) -> None:
    rules = [
        f'rule "R{n}" {{ when {text} assign {("one", "two")[n % 2]} }}'
        for n, text in enumerate(asked)
    ]
    policy = policy_of("\n".join((HEAD, *rules, "fallback assign desk")))
    own = salesforce.read_settings({"object": object_name}, None)
    emitted = emit_policy(salesforce, policy, own)
    if any("a and b" in text for text in asked) and emitted.troubles:
        return  # no formula at all, and said to be none
    assert not emitted.troubles, emitted.troubles
    assert emitted.verification is not None
    found = emitted.verification
    assert found.verdict is Verdict.EQUAL, (found.differences[:2], found.unread)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ('ISNEW() && City = "x"', "and( isnew(), City == 'x' )", True),
        ('{!$Record.City} = "x" || ISNEW()', 'OR(ISNEW(), city = "x")', True),
        ("!ISNEW()", "NOT( ISNEW() )", True),
        ("A__c <> 1.0", "a__c != 1", True),
        ("OR(ISNEW())", "ISNEW()", True),
        ("A && B && C", "AND(C, B, A)", True),
        ("A && (B || C)", "A && B || C", False),
        ("A > B", "B > A", False),
        ("ISCHANGED(A)", "ISCHANGED(B)", False),
        ('City = "x"', 'City = "X"', False),
        ("A - B - C", "A - (B - C)", False),
    ],
)
def test_spellings_of_one_formula_have_one_key(one: str, other: str, *, is_same: bool) -> None:
    assert (key_of(parse_formula(one)) == key_of(parse_formula(other))) is is_same


def test_a_tree_that_is_too_deep_has_no_key() -> None:
    assert key_of(parse_formula("-".join(["1"] * 5000))) is None


# --- what the configuration asks in other words -------------------------------------------------


def against(formula: str, *, kept: str = "AND(ISCHANGED(OwnerId), LEN(City) > 3)") -> Verification:
    """Verify a policy that was imported from one formula against a file with another."""
    other = ("City", "equals", "Paris")
    (item,) = imported(file_of(rule(entry("Desk", kept), entry("Rest", "", other))))
    own = mapped_settings(text_of(item, "salesforce.json"))
    data = file_of(rule(entry("Desk", formula), entry("Rest", "", other)))
    return proof(compiled(item), {"Lead.assignmentRules-meta.xml": data}, own)


@pytest.mark.parametrize(
    "formula",
    [
        "ISCHANGED( OwnerId ) && LEN(City) > 3",
        "LEN(City)>3 && ischanged(OWNERID)",
        "/* both */ (ISCHANGED(OwnerId)) && (LEN(City) > 3)",
    ],
)
def test_other_spellings_are_proved_equal(formula: str) -> None:
    assert against(formula).verdict is Verdict.EQUAL


@pytest.mark.parametrize(
    "formula", ["ISCHANGED(OwnerId) && LEN(City) >= 4", "ISCHANGED(OwnerId) && 3 < LEN(City)"]
)
def test_what_may_ask_the_same_is_undecided_and_named(formula: str) -> None:
    found = against(formula)
    assert found.verdict is Verdict.UNDECIDED and not found.differences
    assert any("LEN(City)" in text and "1 Desk" in text for text in found.unread)


@pytest.mark.parametrize(
    "formula", ['City = "Rome"', "FALSE", "ISCHANGED(OwnerId)", "LEN(City) > 3"]
)
def test_what_asks_less_or_something_else_is_different(formula: str) -> None:
    found = against(formula)
    assert found.verdict is Verdict.DIFFERENT
    assert all(item.is_possible for item in found.differences if item.outside)


def test_a_changed_owner_behind_an_outside_text_is_different() -> None:
    other = ("City", "equals", "Paris")
    (item,) = imported(file_of(rule(entry("Desk", "ISNEW()"), entry("Rest", "", other))))
    own = mapped_settings(text_of(item, "salesforce.json"))
    data = file_of(rule(entry("Disk", "ISNEW()"), entry("Rest", "", other)))
    found = proof(compiled(item), {"Lead.assignmentRules-meta.xml": data}, own)
    assert found.verdict is Verdict.DIFFERENT
    assert found.differences[0].outside == ("ISNEW()",)


def test_a_difference_beside_an_unread_text_stands() -> None:
    """Whatever the unread text asks, records of Paris go to Rest only on one side."""
    asked = ("City", "equals", "Paris")
    (item,) = imported(file_of(rule(entry("Desk", "LEN(City) > 3"), entry("Rest", "", asked))))
    own = mapped_settings(text_of(item, "salesforce.json"))
    data = file_of(rule(entry("Desk", "LEN(City) >= 4"), entry("Roost", "", asked)))
    found = proof(compiled(item), {"Lead.assignmentRules-meta.xml": data}, own)
    assert found.verdict is Verdict.DIFFERENT
    assert found.differences[0].found_owner == "queue `unlisted_owner`"
