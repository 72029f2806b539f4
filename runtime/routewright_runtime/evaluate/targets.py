"""Whom a term names, and what a `where` asks, for one record."""

from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.conditions import LookupTerm, Term
from routewright_runtime.graph.model import (
    QueueTarget,
    RepTarget,
    SkillTest,
    TableRow,
    TeamTarget,
)
from routewright_runtime.rotation import Requirement
from routewright_runtime.sla import Owner, UserTarget
from routewright_runtime.text import fold


class RecordTerms:
    """What one record says to the terms of decisions and SLA steps."""

    __slots__ = ("_evaluation", "_policy")

    def __init__(self, policy: Policy, evaluation: Evaluation) -> None:
        self._policy = policy
        self._evaluation = evaluation

    def target(self, term: Term) -> Owner | TeamTarget | None:
        """Return whom a term names; None where it is empty. A rep's e-mail is that rep."""
        value = self._evaluation.value(term)
        if value is None or isinstance(value, RepTarget | TeamTarget | QueueTarget):
            return value
        rep = self._policy.rep_by_email.get(fold(str(value)))
        return UserTarget(str(value)) if rep is None else RepTarget(rep.name)

    def row(self, term: LookupTerm) -> TableRow | None:
        """Return the table row that a look-up finds."""
        return self._evaluation.row(term)

    def requirement(self, where: tuple[SkillTest, ...]) -> Requirement:
        """Return what a `where` asks: nothing of an empty field, all values of a multi-select."""
        found = []
        for test in where:
            asked = test.value
            value = asked if isinstance(asked, str) else self._evaluation.value(asked)
            values = value if isinstance(value, tuple) else (value,)
            found += [(test.skill, fold(str(item))) for item in values if item is not None]
        return frozenset(found)
