"""The bit-vectors of one column against its masks one by one, however many classes it has."""

from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.space import Space


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 70), st.data())
def test_look_ups_are_those_of_the_masks(size: int, data: st.DataObject) -> None:
    some = st.integers(1, (1 << size) - 1)
    runs = st.tuples(st.integers(0, size - 1), st.integers(1, size)).map(
        lambda ends: ((1 << ends[1]) - 1) << ends[0] & (1 << size) - 1
    )
    masks = data.draw(st.lists(some | runs, min_size=1, max_size=8))
    space = Space()
    column = space.add_column("c", size)
    # The last box is free: it does not look at the column.
    index = BoxIndex(space, [*({column: mask} for mask in masks), {}])
    found = index.columns[column]
    every = [*masks, (1 << size) - 1]
    for asked in data.draw(st.lists(some | runs, min_size=1, max_size=8)):
        meets = sum(1 << n for n, mask in enumerate(every) if mask & asked)
        is_open = sum(1 << n for n, mask in enumerate(every) if asked & ~mask)
        assert found.look_up(asked) == (meets, is_open)
        assert found.look_up(asked) == (meets, is_open), "as kept"
    for number in range(size):
        assert found.at(number) == sum(1 << n for n, m in enumerate(every) if m >> number & 1)
