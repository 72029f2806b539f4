"""Filters: as few as the prime cover, the same where nothing changed, exact for missing values."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.targets.hubspot.hubspot_policies import (
    ATOMS,
    PEOPLE,
    RECORD,
    VALUES,
    compiled,
    conditions,
)
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.regions import Regions
from routewright_compiler.targets.hubspot import emit, read_settings
from routewright_compiler.targets.hubspot.filters.asking import Asking
from routewright_compiler.targets.hubspot.filters.boxes import (
    both,
    boxes_of,
    merged,
    prime_cover,
    without,
)
from routewright_compiler.targets.hubspot.filters.laws import laws_of
from routewright_compiler.targets.hubspot.filters.value_sets import (
    Listed,
    Ranges,
    between,
    is_within,
    join,
    listed,
    meet,
)
from routewright_compiler.targets.hubspot.properties import properties_of
from routewright_runtime.evaluate.policy import Policy

SETTINGS = read_settings({}, None)
EMAILS = frozenset({"email"})
# The analysis knows more of how addresses and their parts hang together than our laws do.
MEASURED = tuple(atom for atom in ATOMS if not atom.startswith("email"))


def cover_of(condition):
    """Return the number of boxes of our cover and of the prime cover of the analysis."""
    text = (
        f'{RECORD}{PEOPLE}rule "not" {{ when not ({condition}) assign ana }} fallback assign desk'
    )
    policy = compiled(text)
    graph = policy.graph
    runtime = Policy(graph)
    asking = Asking(runtime, properties_of(graph, SETTINGS))
    space = PolicySpace(graph)
    branch = space.chain.branches[0]
    outside = branch.guards[0]
    boxes = boxes_of(outside.item, asking.boxes)
    ours = prime_cover(boxes, (), laws_of(boxes, EMAILS))
    theirs = Regions(space).cover([{}], space.bits[0], 500)
    assert theirs.is_complete
    return len(ours), len(theirs.boxes)


@settings(deadline=None, max_examples=150)
@given(conditions(MEASURED))
def test_no_more_alternatives_than_the_prime_cover(condition):
    ours, theirs = cover_of(condition)
    assert ours <= theirs


listed_sets = st.builds(
    Listed, st.frozensets(st.sampled_from("abcd")), st.booleans(), st.booleans()
)
cuts = st.one_of(st.none(), st.integers(0, 6))
range_sets = st.builds(
    lambda parts, empty: _ranges(parts, empty),
    st.lists(st.tuples(cuts, cuts, st.booleans(), st.booleans()), max_size=3),
    st.booleans(),
)


def _ranges(parts, empty):
    found = Ranges((), empty)
    for low, high, is_low, is_high in parts:
        found = join(found, between(low, high, is_low_included=is_low, is_high_included=is_high))
    return found


def _holds(values, value):
    if value is None:
        return values.has_empty
    if isinstance(values, Listed):
        return (value in values.items) is not values.is_complement
    return any(
        (s.low is None or s.low.key <= (value, False))
        and (s.high is None or (value, True) <= s.high.key or (value, False) < s.high.key)
        for s in values.stretches
    )


@given(st.one_of(st.tuples(listed_sets, listed_sets), st.tuples(range_sets, range_sets)))
def test_sets_obey_the_laws_of_sets(pair):
    first, second = pair
    values = [None, *("abcde" if isinstance(first, Listed) else range(-1, 9))]
    for value in values:
        one, other = _holds(first, value), _holds(second, value)
        assert _holds(meet(first, second), value) is (one and other)
        assert _holds(join(first, second), value) is (one or other)
        assert _holds(first.complement(), value) is not one
    assert first.complement().complement() == first
    assert is_within(meet(first, second), first)


@settings(deadline=None, max_examples=100)
@given(conditions(), conditions())
def test_covers_hold_their_region_and_nothing_outside(wanted, free):
    rules = f'rule "a" {{ when {wanted} assign ana }} rule "b" {{ when {free} assign ben }}'
    text = f"{RECORD}{PEOPLE}{rules} fallback assign desk"
    graph = compiled(text).graph
    runtime = Policy(graph)
    asking = Asking(runtime, properties_of(graph, SETTINGS))
    space_branches = PolicySpace(graph).chain.branches
    boxes, others = (boxes_of(space_branches[n].guards[0], asking.boxes) for n in range(2))
    laws = laws_of((*boxes, *others), EMAILS)
    cover = prime_cover(boxes, others, laws)
    for box in boxes:
        assert not without(box, (*cover, *others, *laws))
    for prime in cover:
        assert not without(prime, (*boxes, *others, *laws))
        rest = [other for other in cover if other is not prime]
        assert without(prime, (*rest, *others, *laws)), "superfluous"


def test_boxes_subtract_and_join():
    de, size = listed(["DE"]), between(10, None, is_low_included=True, is_high_included=False)
    first, second = {"c": de, "s": size}, {"c": listed(["AT"]), "s": size}
    (joined,) = merged([first, second])
    assert joined["c"] == listed(["AT", "DE"])
    assert without(joined, [first]) == ({"c": listed(["AT"]), "s": size},)
    assert both(first, second) is None


def flow(policy):
    emission = emit(policy, SETTINGS)
    return json.loads(next(f.text for f in emission.files if f.path == "flow.json"))


def filters_of(condition):
    text = f'{RECORD}{PEOPLE}rule "r" {{ when {condition} assign ana }} fallback assign desk'
    body = flow(compiled(text))
    (action,) = [a for a in body["actions"] if a["type"] == "LIST_BRANCH"]
    tree = action["listBranches"][-1]["filterBranch"]
    return [
        [
            (
                f["property"],
                f["operation"]["operationType"],
                f["operation"]["operator"],
                f["operation"].get("values", f["operation"].get("value")),
                f["operation"]["includeObjectsWithNoValueSet"],
            )
            for f in alternative["filters"]
        ]
        for alternative in tree["filterBranches"]
    ]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("country != DE", [[("country", "ENUMERATION", "IS_NONE_OF", ["DE"], True)]]),
        (
            "country is known and country != DE",
            [[("country", "ENUMERATION", "IS_NONE_OF", ["DE"], False)]],
        ),
        ("country is empty", [[("country", "ALL_PROPERTY", "IS_UNKNOWN", None, True)]]),
        (
            "employees is empty or employees < 10",
            [[("employees", "NUMBER", "IS_LESS_THAN", 10, True)]],
        ),
        ("not (employees >= 10)", [[("employees", "NUMBER", "IS_LESS_THAN", 10, True)]]),
        ("employees != 7", [[("employees", "NUMBER", "IS_NOT_EQUAL_TO", 7, True)]]),
        (
            "source is empty",
            [[("source", "MULTISTRING", "IS_EQUAL_TO", ["n/a", "select"], True)]],
        ),
        (
            "source is known",
            [[("source", "MULTISTRING", "IS_NOT_EQUAL_TO", ["n/a", "select"], False)]],
        ),
        (
            'source contains "sel"',
            [
                [
                    ("source", "MULTISTRING", "CONTAINS", ["sel"], False),
                    ("source", "MULTISTRING", "IS_NOT_EQUAL_TO", ["select"], False),
                ]
            ],
        ),
        (
            'email.domain = "a.example" or email is empty',
            [[("email", "MULTISTRING", "ENDS_WITH", ["@a.example", "@www.a.example"], True)]],
        ),
        ("not products has API", [[("products", "ENUMERATION", "IS_NONE_OF", ["API"], True)]]),
        (
            "not products has API and not products has Core",
            [[("products", "ENUMERATION", "IS_NONE_OF", ["API", "Core"], True)]],
        ),
        ("partner != true", [[("partner", "BOOL", "IS_EQUAL_TO", False, True)]]),
        (
            "industry in (SaaS, Retail)",
            [[("industry", "ENUMERATION", "IS_NONE_OF", ["Other"], False)]],
        ),
        (
            "country in (DE, AT) and partner = true or country = FR and partner = true",
            [
                [
                    ("country", "ENUMERATION", "IS_ANY_OF", ["AT", "DE", "FR"], False),
                    ("partner", "BOOL", "IS_EQUAL_TO", True, False),
                ]
            ],
        ),
    ],
)
def test_filters_of_conditions(condition, expected):
    assert filters_of(condition) == expected


def test_one_rule_more_changes_little():
    rules = [
        f'rule "r{n}" {{ when employees = {n} and country = DE assign ana  tag "t{n}" }}'
        for n in range(60)
    ]
    before = flow(compiled("\n".join([RECORD, PEOPLE, *rules, "fallback assign desk"])))
    extra = 'rule "new" { when country = US assign ben }'
    for place in (0, 7, 31, 59):
        more = [*rules[:place], extra, *rules[place:]]
        after = flow(compiled("\n".join([RECORD, PEOPLE, *more, "fallback assign desk"])))
        one, other = (
            {a["actionId"]: json.dumps(a) for a in body["actions"]} for body in (before, after)
        )
        changed = [key for key in one if one[key] != other.get(key)]
        added = [key for key in other if key not in one]
        assert len(changed) <= 3 and len(added) <= 3, place


def test_values_of_the_generator_read():
    assert VALUES.keys() == {
        line.split(":")[0].strip() for line in RECORD.splitlines() if ":" in line
    }
