"""A field with its parts: all columns that its value decides, and a value for given classes."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from itertools import islice
from typing import Final

from routewright_compiler.analysis.domains.members import MembersModel
from routewright_compiler.analysis.domains.samples import reads_of
from routewright_compiler.analysis.domains.term_model import EMPTY, TermModel
from routewright_compiler.analysis.domains.text import TextModel
from routewright_compiler.analysis.domains.text_search import search_text, spelling
from routewright_compiler.analysis.space import Box, set_bits
from routewright_runtime.graph.model import Field
from routewright_runtime.patterns import UNDECIDED
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName, Value, part_of
from routewright_runtime.values.phone import calling_codes


class NoValue(Enum):
    """Why no value was found: there is none, or the search gave up."""

    IMPOSSIBLE = "impossible"
    UNDECIDED = "undecided"


IMPOSSIBLE: Final = NoValue.IMPOSSIBLE
GIVEN_UP: Final = NoValue.UNDECIDED

_TRIED = 400
_KEPT = 12
_SPELT = (TypeName.EMAIL, TypeName.DOMAIN, TypeName.URL, TypeName.PHONE)
_CHECKED = (TypeName.TEXT, TypeName.USER, *_SPELT)


def never_read(field: Field) -> frozenset[str]:
    """Return the folded texts that read as empty however they are written.

    Not so a number that is written in two ways, or a web address with its scheme or without.
    """
    match field.type.name:
        case TypeName.TEXT | TypeName.USER | TypeName.CHOICE | TypeName.CHOICES:
            return frozenset(field.blanks)
        case TypeName.EMAIL:
            return frozenset(text for text in field.blanks if text.isascii())
    return frozenset()


class FieldModel:
    """The models of a field (part None) and of its parts."""

    __slots__ = ("_parts", "columns", "field", "is_sure")

    def __init__(self, field: Field, parts: Mapping[str | None, TermModel]) -> None:
        self.field = field
        self._parts = dict(parts)
        self.columns = tuple(column for model in parts.values() for column in model.columns)
        # Where one value decides one column, every class has a value and nothing is to be proved;
        # but no address starts with an @.
        self.is_sure = len(self.columns) <= 1 and not (
            field.type.name in _SPELT
            and any(isinstance(m, TextModel) and m.has_starts for m in parts.values())
        )

    @property
    def is_plain_text(self) -> bool:
        """Whether every two answers about the field that no law forbids have a text."""
        model = self._parts.get(None)
        is_text = self.field.type.name is TypeName.TEXT and len(self._parts) == 1
        return is_text and isinstance(model, TextModel) and model.is_plain

    def part(self, part: str | None) -> TermModel | None:
        """Return the model of the field or of a part that has one."""
        return self._parts.get(part)

    def parts(self) -> Iterator[tuple[str | None, TermModel]]:
        """Yield the parts that have columns of their own, the whole field as part None."""
        yield from self._parts.items()

    @property
    def anchor(self) -> int:
        """The column whose class 0 says that the field is empty."""
        names = (None, "domain", "local")
        return next(self._parts[name].column for name in names if name in self._parts)

    def place(self, value: Value | None) -> Box:
        """Return the class number of a value in each column of the field."""
        found: Box = {}
        for part, model in self._parts.items():
            found.update(model.place(self._of(value, part)))
        return found

    def _of(self, value: Value | None, part: str | None) -> Value | None:
        return value if part is None else part_of(value, self.field.type.name, part)

    def is_in(self, value: Value | None, domain: Box) -> bool:
        """Tell whether a value lies inside the domains of the field's columns."""
        return all(
            model.is_inside(self._of(value, part), domain)
            if isinstance(model, TextModel)
            else all(
                domain[column] >> number & 1
                for column, number in model.place(self._of(value, part)).items()
                if column in domain
            )
            for part, model in self._parts.items()
        )

    def sample(self, domain: Box, tries: int) -> Value | None:
        """Return a value inside the domains if one of the first made ones is, else None.

        Of a text of which only ends or parts are asked, those that are not listed come first.
        """
        whole = self._parts.get(None)
        if isinstance(whole, TextModel) and whole.column not in domain:
            found = self.sample({**domain, whole.column: 1 << whole.unlisted}, tries)
            if found is not None:
                return found
        for value in islice(self._candidates(domain), tries):
            if value is not None and self._reads(value) and self.is_in(value, domain):
                return value
        return None

    def made_up(self, domain: Box) -> Iterator[Value]:
        """Yield values made for the domains; not all of them lie inside (see `is_in`)."""
        return (v for v in self._candidates(domain) if v is not None and self._reads(v))

    def find(self, domain: Box) -> Value | NoValue | None:
        """Return a value inside the domains, or that there is none, or that it stays open."""
        for value in islice(self._candidates(domain), _TRIED):
            if self._reads(value) and self.is_in(value, domain):
                return value
        return self._search(domain)

    def _search(self, domain: Box) -> Value | NoValue | None:
        """Ask the automata, where the field stands in one text model only."""
        texts = {part: m for part, m in self._parts.items() if isinstance(m, TextModel)}
        if len(self._parts) != 1:
            is_void = not texts or any(self._is_void(*item, domain) for item in texts.items())
            return IMPOSSIBLE if is_void else GIVEN_UP
        ((part, model),) = self._parts.items()
        if not isinstance(model, TextModel):
            return IMPOSSIBLE
        found = search_text(model, domain, spelling(self.field.type.name, part))
        if found is None:
            return IMPOSSIBLE
        if found is UNDECIDED:
            return GIVEN_UP
        value = self._around(part, str(found))
        return value if self._reads(value) and self.is_in(value, domain) else GIVEN_UP

    def _is_void(self, part: str | None, model: TextModel, domain: Box) -> bool:
        """Tell whether no value has the part that the domains ask for, whatever the rest of it."""
        if domain.get(model.column, EMPTY) & EMPTY:
            return False
        if any(map(model.is_listed, set_bits(domain[model.column]))):
            return False
        return search_text(model, domain, self._spelling(part, domain)) is None

    def _spelling(self, part: str | None, domain: Box) -> str:
        """Return a pattern that every value in the domains, or its part, matches."""
        countries = self._parts.get("country")
        mask = EMPTY if countries is None else domain.get(countries.column, EMPTY)
        if part is not None or not isinstance(countries, MembersModel) or mask & EMPTY:
            return spelling(self.field.type.name, part)
        if countries.open_class is not None and mask >> countries.open_class & 1:
            return spelling(self.field.type.name, part)
        return numbers_of(str(value) for n in set_bits(mask) for value in countries.group(n))

    def _around(self, part: str | None, found: str) -> str:
        """Return a value with a part."""
        if self.field.type.name is TypeName.URL and part is not None:
            return f"https://{found}"
        match part:
            case "domain":
                return f"pia@{found}"
            case "local":
                return f"{found}@acme.example"
        return found

    def _reads(self, value: Value | None) -> bool:
        """Tell whether a made-up text is a value of the field, and no spelling that is empty."""
        if value is None or self.field.type.name not in _CHECKED:
            return True
        text = fold(str(value))
        if text in never_read(self.field):
            return False
        return reads_of(self.field.type.name)(text) == text

    def _candidates(self, domain: Box) -> Iterator[Value | None]:
        name = self.field.type.name
        whole = self._parts.get(None)
        if name is TypeName.EMAIL:
            yield from _addresses(self._parts, domain)
        elif name is TypeName.URL and "domain" in self._parts:
            for value in self._parts["domain"].candidates(domain):
                if value is not None:
                    yield f"https://{value}"
                    yield f"https://www.{value}"
        elif name is TypeName.PHONE and "country" in self._parts:
            yield from _phones(self._parts["country"].candidates(domain))
        if whole is not None:
            yield from whole.candidates(domain)
        else:
            yield None


def _addresses(parts: Mapping[str | None, TermModel], domain: Box) -> Iterator[Value | None]:
    """Yield addresses put together from a mailbox and a host that fit by themselves."""
    if "domain" not in parts and "local" not in parts:
        return
    whole = parts.get(None)
    given = [] if whole is None else [v for v in islice(whole.candidates(domain), 40) if v]
    yield from given
    halves = [str(value).rpartition("@") for value in given]
    hosts = _some(parts.get("domain"), domain, [h for _, _, h in halves], "acme.example")
    locals_ = _some(parts.get("local"), domain, [m for m, _, _ in halves], "pia")
    for host in hosts:
        for local in locals_:
            yield f"{local}@{host}"
            yield f"{local}@www.{host}"


def _some(model: TermModel | None, domain: Box, more: Iterable[str], usual: str) -> list[str]:
    found: Iterator[str] = iter(())
    if isinstance(model, TextModel):
        made = (str(value) for value in islice(model.candidates(domain), _TRIED) if value)
        found = islice(filter(model.reads, made), _KEPT)
    return list(dict.fromkeys([*found, *islice(more, _KEPT), usual]))


def numbers_of(countries: Iterable[str]) -> str:
    """Return a pattern that all telephone numbers of some countries match."""
    codes = calling_codes(countries)
    return rf"\+(?:{'|'.join(map(str, codes))})[0-9]*" if codes else "0"


def _phones(countries: Iterator[Value | None]) -> Iterator[Value | None]:
    from phonenumbers import PhoneNumberFormat, example_number, format_number

    for country in islice(countries, 60):
        number = None if country is None else example_number(str(country))
        if number is not None:
            yield format_number(number, PhoneNumberFormat.E164)
