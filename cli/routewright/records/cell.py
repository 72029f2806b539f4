"""Values as text in a cell: of a table without types, and of a spreadsheet that might obey them."""

import json
from datetime import date, datetime
from decimal import Decimal

from routewright.report_data import plain

# A spreadsheet takes a cell that starts so for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def cell_text(value: object) -> str:
    """Return a value as the text of a CSV cell: empty for null, several values separated by `;`."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case list() | tuple() if all(isinstance(item, str | int | float) for item in value):
            return ";".join(cell_text(item) for item in value)
        case _:
            return json_text(value)


def json_text(value: object) -> str:
    """Return a value as compact JSON; a value that JSON lacks is its text."""
    return json.dumps(plain(value), ensure_ascii=False)


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: one that would be gets a `'` before it.

    Only for the columns that `run` adds; those of the input are never changed.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
