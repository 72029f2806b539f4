"""A mapping as it comes (a CSV row, a JSON object) read into the policy's fields.

Each field has one or more sources, tried in order; the first that is not empty after reading as
the field's type is taken. A source is a key of the mapping or, written with dots, a key inside
nested mappings. What does not read counts as empty and is told with its reason. A state or a phone
number is read with the record's country.

Few distinct values fill most columns, so readings are remembered by raw text, up to a bound.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from routewright_runtime.calendars import zone_of
from routewright_runtime.graph.model import DecisionGraph, Field, FieldSource
from routewright_runtime.quick_reading import quick_reading
from routewright_runtime.values import Reading, Value, read

MAX_REMEMBERED = 4096
MAX_REMEMBERED_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Unread:
    """A value that did not read: its field, the source it stood in, and the reason in words."""

    field: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """A record's values, every field once, None where empty; what did not read, in field order.

    `sources` names the source taken of each field that is not empty and has several.
    """

    values: Mapping[str, Value | None]
    unread: tuple[Unread, ...] = ()
    sources: Mapping[str, str] | None = None

    def source_of(self, field: str) -> str | None:
        """Return the source that a field's value was taken from, of fields with several."""
        return None if self.sources is None else self.sources.get(field)


class RecordReader:
    """Reads the records of one policy; made once, it remembers readings."""

    __slots__ = ("_empty", "_order", "_others", "_plain", "_readers")

    def __init__(self, graph: DecisionGraph) -> None:
        self._order = tuple(field.name for field in graph.fields)
        self._empty: dict[str, Value | None] = dict.fromkeys(self._order)
        countries = {f.country_field for f in graph.fields} - {None}
        # Stable: the fields that others are read with come first.
        first = sorted(graph.fields, key=lambda field: field.name not in countries)
        self._readers = tuple(_FieldReader(field, graph.zone) for field in first)
        self._plain = tuple(
            (reader.field.name, reader.field.sources[0].text, reader)
            for reader in self._readers
            if reader.field.country_field is None and len(reader.field.sources) == 1
        )
        plain = {name for name, _, _ in self._plain}
        self._others = tuple(r for r in self._readers if r.field.name not in plain)

    @property
    def columns(self) -> frozenset[str]:
        """The keys of a flat record that any field may be taken from."""
        return frozenset(source.text for reader in self._readers for source in reader.field.sources)

    def read(self, record: Mapping[str, object]) -> ReadRecord:
        """Read a record; never fails, whatever stands in it."""
        values = self._empty.copy()
        unread: list[Unread] = []
        raw_of = record.get
        for name, key, reader in self._plain:
            raw = raw_of(key)
            if raw == "":
                continue
            if raw.__class__ is str:
                value = reader.known.get(raw)
                if value is not None:
                    values[name] = value
                    continue
            elif raw is None and not reader.field.sources[0].is_path:
                continue
            values[name] = self._value(reader, record, raw, unread)
        sources = self._read_others(record, values, unread) if self._others else None
        if len(unread) > 1:
            position = {name: i for i, name in enumerate(self._order)}
            unread.sort(key=lambda item: position[item.field])
        return ReadRecord(values, tuple(unread), sources)

    def _value(
        self,
        reader: "_FieldReader",
        record: Mapping[str, object],
        raw: object,
        unread: list[Unread],
    ) -> Value | None:
        source = reader.field.sources[0]
        if raw is None:
            raw = _nested(record, source)
        if raw is None or raw == "":
            return None
        value, problem = reader.read(raw, None)
        if problem is not None:
            unread.append(Unread(reader.field.name, source.text, problem))
        return value

    def _read_others(
        self,
        record: Mapping[str, object],
        values: dict[str, Value | None],
        unread: list[Unread],
    ) -> dict[str, str] | None:
        """Read the fields that have several sources or are read with a country."""
        sources: dict[str, str] | None = None
        for reader in self._others:
            field = reader.field
            country = None if field.country_field is None else values[field.country_field]
            for source in field.sources:
                raw = record.get(source.text)
                if raw is None and source.is_path:
                    raw = _nested(record, source)
                if raw is None or raw == "":
                    continue
                value, problem = reader.read(raw, country)
                if problem is not None:
                    unread.append(Unread(field.name, source.text, problem))
                if value is None:
                    continue
                values[field.name] = value
                if len(field.sources) > 1:
                    sources = sources or {}
                    sources[field.name] = source.text
                break
        return sources


class _FieldReader:
    """Reads one field. `known` are values by raw text, of those that read without a problem."""

    __slots__ = ("_blanks", "_failed", "_quick", "_zone", "field", "known")

    def __init__(self, field: Field, zone: str) -> None:
        self.field = field
        self._blanks = frozenset(field.blanks)
        self._zone = zone_of(zone)
        self._quick = None if field.blanks else quick_reading(field.type, self._zone)
        self.known: dict[object, Value] = {}
        self._failed: dict[object, Reading] = {}

    def read(self, raw: object, country: object) -> tuple[Value | None, str | None]:
        """Read one raw value beside a country, or remember it: the value, and the problem."""
        if not isinstance(raw, str):
            reading = self._read(raw, country)
            return reading.value, reading.problem
        if country is None and self._quick is not None and (value := self._quick(raw)) is not None:
            if len(self.known) < self._bound(raw):
                self.known[raw] = value
            return value, None
        key: object = raw if country is None else (raw, country)
        if country is not None and (found := self.known.get(key)) is not None:
            return found, None
        reading = self._failed.get(key) or self._read(raw, country)
        if reading.problem is None and reading.value is not None:
            if len(self.known) < self._bound(raw):
                self.known[key] = reading.value
        elif len(self._failed) < self._bound(raw):
            self._failed[key] = reading
        return reading.value, reading.problem

    def _bound(self, raw: str) -> int:
        return MAX_REMEMBERED if len(raw) <= MAX_REMEMBERED_CHARACTERS else 0

    def _read(self, raw: object, country: object) -> Reading:
        return read(
            self.field.type,
            raw,
            blanks=self._blanks,
            zone=self._zone,
            country=country if isinstance(country, str) else None,
        )


def _nested(record: Mapping[str, object], source: FieldSource) -> object:
    """Return what stands at a dotted path; longer keys before shorter ones, None for nothing."""
    return next(_at_path(record, source.text.split(".")), None)


def _at_path(data: Mapping[str, object], keys: list[str]) -> Iterator[object]:
    for count in range(len(keys), 0, -1):
        found = data.get(".".join(keys[:count]))
        if found is None:
            continue
        if count == len(keys):
            yield found
        elif isinstance(found, Mapping):
            yield from _at_path(found, keys[count:])
