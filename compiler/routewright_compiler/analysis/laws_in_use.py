"""The laws that matter to the branches: helper columns that only a question needed are left aside.

A helper column is a total function of others, so the laws that define it forbid no record. Between
boxes that do not look at it they say nothing, but they would join all columns of its formula into
one component, in which nothing is told apart at a glance any more.
"""

from routewright_compiler.analysis.law_columns import LawColumns
from routewright_compiler.analysis.policy_space import PolicySpace


def laws_in_use(space: PolicySpace) -> LawColumns:
    """Return the columns that laws join, for boxes of branches and groups only."""
    encoder = space.encoder
    aside = encoder.normal_form.definitions.keys() - _used_columns(space)
    if not aside:
        return space.law_columns
    models = encoder.fields.values()
    return LawColumns(encoder.space, models, encoder.field_laws, aside)


def _used_columns(space: PolicySpace) -> frozenset[int]:
    """Return the columns that branches and groups look at, helpers within helpers too."""
    definitions = space.encoder.normal_form.definitions
    inside: dict[int, set[int]] = {}
    used = {column for boxes in space.boxes for box in boxes for column in box}
    for number in range(len(space.chain.groups)):
        used.update(column for box in space.group_boxes(number) for column in box)
    for law in space.encoder.space.forbidden:
        if definitions.keys() >= set(law.triggers):
            (column,) = law.triggers
            inside.setdefault(column, set()).update(law.box)
        else:
            used.update(law.box)
    waiting = [column for column in used if column in inside]
    while waiting:
        new = inside[waiting.pop()] - used
        used |= new
        waiting += [column for column in new if column in inside]
    return frozenset(used)
