"""Emitted flows, run by an engine of its own, do to every record what the runtime does."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from compiler.targets.hubspot.hubspot_policies import (
    STORIES,
    compiled,
    emitted_story,
    lossy,
    policies,
    records,
    story,
)
from compiler.targets.hubspot.hubspot_reference import Portal, run_flow
from routewright_compiler.targets.hubspot import check, emit, read_settings
from routewright_compiler.targets.hubspot.properties import properties_of
from routewright_runtime.decide import Router
from routewright_runtime.graph.model import NotifyStep
from routewright_runtime.sla.step import next_step
from routewright_runtime.state import MemoryState

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
SETTINGS = read_settings({}, None)


def body_of(emission):
    """Return the flow of an emission, its numbers exact."""
    text = next(file.text for file in emission.files if file.path == "flow.json")
    return json.loads(text, parse_float=Decimal)


def stored(policy, router, raw):
    """Return the properties that hold a raw record."""
    found = {}
    values = router.read(raw).values
    for name, own in properties_of(policy.graph, SETTINGS).by_field.items():
        value = values.get(name)
        if value is None and own.field.blanks and own.kind == "text":
            value = raw.get(own.field.sources[0].text)  # a blank spelling is a value in HubSpot
        if value is not None and own.kind == "owner" and "@" in str(value):
            value = f"${{owner:{str(value).casefold()}}}"
        if value is not None:
            found[own.name] = value
    return found


def wanted(router, raw, state):
    """Return what the runtime does, in the engine's words, if nobody ever answers."""
    decision = router.decide(raw, state, NOW)
    policy = router.policy
    found = []

    def given_to(name, at):
        if name in policy.queues:
            found.append((at, "routewright_queue", name))
        else:
            email = policy.reps[name].email if name in policy.reps else name
            found.append((at, "hubspot_owner_id", email))

    def told(name):
        if name == "assignee":
            return ("owner",)
        team = policy.teams.get(name)
        names = [name] if team is None else [member.rep for member in team.members]
        return tuple(f"${{user:{policy.reps[n].email}}}" for n in names)

    if decision.owner:
        given_to(decision.owner, 0)
    if decision.tags:
        found.append((0, "routewright_tags", "; ".join(decision.tags)))
    found += [(0, "told", told(name)) for name in decision.notify]
    if decision.sla_due is not None:
        found.append((0, "due", minutes(decision.sla_due)))
    assignment, current = decision.assignment, state
    while assignment is not None:
        terms = router.terms(router.read(raw), NOW)
        step = next_step(router.index, router.rotation, assignment, current, terms)
        if step is None:
            break
        at = minutes(step.at)
        if isinstance(step.step.action, NotifyStep):
            found.append((at, "told", told(step.notify)))
        elif step.owner is not None:
            given_to(step.owner.name, at)
            found.append((at, "due", minutes(step.due)))
        assignment, current = step.assignment, step.state
    return found


def minutes(moment):
    return int((moment - NOW) / timedelta(minutes=1))


def shown(happening):
    value = happening.value
    if happening.what == "hubspot_owner_id" and "@" in value:
        value = value.partition(":")[2].rstrip("}")
    return (happening.minute, happening.what, value)


def assert_alike(policy, options, raws):
    emission = emit(policy, options)
    assert not emission.losses, [item.message for item in emission.losses]
    assert not check({file.path: file.text for file in emission.files}, options)
    body = body_of(emission)
    router, state, portal = Router(policy.graph), MemoryState(), Portal()
    for raw in raws:
        happened = run_flow(body, stored(policy, router, raw), portal, NOW)
        found = [shown(item) for item in happened if item.what != "routewright_rule"]
        assert found == wanted(router, raw, state), raw


@settings(deadline=None, max_examples=100, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(policies(), st.lists(records(), min_size=4, max_size=12))
def test_flows_do_what_the_runtime_does(text, raws):
    assert_alike(compiled(text), SETTINGS, raws)


@pytest.mark.parametrize("name", ["startup", "territories"])
def test_stories_without_losses_do_what_the_runtime_does(name):
    policy = story(name)
    router = Router(policy.graph)
    records_of = [example.records for example in policy.examples]
    assert records_of
    emission = emit(policy, SETTINGS)
    body = body_of(emission)
    for group in records_of:
        state, portal = MemoryState(), Portal()
        for record in group:
            raw = {k: v for k, v in record.values.items() if v is not None}
            happened = run_flow(body, stored(policy, router, raw), portal, NOW)
            owners = [
                shown(item)
                for item in happened
                if item.what in ("hubspot_owner_id", "routewright_queue")
            ]
            expected = wanted(router, raw, state)
            assert owners == [
                item for item in expected if item[1] in ("hubspot_owner_id", "routewright_queue")
            ]


@pytest.mark.parametrize("name", STORIES)
def test_every_story_emits_with_its_losses_stated(name):
    policy = story(name)
    strict = emit(policy, SETTINGS)
    assert bool(strict.losses) is not bool(strict.files)
    assert all(item.code == "RW701" and item.help for item in strict.losses)
    allowed = emitted_story(name)
    assert allowed.files and not allowed.losses
    assert bool(allowed.allowed) is bool(strict.losses)
    readme = next(file.text for file in allowed.files if file.path == "README.md")
    for loss in allowed.allowed:
        assert f"`{loss.name}`" in readme and loss.reason in readme
    for assumption in allowed.assumptions:
        assert f"`{assumption.name}`" in readme
    assert not check({file.path: file.text for file in allowed.files}, lossy())
