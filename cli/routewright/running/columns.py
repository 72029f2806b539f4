"""The columns that `run` adds to the input's, and what stands in their way."""

from collections.abc import Sequence
from difflib import get_close_matches

from routewright.errors import DamagedInputError

PREFIX = "routed_"
NAMES = ("kind", "owner", "team", "rule", "from", "sla_due", "notes")
TRACE = "trace"


def added_columns(prefix: str, has_trace: bool) -> tuple[str, ...]:
    """Return the names of the added columns, in order."""
    names = (*NAMES, TRACE) if has_trace else NAMES
    return tuple(f"{prefix}{name}" for name in names)


def check_free(columns: Sequence[str], added: Sequence[str], source: str) -> None:
    """Raise DamagedInputError where the input has a column of an added name."""
    taken = next((name for name in added if name in columns), None)
    if taken is not None:
        raise DamagedInputError(
            f"`{source}` has a column `{taken}` already; give the new ones another name,"
            " such as --prefix new_"
        )


def check_received_at(column: str, columns: Sequence[str] | None, source: str) -> None:
    """Raise DamagedInputError where the column of times that the config names is not there."""
    if columns is None or column in columns:
        return
    near = get_close_matches(column, [name for name in columns if name], n=1, cutoff=0.5)
    offer = f"did you mean `{near[0]}`? C" if near else "c"
    raise DamagedInputError(
        f"`{source}` has no column `{column}`, which routewright.toml names as received_at;"
        f" {offer}orrect it there, or give --at TIME"
    )
