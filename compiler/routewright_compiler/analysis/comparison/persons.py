"""Who is the same person in two policies: by address, whatever they call the rep.

A rep renamed is no other person, nor is one who left while the field of a record still names the
address. A rep of the same name whose address has changed is one person, too.
"""

from collections.abc import Mapping
from dataclasses import replace

from routewright_compiler.analysis.comparison.cases import Attempt, Deed, Step, UserTarget
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.model import RepTarget
from routewright_runtime.text import fold


def persons(before: Policy, after: Policy) -> tuple[dict[str, str], dict[str, str]]:
    """Return an address for each rep of both sides by name; one person has one address."""
    old, new = ({rep.name: fold(rep.email) for rep in side.graph.reps} for side in (before, after))
    return old, {name: old.get(name, email) for name, email in new.items()}


def by_person(attempts: tuple[Attempt, ...], addresses: Mapping[str, str]) -> tuple[Attempt, ...]:
    """Return attempts with the addresses of `persons` for the names of reps."""
    return tuple(_by_person(attempt, addresses) for attempt in attempts)


def _by_person(attempt: Attempt, addresses: Mapping[str, str]) -> Attempt:
    return replace(
        attempt,
        deed=_deed(attempt.deed, addresses),
        notify=tuple(addresses.get(name, name) for name in attempt.notify),
        steps=tuple(_step(step, addresses) for step in attempt.steps),
    )


def _step(step: Step, addresses: Mapping[str, str]) -> Step:
    return replace(step, deed=_deed(step.deed, addresses))


def _deed(deed: Deed, addresses: Mapping[str, str]) -> Deed:
    told = addresses.get(deed.told, deed.told)
    if isinstance(deed.target, RepTarget):
        return replace(deed, target=UserTarget(addresses[deed.target.name]), told=told)
    if isinstance(deed.target, UserTarget):
        return replace(deed, target=UserTarget(fold(deed.target.name)), told=told)
    return deed if told == deed.told else replace(deed, told=told)
