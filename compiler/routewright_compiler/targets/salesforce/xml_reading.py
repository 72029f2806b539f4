"""XML from elsewhere, read without trusting it: elements with their places, or one finding.

A metadata file needs no document type, no entities and no processing instructions, so none is taken
in: a file that declares a document type is refused at that line, before any entity could grow or
reach out to another file. Size, nesting and the number of elements are bounded. Elements are of the
metadata namespace; `xsi:nil="true"` makes an element count as absent.

Offsets are in bytes of the file, for that is what the parser knows; `findings.py` says so too.
"""

from dataclasses import dataclass
from xml.parsers import expat

from routewright_compiler.targets.salesforce.findings import (
    TOO_LARGE,
    UNKNOWN_ELEMENT,
    UNREADABLE_XML,
    ImportFinding,
    Spot,
    finding,
)
from routewright_compiler.targets.salesforce.model import NAMESPACE
from routewright_grammar.diagnostic import Diagnostic, Outcome

SIZE_LIMIT_BYTES = 32 * 1024 * 1024
DEPTH_LIMIT = 32
ELEMENT_LIMIT = 400_000
_NIL = "http://www.w3.org/2001/XMLSchema-instance nil"
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name without namespace, its text, its children in order."""

    name: str
    text: str
    children: tuple["Element", ...]
    spot: Spot
    is_nil: bool = False


class _Refused(Exception):  # noqa: N818 - it never leaves this module
    def __init__(self, kind: ImportFinding, message: str, advice: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.advice = advice


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet."""

    name: str
    spot: Spot
    is_nil: bool
    texts: list[str]
    children: list[Element]


def read_xml(file: str, data: bytes) -> Outcome[Element]:
    """Read the root element of a file; no value where it cannot be read, and the finding why."""
    if len(data) > SIZE_LIMIT_BYTES:
        mebibytes = SIZE_LIMIT_BYTES // (1024 * 1024)
        message = f"`{file}` is larger than {mebibytes} MiB"
        return Outcome(None, (_large(file, message),))
    return _Reading(file).run(data)


def _large(file: str, message: str) -> Diagnostic:
    return finding(
        TOO_LARGE,
        Spot(file),
        message,
        advice="A metadata file of rules has well under a tenth of that; check what it is.",
    )


class _Reading:
    """One run of the parser over one file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._open: list[_Open] = []
        self._root: Element | None = None
        self._count = 0
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity
        self._parser.ExternalEntityRefHandler = self._external

    def run(self, data: bytes) -> Outcome[Element]:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as trouble:
            return self._failed(UNREADABLE_XML, _reason(trouble), _REPAIR)
        except _Refused as trouble:
            return self._failed(trouble.kind, str(trouble), trouble.advice)
        except (LookupError, ValueError):
            return self._failed(
                UNREADABLE_XML,
                "the file is in an encoding that cannot be read",
                "Save it as UTF-8.",
            )
        assert self._root is not None
        return Outcome(self._root)

    def _failed(self, kind: ImportFinding, message: str, advice: str) -> Outcome[Element]:
        return Outcome(None, (finding(kind, self._spot(), message, advice=advice),))

    def _spot(self) -> Spot:
        line = max(self._parser.CurrentLineNumber, 1)
        return Spot(self._file, max(self._parser.CurrentByteIndex, 0), line)

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > ELEMENT_LIMIT:
            raise _Refused(
                TOO_LARGE,
                f"the file has more than {ELEMENT_LIMIT:,} elements",
                "The largest real file of rules has 15,000; check what it is.",
            )
        if len(self._open) >= DEPTH_LIMIT:
            raise _Refused(
                TOO_LARGE,
                f"elements are nested more than {DEPTH_LIMIT} deep",
                "No metadata file needs that; check what it is.",
            )
        namespace, _, name = qualified.rpartition(" ")
        if namespace != NAMESPACE:
            raise _Refused(UNKNOWN_ELEMENT, _foreign(namespace, name), _NAMESPACE_REPAIR)
        is_nil = attributes.get(_NIL, "").strip() in ("true", "1")
        self._open.append(_Open(name, self._spot(), is_nil, [], []))

    def _end(self, _name: str) -> None:
        top = self._open.pop()
        made = Element(top.name, "".join(top.texts), tuple(top.children), top.spot, top.is_nil)
        if self._open:
            self._open[-1].children.append(made)
        else:
            self._root = made

    def _characters(self, text: str) -> None:
        self._open[-1].texts.append(text)

    def _doctype(self, *_: object) -> None:
        raise _Refused(
            UNREADABLE_XML,
            "the file declares a document type, which no metadata file has",
            "Delete the `<!DOCTYPE …>`; entities and other files are never read in.",
        )

    def _entity(self, *_: object) -> None:
        raise _Refused(UNREADABLE_XML, "the file declares an entity", "Delete the declaration.")

    def _external(self, *_: object) -> int:
        raise _Refused(UNREADABLE_XML, "the file refers to another file", "Delete the reference.")


_REPAIR = "Retrieve the file again, or repair it in an editor that checks XML."
_NAMESPACE_REPAIR = f'A metadata file\'s root says `xmlns="{NAMESPACE}"`, and nothing else.'


def _foreign(namespace: str, name: str) -> str:
    shown = name[:_SHOWN_CHARACTERS]
    if not namespace:
        return f"`{shown}` is in no namespace, so it is no element of a metadata file"
    return f"`{shown}` is of the namespace `{namespace[:_SHOWN_CHARACTERS]}`"


def _reason(trouble: expat.ExpatError) -> str:
    return f"this is no well-formed XML: {expat.ErrorString(trouble.code)}"
