"""Read any raw value, from JSON or from a CSV cell, as a field's type.

Absent, null, an empty list or object, a blank text and a `blank` spelling are empty, without a
problem. What does not read is empty too, with the reason: the record is routed all the same.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo

from routewright_runtime.text import fold
from routewright_runtime.values.address import canonical_email, read_email
from routewright_runtime.values.country import read_country
from routewright_runtime.values.language import read_language
from routewright_runtime.values.member import read_choice, read_choices, read_text, scalar_text
from routewright_runtime.values.moment import read_date, read_datetime
from routewright_runtime.values.numeric import read_boolean, read_integer, read_number
from routewright_runtime.values.phone import read_phone
from routewright_runtime.values.reading import EMPTY, Reading, quoted, unread
from routewright_runtime.values.state import read_state
from routewright_runtime.values.value_type import TypeName, ValueType
from routewright_runtime.values.web import read_domain, read_url

_NO_BLANKS: frozenset[str] = frozenset()


def read(
    type_: ValueType,
    raw: object,
    *,
    blanks: frozenset[str] = _NO_BLANKS,
    zone: tzinfo = UTC,
    country: str | None = None,
) -> Reading:
    """Read `raw` as `type_`; never raises, whatever `raw` is.

    `blanks` are folded spellings that count as empty, `zone` is that of local times, `country`
    the canonical country beside a state or a phone number (None where it is empty or unknown).
    """
    if is_blank(raw, blanks):
        return EMPTY
    if isinstance(raw, str) and not raw.isascii() and not _is_whole(raw):
        return unread(f"{quoted(raw)} holds half a character")
    return _READERS[type_.name](type_, raw, blanks, zone, country)


def is_blank(raw: object, blanks: frozenset[str]) -> bool:
    """Tell whether a raw value counts as empty before it is read."""
    if raw is None:
        return True
    if isinstance(raw, str):
        return not raw or raw.isspace() or (bool(blanks) and fold(raw) in blanks)
    if isinstance(raw, list | tuple | dict):
        return not raw
    if blanks:
        text = scalar_text(raw)
        return text is not None and fold(text) in blanks
    return False


def read_user(raw: object) -> Reading:
    """Read an e-mail, canonical, or a CRM id as it stands."""
    text = scalar_text(raw)
    if text is None:
        return unread(f"{quoted(raw)} is neither an e-mail nor an id")
    return Reading((canonical_email(text) if "@" in text else None) or text)


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_Reader = Callable[[ValueType, object, frozenset[str], tzinfo, str | None], Reading]
_READERS: Mapping[TypeName, _Reader] = {
    TypeName.TEXT: lambda t, raw, b, z, c: read_text(raw),
    TypeName.INTEGER: lambda t, raw, b, z, c: read_integer(raw, t.low, t.high),
    TypeName.NUMBER: lambda t, raw, b, z, c: read_number(raw, t.low, t.high),
    TypeName.BOOLEAN: lambda t, raw, b, z, c: read_boolean(raw),
    TypeName.DATE: lambda t, raw, b, z, c: read_date(raw, z, t.low, t.high),
    TypeName.DATETIME: lambda t, raw, b, z, c: read_datetime(raw, z, t.low, t.high),
    TypeName.CHOICE: lambda t, raw, b, z, c: read_choice(t, raw),
    TypeName.CHOICES: lambda t, raw, b, z, c: read_choices(t, raw, b),
    TypeName.USER: lambda t, raw, b, z, c: read_user(raw),
    TypeName.EMAIL: lambda t, raw, b, z, c: read_email(raw),
    TypeName.DOMAIN: lambda t, raw, b, z, c: read_domain(raw),
    TypeName.PHONE: lambda t, raw, b, z, c: read_phone(raw, c),
    TypeName.COUNTRY: lambda t, raw, b, z, c: read_country(raw),
    TypeName.STATE: lambda t, raw, b, z, c: read_state(raw, c),
    TypeName.LANGUAGE: lambda t, raw, b, z, c: read_language(raw),
    TypeName.URL: lambda t, raw, b, z, c: read_url(raw),
}
