"""The lines of a policy as Salesforce will have them: conditions, slots, names, and what is lost.

Everything that the writers of rules, flows, fields and README need is worked out here once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never
from unicodedata import normalize

from routewright_compiler.policy import Policy
from routewright_compiler.target.expansion.expand import expand
from routewright_compiler.target.expansion.line import (
    GiveField,
    GiveTurn,
    GiveUnlisted,
    GiveUser,
    Line,
)
from routewright_compiler.target.expansion.normal_form import All, Tree
from routewright_compiler.targets.salesforce.derived import Derivations
from routewright_compiler.targets.salesforce.formula.conditions import Formulas, Style
from routewright_compiler.targets.salesforce.formula.write import write
from routewright_compiler.targets.salesforce.limits import FORMULA_CHARACTERS, SCHEDULED_PATHS
from routewright_compiler.targets.salesforce.model import RuleEntry
from routewright_compiler.targets.salesforce.originals import Originals, original_forms
from routewright_compiler.targets.salesforce.rotations import (
    Counter,
    Counters,
    has_long_cycle,
    slots_of,
)
from routewright_compiler.targets.salesforce.sayable import Loss, Sayable
from routewright_compiler.targets.salesforce.service_level import moments
from routewright_compiler.targets.salesforce.settings import RoundRobin, SalesforceSettings
from routewright_compiler.targets.salesforce.terms import DerivedTerm, Terms
from routewright_runtime.graph.conditions import (
    ClassTerm,
    Condition,
    Constant,
    FieldTerm,
    ScoreTerm,
    Term,
)
from routewright_runtime.graph.model import (
    Assign,
    DecisionNode,
    Escalate,
    NotifyStep,
    QueueTarget,
    Reassign,
    RepTarget,
    Rotate,
    RotationMethod,
    TestNode,
)

DOC_CHARACTERS = 1000
NESTED_LINES = 30  # of a classification in one formula: each is an IF within the one before


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One line: its condition as said, its name in flows, its key on the record, its counter.

    `counter` is None unless the line takes turns among several slots; `losses` are all that the
    line costs, derived values included. `original` is the imported entry that says the line.
    """

    line: Line
    tree: Tree
    name: str
    key: str
    counter: Counter | None
    losses: tuple[Loss, ...]
    original: RuleEntry | None = None

    @property
    def is_marked(self) -> bool:
        """Tell whether the record must bear the line's key, for flows after the save."""
        return self.line.clock is not None or bool(self.line.notify)

    @property
    def has_steps(self) -> bool:
        """Tell whether something happens while the owner stays silent."""
        return bool(self.line.steps) and self.line.clock is not None

    @property
    def single(self) -> str | None:
        """Return the only rep of a rotation without slots, None where it has several."""
        give = self.line.give
        if isinstance(give, GiveTurn) and self.counter is None:
            return slots_of(give)[0]
        return None


@dataclass(frozen=True, slots=True)
class Plan:
    """All lines of a policy, and the derived values and counters that they need.

    `dropped` are lines that hold for no record once what cannot be said of them is left out,
    `docs` the comments above rules and fallbacks, by node.
    """

    policy: Policy
    settings: SalesforceSettings
    terms: Terms
    sayable: Sayable
    lines: tuple[PlannedLine, ...]
    derived: tuple[DerivedTerm, ...]
    counters: Counters
    originals: Originals = field(default_factory=Originals)
    dropped: tuple[PlannedLine, ...] = ()
    docs: Mapping[str, str] = field(default_factory=dict)

    def doc_of(self, line: PlannedLine) -> str | None:
        """Return the comment above a line's rule in one line, None where there is none."""
        doc = self.docs.get(line.line.branch.test_id, "")
        return " ".join(doc.split())[:DOC_CHARACTERS] or None


def plan(policy: Policy, settings: SalesforceSettings) -> Plan:
    """Work out the plan of a policy; what cannot be said stands in the lines' losses.

    A score or classification whose formula is longer than formulas may be is written out in the
    lines instead. Raise TooManyWaysError where a score cannot be.
    """
    found = _plan(policy, settings, keep_scores=True, keep_classes=True)
    long = [term for term in found.derived if _is_long(found, term)]
    if not long:
        return found
    return _plan(
        policy,
        settings,
        keep_scores=not any(isinstance(term, ScoreTerm) for term in long),
        keep_classes=not any(isinstance(term, ClassTerm) for term in long),
    )


def _is_long(found: Plan, term: DerivedTerm) -> bool:
    if isinstance(term, ClassTerm) and len(conditions_of(found.terms, term)) > NESTED_LINES:
        return True
    place = found.terms.place(term)
    derivations = Derivations(found.terms, found.sayable.tree)
    formulas = (Formulas(found.terms, style) for style in Style)
    texts = (write(derivations.formula(place, own)) for own in formulas)
    return any(len(text) > FORMULA_CHARACTERS.number for text in texts)


def _plan(
    policy: Policy, settings: SalesforceSettings, *, keep_scores: bool, keep_classes: bool
) -> Plan:
    terms = Terms(policy.graph, settings)
    sayable = Sayable(terms, keep_scores=keep_scores, keep_classes=keep_classes)
    counters = Counters(settings.round_robin, terms.free_name, settings.object)
    expanded = expand(policy.graph, keep_scores=keep_scores, keep_classes=keep_classes)
    names, keys = _Names(), _Names()
    found: list[PlannedLine] = []
    dropped: list[PlannedLine] = []
    needed: dict[DerivedTerm, None] = {}
    originals = original_forms(policy, settings.mapping)
    for line in expanded:
        if originals.is_default(line):
            continue
        tree = sayable.tree(line.condition)
        original = originals.entry_of(line.rule)
        if original is None and tree == Constant(False) and sayable.losses(line.condition):
            lost = sayable.losses(line.condition)
            dropped.append(PlannedLine(line, tree, "", line.rule, None, lost))
            continue
        if original is None and (tree == Constant(False) or _is_taken(tree, line, found)):
            continue
        derived = _derived(sayable, terms, line.condition)
        needed.update(dict.fromkeys(derived))
        words = f"{line.rule}, {line.part}" if line.part else line.rule
        found.append(
            PlannedLine(
                line=line,
                tree=tree,
                name=names.free(api_name(words)),
                key=keys.free(words[:250]),
                counter=_counter(line, counters),
                losses=tuple(_losses(line, policy, settings, sayable, terms, derived)),
                original=original,
            )
        )
        if tree == Constant(True) and not originals.unchanged:
            break
    lines = _without_losses_of_originals(found)
    return Plan(
        policy,
        settings,
        terms,
        sayable,
        lines,
        tuple(needed),
        counters,
        originals,
        tuple(dropped),
        {n.id: n.doc for n in policy.graph.nodes if isinstance(n, TestNode | DecisionNode)},
    )


def _without_losses_of_originals(lines: list[PlannedLine]) -> tuple[PlannedLine, ...]:
    """An imported entry that is emitted as it was loses nothing, unless a flow must say it too."""
    has_flow = any(
        line.counter is not None
        or line.line.clock is not None
        or line.line.tags
        or isinstance(line.line.give, GiveField)
        for line in lines
    )
    if has_flow:
        return tuple(lines)
    return tuple(line if line.original is None else replace(line, losses=()) for line in lines)


def _is_taken(tree: Tree, line: Line, found: list[PlannedLine]) -> bool:
    """Tell whether a line before it of the same rule takes every record of a line."""
    own = set(tree.items) if isinstance(tree, All) else {tree}
    for other in reversed(found):
        if other.line.branch.test_id != line.branch.test_id:
            return False
        theirs = other.tree.items if isinstance(other.tree, All) else (other.tree,)
        if own.issuperset(theirs):
            return True
    return False


def api_name(words: str, limit: int = 60) -> str:
    """Return words as an API name: letters, digits, single underscores, a letter first."""
    plain = normalize("NFKD", words).encode("ascii", "ignore").decode()
    name = "_".join(part for part in re.split(r"[^A-Za-z0-9]+", plain) if part)
    if not name or not name[0].isalpha():
        name = f"Rule_{name}".rstrip("_")
    return name[:limit].rstrip("_")


class _Names:
    """Gives each name once; a second one gets a number behind it."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, name: str) -> str:
        number, found = 1, name
        while found.casefold() in self._taken:
            number += 1
            found = f"{name}_{number}"
        self._taken.add(found.casefold())
        return found


def _derived(sayable: Sayable, terms: Terms, condition: Condition) -> tuple[DerivedTerm, ...]:
    """Return every derived value that a condition needs, those that they need first."""
    found: dict[DerivedTerm, None] = {}

    def visit(own: Condition) -> None:
        for term in sayable.derived(own):
            if term in found:
                continue
            for inner in conditions_of(terms, term):
                visit(inner)
            found[term] = None

    visit(condition)
    return tuple(found)


def conditions_of(terms: Terms, term: DerivedTerm) -> tuple[Condition, ...]:
    """Return the conditions that a derived value hangs on, none of a part of a field."""
    match term:
        case FieldTerm():
            return ()
        case ScoreTerm(name):
            score = next(item for item in terms.graph.scores if item.name == name)
            return tuple(line.condition for line in score.lines)
        case ClassTerm(name):
            classes = next(item for item in terms.graph.classifications if item.name == name)
            return tuple(line.condition for line in classes.lines)
        case _:
            assert_never(term)


def _counter(line: Line, counters: Counters) -> Counter | None:
    give = line.give
    if not isinstance(give, GiveTurn) or len(set(slots_of(give))) < 2:
        return None
    method = RotationMethod.TURN if give.method is RotationMethod.LOAD else give.method
    return counters.counter(give, method)


# --- losses -------------------------------------------------------------------------------------


def _losses(
    line: Line,
    policy: Policy,
    settings: SalesforceSettings,
    sayable: Sayable,
    terms: Terms,
    derived: tuple[DerivedTerm, ...],
) -> Iterator[Loss]:
    yield from sayable.losses(line.condition)
    for term in derived:
        for condition in conditions_of(terms, term):
            yield from sayable.losses(condition)
    yield from _of_give(line, policy, settings)
    yield from _of_clock(line)


def _of_give(line: Line, policy: Policy, settings: SalesforceSettings) -> Iterator[Loss]:
    give = line.give
    match give:
        case GiveUnlisted(team, reason):
            yield Loss(
                None,
                f"the members of `{team}` that fit hang on {reason}",
                remedy="split the rule, one for each kind of record",
            )
        case GiveUser(user) if "@" not in user:
            yield Loss(
                None,
                f"`{user}` is an id of one org, and no id is ever emitted",
                remedy="name the person by e-mail, or declare a rep",
            )
        case GiveTurn():
            yield from _of_turn(line, give, policy, settings)
        case _:
            return


def _of_turn(
    line: Line, give: GiveTurn, policy: Policy, settings: SalesforceSettings
) -> Iterator[Loss]:
    reps = {rep.name: rep for rep in policy.graph.reps}
    members = [reps[member.rep] for member in give.members]
    away = [rep.name for rep in members if rep.calendar is not None or rep.away]
    capped = [rep.name for rep in members if rep.caps]
    if away and not give.is_steady:
        yield Loss(
            "availability",
            f"nobody is passed over for calendars and absences ({_listed(away)})",
            "every member gets turns, at work or not",
        )
    if capped:
        yield Loss(
            "caps", f"records are not counted against `at most` ({_listed(capped)})", "no caps"
        )
    if line.hold is not None and not give.is_steady:
        yield Loss("hold", "no record waits for somebody to be there", "it is given at once")
    if give.method is RotationMethod.LOAD:
        yield Loss("by-load", "open records are not counted", "the members take turns")
    if has_long_cycle(give):
        yield Loss(
            "weights",
            "the weights come round only after more slots than there can be entries",
            f"the weights are brought down to {len(slots_of(give))} slots",
        )
    if settings.round_robin is RoundRobin.AUTO_NUMBER and len(set(slots_of(give))) > 1:
        yield Loss(
            "rotation-form",
            "the record's number moves on with every record, whoever gets it",
            'turns follow the record\'s number; `round_robin = "counter"` is exact',
        )


def _of_clock(line: Line) -> Iterator[Loss]:
    if line.clock is None:
        return
    if line.clock.calendar is not None:
        yield Loss(
            "business-hours",
            f"the clock does not stop outside the hours of `{line.clock.calendar}`",
            "all hours count, a day as 24",
        )
    for step in line.steps:
        match step.action:
            case Reassign() | Rotate():
                yield Loss(
                    "reassign",
                    "no step gives a record to the next of a rotation",
                    "the owner keeps it until the step after",
                    place=step.place,
                )
            case Escalate(target) | Assign(target):
                yield from _of_step_target(target)
            case NotifyStep():
                pass
            case _:
                assert_never(step.action)
    count = len(moments(line.clock, line.steps))
    if count > SCHEDULED_PATHS.number:
        yield Loss(
            None,
            f"the steps come at {count} times, and a flow has {SCHEDULED_PATHS.number} paths",
            remedy="leave out some steps",
        )


def _of_step_target(target: RepTarget | QueueTarget | Term) -> Iterator[Loss]:
    if not isinstance(target, RepTarget | QueueTarget):
        yield Loss(
            None,
            "a step gives the record to whom a field or table names",
            remedy="name a rep or a queue in the step",
        )


def _listed(names: list[str] | tuple[str, ...]) -> str:
    shown = ", ".join(names[:5])
    return shown + (f" and {len(names) - 5} more" if len(names) > 5 else "")
