"""Questions about the parts of an e-mail address, asked of the whole address, where that is exact.

An address has one `@` that counts, before its host, and a host loses one `www.` to be its domain:

    email.domain = acme.example    ends with "@acme.example" or "@www.acme.example"
    email.local starts with "inf"  starts with "inf"
"""

from dataclasses import dataclass

from routewright_runtime.graph.conditions import (
    Between,
    IsRep,
    Known,
    MatchesPattern,
    OneOf,
    TextHolds,
    TextRelation,
)
from routewright_runtime.values.address import bare_domain

_WWW = "www."


@dataclass(frozen=True, slots=True)
class TextQuestion:
    """Whether the whole text has one of `texts` at its start, its end or anywhere."""

    relation: TextRelation
    texts: tuple[str, ...]


def equals(part: str, values: tuple[str, ...]) -> TextQuestion:
    """Return the question whether a part is one of some texts."""
    if part == "domain":
        return TextQuestion(TextRelation.ENDS_WITH, _hosts(values))
    return TextQuestion(TextRelation.STARTS_WITH, tuple(f"{value}@" for value in values))


def holds(part: str, relation: TextRelation, texts: tuple[str, ...]) -> TextQuestion | None:
    """Return the question whether a part starts or ends so; None where none is exact."""
    if any("@" in text or '"' in text or not text for text in texts):
        return None
    match part, relation:
        case "domain", TextRelation.ENDS_WITH:
            return (
                None if any(_may_be_www(text) for text in texts) else TextQuestion(relation, texts)
            )
        case "domain", TextRelation.STARTS_WITH:
            if any(_WWW.startswith(text) or text.startswith(_WWW) for text in texts):
                return None
            found = [f"@{lead}{text}" for text in texts for lead in ("", _WWW)]
            return TextQuestion(TextRelation.CONTAINS, tuple(found))
        case "local", TextRelation.STARTS_WITH:
            return TextQuestion(relation, texts)
        case "local", TextRelation.ENDS_WITH:
            return TextQuestion(TextRelation.CONTAINS, tuple(f"{text}@" for text in texts))
        case _:
            return None


def _may_be_www(text: str) -> bool:
    """Tell whether a text may end a host only because of the `www.` that a domain has lost."""
    return any(text.startswith(_WWW[start:]) for start in range(len(_WWW)))


def asks_part(
    atom: Known | OneOf | Between | TextHolds | MatchesPattern | IsRep, part: str
) -> bool:
    """Tell whether an atom about a part can be asked of the whole address."""
    match atom:
        case OneOf():
            return not any('"' in str(value) or "@" in str(value) for value in atom.values)
        case TextHolds():
            return holds(part, atom.relation, atom.texts) is not None
        case _:
            return isinstance(atom, Known)


def domains_of(texts: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the domains for which `ends with` these texts is `email.domain in`; None if none."""
    if not all(text.startswith("@") for text in texts):
        return None
    bare = tuple(text[1:] for text in texts if bare_domain(text[1:]) == text[1:])
    return bare if bare and set(_hosts(bare)) == set(texts) else None


def _hosts(domains: tuple[str, ...]) -> tuple[str, ...]:
    """Return how addresses of some domains end; no host is `www.` before a name without a dot."""
    found: dict[str, None] = {}
    for domain in domains:
        if bare_domain(domain) != domain:
            continue  # no address has it
        found[f"@{domain}"] = None
        if "." in domain:
            found[f"@{_WWW}{domain}"] = None
    return tuple(found)


def locals_of(texts: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the mailboxes for which `starts with` is `email.local in`; None if none."""
    if not texts or not all(text.endswith("@") and text.count("@") == 1 for text in texts):
        return None
    return tuple(text[:-1] for text in texts)
