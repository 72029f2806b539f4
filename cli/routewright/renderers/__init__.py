"""The forms of a lint report, one file each: a pure function from a report to text.

A file here named `<format>.py` with a `render` function is a format; one whose name would hide a
standard module has an underscore behind it.
"""

import pkgutil
from importlib import import_module

from routewright.report import Report


def formats() -> tuple[str, ...]:
    """Return the names of all formats, in order of the alphabet."""
    return tuple(sorted(info.name.rstrip("_") for info in pkgutil.iter_modules(__path__)))


def render(name: str, report: Report, *, is_coloured: bool = False) -> str:
    """Return the report in a format of `formats()`; the same report gives the same text."""
    module = next(i.name for i in pkgutil.iter_modules(__path__) if i.name.rstrip("_") == name)
    text = import_module(f"{__name__}.{module}").render(report, is_coloured)
    assert isinstance(text, str)
    return text
