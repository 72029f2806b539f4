"""Definitions, classifications and scores that come back to themselves.

Each circle is reported once, at the earliest declaration in it, and shown whole.
"""

from collections.abc import Iterable, Mapping

from routewright_compiler.resolve.declarations import Declarations
from routewright_compiler.resolve.walk import expressions_in
from routewright_compiler.schema import codes
from routewright_compiler.schema.report import Report, shown
from routewright_compiler.schema.symbols import Symbol, SymbolKind
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Label

DEPTH_LIMIT = 100
SHOWN_NAMES = 10
_COMPOSED = (SymbolKind.DEFINITION, SymbolKind.CLASSIFICATION, SymbolKind.SCORE)


def check_circles(declared: Declarations, report: Report) -> None:
    """Report every circle, and every chain of definitions longer than `DEPTH_LIMIT`."""
    symbols = {symbol.name: symbol for symbol in declared.symbols.of(*_COMPOSED)}
    uses = {name: _used(symbol, symbols) for name, symbol in symbols.items()}
    depths: dict[str, int] = {}
    for name in symbols:
        circle = _circle_from(name, uses, depths)
        if circle:
            _report(circle, symbols, report)
    for name, depth in depths.items():
        if depth == DEPTH_LIMIT + 1:
            report.add(
                codes.DEEP_DEFINITION,
                symbols[name].span,
                f"{shown(name)} needs a chain of {DEPTH_LIMIT} other definitions, too long a one",
                subject=name,
                repair="say some of them directly",
            )


def _circle_from(start: str, uses: Mapping[str, list[str]], depths: dict[str, int]) -> list[str]:
    """Return a circle that a depth-first walk meets, or nothing; the walk keeps its own stack.

    `depths` is filled with the length of the chain from each name that is finished.
    """
    path: dict[str, None] = {}
    pending = [(start, False)]
    circle: list[str] = []
    while pending:
        name, is_left = pending.pop()
        if is_left:
            path.popitem()
            depths[name] = 1 + max((depths.get(used, 0) for used in uses[name]), default=0)
        elif name in path:
            circle = circle or list(path)[list(path).index(name) :]
        elif name not in depths:
            path[name] = None
            pending.append((name, True))
            pending.extend((used, False) for used in reversed(uses[name]))
    return circle


def _used(symbol: Symbol, symbols: Mapping[str, Symbol]) -> list[str]:
    names: dict[str, None] = {}
    for condition in _conditions(symbol):
        for value in expressions_in(condition):
            if isinstance(value, syntax.Path) and value.text in symbols:
                names.setdefault(value.text)
    return list(names)


def _conditions(symbol: Symbol) -> Iterable[syntax.Condition]:
    match symbol.node:
        case syntax.Define():
            return (symbol.node.condition,)
        case syntax.Classify() | syntax.Score():
            return tuple(line.condition for line in symbol.node.lines)
        case _:
            return ()


def _report(circle: list[str], symbols: Mapping[str, Symbol], report: Report) -> None:
    order = list(symbols)
    start = min(range(len(circle)), key=lambda i: order.index(circle[i]))
    turned = [symbols[name] for name in circle[start:] + circle[:start]]
    names = [shown(symbol.name) for symbol in (*turned, turned[0])]
    if len(names) > SHOWN_NAMES:
        names = [*names[: SHOWN_NAMES - 2], "…", names[-1]]
    report.add(
        codes.CIRCULAR_DEFINITION,
        turned[0].span,
        f"{' needs '.join(names)}: this circle has no beginning",
        subject=turned[0].name,
        related=[Label(symbol.span, "in the circle", symbol.name) for symbol in turned[1:]],
        repair="say at least one of them without the others",
    )
