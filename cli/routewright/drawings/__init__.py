"""The forms of a drawn policy, one file each: a pure function from a view of the graph to text.

A file here named `<format>.py` with a `draw` function is a format; one whose name would hide a
standard module has an underscore behind it.
"""

import pkgutil
from importlib import import_module

from routewright.graph_view import GraphView


def formats() -> tuple[str, ...]:
    """Return the names of all formats, in order of the alphabet."""
    return tuple(sorted(info.name.rstrip("_") for info in pkgutil.iter_modules(__path__)))


def draw(name: str, view: GraphView) -> str:
    """Return the drawing in a format of `formats()`; the same view gives the same text."""
    module = next(i.name for i in pkgutil.iter_modules(__path__) if i.name.rstrip("_") == name)
    text = import_module(f"{__name__}.{module}").draw(view)
    assert isinstance(text, str)
    return text
