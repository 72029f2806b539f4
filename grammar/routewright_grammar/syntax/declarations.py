"""Declarations: the record, named values, tables, calendars and people."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from routewright_grammar.span import Span
from routewright_grammar.syntax.conditions import Condition
from routewright_grammar.syntax.words import Code, Name, Number, Path, Range, Text, Word


@dataclass(frozen=True, slots=True)
class Zone:
    """`zone "Europe/Berlin"` at the top of a file."""

    name: Text
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Use:
    """`use "people.route"`."""

    path: Text
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class FieldType:
    """A type as written: `integer 0..`, `choice(A, B)`, `choice open(A)`, `state of billing`."""

    name: Name
    members: tuple[Word, ...]
    is_open: bool
    bounds: Range | None
    of: Path | None
    span: Span


@dataclass(frozen=True, slots=True)
class FieldDecl:
    """One field of a record; modifiers may be written in any order."""

    name: Name  # with its dots, `account.name`
    type: FieldType
    is_required: bool
    column: Text | None
    sources: tuple[Path | Text, ...]
    blanks: tuple[Text, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Record:
    """`record lead blank "n/a" { fields }`."""

    name: Name
    blanks: tuple[Text, ...]
    fields: tuple[FieldDecl, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Define:
    """`define name = condition`."""

    name: Name
    condition: Condition
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class ClassifyLine:
    """`VALUE when condition`."""

    value: Path | Text
    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class Classify:
    """The value of the first line that holds, else `otherwise`, else empty."""

    name: Name
    lines: tuple[ClassifyLine, ...]
    otherwise: Path | Text | None
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """`points when condition`."""

    points: Number
    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class Score:
    """The sum of the points of all lines that hold."""

    name: Name
    lines: tuple[ScoreLine, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class TableKey:
    """One key column; `is_prefix` for `starts with`."""

    name: Name
    is_prefix: bool
    span: Span


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One given column; `type` is None for people, teams and queues."""

    name: Name
    type: FieldType | None
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """`table name from "file.csv" { key a gives b }`; `is_match` for `match`."""

    name: Name
    path: Text
    is_match: bool
    keys: tuple[TableKey, ...]
    gives: tuple[TableColumn, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class DayRange:
    """`mon-fri` or `sat`, Monday being 0; both ends included, may run over the week's end."""

    first: int
    last: int
    span: Span


@dataclass(frozen=True, slots=True)
class TimeRange:
    """`09:00-18:00`, local; the end is not included. `24:00` is `is_end_of_day` with `time.min`.

    A range whose end is not after its start runs into the next day.
    """

    start: time
    end: time
    is_end_of_day: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Opening:
    """`open mon-fri 09:00-12:00, 13:00-18:00`."""

    days: tuple[DayRange, ...]
    times: tuple[TimeRange, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A day, or days `first..last`, both included."""

    first: date
    last: date
    span: Span


@dataclass(frozen=True, slots=True)
class Calendar:
    """Open hours in a zone; `closed` are further days without opening."""

    name: Name
    zone: Text | None
    openings: tuple[Opening, ...]
    holidays: tuple[Path | Code, ...]
    closed: tuple[DateSpan, ...]
    doc: str
    span: Span


class CapWindow(StrEnum):
    """What a cap counts: records given in a day or week, or records open."""

    DAY = "day"
    WEEK = "week"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Cap:
    """`at most 4 per day`, `20 per week`, `30 open`."""

    count: int
    window: CapWindow
    span: Span


@dataclass(frozen=True, slots=True)
class Rep:
    """A person who can own records."""

    name: Name
    email: Text
    calendar: Name | None
    speaks: tuple[Word, ...]
    knows: tuple[Word, ...]
    caps: tuple[Cap, ...]
    away: tuple[DateSpan, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Member:
    """A rep in a team; weight 1 where none is written (`None`)."""

    name: Name
    weight: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class Team:
    """Members in listed order; `is_catch_up` for `catch up`."""

    name: Name
    members: tuple[Member, ...]
    is_catch_up: bool
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue; `label` is its name in the CRM where written."""

    name: Name
    label: Text | None
    doc: str
    span: Span
