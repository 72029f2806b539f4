"""The schema of our types: what may stand in a file, in which order, how often, of which values.

Unknown and missing elements, wrong values and interrupted blocks are found by the reader of
`element_reading.py`; the order of the schema, which our own files keep to the letter, here. The
server is taken to be less strict on order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import NoneType
from typing import get_args, get_type_hints

from routewright_compiler.targets.salesforce.check.findings import (
    MALFORMED_FILE,
    MISPLACED_FILE,
    problem,
)
from routewright_compiler.targets.salesforce.element import element_name
from routewright_compiler.targets.salesforce.element_reading import read_object
from routewright_compiler.targets.salesforce.flow_model import Flow
from routewright_compiler.targets.salesforce.model import (
    AssignmentRules,
    CustomField,
    CustomObject,
    Group,
    Package,
    Queue,
)
from routewright_compiler.targets.salesforce.xml_reading import Element, read_xml
from routewright_grammar.diagnostic import Diagnostic, Label
from routewright_grammar.span import Span


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of metadata file: its root element, its class, its folder and ending."""

    root: str
    kind: type
    folder: str
    ending: str


KINDS: tuple[FileKind, ...] = (
    FileKind("AssignmentRules", AssignmentRules, "assignmentRules", ".assignmentRules-meta.xml"),
    FileKind("Queue", Queue, "queues", ".queue-meta.xml"),
    FileKind("Group", Group, "groups", ".group-meta.xml"),
    FileKind("CustomField", CustomField, "fields", ".field-meta.xml"),
    FileKind("CustomObject", CustomObject, "objects", ".object-meta.xml"),
    FileKind("Flow", Flow, "flows", ".flow-meta.xml"),
    FileKind("Package", Package, "manifest", "package.xml"),
)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that was read: its path, its name without folder and ending, its object."""

    path: str
    name: str
    content: object


def read_files(files: Mapping[str, str], found: list[Diagnostic]) -> tuple[CheckedFile, ...]:
    """Return the metadata files that can be read, in order of path; add what is wrong."""
    read: list[CheckedFile] = []
    for path in sorted(files):
        if not path.endswith(".xml"):
            continue
        kind = _kind_of(path)
        if kind is None:
            found.append(
                problem(
                    MISPLACED_FILE,
                    path,
                    f"`{path}` has no ending of a metadata file in the source format",
                    advice="Name it after its type, such as `Lead.assignmentRules-meta.xml`.",
                )
            )
            continue
        if not _is_placed(path, kind):
            found.append(
                problem(
                    MISPLACED_FILE,
                    path,
                    f"`{path}` stands in the wrong folder",
                    advice=f"Put it into `{kind.folder}/`.",
                )
            )
        content = _read(path, files[path], kind, found)
        if content is not None:
            name = path.rpartition("/")[2].removesuffix(kind.ending)
            read.append(CheckedFile(path, name, content))
    return tuple(read)


def _kind_of(path: str) -> FileKind | None:
    return next((kind for kind in KINDS if path.endswith(kind.ending)), None)


def _is_placed(path: str, kind: FileKind) -> bool:
    folders = path.split("/")[:-1]
    if kind.root == "CustomObject":
        return folders[-2:-1] == ["objects"]
    return folders[-1:] == [kind.folder]


def _read(path: str, text: str, kind: FileKind, found: list[Diagnostic]) -> object | None:
    outcome = read_xml(path, text.encode())
    found.extend(_own(item) for item in outcome.diagnostics)
    root = outcome.value
    if root is None:
        return None
    if root.name != kind.root:
        message = f"`{path}` holds `{root.name}`, not `{kind.root}`"
        found.append(problem(MALFORMED_FILE, path, message, advice="Check which file it is."))
        return None
    _check_order(path, kind.kind, root, found)
    trouble: list[Diagnostic] = []
    content: object | None = read_object(kind.kind, root, trouble)
    found.extend(_own(item) for item in trouble)
    return content


def _own(item: Diagnostic) -> Diagnostic:
    """Return a finding of the reader as one of the check."""
    span = item.label.span
    label = Label(Span(span.file, span.start, span.end), "", "")
    return Diagnostic(
        code=MALFORMED_FILE.code,
        name=MALFORMED_FILE.name,
        severity=item.severity,
        message=item.message,
        label=label,
        help=item.help,
    )


def _check_order(path: str, kind: type, element: Element, found: list[Diagnostic]) -> None:
    order = _order(kind)
    last = ""
    for child in element.children:
        if child.name not in order:
            continue  # reported as unknown
        if last and order[child.name][0] < order[last][0]:
            message = f"`{child.name}` stands behind `{last}` in `{element.name}`"
            advice = "Keep the order of the schema."
            offset = child.spot.offset
            found.append(problem(MALFORMED_FILE, path, message, advice=advice, offset=offset))
            return
        last = child.name
        inner = order[child.name][1]
        if is_dataclass(inner):
            _check_order(path, inner, child, found)


@cache
def _order(kind: type) -> dict[str, tuple[int, type]]:
    """Return the place of each element in the schema, and its class."""
    hints = get_type_hints(kind)
    assert is_dataclass(kind)
    found: dict[str, tuple[int, type]] = {}
    for place, field in enumerate(fields(kind)):
        hint = hints[field.name]
        inner = [item for item in get_args(hint) if item not in (NoneType, ...)]
        found[element_name(field.name)] = (place, inner[0] if inner else hint)
    return found
