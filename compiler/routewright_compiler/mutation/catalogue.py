"""All mutants of a policy, in order of its files and of writing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from routewright_compiler.mutation.conditions import ConditionMutants
from routewright_compiler.mutation.mutant import Mutant, MutantKind
from routewright_compiler.mutation.routing import RoutingMutants, swapped
from routewright_compiler.mutation.variation import Variation, inside, inside_one
from routewright_compiler.policy import Policy
from routewright_grammar.diagnostic import Edit
from routewright_grammar.span import Span
from routewright_grammar.syntax import (
    Classify,
    ClassifyLine,
    Declaration,
    Define,
    Expression,
    Fallback,
    File,
    Group,
    Path,
    Require,
    Rule,
    Score,
    ScoreLine,
)
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.values import TypeName

_WHOLE = frozenset({TypeName.INTEGER, TypeName.DATE})


def mutants(policy: Policy) -> Iterator[Mutant]:
    """Yield every mutant of a policy; some of them may not compile."""
    whole = {field.name for field in policy.graph.fields if field.type.name in _WHOLE}

    def is_whole(node: Expression) -> bool:
        return isinstance(node, Path) and node.text in whole

    others = _others(policy.graph)
    for file in policy.files:
        conditions = ConditionMutants(file.source.text, is_whole)
        yield from _of_file(file, conditions, RoutingMutants(conditions, others))


def _of_file(file: File, conditions: ConditionMutants, routing: RoutingMutants) -> Iterator[Mutant]:
    fallbacks = sum(isinstance(item, Fallback) for item in file.declarations)
    for item in file.declarations:
        match item:
            case Define():
                yield from _made(item, _of_definition(item, conditions))
            case Classify() | Score():
                yield from _made(item, _of_lines(item, conditions))
            case Rule() | Group():
                yield from _made(item, routing.of_member(item))
            case Require():
                yield from _made(item, routing.of_require(item))
            case Fallback():
                yield from _made(item, routing.of_fallback(item))
                if fallbacks > 1:
                    yield _gone(item)
            case _:
                continue
    yield from _orders(file)


def _of_definition(item: Define, conditions: ConditionMutants) -> Iterator[Variation[Define]]:
    yield from inside(conditions.of(item.condition), lambda new: replace(item, condition=new))


def _of_lines(
    item: Classify | Score, conditions: ConditionMutants
) -> Iterator[Variation[Classify | Score]]:
    def of_class(line: ClassifyLine) -> Iterator[Variation[ClassifyLine]]:
        return inside(conditions.of(line.condition), lambda new: replace(line, condition=new))

    def of_score(line: ScoreLine) -> Iterator[Variation[ScoreLine]]:
        return inside(conditions.of(line.condition), lambda new: replace(line, condition=new))

    if isinstance(item, Classify):
        yield from inside_one(item.lines, of_class, lambda lines: replace(item, lines=lines))
    else:
        yield from inside_one(item.lines, of_score, lambda lines: replace(item, lines=lines))


def _made(item: Declaration, found: Iterable[Variation[Declaration]]) -> Iterator[Mutant]:
    for one in found:
        span = one.edits[0].span
        subject = _subject(item, span)
        yield Mutant(one.kind, subject, span, one.edits, (item,), (one.node,), one.names)


def _subject(item: Declaration, span: Span) -> str:
    """Return in words what the innermost rule, group or definition around a place is called."""
    match item:
        case Define() | Classify() | Score():
            return f"`{item.name.text}`"
        case Group():
            for member in item.members:
                if member.span.start <= span.start < member.span.end:
                    return _subject(member, span)
            return f"group `{item.name.value}`"
        case Rule():
            return f"rule `{item.name.value}`"
        case Require():
            return "`require`"
        case _:
            return "`fallback`"


def _orders(file: File) -> Iterator[Mutant]:
    """Yield the file with two rules at its top level in the other order."""
    members = [item for item in file.declarations if isinstance(item, Rule | Group)]
    for first, second, order in swapped(members, file.source.text):
        names = (first.name.value, second.name.value)
        subject = f"rule `{names[0]}`"
        yield Mutant(
            order.kind, subject, first.span, order.edits, (first, second), (second, first), names
        )


def _gone(item: Fallback) -> Mutant:
    edit = Edit(item.span, "")
    return Mutant(MutantKind.FALLBACK, "`fallback`", item.span, (edit,), (item,), (None,))


def _others(graph: DecisionGraph) -> Mapping[str, str]:
    """Return for each team, queue and rep the next of its kind; none where it is the only one."""
    found: dict[str, str] = {}
    for listed in (graph.teams, graph.queues, graph.reps):
        names = [item.name for item in listed]
        if len(names) > 1:
            found.update(zip(names, (*names[1:], names[0]), strict=True))
    return found
