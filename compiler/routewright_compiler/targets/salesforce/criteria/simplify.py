"""Shorten a condition by what its neighbours already say.

Beside `a`, a part `not a or b` is `b`, and `a or b` says nothing new; beside a list of a term,
another list of the same term holds everywhere or nowhere. Every step is a law of logic; all that is
known of the tests is that two lists of one term with no common member cannot both hold, and that a
test which holds means that the term is not empty.
"""

from routewright_compiler.target.expansion.normal_form import All, Any, Literal, Tree, joined
from routewright_runtime.graph.conditions import (
    Atom,
    Between,
    Constant,
    HasMembers,
    IsRep,
    Known,
    MatchesPattern,
    OneOf,
    Term,
    TextHolds,
    WithinLast,
)

_TRUE, _FALSE = Constant(True), Constant(False)
MAX_ROUNDS = 8


def simplified(tree: Tree) -> Tree:
    """Return an equal tree, no longer than the given one."""
    for _ in range(MAX_ROUNDS):
        shorter = _under(tree, ())
        if shorter == tree:
            return tree
        tree = shorter
    return tree


def _under(tree: Tree, known: tuple[Literal, ...]) -> Tree:
    """Return the tree where all of `known` is true."""
    match tree:
        case Constant():
            return tree
        case Literal():
            return _decided(tree, known)
        case All(items) | Any(items):
            return _joined(items, known, is_all=isinstance(tree, All))


def _joined(items: tuple[Tree, ...], known: tuple[Literal, ...], *, is_all: bool) -> Tree:
    """Shorten each item under what the literals beside it say."""
    found: list[Tree] = []
    literals = [item for item in items if isinstance(item, Literal)]
    for place, item in enumerate(items):
        # A literal heeds those before it, a longer item all of them: nothing decides itself.
        beside = [
            other
            for other in literals
            if other is not item and (_heeds_all(item) or _stands(items, other, place))
        ]
        told = beside if is_all else [_opposite(other) for other in beside]
        found.append(_under(item, (*known, *told)))
    shorter = joined(found, is_all=is_all)
    return _factored(shorter) if isinstance(shorter, Any) else shorter


def _heeds_all(item: Tree) -> bool:
    """Tell whether an item may heed what stands behind it: nothing there heeds the item in turn."""
    return not isinstance(item, Literal) or (isinstance(item.atom, Known) and item.is_positive)


def _stands(items: tuple[Tree, ...], other: Literal, place: int) -> bool:
    return any(item is other for item in items[:place])


def _opposite(literal: Literal) -> Literal:
    return Literal(literal.atom, not literal.is_positive)


def _decided(literal: Literal, known: tuple[Literal, ...]) -> Tree:
    for other in known:
        answer = _follows(other, literal)
        if answer is not None:
            return _TRUE if answer else _FALSE
    return literal


def _follows(known: Literal, asked: Literal) -> bool | None:
    """Return what `known` says of `asked`; None where it leaves it open."""
    if known.atom == asked.atom:
        return known.is_positive is asked.is_positive
    one, other = known.atom, asked.atom
    if isinstance(other, Known) and known.is_positive and _asks_for(one, other.term):
        return asked.is_positive
    if not (isinstance(one, OneOf) and isinstance(other, OneOf)) or one.term != other.term:
        return None
    mine, theirs = set(one.values), set(other.values)
    if known.is_positive and mine <= theirs:
        return asked.is_positive
    if known.is_positive and not mine & theirs:
        return not asked.is_positive
    if not known.is_positive and theirs <= mine:
        return not asked.is_positive
    return None


def _asks_for(atom: Atom, term: Term) -> bool:
    """Tell whether a test that holds means that the term is not empty."""
    match atom:
        case OneOf() | Between() | TextHolds() | MatchesPattern() | HasMembers() | IsRep():
            return atom.term == term
        case WithinLast():
            return atom.term == term
        case _:
            return False


def _factored(tree: Any) -> Tree:
    """Take out what every alternative holds: `a and b or a and c` is `a and (b or c)`."""
    parts = [item.items if isinstance(item, All) else (item,) for item in tree.items]
    common = [item for item in parts[0] if all(item in other for other in parts[1:])]
    if not common:
        return tree
    rest = [joined([i for i in part if i not in common], is_all=True) for part in parts]
    return joined([*common, joined(rest, is_all=False)], is_all=True)
