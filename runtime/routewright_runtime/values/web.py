"""Web addresses, `http` and `https`, with or without the scheme written; and domain names.

A canonical address has its scheme (`https` where none was written), its host folded, and path,
query and fragment as they stand. User names in an address are refused: they are mostly a trick.
"""

import re
from typing import NamedTuple

from routewright_runtime.text import fold
from routewright_runtime.values.address import bare_domain, canonical_domain, canonical_host
from routewright_runtime.values.reading import Reading, quoted, unread

URL_CHARACTERS = 8_000
_URL = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<host>\[[0-9a-f:.]{2,45}\]|[^\s/?#:@\[\]\\<>\"`{}|^]+)"
    r"(?P<port>:[0-9]{1,5})?(?P<rest>(?:[/?#][^\s]*)?)",
    re.IGNORECASE,
)
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}")
_ONE_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?")


class UrlParts(NamedTuple):
    """The pieces of an address; `port` has its colon, `rest` is path, query and fragment."""

    scheme: str
    host: str
    port: str
    rest: str


def read_url(raw: object) -> Reading:
    """Read a web address; without a scheme the host needs a dot."""
    parts = split_url(raw.strip()) if isinstance(raw, str) else None
    if parts is None:
        return unread(f"{quoted(raw)} is not a web address")
    return Reading(f"{parts.scheme}://{parts.host}{parts.port}{parts.rest}")


def read_domain(raw: object) -> Reading:
    """Read a host name; of a web address, its host."""
    if not isinstance(raw, str):
        return unread(f"{quoted(raw)} is not a domain name")
    text = raw.strip()
    if "/" in text or ":" in text:
        parts = split_url(text)
        text = host_of(parts) if parts is not None else ""
    domain = canonical_domain(text)
    if domain is None:
        return unread(f"{quoted(raw)} is not a domain name")
    return Reading(domain)


def split_url(text: str) -> UrlParts | None:
    """Split an address into canonical pieces, or return None."""
    if len(text) > URL_CHARACTERS or not text.isprintable():
        return None
    found = _URL.fullmatch(text)
    if found is None:
        return None
    scheme, host, port, rest = found["scheme"], found["host"], found["port"] or "", found["rest"]
    known = _known_host(host, has_scheme=scheme is not None)
    if known is None or (port and int(port[1:]) > 65_535):
        return None
    return UrlParts((scheme or "https").lower(), known, port, "" if rest == "/" else rest)


def host_of(parts: UrlParts) -> str:
    """Return the host, folded, without `www.`."""
    return bare_domain(parts.host)


def domain_of(url: str) -> str | None:
    """Return the domain of a canonical address; None for a bare machine name or number."""
    parts = split_url(url)
    host = None if parts is None else canonical_host(parts.host)
    return None if host is None else bare_domain(host)


def _known_host(host: str, *, has_scheme: bool) -> str | None:
    named = canonical_host(host)
    if named is not None or not has_scheme:
        return named
    lower = fold(host)
    if _IPV4.fullmatch(lower) or _ONE_LABEL.fullmatch(lower):
        return lower
    return _ipv6(lower) if lower.startswith("[") else None


def _ipv6(host: str) -> str | None:
    from ipaddress import AddressValueError, IPv6Address

    try:
        return f"[{IPv6Address(host[1:-1])}]"
    except AddressValueError:
        return None
