"""A text for classes that no sample fits: by automata, exact within a budget.

Needed for patterns, and for types whose values are not any text at all (a domain has no blanks).
The automata of what must and must not hold are walked together; listed texts that must not come out
are excluded as they come.
"""

from routewright_compiler.analysis.domains.text import TextModel
from routewright_compiler.analysis.space import Box
from routewright_runtime.patterns import (
    UNDECIDED,
    Automaton,
    Pattern,
    Undecided,
    compile_pattern,
    contains,
    ends_with,
    equals,
    intersect_witness,
    starts_with,
)
from routewright_runtime.values import TypeName

_ROUNDS = 30
# What every value of a type is, and a little more: where nothing of this form fits, nothing does.
# A label of a host name: letters and digits of any script, and hyphens inside.
_NO_LABEL = r"\s !\"#$%&'()*+,./:;<=>?@\[\\\]\^_`{|}~"
_LABEL = rf"[^\-{_NO_LABEL}](?:[^{_NO_LABEL}]*[^\-{_NO_LABEL}])?"
_HOST = rf"(?:{_LABEL}\.)+{_LABEL}"
_ATOM = r"[^\s.@\"(),:;<>\[\\\]]+"
_MAILBOX = rf"{_ATOM}(?:\.{_ATOM})*"
_SPELLING = {
    TypeName.DOMAIN: _HOST,
    TypeName.EMAIL: f"{_MAILBOX}@{_HOST}",
    TypeName.URL: r"https?:\/\/[^\s]+",
    TypeName.PHONE: r"\+[0-9]{5,15}",
}


def spelling(type_name: TypeName, part: str | None) -> str:
    """Return a pattern that every value of a type, or of a part of it, matches."""
    if type_name is TypeName.EMAIL and part is not None:
        return _MAILBOX if part == "local" else _HOST
    if type_name is TypeName.URL and part is not None:
        return _HOST
    return _SPELLING.get(type_name, ".*") if part is None else ".*"


def search_text(model: TextModel, domain: Box, spelt: str) -> str | Undecided | None:
    """Return a text that matches a pattern inside the domains, and is not empty.

    None where there is none, UNDECIDED over budget.
    """
    is_open = False
    for way in model.open_ways(domain):
        wanted = [starts_with(t) for t in way.starts] + [ends_with(t) for t in way.ends]
        wanted += [contains(t) for t in way.parts] + [p.automaton for p in way.patterns]
        unwanted = [starts_with(t) for t in way.no_starts] + [ends_with(t) for t in way.no_ends]
        unwanted += [contains(t) for t in way.no_parts] + [p.automaton for p in way.no_patterns]
        compiled = compile_pattern(spelt)
        assert isinstance(compiled, Pattern)
        found = _outside_listed(model, domain, [*wanted, compiled.automaton], unwanted)
        if isinstance(found, str):
            return found
        is_open = is_open or found is UNDECIDED
    return UNDECIDED if is_open else None


def _outside_listed(
    model: TextModel, domain: Box, wanted: list[Automaton], unwanted: list[Automaton]
) -> str | Undecided | None:
    for _ in range(_ROUNDS):
        found = intersect_witness(wanted, unwanted)
        if not isinstance(found, str):
            return found
        placed = model.place(found)
        if model.reads(found) and all(domain.get(c, -1) >> k & 1 for c, k in placed.items()):
            return found
        unwanted = [*unwanted, equals(found)]
    return UNDECIDED
