"""The form in which values compare: text without regard to case, everything else as it is.

Values of fields and of typed table columns are folded where they are text; a country code or an
e-mail address is equal to another exactly if their folds are, so one rule serves every type.
Values of classifications and the names of people, teams and queues are names: they compare as
they are written.
"""

from routewright_runtime.graph.conditions import ClassTerm, LookupTerm, Term
from routewright_runtime.graph.model import QueueTarget, RepTarget, Table, Target, TeamTarget
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName, Value

TermValue = Value | Target
Key = Value

# Types whose canonical text may differ from its own fold.
FOLDED_TYPES = frozenset({TypeName.TEXT, TypeName.CHOICE, TypeName.USER, TypeName.URL})


def folded_key(value: TermValue) -> Key:
    """Return the comparison form of a field's value, or of a typed cell."""
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, tuple):
        return tuple(fold(item) for item in value)
    if isinstance(value, RepTarget | TeamTarget | QueueTarget):
        return value.name
    return value


def name_key(value: TermValue) -> Key:
    """Return the comparison form of a name: itself; of a target, its name."""
    return value.name if isinstance(value, RepTarget | TeamTarget | QueueTarget) else value


def compares_names(term: Term, tables: dict[str, Table]) -> bool:
    """Tell whether a term's values are names (a classification, or a cell of people and teams)."""
    if isinstance(term, ClassTerm):
        return True
    if isinstance(term, LookupTerm):
        columns = tables[term.table].columns
        return next(c for c in columns if c.name == term.column).type is None
    return False
