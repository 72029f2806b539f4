"""Gather the declarations of all files: one table of names, and the routing of the first file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from routewright_compiler.resolve.files import PolicyFiles
from routewright_compiler.schema import codes
from routewright_compiler.schema.report import Report, shown
from routewright_compiler.schema.symbols import Named, Symbol, SymbolKind, Symbols, a
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Label
from routewright_grammar.span import Span

DEFAULT_ZONE = "UTC"
RESERVED_RULE_NAMES = ("require", "fallback")
N = TypeVar("N", bound=Named)


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything that a policy declares, each kind in order of the files and of writing.

    `members` are the rules and groups at top level. `zones` names the zone of each file: its own,
    else that of the first file, else UTC.
    """

    files: tuple[syntax.File, ...]
    symbols: Symbols
    record: syntax.Record | None
    zones: Mapping[str, syntax.Text | None]
    defines: tuple[syntax.Define, ...]
    classifies: tuple[syntax.Classify, ...]
    scores: tuple[syntax.Score, ...]
    tables: tuple[syntax.Table, ...]
    calendars: tuple[syntax.Calendar, ...]
    reps: tuple[syntax.Rep, ...]
    teams: tuple[syntax.Team, ...]
    queues: tuple[syntax.Queue, ...]
    requires: tuple[syntax.Require, ...]
    members: tuple[syntax.Rule | syntax.Group, ...]
    fallbacks: tuple[syntax.Fallback, ...]
    facts: tuple[syntax.Fact, ...]
    asserts: tuple[syntax.Assert, ...]
    expects: tuple[syntax.Expect, ...]
    is_complete: bool


def declare(sources: PolicyFiles, report: Report) -> Declarations:
    """Build the table of names and report names declared twice and declarations out of place."""
    everything = [item for file in sources.files for item in file.declarations]
    zones = _zones(sources.files, report)
    symbols = _symbols(everything, report)
    own = sources.files[0].declarations if sources.files else ()
    _check_places(sources.files, report)
    rules = tuple(item for item in own if isinstance(item, syntax.Rule | syntax.Group))
    _check_rule_names(rules, report)
    _check_titles(everything, report)
    records = tuple(item for item in everything if isinstance(item, syntax.Record))
    _check_record(records, sources, report)
    return Declarations(
        sources.files,
        symbols,
        records[0] if records else None,
        zones,
        defines=_kept(everything, syntax.Define, symbols),
        classifies=_kept(everything, syntax.Classify, symbols),
        scores=_kept(everything, syntax.Score, symbols),
        tables=_kept(everything, syntax.Table, symbols),
        calendars=_kept(everything, syntax.Calendar, symbols),
        reps=_kept(everything, syntax.Rep, symbols),
        teams=_kept(everything, syntax.Team, symbols),
        queues=_kept(everything, syntax.Queue, symbols),
        requires=tuple(item for item in own if isinstance(item, syntax.Require)),
        members=rules,
        fallbacks=tuple(item for item in own if isinstance(item, syntax.Fallback)),
        facts=tuple(item for item in everything if isinstance(item, syntax.Fact)),
        asserts=tuple(item for item in everything if isinstance(item, syntax.Assert)),
        expects=tuple(item for item in everything if isinstance(item, syntax.Expect)),
        is_complete=sources.is_complete,
    )


def _kept(
    everything: Iterable[syntax.Declaration], kind: type[N], symbols: Symbols
) -> tuple[N, ...]:
    """Return the declarations of a kind that own their name."""
    found = []
    for item in everything:
        if isinstance(item, kind):
            symbol = symbols.get(item.name.text)
            if symbol is not None and symbol.node is item:
                found.append(item)
    return tuple(found)


# --- names ------------------------------------------------------------------------------------


def _symbols(everything: Iterable[syntax.Declaration], report: Report) -> Symbols:
    by_name: dict[str, Symbol] = {}
    for symbol in _declared(everything):
        first = by_name.setdefault(symbol.name, symbol)
        if first is not symbol:
            _report_twice(first, symbol, report)
    return Symbols(by_name)


def _declared(everything: Iterable[syntax.Declaration]) -> Iterator[Symbol]:
    for item in everything:
        kind = _KINDS.get(type(item))
        if kind is None or not isinstance(item, _NAMED):
            continue
        yield Symbol(kind, item.name.text, item.name.span, item)
        if isinstance(item, syntax.Record):
            for field in item.fields:
                yield Symbol(SymbolKind.FIELD, field.name.text, field.name.span, field)


_KINDS: Mapping[type, SymbolKind] = {
    syntax.Record: SymbolKind.RECORD,
    syntax.Define: SymbolKind.DEFINITION,
    syntax.Classify: SymbolKind.CLASSIFICATION,
    syntax.Score: SymbolKind.SCORE,
    syntax.Table: SymbolKind.TABLE,
    syntax.Calendar: SymbolKind.CALENDAR,
    syntax.Rep: SymbolKind.REP,
    syntax.Team: SymbolKind.TEAM,
    syntax.Queue: SymbolKind.QUEUE,
}
_NAMED = (
    syntax.Record
    | syntax.Define
    | syntax.Classify
    | syntax.Score
    | syntax.Table
    | syntax.Calendar
    | syntax.Rep
    | syntax.Team
    | syntax.Queue
)


def _report_twice(first: Symbol, second: Symbol, report: Report) -> None:
    if first.kind is second.kind:
        message = f"{first.kind} {shown(first.name)} is declared twice"
    else:
        message = f"{shown(second.name)} is already {a(first.kind)}"
    report.add(
        codes.DUPLICATE_NAME,
        second.span,
        message,
        subject=second.name,
        related=(Label(first.span, "first declared here", first.name),),
        repair="give one of the two another name; every name is declared once in a policy",
    )


# --- rules and titles -------------------------------------------------------------------------


def routed(
    members: Iterable[syntax.Rule | syntax.Group],
) -> Iterator[syntax.Rule | syntax.Group]:
    """Yield rules and groups, those inside groups too, in order of priority."""
    for member in members:
        yield member
        if isinstance(member, syntax.Group):
            yield from routed(member.members)


def _check_rule_names(members: tuple[syntax.Rule | syntax.Group, ...], report: Report) -> None:
    for member in routed(members):
        if member.name.value in RESERVED_RULE_NAMES:
            report.add(
                codes.RESERVED_NAME,
                member.name.span,
                f"{shown(member.name.value)} cannot name a rule or group",
                subject=member.name.value,
                repair="choose another name: the output says `require` and `fallback` where no "
                "rule decided",
            )
    _check_once("rules or groups", [member.name for member in routed(members)], report)


def _check_titles(everything: Iterable[syntax.Declaration], report: Report) -> None:
    titled = list(everything)
    for words, kind in (
        ("facts", syntax.Fact),
        ("asserts", syntax.Assert),
        ("expects", syntax.Expect),
    ):
        _check_once(words, [item.name for item in titled if isinstance(item, kind)], report)


def _check_once(words: str, names: Iterable[syntax.Text], report: Report) -> None:
    first: dict[str, Span] = {}
    for name in names:
        if name.value in first:
            report.add(
                codes.DUPLICATE_NAME,
                name.span,
                f"two {words} are named {shown(name.value)}",
                subject=name.value,
                related=(Label(first[name.value], "first declared here", name.value),),
                repair="give one of the two another name, so that reports can tell them apart",
            )
        first.setdefault(name.value, name.span)


# --- places -----------------------------------------------------------------------------------


def _zones(files: tuple[syntax.File, ...], report: Report) -> Mapping[str, syntax.Text | None]:
    zones: dict[str, syntax.Text | None] = {}
    for file in files:
        stated = [item for item in file.declarations if isinstance(item, syntax.Zone)]
        for again in stated[1:]:
            report.add(
                codes.DUPLICATE_NAME,
                again.span,
                "this file has two zones",
                related=(Label(stated[0].span, "first stated here"),),
                repair="keep one; a calendar may have a zone of its own",
            )
        policy_zone = next(iter(zones.values()), None)
        zones[file.source.file] = stated[0].name if stated else policy_zone
    return zones


def _check_places(files: tuple[syntax.File, ...], report: Report) -> None:
    if not files:
        return
    _check_require_first(files[0], report)
    for file in files[1:]:
        for item in file.declarations:
            word = _ROUTING.get(type(item))
            if word is not None:
                report.add(
                    codes.MISPLACED_DECLARATION,
                    item.span,
                    f"{word} stands in a used file",
                    repair=f"move it to {shown(files[0].source.file)}: only the first file of a "
                    "policy routes",
                )


_ROUTING: Mapping[type, str] = {
    syntax.Rule: "a rule",
    syntax.Group: "a group",
    syntax.Require: "a `require`",
    syntax.Fallback: "the file's fallback",
}


def _check_require_first(file: syntax.File, report: Report) -> None:
    first_rule: Span | None = None
    for item in file.declarations:
        if isinstance(item, syntax.Rule | syntax.Group):
            first_rule = first_rule or item.name.span
        elif isinstance(item, syntax.Require) and first_rule is not None:
            report.add(
                codes.MISPLACED_DECLARATION,
                item.span,
                "this `require` stands below a rule, but comes before every rule",
                related=(Label(first_rule, "the first rule"),),
                repair="move it above the first rule",
            )


def _check_record(records: tuple[syntax.Record, ...], sources: PolicyFiles, report: Report) -> None:
    for again in records[1:]:
        if again.name.text == records[0].name.text:
            continue  # already reported as a name declared twice
        report.add(
            codes.DUPLICATE_NAME,
            again.name.span,
            "a policy has one record",
            related=(Label(records[0].name.span, "first declared here", records[0].name.text),),
            repair=f"put these fields into {shown(records[0].name.text)}",
        )
    if not records and sources.is_complete and sources.files:
        first = sources.files[0].source
        report.add(
            codes.MISSING_RECORD,
            Span(first.file, 0, 0),
            "this policy declares no record",
            repair="say what the records hold, such as `record lead { email: email }`",
        )
