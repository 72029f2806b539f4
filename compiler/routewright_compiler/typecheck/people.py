"""Calendars, reps, teams and queues."""

from collections.abc import Mapping
from itertools import chain

from routewright_compiler.resolve.declarations import DEFAULT_ZONE, Declarations
from routewright_compiler.schema import codes
from routewright_compiler.schema.places import Places
from routewright_compiler.schema.report import Report, respelling, shown
from routewright_compiler.schema.symbols import SymbolKind
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Label
from routewright_runtime.calendars import check_holidays, check_zone
from routewright_runtime.graph import people
from routewright_runtime.text import fold
from routewright_runtime.values import Suggestion, TypeName, ValueType, check_member, nearest

DAY_MINUTES = 1_440
_LANGUAGE = ValueType(TypeName.LANGUAGE)
_EMAIL = ValueType(TypeName.EMAIL)


def check_zones(declared: Declarations, report: Report) -> Mapping[str, str]:
    """Return the zone of every file; a wrong one is reported and stands for UTC."""
    known: dict[str, str] = {}
    for file, written in declared.zones.items():
        known[file] = DEFAULT_ZONE
        if written is not None and _is_zone(written, report):
            known[file] = written.value
    return known


def _is_zone(written: syntax.Text, report: Report) -> bool:
    problem = check_zone(written.value)
    if problem is not None:
        offer = None if problem.offer is None else f'"{problem.offer}"'
        report.add(
            codes.UNKNOWN_ZONE,
            written.span,
            problem.problem,
            repair='write a zone such as `"Europe/Berlin"`'
            if offer is None
            else f"did you mean `{offer}`?",
            fixes=() if offer is None else (respelling(written.span, offer),),
        )
    return problem is None


# --- calendars --------------------------------------------------------------------------------


def check_calendars(
    declared: Declarations, zones: Mapping[str, str], places: Places, report: Report
) -> tuple[people.Calendar, ...]:
    """Return all calendars; openings sorted, overlapping ones merged."""
    return tuple(_calendar(item, zones, places, report) for item in declared.calendars)


def _calendar(
    item: syntax.Calendar, zones: Mapping[str, str], places: Places, report: Report
) -> people.Calendar:
    zone = zones[item.span.file]
    if item.zone is not None and _is_zone(item.zone, report):
        zone = item.zone.value
    codes_ = tuple(dict.fromkeys(code.text for code in item.holidays))
    for code in item.holidays:
        _check_holiday(code, report)
    return people.Calendar(
        item.name.text,
        zone,
        _openings(item.openings),
        codes_,
        _day_spans(item.closed),
        item.doc,
        places.of(item.name.span),
    )


def _check_holiday(code: syntax.Path | syntax.Code, report: Report) -> None:
    problem = check_holidays(code.text)
    if problem is not None:
        report.add(
            codes.UNKNOWN_HOLIDAYS,
            code.span,
            problem.problem,
            repair="write a country or one of its parts, such as `DE` or `DE-BE`"
            if problem.offer is None
            else f"did you mean {shown(problem.offer)}?",
            fixes=() if problem.offer is None else (respelling(code.span, problem.offer),),
        )


def _day_spans(spans: tuple[syntax.DateSpan, ...]) -> tuple[people.DaySpan, ...]:
    return tuple(people.DaySpan(item.first, item.last) for item in spans)


def _openings(openings: tuple[syntax.Opening, ...]) -> tuple[people.WeeklyOpening, ...]:
    found = sorted(
        (day, *_minutes(times))
        for opening in openings
        for days in opening.days
        for day in _days(days)
        for times in opening.times
    )
    merged: list[tuple[int, int, int]] = []
    for day, start, end in found:
        if merged:
            last_day, last_start, last_end = merged[-1]
            offset = (day - last_day) * DAY_MINUTES
            if start + offset < last_end:
                merged[-1] = (last_day, last_start, max(last_end, end + offset))
                continue
        merged.append((day, start, end))
    return tuple(people.WeeklyOpening(*item) for item in merged)


def _days(days: syntax.DayRange) -> list[int]:
    if days.last >= days.first:
        return list(range(days.first, days.last + 1))
    return [*range(days.first, 7), *range(days.last + 1)]


def _minutes(times: syntax.TimeRange) -> tuple[int, int]:
    start = times.start.hour * 60 + times.start.minute
    end = DAY_MINUTES if times.is_end_of_day else times.end.hour * 60 + times.end.minute
    return start, end if end > start else end + DAY_MINUTES


# --- reps -------------------------------------------------------------------------------------


def check_reps(
    declared: Declarations,
    zones: Mapping[str, str],
    calendars: tuple[people.Calendar, ...],
    places: Places,
    report: Report,
) -> Mapping[str, people.Rep]:
    """Return all reps by name; a wrong e-mail is reported, the rep stays known."""
    by_name = {calendar.name: calendar for calendar in calendars}
    reps: dict[str, people.Rep] = {}
    by_email: dict[str, syntax.Rep] = {}
    for item in declared.reps:
        email = _email(item, report)
        first = by_email.setdefault(fold(email), item)
        if first is not item:
            _report_shared(item, first, report)
        calendar = None if item.calendar is None else _calendar_name(item, declared, report)
        own = by_name.get(calendar) if calendar is not None else None
        reps[item.name.text] = people.Rep(
            item.name.text,
            email,
            own.zone if own is not None else zones[item.span.file],
            calendar,
            _languages(item, report),
            tuple(dict.fromkeys(fold(_word(word)) for word in item.knows)),
            tuple(people.Cap(cap.count, people.CapWindow(cap.window.value)) for cap in item.caps),
            _day_spans(item.away),
            item.doc,
            places.of(item.name.span),
        )
    return reps


def _word(word: syntax.Word) -> str:
    return word.value if isinstance(word, syntax.Text) else word.text


def _email(item: syntax.Rep, report: Report) -> str:
    found = check_member(_EMAIL, item.email.value)
    if isinstance(found, Suggestion):
        report.add(
            codes.MALFORMED_VALUE,
            item.email.span,
            found.problem,
            subject=item.name.text,
            repair=f"write the e-mail address of {shown(item.name.text)}, such as "
            f'`"{item.name.text}@acme.example"`',
        )
        return item.email.value
    return found


def _report_shared(item: syntax.Rep, first: syntax.Rep, report: Report) -> None:
    report.add(
        codes.SHARED_EMAIL,
        item.email.span,
        f"{shown(item.name.text)} has the same e-mail address as {shown(first.name.text)}",
        subject=item.name.text,
        related=(Label(first.email.span, "used here first", first.name.text),),
        repair="a rep is known by the e-mail address; give each an own one",
    )


def _calendar_name(item: syntax.Rep, declared: Declarations, report: Report) -> str | None:
    assert item.calendar is not None
    name = item.calendar
    symbol = declared.symbols.get(name.text)
    if symbol is not None and symbol.kind is SymbolKind.CALENDAR:
        return name.text
    report_reference(declared, report, name, SymbolKind.CALENDAR)
    return None


def report_reference(
    declared: Declarations, report: Report, name: syntax.Name, kind: SymbolKind
) -> None:
    """Report a name that stands for nothing, or for something else than `kind`."""
    symbol = declared.symbols.get(name.text)
    if symbol is not None:
        report.add(
            codes.WRONG_KIND,
            name.span,
            f"there is a {symbol.kind} {shown(name.text)}, but a {kind} is needed here",
            subject=name.text,
            related=(Label(symbol.span, "declared here", name.text),),
        )
    elif declared.is_complete:
        near = nearest(name.text, declared.symbols.names(kind))
        report.add(
            codes.UNKNOWN_NAME,
            name.span,
            f"{shown(name.text)} is not declared; a {kind} is needed here",
            subject=name.text,
            repair=f"declare a {kind} of this name"
            if near is None
            else f"did you mean {shown(near)}?",
            fixes=() if near is None else (respelling(name.span, near),),
        )


def _languages(item: syntax.Rep, report: Report) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for word in item.speaks:
        code = check_member(_LANGUAGE, _word(word))
        if isinstance(code, str):
            found.setdefault(code)
            continue
        report.add(
            codes.UNKNOWN_CODE,
            word.span,
            code.problem,
            subject=item.name.text,
            repair="write a language code in small letters, such as `de`"
            if code.offer is None
            else f"did you mean {shown(code.offer)}?",
            fixes=() if code.offer is None else (respelling(word.span, code.offer),),
        )
    return tuple(found)


# --- teams and queues -------------------------------------------------------------------------


def check_teams(
    declared: Declarations, places: Places, report: Report
) -> Mapping[str, people.Team]:
    """Return the teams whose members are all known, by name."""
    teams: dict[str, people.Team] = {}
    for item in declared.teams:
        members: dict[str, syntax.Member] = {}
        is_whole = True
        for member in item.members:
            symbol = declared.symbols.get(member.name.text)
            if symbol is None or symbol.kind is not SymbolKind.REP:
                report_reference(declared, report, member.name, SymbolKind.REP)
                is_whole = False
            elif member.name.text in members:
                _report_repeated(item, member, members[member.name.text], report)
            else:
                members[member.name.text] = member
        if is_whole:
            teams[item.name.text] = people.Team(
                item.name.text,
                tuple(_member(member) for member in members.values()),
                item.is_catch_up,
                item.doc,
                places.of(item.name.span),
            )
    return teams


def _member(member: syntax.Member) -> people.Member:
    return people.Member(member.name.text, 1 if member.weight is None else member.weight)


def _report_repeated(
    team: syntax.Team, member: syntax.Member, first: syntax.Member, report: Report
) -> None:
    report.add(
        codes.REPEATED_TEAM_MEMBER,
        member.span,
        f"{shown(member.name.text)} stands twice in team {shown(team.name.text)}",
        subject=team.name.text,
        related=(Label(first.span, "listed here first", member.name.text),),
        repair="list everybody once; a weight gives somebody more turns",
    )


def queues_of(declared: Declarations, places: Places) -> tuple[people.Queue, ...]:
    """Return all queues; without a label the name itself is the label."""
    return tuple(
        people.Queue(
            item.name.text,
            item.name.text if item.label is None else item.label.value,
            item.doc,
            places.of(item.name.span),
        )
        for item in declared.queues
    )


def skills_of(reps: Mapping[str, people.Rep]) -> tuple[str, ...]:
    """Return everything that some rep knows, folded."""
    return tuple(dict.fromkeys(chain.from_iterable(rep.knows for rep in reps.values())))
