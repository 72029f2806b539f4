"""Made-up texts for witnesses: plausible, short, and built around what is asked of them.

`start`, `parts` and `end` are what the text must start with, contain and end with, each perhaps
empty. Several shapes are offered, since a filler may happen to be something that must not occur.
"""

from collections.abc import Callable, Iterator
from itertools import product

from routewright_runtime.text import fold
from routewright_runtime.values import TypeName
from routewright_runtime.values.address import canonical_domain, canonical_email
from routewright_runtime.values.web import read_url

Samples = Callable[[str, str, str], Iterator[str]]
Reads = Callable[[str], str | None]

_WORDS = ("acme", "globex", "initech", "umbrella", "hooli", "sample", "zyx", "q0", "~", "ж", "☃")
_FILLERS = ("", " ", "-", "x", "1", "zq", "~", "ж", "☃")
_HOST_FILLERS = ("", "x", "acme", "q1", "zq", "a.zq", "x9x9")
_TAILS = (".example", ".test", "x.example", "q.zz", ".com")


def plain_text(start: str, parts: str, end: str) -> Iterator[str]:
    """Yield free texts."""
    if not start and not parts and not end:
        yield from _WORDS
    for left, right in product(_FILLERS, repeat=2):
        yield f"{start}{left}{parts}{right}{end}".strip()
    for filler in _FILLERS:
        yield f"{filler}{start}{filler}{parts}{filler}{end}{filler}".strip()
    for left, right in product(_FILLERS[1:], repeat=2):
        yield f"{left}{start}{parts}{end}{right}".strip()


def host(start: str, parts: str, end: str) -> Iterator[str]:
    """Yield domain names."""
    if not start and not parts and not end:
        yield from (f"{word}.example" for word in _WORDS[:8])
    for filler in _HOST_FILLERS:
        body = f"{start}{filler}{parts}"
        if end:
            yield from (f"{body}{end}", f"{body}x{end}", f"{body}.{end}", f"x{body}{end}")
        else:
            yield body
            yield from (f"{body}{tail}" for tail in _TAILS)
            yield from (f"x{body}{tail}" for tail in _TAILS)


def mailbox(start: str, parts: str, end: str) -> Iterator[str]:
    """Yield what stands before the @."""
    if not start and not parts and not end:
        yield from ("pia", "tom", "lead", "sue", "q0", "zyx")
    for filler in ("", "x", ".x", "1", "zq", "-"):
        yield f"{start}{filler}{parts}{filler}{end}"
        yield f"x{start}{filler}{parts}{filler}{end}x"


def email(start: str, parts: str, end: str) -> Iterator[str]:
    """Yield whole addresses."""
    if "@" in start or "@" in parts or "@" in end:
        for filler in _HOST_FILLERS:
            body = f"{start}{filler}{parts}{filler}{end}"
            yield from (body, f"x{body}", f"{body}.example", f"x{body}.example", f"{body}x.example")
        return
    for local in mailbox(start, "", ""):
        for name in host("", parts, end):
            yield f"{local}@{name}"
        for name in host("", "", end):
            yield f"{local}{parts}@{name}"


def url(start: str, parts: str, end: str) -> Iterator[str]:
    """Yield web addresses."""
    if start:
        for filler in ("", "x.example/", "/x", "x"):
            yield f"{start}{filler}{parts}{filler}{end}"
        return
    for name in host("", "", ""):
        yield f"https://{name}/{parts}{end}" if parts or end else f"https://{name}"
    for name in host("", parts, ""):
        yield f"https://{name}/{end}" if end else f"https://{name}"
    for name in host("", parts, end):
        yield f"https://{name}"


_PHONES = (
    "+12125550123", "+14155550123", "+493012345678", "+442079460123", "+33123456789",
    "+81312345678", "+61212345678", "+358912345678", "+5511912345678", "+919812345678",
    "+881612345678",  # of a satellite: of no country
)  # fmt: skip


def phone(start: str, parts: str, end: str) -> Iterator[str]:
    """Yield telephone numbers in E.164."""
    if not start and not parts and not end:
        yield from _PHONES
    for digits in ("", "0", "5550123", "1234567", "12345678", "212345678", "2125550123"):
        yield f"{start or '+1'}{parts}{digits}{end}"


def user(start: str, parts: str, end: str) -> Iterator[str]:
    """Yield users who are no rep: e-mails, then ids."""
    if not start and not parts and not end:
        yield from ("former.rep@acme.example", "0055g00000example", "someone@other.example")
    yield from filter(canonical_email, email(start, parts, end))
    yield from plain_text(start, parts, end)


_SAMPLES: dict[TypeName, Samples] = {
    TypeName.DOMAIN: host,
    TypeName.EMAIL: email,
    TypeName.URL: url,
    TypeName.PHONE: phone,
    TypeName.USER: user,
}


def samples_of(type_name: TypeName) -> Samples:
    """Return the maker of texts of a type."""
    return _SAMPLES.get(type_name, plain_text)


def reads_of(type_name: TypeName) -> Reads:
    """Return how a folded text stands once it is read as a type; None where it is not one."""
    match type_name:
        case TypeName.DOMAIN:
            return canonical_domain
        case TypeName.EMAIL:
            return canonical_email
        case TypeName.URL:
            return _read_url
        case TypeName.PHONE:
            return _read_phone
    return lambda text: fold(text) or None


def reads_mailbox(text: str) -> str | None:
    """Return the local part as it stands in an address that reads."""
    return text if canonical_email(f"{text}@acme.example") == f"{text}@acme.example" else None


def _read_url(text: str) -> str | None:
    value = read_url(text).value
    return fold(value) if isinstance(value, str) else None


def _read_phone(text: str) -> str | None:
    from routewright_runtime.values.phone import read_phone

    value = read_phone(text, None).value
    return value if isinstance(value, str) else None
