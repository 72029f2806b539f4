"""Policies that one flow cannot hold: several that hand records on, proved and run as one."""

import importlib.util
import json
import sys
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from compiler.targets.hubspot.hubspot_policies import PEOPLE, RECORD, compiled, policies, records
from compiler.targets.hubspot.hubspot_reference import Portal, run_flows
from compiler.targets.hubspot.test_reference import NOW, SETTINGS, shown, stored, wanted
from routewright_compiler.emit.verify import Verdict, verify
from routewright_compiler.targets import hubspot
from routewright_compiler.targets.hubspot import check, emit, flow_building, splitting
from routewright_compiler.targets.hubspot.limits import ACTIONS, Limit
from routewright_runtime.decide import Router
from routewright_runtime.state import MemoryState

SHAPES = Path(__file__).resolve().parents[4] / "benchmarks" / "shapes.py"
OURS = ("routewright_rule", "routewright_next")
FEW = Limit("actions of one workflow", 40, "actions", "a small one for tests", "2026-11", False)


@cache
def shapes():
    """Return the benchmarks' rule sets."""
    spec = importlib.util.spec_from_file_location("routewright_test_shapes", SHAPES)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def emitted(policy):
    emission = emit(policy, SETTINGS)
    assert emission.files, [item.message for item in emission.losses]
    files = {file.path: file.text for file in emission.files}
    assert not check(files, SETTINGS)
    return files


def bodies_of(files):
    """Return the flows, the first one first."""
    flows = [json.loads(files["flow.json"], parse_float=Decimal)]
    named = sorted(path for path in files if path.startswith("flow-"))
    return [*flows, *(json.loads(files[path], parse_float=Decimal) for path in named)]


def proof(policy, files):
    return verify(hubspot, policy, {path: text.encode() for path, text in files.items()}, SETTINGS)


def assert_runs_alike(policy, files, raws):
    router, state, portal = Router(policy.graph), MemoryState(), Portal()
    bodies = bodies_of(files)
    for raw in raws:
        happened = run_flows(bodies, stored(policy, router, raw), portal, NOW)
        found = [shown(item) for item in happened if item.what not in OURS]
        assert found == wanted(router, raw, state), raw


@pytest.fixture
def few_actions(monkeypatch):
    """Let a flow hold few actions, so that small policies need several."""
    monkeypatch.setattr(splitting, "ACTIONS", FEW)
    monkeypatch.setattr(flow_building, "ACTIONS", FEW)
    monkeypatch.setattr(splitting, "_LEAST", 6)


@settings(
    deadline=None,
    max_examples=60,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(policies(), policies(), st.lists(records(), min_size=4, max_size=10))
def test_several_small_flows_do_what_the_runtime_does(few_actions, first, second, raws):
    more = second.removeprefix(RECORD).replace('rule "r', 'rule "s').replace('rule "i', 'rule "j')
    more = more.replace('group "g', 'group "h').replace(PEOPLE, "").partition("fallback assign")[0]
    more = "\n".join(line for line in more.split("\n") if line.startswith("rule"))
    head, _, last = first.rpartition("\n")
    policy = compiled("\n".join([head, more, last]))
    files = emitted(policy)
    for body in bodies_of(files):
        assert len(body["actions"]) <= FEW.number
    assert_runs_alike(policy, files, raws)
    found = proof(policy, files)
    assert found.verdict is Verdict.EQUAL, found.differences[:1]
    has_several = any(path.startswith("flow-") for path in files)
    assert ("hand-over" in {item.name for item in found.assumptions}) is has_several


KINDS = {
    "mixed, assigned": ("mixed", False, ""),
    "mixed, rotated, an sla of its own each": ("mixed", True, "\n  sla 4 hours\n"),
}


@cache
def large(kind, size=2000):
    shape, rotates, more = KINDS[kind]
    rules = getattr(shapes(), shape)(size, 7)
    rules = rules[0] if isinstance(rules, tuple) else rules
    text = shapes().route_text(rules, rotate=rotates)
    return text.replace("\n}\n", f"{more}}}\n") if not more else _with(text, more), rules


def _with(text, more):
    """Return the policy with something more in every rule that rotates."""
    lines = text.split("\n")
    return "\n".join(f"{s}{more.rstrip()}" if s.startswith("  rotate") else s for s in lines)


@pytest.mark.parametrize("kind", KINDS)
def test_two_thousand_rules_are_proved_and_run(kind):
    text, rules = large(kind)
    policy = compiled(text)
    files = emitted(policy)
    bodies = bodies_of(files)
    assert len(bodies) >= 5
    assert max(len(body["actions"]) for body in bodies) <= ACTIONS.number
    names = [body["name"] for body in bodies]
    assert len(set(names)) == len(names)
    for name in names:
        assert name in files["README.md"]
    raws = shapes().records(rules, 60, 5)
    assert_runs_alike(policy, files, [{k: str(v) for k, v in raw.items()} for raw in raws])
    found = proof(policy, files)
    assert found.verdict is Verdict.EQUAL and found.has_rule_names


def test_a_rule_more_changes_few_flows():
    text, _ = large("mixed, assigned", 1200)
    before = emitted(compiled(text))
    more = 'rule "Another" { when city = "elsewhere" assign rep_1 }\nrule "R700"'
    after = emitted(compiled(text.replace('rule "R700"', more, 1)))
    flows = {path for path in {*before, *after} if path.startswith("flow")}
    changed = {path for path in flows if before.get(path) != after.get(path)}
    assert len(flows) >= 3 and len(changed) <= 2
    lines = sum(
        len(set(after.get(path, "").split("\n")) ^ set(before.get(path, "").split("\n")))
        for path in changed
    )
    assert lines < 60


SMALL = "\n".join(
    [
        RECORD,
        PEOPLE,
        *(f'rule "r{n}" {{ when employees = {n} assign {"ana ben cleo".split()[n % 3]} }}' for n in
          range(40)),
        *(f'rule "t{n}" {{ when employees = {n + 50} rotate all  tag "{n}" }}' for n in range(30)),
        "fallback rotate two",
    ]
)  # fmt: skip


def _flow_with(files, action):
    return next(
        path
        for path in sorted(files)
        if path.startswith("flow") and any(map(action, json.loads(files[path])["actions"]))
    )


def _hands_on(action):
    return action.get("fields", {}).get("property_name") == "routewright_next"


def _edited(files, path, edit):
    body = json.loads(files[path])
    edit(body)
    return {**files, path: json.dumps(body)}


def _other_value(body):
    next(filter(_hands_on, body["actions"]))["fields"]["value"]["staticValue"] = "nowhere"


def _goes_on_too(body):
    hand = next(filter(_hands_on, body["actions"]))
    other = next(a for a in body["actions"] if a is not hand)
    hand["connection"] = {"edgeType": "GOTO", "nextActionId": other["actionId"]}


def _criteria(body):
    return body["enrollmentCriteria"]["listFilterBranch"]["filterBranches"][0]["filters"][0]


EDITS = {
    "value written": (_hands_on, _other_value),
    "goes on too": (_hands_on, _goes_on_too),
    "value taken": (None, lambda body: _criteria(body)["operation"].update(values=["nowhere"])),
    "property": (None, lambda body: _criteria(body).update(property="email")),
    "re-enrolment": (None, lambda body: body["enrollmentCriteria"].update(shouldReEnroll=True)),
    "start": (None, lambda body: body.update(startActionId=body["actions"][-1]["actionId"])),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_hand_over_is_found(few_actions, name):
    policy = compiled(SMALL)
    files = emitted(policy)
    assert proof(policy, files).is_equal
    wants, edit = EDITS[name]
    path = _flow_with(files, wants) if wants else next(p for p in files if p.startswith("flow-"))
    found = proof(policy, _edited(files, path, edit))
    assert found.verdict is Verdict.DIFFERENT


def test_a_flow_left_out_or_there_twice_is_found(few_actions):
    policy = compiled(SMALL)
    files = emitted(policy)
    path = next(path for path in files if path.startswith("flow-"))
    rest = {own: text for own, text in files.items() if own != path}
    assert proof(policy, rest).verdict is Verdict.DIFFERENT
    assert proof(policy, {**files, "flow-twin.json": files[path]}).verdict is Verdict.DIFFERENT


def test_rules_of_several_flows_share_the_turns(few_actions):
    policy = compiled(SMALL)
    files = emitted(policy)
    turns = [a for b in bodies_of(files) for a in b["actions"] if a.get("actionTypeId") == "0-11"]
    assert len(turns) == 2
    raws = [{"employees": str(n)} for n in (50, 79, 3, 60, 50, 1000, 51, 2000)]
    assert_runs_alike(policy, files, raws)


def test_a_trigger_that_takes_records_again_is_refused(few_actions):
    mapping = {
        "version": 1,
        "fields": {},
        "enrollmentCriteria": {"type": "MANUAL", "shouldReEnroll": True},
    }
    again = hubspot.read_settings({"mapping": json.dumps(mapping)}, None)
    (loss,) = emit(compiled(SMALL), again).losses
    assert loss.code == "RW701" and "enrols a record again" in loss.message
