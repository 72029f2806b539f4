"""The forms of a drawn policy, one file each: a pure function from a policy to text.

A file here named `<format>.py` with a `draw` function is a format; one whose name would hide a
standard module has an underscore behind it.
"""

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it needs the analysis, and a command line that draws nothing does not
    from routewright.drawn_policy import DrawnPolicy


def formats() -> tuple[str, ...]:
    """Return the names of all formats, in order of the alphabet."""
    return tuple(sorted(info.name.rstrip("_") for info in pkgutil.iter_modules(__path__)))


def draw(name: str, policy: "DrawnPolicy") -> str:
    """Return the drawing in a format of `formats()`; the same policy gives the same text."""
    module = next(i.name for i in pkgutil.iter_modules(__path__) if i.name.rstrip("_") == name)
    text = import_module(f"{__name__}.{module}").draw(policy)
    assert isinstance(text, str)
    return text
