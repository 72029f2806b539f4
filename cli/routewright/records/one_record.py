"""One record from the command line: JSON text, a file, or one line of a file of records."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from routewright.errors import DamagedInputError
from routewright.records.opening import STANDARD, open_records, standard_input
from routewright.text_files import read_text

_LINE = re.compile(r"(.+):([0-9]{1,9})")


def one_record(text: str) -> Mapping[str, object]:
    """Return the record that `{…}`, `FILE`, `FILE:LINE` or `-` names.

    A JSON file holds one object; of other files the first record is taken, or the one at LINE, as
    the messages of `run` count lines. Raises DamagedInputError where there is none.
    """
    if text.lstrip().startswith("{"):
        return _object(text, "--record")
    if text == STANDARD:
        return _object(standard_input().read().decode("utf-8", "replace"), "standard input")
    path, line = text, None
    found = _LINE.fullmatch(text)
    if found is not None and not Path(text).exists():
        path, line = found[1], int(found[2])
    if path.lower().endswith(".json"):
        return _object(read_text(Path(path)), f"`{path}`")
    return _record_of(path, line)


def _record_of(path: str, line: int | None) -> Mapping[str, object]:
    reader = open_records(path)
    try:
        for chunk in reader.chunks():
            for row in chunk:
                if line is None or row.line == line:
                    return row.record
        rejected = next((r for r in reader.rejections if line in (None, r.line)), None)
    finally:
        reader.close()
    if rejected is not None:
        raise DamagedInputError(f"`{path}` line {rejected.line}: {rejected.reason}")
    where = "" if line is None else f" that begins at line {line}"
    raise DamagedInputError(f"`{path}` has no record{where}")


def _object(text: str, name: str) -> Mapping[str, object]:
    try:
        data = json.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except RecursionError:
        raise DamagedInputError(f"{name} is nested too deeply") from None
    except ValueError as trouble:
        raise DamagedInputError(f"{name} is not JSON: {trouble}") from trouble
    if not isinstance(data, dict):
        raise DamagedInputError(f'{name} must be one JSON object, such as {{"country": "DE"}}')
    return data
