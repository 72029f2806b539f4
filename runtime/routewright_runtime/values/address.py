"""E-mail addresses and domain names.

A canonical domain is folded and equal to its own fold, so that it compares like any text: each
label stands in Unicode where that spelling survives folding, else in its ASCII form (`faß.example`
becomes `xn--fa-hia.example`, for folding would make it `fass.example`, another domain). A domain
value has no leading `www.`; the domain inside an e-mail keeps what is written.

Plain ASCII addresses are decided by one regular expression, equal to email-validator on what it
accepts (a property test says so); all others go to the library. Reserved names (`.example`,
`.test`, `.local`) are syntactically fine and read: whether mail arrives is not asked.
"""

import re

from routewright_runtime.text import fold, fold_inner
from routewright_runtime.values.reading import Reading, quoted, unread

_ATOM = r"[a-z0-9_!#$%&'*+\-/=?^`{|}~]+"
_LABEL = r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?"
_TOP = r"[a-z](?:(?:[a-z0-9\-]{0,61})[a-z])?|[0-9](?:[a-z0-9\-]{0,61})[a-z]"
_HOST = rf"(?:{_LABEL}\.)+(?:{_TOP})"
_PLAIN_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@({_HOST})")
_PLAIN_HOST = re.compile(_HOST)
EMAIL_CHARACTERS = 254
DOMAIN_CHARACTERS = 253
_RESERVED = re.compile(r"(?:^|\.)(arpa|invalid|local|localhost|onion|test)\Z", re.IGNORECASE)


def read_email(raw: object) -> Reading:
    """Read an address, folded; no look-up in the network."""
    if not isinstance(raw, str):
        return unread(f"{quoted(raw)} is not an e-mail address")
    text = raw.strip()
    email = canonical_email(text)
    return (
        Reading(email) if email is not None else unread(f"{quoted(text)} is not an e-mail address")
    )


def canonical_email(text: str) -> str | None:
    """Return the folded address, or None where it is not a valid one."""
    if text.isascii():
        lower = text.lower()
        found = _PLAIN_EMAIL.fullmatch(lower)
        if found is not None and len(lower) <= EMAIL_CHARACTERS and "--" not in found[1]:
            return lower if len(found[1]) <= DOMAIN_CHARACTERS else None
    return _checked_email(text)


def canonical_domain(text: str) -> str | None:
    """Return the folded domain without leading `www.` and final dot, or None."""
    host = canonical_host(text)
    return None if host is None else bare_domain(host)


def bare_domain(host: str) -> str:
    """Drop one leading `www.` where a domain remains."""
    return host[4:] if host.startswith("www.") and "." in host[4:] else host


def canonical_host(text: str) -> str | None:
    """Return a host name with at least one dot, folded, `www.` kept; None where it is none."""
    name = text[:-1] if text.endswith(".") else text
    if name.isascii():
        lower = name.lower()
        if (
            _PLAIN_HOST.fullmatch(lower) is not None
            and "--" not in lower
            and len(lower) <= DOMAIN_CHARACTERS
        ):
            return lower
    checked = _library_email(f"x@{name}") if name and "@" not in name else None
    return None if checked is None else checked[1]


def email_parts(email: str) -> tuple[str, str]:
    """Split a canonical address into local part and host."""
    local, _, host = email.rpartition("@")
    return local, host


def _checked_email(text: str) -> str | None:
    checked = _library_email(text)
    if checked is None:
        return None
    local, host = checked
    folded = fold(local)
    if folded != local and not local.isascii():
        again = _library_email(f"{folded}@{host}")
        if again is None or fold(again[0]) != folded:
            return None
    email = f"{folded}@{host}"
    return email if len(email.encode()) <= EMAIL_CHARACTERS and fold(email) == email else None


def _library_email(text: str) -> tuple[str, str] | None:
    """Check an address by email-validator; return its local part and canonical host."""
    if len(text) > 4 * EMAIL_CHARACTERS:
        return None
    from email_validator import EmailNotValidError, validate_email

    local, at, host = text.rpartition("@")
    stand_in = _RESERVED.sub(lambda m: m[0].replace(m[1], "x" * len(m[1])), host)
    try:
        checked = validate_email(
            f"{local}{at}{stand_in}",
            allow_smtputf8=True,
            allow_empty_local=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_display_name=False,
            strict=False,
            check_deliverability=False,
            test_environment=False,
            globally_deliverable=True,
        )
    except (EmailNotValidError, UnicodeError):
        return None
    names = _folded_labels(checked.domain, checked.ascii_domain)
    if stand_in != host:
        names[-1] = host.rpartition(".")[2].lower()
    return checked.local_part, ".".join(names)


def _folded_labels(domain: str, ascii_domain: str) -> list[str]:
    pairs = zip(domain.split("."), ascii_domain.split("."), strict=True)
    return [u if fold_inner(u) == u else a.lower() for u, a in pairs]
