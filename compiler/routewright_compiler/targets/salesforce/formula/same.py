"""When two texts of a formula ask the same: one key for all spellings of one tree.

```
ISNEW() && City = "x"    and( isnew(), City == 'x' )    {!$Record.City} = "x" && ISNEW()
```

have one key. AND and OR are told by what they join, in any order; blanks, parentheses, the kind of
quotes, capitals of functions and fields, `==` for `=`, `!` for NOT and where a flow puts the record
make no difference. Nothing is worked out beyond that: texts with other keys may ask the same too.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from routewright_compiler.targets.salesforce.formula.parse import (
    FormulaError,
    Node,
    NodeKind,
    parse_formula,
)

_DEPTH_LIMIT = 200
_JOINING = {"AND": "&&", "OR": "||"}
_RECORD = "$record."


@dataclass(frozen=True, slots=True)
class KeptTexts:
    """Texts that a policy keeps as `outside`: formulas by key, criteria word for word."""

    formulas: Mapping[Hashable, str] = field(default_factory=dict)
    criteria: frozenset[str] = frozenset()

    def text_of(self, node: Node) -> str | None:
        """Return the kept text that asks what a node asks, None where there is none."""
        if not self.formulas:
            return None
        key = key_of(node)
        return None if key is None else self.formulas.get(key)


def kept_texts(texts: Iterable[str], criterion_prefix: str) -> KeptTexts:
    """Return kept texts in a form in which they are found again."""
    formulas: dict[Hashable, str] = {}
    criteria: set[str] = set()
    for text in texts:
        if text.startswith(criterion_prefix):
            criteria.add(text)
            continue
        try:
            key = key_of(parse_formula(text))
        except FormulaError:
            continue  # it is compared word for word, as it stands
        if key is not None:
            formulas.setdefault(key, text)
    return KeptTexts(formulas, frozenset(criteria))


def key_of(node: Node) -> Hashable | None:
    """Return the key of a tree; None of one that is nested too deep."""
    try:
        return _key(node, 0)
    except _TooDeep:
        return None


class _TooDeep(Exception):  # noqa: N818 - it never leaves this module
    pass


def _key(node: Node, depth: int) -> Hashable:
    if depth > _DEPTH_LIMIT:
        raise _TooDeep

    def parts() -> tuple[Hashable, ...]:
        return tuple(_key(part, depth + 1) for part in node.parts)

    match node.kind:
        case NodeKind.REFERENCE:
            return (node.kind.value, node.value.casefold().removeprefix(_RECORD))
        case NodeKind.NUMBER:
            return (node.kind.value, Decimal(node.value).normalize())
        case NodeKind.CALL | NodeKind.OPERATOR | NodeKind.PREFIX:
            return _joined(node.value, parts)
        case _:
            return (node.kind.value, node.value)


def _joined(word: str, parts: Callable[[], tuple[Hashable, ...]]) -> Hashable:
    name = _JOINING.get(word, "!" if word == "NOT" else word)
    found = parts()
    if name in _JOINING.values():
        distinct = frozenset(found)
        return found[0] if len(distinct) == 1 else (name, distinct)
    return (name, found)
