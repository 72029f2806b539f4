"""Records that come to a fallback because nobody before it is there: people away, cells empty."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from routewright.generating.needs import Need
from routewright.generating.search import Found, Search
from routewright_runtime.decide import Router
from routewright_runtime.graph.conditions import (
    AllOf,
    ClassTerm,
    FieldTerm,
    Known,
    LookupTerm,
    Negation,
    ScoreTerm,
    Term,
)
from routewright_runtime.graph.model import (
    Action,
    Assign,
    DecisionNode,
    QueueTarget,
    RepTarget,
    Rotate,
    Suppress,
    TeamTarget,
)
from routewright_runtime.records import ReadRecord
from routewright_runtime.state import MemoryState

_OWN = frozenset({"", "require"})


def add_fallbacks(search: Search) -> None:
    """Add a record for each fallback that no record comes to yet and one can be brought to."""
    router = search.router
    taken = {_decided_by(router, record) for record in search.records}
    emptied = _emptied(router, search.records)
    for node in router.graph.nodes:
        if not isinstance(node, DecisionNode) or node.origin in _OWN or node.id in taken:
            continue
        found = next(_coming(router, node, [*search.records, *emptied]), None)
        if found is not None:
            taken.add(node.id)
            search.records.append(found)


def _coming(router: Router, node: DecisionNode, records: Sequence[Found]) -> Iterator[Found]:
    """Yield records that a fallback gives out while all that could be rotated before are away.

    Whom the last attempt of all rotates stays, for that one always finds somebody.
    """
    for record in records:
        branch = router.matcher.branches[record.branch]
        attempts = router.index.attempts(branch.decision_id)
        if node not in attempts:
            continue
        away = _members(router, attempts[: attempts.index(node)])
        if set(away) & set(_members(router, attempts[-1:])):
            continue
        name = f"{branch.rule}: {node.origin}" if node.origin != branch.rule else node.origin
        tried = replace(record, name=name, away=away)
        if _decided_by(router, tried) == node.id:
            yield tried


def _emptied(router: Router, records: Sequence[Found]) -> list[Found]:
    """Return records of the same branches on which the field or cell of an owner is empty."""
    needs: list[Need] = []
    for number in dict.fromkeys(record.branch for record in records):
        branch = router.matcher.branches[number]
        for node in router.index.attempts(branch.decision_id):
            term = _term_of(node.action)
            if term is not None:
                condition = AllOf((*branch.guards, Negation(Known(term))))
                needs.append(Need(branch.rule, condition, number, is_exact=True))
    if not needs:
        return []
    search = Search(router)
    search.meet(needs)
    return search.records


def _term_of(action: Action) -> Term | None:
    """Return the field or cell that an action takes its owner from, None where it names one."""
    match action:
        case Assign(RepTarget() | QueueTarget()) | Rotate(TeamTarget()) | Suppress():
            return None
        case Assign(FieldTerm() | LookupTerm() | ClassTerm() | ScoreTerm() as term):
            return term
        case Rotate(FieldTerm() | LookupTerm() | ClassTerm() | ScoreTerm() as term):
            return term
        case _:
            return None


def _members(router: Router, attempts: Sequence[DecisionNode]) -> tuple[str, ...]:
    """Return the members of the teams that some attempts rotate, in order of declaration."""
    names: set[str] = set()
    for node in attempts:
        match node.action:
            case Rotate(TeamTarget(team)):
                names |= {member.rep for member in router.policy.teams[team].members}
            case Rotate():
                names |= set(router.policy.reps)
            case _:
                continue
    return tuple(name for name in router.policy.reps if name in names)


def _decided_by(router: Router, record: Found) -> str:
    read = ReadRecord({**router.policy.empty_values, **record.values})
    decision = router.decide(
        {}, MemoryState(), record.at, absent=frozenset(record.away), record_values=read
    )
    return decision.decision_id
