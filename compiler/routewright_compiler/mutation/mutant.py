"""One small change to a policy: what kind of change, where, and how text and tree change."""

from dataclasses import dataclass
from enum import StrEnum

from routewright_grammar.diagnostic import Edit
from routewright_grammar.span import Span
from routewright_grammar.syntax import Declaration


class MutantKind(StrEnum):
    """What is changed, in the words of the report and in its order."""

    THRESHOLD = "threshold"
    OPERATOR = "operator"
    LIST = "list"
    ORDER = "order"
    DECISION = "decision"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change: `new` declarations stand for the `old` ones (None: it is gone).

    `edits` make the same change in the text, and `span` is where it is shown. `subject` names the
    rule, group or definition; of `ORDER`, `names` are the two rules.
    """

    kind: MutantKind
    subject: str
    span: Span
    edits: tuple[Edit, ...]
    old: tuple[Declaration, ...]
    new: tuple[Declaration | None, ...]
    names: tuple[str, ...] = ()
