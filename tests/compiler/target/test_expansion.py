"""The lines of an expanded policy decide as the runtime does, on generated and written policies."""

from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.conftest import compiled
from routewright_compiler.target.expansion import line as forms
from routewright_compiler.target.expansion.expand import expand
from routewright_compiler.target.expansion.normal_form import (
    All,
    Any,
    Literal,
    Tree,
    dnf,
    nnf,
)
from routewright_compiler.target.expansion.plain import TooManyWaysError
from routewright_runtime.decide import Router
from routewright_runtime.decision import Decision, DecisionKind
from routewright_runtime.evaluate.conditions import Evaluation, Values
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph import conditions as c
from routewright_runtime.graph.conditions import ClassTerm, Condition, LookupTerm, ScoreTerm
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.state import MemoryState
from runtime.evaluate.generated import AT, conditions, graphs, values

RECORDS = st.lists(values(), min_size=3, max_size=6)
TIMES = st.sampled_from((AT, None))
SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def taken(lines: tuple[forms.Line, ...], evaluation: Evaluation) -> forms.Line:
    """Return the first line that holds."""
    return next(line for line in lines if evaluation.holds(line.condition))


def terms(condition: Condition) -> list[object]:
    """Return every term of a condition."""
    match condition:
        case c.AllOf(items) | c.AnyOf(items):
            return [term for item in items for term in terms(item)]
        case c.Negation(item):
            return terms(item)
        case c.Defined():
            return [condition]
        case _:
            return [condition.term] if hasattr(condition, "term") else []


@given(graph=graphs(), records=RECORDS, at=TIMES)
@SLOW
def test_lines_take_what_the_branches_take(
    graph: DecisionGraph, records: list[dict[str, object]], at: datetime | None
) -> None:
    try:
        lines = expand(graph)
    except TooManyWaysError:
        return
    told = [term for line in lines for term in terms(line.condition)]
    assert not any(
        isinstance(term, ClassTerm | ScoreTerm | LookupTerm | c.Defined) for term in told
    )
    matcher, policy = Matcher(graph), Policy(graph)
    for record in (*records, {}):
        found = taken(lines, Evaluation(policy, record, at))  # type: ignore[arg-type]
        wanted = matcher.branches[matcher.match(record, at)]  # type: ignore[arg-type]
        assert found.branch == wanted


@given(graph=graphs(max_rules=3), records=RECORDS)
@SLOW
def test_kept_terms_change_nothing(graph: DecisionGraph, records: list[dict[str, object]]) -> None:
    lines = expand(graph, keep_scores=True, keep_classes=True)
    matcher, policy = Matcher(graph), Policy(graph)
    for record in (*records, {}):
        found = taken(lines, Evaluation(policy, record, AT))  # type: ignore[arg-type]
        wanted = matcher.branches[matcher.match(record, AT)]  # type: ignore[arg-type]
        assert found.branch == wanted


def holds(tree: Tree, evaluation: Evaluation) -> bool:
    match tree:
        case All(items):
            return all(holds(item, evaluation) for item in items)
        case Any(items):
            return any(holds(item, evaluation) for item in items)
        case Literal(atom, is_positive):
            return evaluation.holds(atom) is is_positive
        case c.Constant(value):
            return value


@given(graph=graphs(max_rules=1), condition=conditions((), 12), records=RECORDS, at=TIMES)
@SLOW
def test_normal_forms_hold_where_the_condition_does(
    graph: DecisionGraph,
    condition: Condition,
    records: list[dict[str, object]],
    at: datetime | None,
) -> None:
    policy = Policy(graph)
    tree, alternatives = nnf(condition), dnf(condition, 400)
    for record in (*records, {}):
        evaluation = Evaluation(policy, record, at)  # type: ignore[arg-type]
        wanted = evaluation.holds(condition)
        assert holds(tree, evaluation) is wanted
        if alternatives is not None:
            told = any(all(holds(x, evaluation) for x in each) for each in alternatives)
            assert told is wanted


def test_alternatives_beyond_the_limit_are_not_given() -> None:
    either = [c.AnyOf((known(f"a{n}"), known(f"b{n}"))) for n in range(6)]
    assert dnf(c.AllOf(tuple(either)), 63) is None
    assert len(dnf(c.AllOf(tuple(either)), 64) or ()) == 64


def test_an_alternative_that_another_holds_is_dropped() -> None:
    both = c.AllOf((known("a"), known("b")))
    assert dnf(c.AnyOf((both, known("a"))), 9) == ((Literal(known("a")),),)


def known(name: str) -> c.Known:
    return c.Known(c.FieldTerm(name))


OUTCOMES = """
record lead {
  country:   country
  state:     state
  lang:      language
  knows_of:  choices(Core, API)
  owner:     user
  revenue:   number
}
classify region { EMEA when country in (DE, FR)  NA when country = US }
score fit { 10 when country = DE  5 when revenue > 100  -5 when lang = fr }
table territory from "territory.csv" { key state  gives to, team, second }
table areas from "areas.csv" { match state, country  gives to }
rep ana "ana@acme.example" { speaks de, en  knows Core, API }
rep ben "ben@acme.example" { speaks fr      knows core }
rep cai "cai@acme.example" { speaks de      knows API  away 2026-01-01..2026-02-01 }
team all  { ana, ben weight 2, cai }
team west { ana, cai }
team one  { cai }
queue desk
queue spare
require country else assign spare
rule "owned"    { when region = EMEA and owner is known and revenue > 50  assign owner }
rule "owner"    { when lang = en            assign owner  fallback assign ana }
rule "speaks"   { when country = FR         rotate all where speaks lang  fallback assign desk }
rule "both"     { when country = DE and fit >= 10
                  rotate all by weight where speaks lang and knows knows_of }
rule "cell"     { when state is known and country = US  rotate territory(state).team }
rule "person"   { when fit in 5..5  assign areas(state, country)  fallback assign spare }
rule "second"   { when revenue > 10 rotate territory(state).second  fallback rotate one }
group "rest"    { when region is known  rule "never" { when revenue < 0 suppress "refund" }
                  fallback rotate west }
fallback assign desk
"""
TERRITORY = """state,to,team,second
US-CA,ana,west,ben
US-NY,ben,all,desk
US-TX,desk,,one
US-WA,cai,west,
"""
AREAS = "state,country,to\nUS-CA,,ana\n,US,desk\nUS-NY,US,\n,DE,ben\n"
FILES = {"main.route": OUTCOMES, "territory.csv": TERRITORY, "areas.csv": AREAS}
FOUND = compiled(FILES)
assert FOUND.value is not None, FOUND.diagnostics
SOME = FOUND.value.graph
RAW = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(("DE", "FR", "US", "CH")),
        "state": st.sampled_from(("US-CA", "US-NY", "US-TX", "US-WA", "US-OR")),
        "lang": st.sampled_from(("de", "fr", "en", "es")),
        "knows_of": st.sampled_from(("Core", "API", "Core;API")),
        "owner": st.sampled_from(("ana@acme.example", "x@else.example")),
        "revenue": st.sampled_from((-1, 11, 60, 101)),
    },
)


@given(record=RAW)
@settings(max_examples=400, deadline=None)
def test_lines_give_what_the_runtime_gives(record: dict[str, object]) -> None:
    router = Router(SOME)
    read = router.read(record)
    evaluation = Evaluation(router.policy, read.values, None)
    for lines in (expand(SOME), expand(SOME, keep_scores=True, keep_classes=True)):
        line = taken(lines, evaluation)
        decision = router.decide(record, MemoryState(), None)
        assert line.rule == decision.rule
        assert line.decision.id == decision.decision_id
        assert is_given(line.give, decision, read.values), (line, decision)


def is_given(give: forms.Give, decision: Decision, read: Values) -> bool:
    match give:
        case forms.GiveRep(rep):
            return (decision.kind, decision.owner) == (DecisionKind.REP, rep.name)
        case forms.GiveQueue(queue):
            return (decision.kind, decision.owner) == (DecisionKind.QUEUE, queue.name)
        case forms.GiveField(field):
            return decision.owner_text == read[field]
        case forms.GiveNothing(reason):
            return decision.kind is DecisionKind.SUPPRESSED and decision.reason == reason
        case forms.GiveTurn(team, method, members):
            names = [m.rep for m in members]
            first = max(members, key=lambda m: m.weight).rep if method == "weight" else names[0]
            return (decision.team, decision.owner) == (team, first)
        case _:
            return False


def test_who_may_be_missing_is_told() -> None:
    turns = {
        (line.rule, line.part): line.give
        for line in expand(SOME)
        if isinstance(line.give, forms.GiveTurn)
    }
    west = turns["rest / fallback", ""]
    assert isinstance(west, forms.GiveTurn)
    assert (west.can_fail, west.is_steady) == (False, False)
    one = turns["second", "territory: one"]
    assert isinstance(one, forms.GiveTurn)
    assert (one.can_fail, one.is_steady) == (True, False)
    rest = [line.rest for line in expand(SOME) if line.part == "territory: one"]
    assert [node.origin for node in rest[0]] == ["fallback 1", "fallback"]


def test_a_line_that_takes_everything_is_the_last() -> None:
    lines = expand(SOME)
    assert [line.condition == c.Constant(True) for line in lines].index(True) == len(lines) - 1
