"""`--open FILE`: how many open records each person starts with, for `by load` and open caps.

A CSV file with the columns `rep` (a rep's name or e-mail) and `open` (a whole number).
"""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from routewright.errors import DamagedInputError
from routewright.records.csv_reader import CsvReader
from routewright_runtime.graph.people import Rep

_NUMBER_DIGITS = 9


def read_open_figures(path: Path, reps: Sequence[Rep]) -> dict[str, int]:
    """Return open records by rep; raise DamagedInputError with line, reason and remedy."""
    by_name = {rep.name: rep.name for rep in reps} | {
        rep.email.casefold(): rep.name for rep in reps
    }
    reader = CsvReader(path)
    try:
        if not {"rep", "open"} <= set(reader.columns or ()):
            raise DamagedInputError(
                f"`{reader.name}` must have the columns `rep` and `open`, such as: lena,12"
            )
        figures: dict[str, int] = {}
        for chunk in reader.chunks():
            for row in chunk:
                who, count = str(row.record["rep"]).strip(), str(row.record["open"]).strip()
                name = by_name.get(who) or by_name.get(who.casefold())
                if name is None:
                    raise DamagedInputError(_unknown(reader.name, row.line, who, by_name))
                if name in figures:
                    raise DamagedInputError(
                        f"`{reader.name}` line {row.line}: `{who}` stands twice; keep one line"
                    )
                if not (count.isascii() and count.isdigit() and len(count) <= _NUMBER_DIGITS):
                    raise DamagedInputError(
                        f"`{reader.name}` line {row.line}: `{count}` is no number of open records"
                    )
                figures[name] = int(count)
        if reader.rejections:
            first = reader.rejections[0]
            raise DamagedInputError(f"`{reader.name}` line {first.line}: {first.reason}")
        return figures
    finally:
        reader.close()


def _unknown(file: str, line: int, who: str, known: dict[str, str]) -> str:
    near = get_close_matches(who, known, n=1, cutoff=0.5)
    offer = f"did you mean `{near[0]}`?" if near else "name a rep, or a rep's e-mail"
    return f"`{file}` line {line}: `{who}` is no rep of the policy; {offer}"
