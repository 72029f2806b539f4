"""What generated functions share: a record's values, its memo, and the derived columns."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from routewright_runtime.evaluate.columns import Column
from routewright_runtime.evaluate.source import Body, Namespace
from routewright_runtime.graph.conditions import Condition, Term
from routewright_runtime.values import Value

Values = Mapping[str, Value | None]
# One place for each derived column, UNSET until it is computed.
Memo = list[Any]
Compute = Callable[[Values, datetime | None, Memo], Any]


class DerivedColumns(Protocol):
    """What the builders of generated functions ask of the derived columns."""

    namespace: Namespace

    @property
    def count(self) -> int:
        """The number of places that a record's memo needs."""

    def body(self) -> Body:
        """Return an empty function body that may use the derived columns."""

    def slot_of(self, column: Column | Condition) -> tuple[int, Compute]:
        """Return a column's place in the memo and the function that fills it."""

    def text_slot_of(self, term: Term) -> tuple[int, Compute]:
        """Return the place of a term's folded text and the function that fills it."""

    def predicate(self, condition: Condition) -> Compute:
        """Return a function that tells whether a normal condition holds."""
