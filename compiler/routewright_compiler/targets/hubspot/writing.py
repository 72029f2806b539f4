"""From the model of HubSpot's objects to the text of files, through the templates.

Templates hold the layout: which members a document has, their order, a filter a line. Every value
in them goes through the filter `json` (laid out) or `line` (on one line), so that no text of a
policy can become part of a document's form. `present` leaves out the members that are none.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from routewright_compiler.targets.hubspot.json_text import compact, laid_out
from routewright_compiler.targets.hubspot.model import (
    Flow,
    Json,
    JsonObject,
    OwnerIds,
    PropertyBody,
)


def flow_text(flow: Flow) -> str:
    """Return the body of a flow, for a create call."""
    return _environment().get_template("flow.json.jinja").render(flow=flow)


def properties_text(properties: Sequence[PropertyBody]) -> str:
    """Return the body of a batch create call for properties."""
    return _environment().get_template("properties.json.jinja").render(properties=properties)


def owners_text(people: Sequence[OwnerIds]) -> str:
    """Return the map of people by e-mail."""
    return _environment().get_template("owners.json.jinja").render(people=people)


def readme_text(page: object) -> str:
    """Return the README of an output from its prepared page (see `output_files.py`)."""
    shown = _environment().get_template("readme.md.jinja").render(page=page)
    return shown.rstrip("\n") + "\n"


def _present(members: JsonObject) -> JsonObject:
    return {key: value for key, value in members.items() if value is not None}


def _json(value: Json, indent: int = 0, key: str = "") -> str:
    """Return a value laid out `indent` levels deep, behind its key where it has one."""
    return laid_out(value, indent, len(key) + 4 if key else 0)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters.update(json=_json, line=compact, present=_present)
    return environment
