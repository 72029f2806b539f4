"""Small changes of Python source, one at a time: what `mutation.py` tries on the analyser.

A mutant is made again anywhere from its number among all of a module. Its name holds the function
that it stands in and what becomes of what, but no line, so that it stays when other code moves. The
digest of that function's text, without comments and docstring, tells whether a result is of the
code of today.

Left alone is what is no behaviour: annotations, docstrings, imports, decorators, what stands below
`TYPE_CHECKING`, and assertions, which only say what must hold anyway.

| operator | change |
|---|---|
| comparison | `<` to `<=` and `>=`, `==` to `!=`, `in` to `not in`, `is` to `is not`, and back |
| boolean | `and` to `or` and back; `not x` to `x` |
| arithmetic | `+` to `-`, `*` to `//`, bitwise and to or, `<<` to `>>`, back; `~x`, `-x` to `x` |
| constant | `n` to `n + 1`, `True` to `False` and back |
| text | a text to another |
| return | what is returned to None, but for `False` |
| negation | a condition of `if`, `while`, `x if c else y` or a comprehension to its opposite |
| loop | `break` to `continue` and back |
| removal | a call made for its effect, a `yield` or an augmented assignment away |
"""

import ast
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

_SWAPS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_SKIPPED_FIELDS = frozenset({"annotation", "returns", "decorator_list", "format_spec"})
_N = TypeVar("_N", bound=ast.AST)
Slot = tuple[ast.AST, str, int | None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change; `scope` is the outermost function that it stands in, empty at module level.

    `copy` counts equal changes of one function, from 1; `digest` is that of the function's text.
    """

    module: str
    number: int
    scope: str
    line: int
    operator: str
    before: str
    after: str
    copy: int
    digest: str

    @property
    def id(self) -> str:
        """What names it, for results and for the reasons why nobody can notice it."""
        change = f"{self.operator} `{self.before}` to `{self.after}`"
        nth = f" #{self.copy}" if self.copy > 1 else ""
        return f"{self.module}:{self.scope or '(module)'} {change}{nth}"

    def rank(self, seed: int) -> str:
        """Return where it stands in a drawing of lots."""
        return hashlib.sha256(f"{seed} {self.id}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Site:
    node: ast.AST
    scope: str
    operator: str
    made: ast.AST
    apply: Callable[[], None]


def mutants(module: str, source: str) -> tuple[Mutant, ...]:
    """Return all mutants of a module, in order of the source."""
    tree = ast.parse(source)
    texts = digests(tree)
    copies: Counter[tuple[str, ...]] = Counter()
    found = []
    for number, site in enumerate(_sites(tree)):
        change = (site.operator, _shown(site.node), _shown(site.made))
        copies[site.scope, *change] += 1
        copy, line = copies[site.scope, *change], getattr(site.node, "lineno", 0)
        found.append(Mutant(module, number, site.scope, line, *change, copy, texts[site.scope]))
    return tuple(found)


def with_notes(source: str, call: str, prefix: str) -> ast.Module:
    """Return the tree of a module whose functions first call `call` with their names."""
    tree = ast.parse(source)
    for scope, function in _functions(tree, ""):
        note = ast.Expr(ast.Call(ast.Name(call, ast.Load()), [ast.Constant(prefix + scope)], []))
        function.body.insert(0, note)
    return ast.fix_missing_locations(tree)


def digests(tree: ast.Module) -> dict[str, str]:
    """Return a digest of each outermost function's text; of all the rest under an empty name."""
    texts: dict[str, list[str]] = defaultdict(list)
    outside = ast.parse(ast.unparse(tree))
    for scope, function in _functions(outside, ""):
        if ast.get_docstring(function) is not None:
            function.body = function.body[1:] or [ast.Pass()]
        texts[scope].append(ast.unparse(function))
        function.body = [ast.Pass()]
    texts[""].append(ast.unparse(outside))
    return {
        scope: hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
        for scope, parts in texts.items()
    }


def _functions(node: ast.AST, scope: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            name = f"{scope}.{child.name}" if scope else child.name
            if isinstance(child, ast.FunctionDef):
                yield name, child
            else:
                yield from _functions(child, name)
        else:
            yield from _functions(child, scope)


def mutated(source: str, number: int) -> ast.Module:
    """Return the tree of a module with its mutant of that number."""
    tree = ast.parse(source)
    site = next(s for n, s in enumerate(_sites(tree)) if n == number)
    site.apply()
    return ast.fix_missing_locations(tree)


def _shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:89]}…"


# --- walking ----------------------------------------------------------------------------------


def _sites(tree: ast.Module) -> Iterator[_Site]:
    yield from _below(tree, "", in_function=False)


def _below(parent: ast.AST, scope: str, *, in_function: bool) -> Iterator[_Site]:
    for name, value in ast.iter_fields(parent):
        if name in _SKIPPED_FIELDS:
            continue
        items = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, child in list(items):
            if isinstance(child, ast.AST) and not _is_left_alone(parent, name, index, child):
                yield from _at((parent, name, index), child, scope, in_function)


def _at(slot: Slot, node: ast.AST, scope: str, in_function: bool) -> Iterator[_Site]:
    own, is_inside = scope if in_function else "", in_function
    for operator, made in _changes(slot, node):
        yield _Site(node, own, operator, made, _setter(slot, made))
    if not in_function and isinstance(node, ast.FunctionDef | ast.ClassDef):
        scope = f"{scope}.{node.name}" if scope else node.name
        is_inside = isinstance(node, ast.FunctionDef)
        if isinstance(node, ast.FunctionDef):
            yield from _below(node.args, "", in_function=False)  # defaults are read at once
            for index, child in enumerate(node.body):
                if not _is_left_alone(node, "body", index, child):
                    yield from _at((node, "body", index), child, scope, True)
            return
    yield from _below(node, scope, in_function=is_inside)


def _is_left_alone(parent: ast.AST, name: str, index: int | None, child: ast.AST) -> bool:
    if isinstance(child, ast.Import | ast.ImportFrom | ast.Assert | ast.Raise):
        return True
    if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
        return True
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True  # a docstring
    if isinstance(child, ast.Expr) and ast.unparse(child).startswith("assert_never("):
        return True
    is_cast = isinstance(parent, ast.Call) and ast.unparse(parent.func) == "cast"
    return is_cast and name == "args" and index == 0


def _setter(slot: Slot, made: ast.AST) -> Callable[[], None]:
    parent, name, index = slot

    def apply() -> None:
        if index is None:
            setattr(parent, name, made)
        else:
            getattr(parent, name)[index] = made

    return apply


# --- changes ----------------------------------------------------------------------------------


def _changes(slot: Slot, node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    parent, name, _ = slot
    is_test = name == "test" or (name == "ifs" and isinstance(parent, ast.comprehension))
    if is_test and isinstance(node, ast.expr) and not isinstance(node, ast.Compare):
        yield "negation", _placed(ast.UnaryOp(ast.Not(), node), node)
    match node:
        case ast.Compare():
            yield from _comparisons(node)
        case ast.BoolOp(op, values):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield "boolean", _placed(ast.BoolOp(other, values), node)
        case ast.UnaryOp(ast.Not(), operand):
            yield "boolean", operand
        case ast.UnaryOp(ast.Invert() | ast.USub(), operand):
            yield "arithmetic", operand
        case ast.BinOp(left, op, right) if type(op) in _ARITHMETIC:
            yield "arithmetic", _placed(ast.BinOp(left, _ARITHMETIC[type(op)](), right), node)
        case ast.AugAssign(target, op, value):
            if type(op) in _ARITHMETIC:
                changed = ast.AugAssign(target, _ARITHMETIC[type(op)](), value)
                yield "arithmetic", _placed(changed, node)
            yield "removal", _placed(ast.Pass(), node)
        case ast.Constant(value):
            yield from _constants(node, value)
        case ast.Return(value) if value is not None and not _is_nothing(value):
            yield "return", _placed(ast.Return(ast.Constant(None)), node)
        case ast.Break():
            yield "loop", _placed(ast.Continue(), node)
        case ast.Continue():
            yield "loop", _placed(ast.Break(), node)
        case ast.Expr(ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield "removal", _removed(node)


def _comparisons(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    for place, op in enumerate(node.ops):
        for other in _SWAPS[type(op)]:
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield "comparison", _placed(ast.Compare(node.left, ops, node.comparators), node)


def _constants(node: ast.Constant, value: object) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(value, bool):
        yield "constant", _placed(ast.Constant(not value), node)
    elif isinstance(value, int):
        yield "constant", _placed(ast.Constant(value + 1), node)
    elif isinstance(value, str):
        yield "text", _placed(ast.Constant(f"XX{value}" if value else "XX"), node)


def _removed(node: ast.Expr) -> ast.stmt:
    """Return nothing in place of a statement; a generator stays one."""
    if isinstance(node.value, ast.Call):
        return _placed(ast.Pass(), node)
    empty = ast.YieldFrom(ast.Tuple([], ast.Load()))
    return _placed(ast.Expr(empty), node)


def _is_nothing(node: ast.expr) -> bool:
    """Tell whether None would do as well: what is asked for the truth of it is none or false."""
    return isinstance(node, ast.Constant) and (node.value is None or node.value is False)


def _placed(made: _N, node: ast.AST) -> _N:
    return ast.copy_location(made, node)
