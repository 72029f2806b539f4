"""Changes planted in emitted or retrieved XML, one at a time: every value, operator, order, name.

Everything here works on the text, so that it shares nothing with what reads it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

_ENTRY = re.compile(r"        <ruleEntry>\n.*?        </ruleEntry>\n", re.DOTALL)
_CRITERION = re.compile(
    r"            <criteriaItems>\n.*?            </criteriaItems>\n", re.DOTALL
)
_DRAWN = re.compile(r"<processMetadataValues>.*?</processMetadataValues>", re.DOTALL)
_OTHER = {
    "equals": "notEqual",
    "notEqual": "equals",
    "contains": "notContain",
    "notContain": "contains",
    "startsWith": "contains",
    "includes": "excludes",
    "excludes": "includes",
    "greaterThan": "lessThan",
    "lessThan": "greaterThan",
    "greaterOrEqual": "greaterThan",
    "lessOrEqual": "lessThan",
}
_SIGNS = {"&amp;&amp;": "||", "||": "&amp;&amp;", "&gt;=": "&gt;", "&lt;=": "&lt;"}
_TEXT_IN_FORMULA = re.compile(r"&quot;((?:(?!&quot;).)+)&quot;")


@dataclass(frozen=True, slots=True)
class Planted:
    """A changed text and what was changed, for the message of a test that fails."""

    what: str
    text: str


def of_rules(text: str) -> Iterator[Planted]:
    """Yield the changes of a file of assignment rules."""
    yield from _each(text, "value", _value)
    yield from _each(text, "operation", lambda own: _OTHER[own])
    yield from _each(text, "booleanFilter", _filter)
    yield from _each(text, "assignedTo", lambda own: f"other.{own}")
    yield from _each(text, "assignedToType", lambda own: "User" if own == "Queue" else "Queue")
    yield from _each(text, "formula", lambda own: f"NOT({own})")
    yield from of_formulas(text)
    for found in _ENTRY.finditer(text):
        yield _cut(text, found, "entry left out")
        for inner in _CRITERION.finditer(found[0]):
            if found[0].count("<criteriaItems>") > 1 and "<booleanFilter>" not in found[0]:
                less = found[0][: inner.start()] + found[0][inner.end() :]
                yield Planted(
                    f"criterion left out: {inner[0]}",
                    text[: found.start()] + less + text[found.end() :],
                )
    entries = [found.span() for found in _ENTRY.finditer(text)]
    for (a, b), (c, d) in pairwise(entries):
        swapped = text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
        yield Planted(f"entries swapped: {text[a:b]}", swapped)
    yield Planted("not active", text.replace("<active>true", "<active>false", 1))


def of_formulas(text: str) -> Iterator[Planted]:
    """Yield changes of the texts and signs within the formulas of a file."""
    for found in re.finditer(r"<(formula|expression)>(.*?)</\1>", text, re.DOTALL):
        for inner in _TEXT_IN_FORMULA.finditer(found[2]):
            place = found.start(2) + inner.start(1)
            yield Planted(f"text {inner[1]} of a formula", f"{text[:place]}Qz{text[place:]}")
        for sign, other in _SIGNS.items():
            for inner in re.finditer(re.escape(sign), found[2]):
                place = found.start(2) + inner.start()
                yield Planted(
                    f"sign {sign} of {found[2]}",
                    text[:place] + other + text[place + len(sign) :],
                )


def of_flow(text: str) -> Iterator[Planted]:
    """Yield the changes of a flow: where connectors lead, what is compared, set and looked up.

    How the flow is drawn (`processMetadataValues`) is left as it is.
    """
    drawn = [found.span() for found in _DRAWN.finditer(text)]
    for found in _of_flow(text):
        place = next(
            (n for n, (a, b) in enumerate(zip(text, found.text, strict=False)) if a != b), len(text)
        )
        if not any(start <= place < end for start, end in drawn):
            yield found


def _of_flow(text: str) -> Iterator[Planted]:
    targets = sorted(set(re.findall(r"<targetReference>(.*?)</targetReference>", text)))
    for found in re.finditer(r"<targetReference>(.*?)</targetReference>", text):
        other = next((name for name in targets if name != found[1]), "Nowhere")
        yield _replaced(text, found, other)
    for name in ("stringValue", "numberValue", "elementReference", "operator", "field"):
        yield from _each(text, name, _leaf)
    for name in (
        "assignToReference",
        "leftValueReference",
        "object",
        "conditionLogic",
        "expression",
    ):
        yield from _each(text, name, _leaf)
    for name in ("offsetNumber", "offsetUnit", "recordTriggerType", "triggerType", "status"):
        yield from _each(text, name, _leaf)
    yield from _each(text, "booleanValue", lambda own: "false" if own == "true" else "true")
    for found in re.finditer(r" *<connector>\n.*?</connector>\n", text, re.DOTALL):
        yield _cut(text, found, "connector left out")


def _each(text: str, name: str, change: Callable[[str], str]) -> Iterator[Planted]:
    for found in re.finditer(f"<{name}>(.*?)</{name}>", text, re.DOTALL):
        yield _replaced(text, found, change(found[1]))


def _replaced(text: str, found: re.Match[str], new: str) -> Planted:
    changed = text[: found.start(1)] + new + text[found.end(1) :]
    return Planted(f"{found[0]} -> {new}", changed)


def _cut(text: str, found: re.Match[str], what: str) -> Planted:
    return Planted(f"{what}: {found[0]}", text[: found.start()] + text[found.end() :])


def _value(own: str) -> str:
    if own in ("True", "False"):
        return "False" if own == "True" else "True"
    first, comma, rest = own.partition(",")
    return (
        f"{first}7{comma}{rest}" if first.isdigit() else f"Qz{first.strip('&quot;')}{comma}{rest}"
    )


def _filter(own: str) -> str:
    if " OR " in own:
        return own.replace(" OR ", " AND ")
    return own.replace(" AND ", " OR ")


_FIXED = {
    "Minutes": "Hours",
    "Hours": "Minutes",
    "Create": "Update",
    "CreateAndUpdate": "Create",
    "Update": "Create",
    "RecordBeforeSave": "RecordAfterSave",
    "RecordAfterSave": "RecordBeforeSave",
    "Active": "Draft",
    "EqualTo": "NotEqualTo",
    "NotEqualTo": "EqualTo",
    "Assign": "Add",
    "Add": "Assign",
    "IsNull": "EqualTo",
    "and": "or",
    "or": "and",
}


def _leaf(own: str) -> str:
    if own in _FIXED:
        return _FIXED[own]
    return f"{own}7" if own[-1:].isdigit() else f"{own}Qz"
