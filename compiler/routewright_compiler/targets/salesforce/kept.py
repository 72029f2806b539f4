"""The `outside` texts of a policy, by the rule that asks them, and the fields that they name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from routewright_compiler.targets.salesforce.formula.same import KeptTexts, kept_texts
from routewright_compiler.targets.salesforce.imported.criteria import OPAQUE_PREFIX
from routewright_compiler.targets.salesforce.map_file import EntryNote
from routewright_compiler.targets.salesforce.plan import Plan
from routewright_runtime.graph.conditions import AllOf, AnyOf, Condition, Negation, OutsideTest

_CUSTOM = re.compile(r"(?<!\w)[A-Za-z]\w*__[cr]\b")


def org_fields(plan: Plan) -> tuple[str, ...]:
    """Return the custom fields that `outside` texts name and nothing emitted is, by name."""
    emitted = {item.path for item in plan.terms.fields.values()}
    texts = kept_by_rule(plan).texts
    names = {f"{name[:-1]}c" for text in texts for name in _CUSTOM.findall(text)}
    return tuple(sorted(names - emitted))


@dataclass(frozen=True, slots=True)
class KeptByRule:
    """Kept texts of each rule, those of scores and classifications among them, and of all rules."""

    every: KeptTexts
    by_rule: Mapping[str, KeptTexts]
    texts: frozenset[str]

    def of(self, note: EntryNote | None) -> KeptTexts:
        """Return the texts of an entry's rule; all where nothing tells which rule it is of."""
        return self.every if note is None else self.by_rule.get(note.rule, self.every)


def kept_by_rule(plan: Plan) -> KeptByRule:
    """Return the `outside` texts that the lines of a plan ask."""
    graph = plan.policy.graph
    shared: dict[str, None] = {}
    conditions = [
        *(line.condition for score in graph.scores for line in score.lines),
        *(line.condition for item in graph.classifications for line in item.lines),
        *(definition.condition for definition in graph.definitions),
    ]
    for condition in conditions:
        shared.update(dict.fromkeys(_texts(condition)))
    by_rule: dict[str, dict[str, None]] = {}
    for own in (*plan.lines, *plan.dropped):
        texts = by_rule.setdefault(own.line.rule, dict(shared))
        texts.update(dict.fromkeys(_texts(own.line.condition)))
    every = dict(shared)
    for texts in by_rule.values():
        every.update(texts)
    return KeptByRule(
        kept_texts(every, OPAQUE_PREFIX),
        {rule: kept_texts(texts, OPAQUE_PREFIX) for rule, texts in by_rule.items()},
        frozenset(every),
    )


def _texts(condition: Condition) -> Iterator[str]:
    match condition:
        case OutsideTest(text):
            yield text
        case AllOf(items) | AnyOf(items):
            for item in items:
                yield from _texts(item)
        case Negation(item):
            yield from _texts(item)
        case _:
            return
