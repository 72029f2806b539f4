"""From elements and prepared models to the text of files, through the templates.

Retrieved files escape quotes and apostrophes within text, so emitted ones do, and a retrieve of
what was deployed shows no difference.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from routewright_compiler.targets.salesforce.element import element
from routewright_compiler.targets.salesforce.model import NAMESPACE

_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\r": "&#xD;"}
)


def xml_file(name: str, value: object) -> str:
    """Return the metadata file of a platform object whose root element is `name`."""
    template = _environment().get_template("metadata.xml.jinja")
    return template.render(root=element(name, value), namespace=NAMESPACE)


def readme_file(page: object) -> str:
    """Return the README of an output from its prepared page (see `readme.py`)."""
    return _environment().get_template("README.md.jinja").render(page=page)


def xml_text(text: str) -> Markup:
    """Escape a text as retrieved files do; characters that XML cannot hold are left out."""
    held = "".join(c for c in text if c >= " " or c in "\t\n\r")
    return Markup(held.translate(_ESCAPES))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and ".xml" in name,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=False,
    )
    environment.filters["xml_text"] = xml_text
    return environment
