"""What emitted (or edited) flow bodies do, in terms of the policy that they came from.

The flow alone says what it does. The map beside it says only which branch is which rule of the
policy and which rotation which team's; a rotation whose users are not the team's becomes a team of
its own, and so does a second action that claims one team's turns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from routewright_compiler.policy import Policy
from routewright_compiler.target.expansion.line import Line
from routewright_compiler.target.expansion.plain import TooManyWaysError
from routewright_compiler.target.forms import Assumption, ReadBack
from routewright_compiler.targets.hubspot import codes
from routewright_compiler.targets.hubspot.assumptions import assumptions, names_in
from routewright_compiler.targets.hubspot.check import ASIDE
from routewright_compiler.targets.hubspot.checking.report import BodyReport
from routewright_compiler.targets.hubspot.checking.shape import as_list, as_object
from routewright_compiler.targets.hubspot.declarations import declarations_text
from routewright_compiler.targets.hubspot.emit import expected_lines
from routewright_compiler.targets.hubspot.enrolment import enrolment
from routewright_compiler.targets.hubspot.json_text import DamagedJsonError, compact, parse
from routewright_compiler.targets.hubspot.model import Json, JsonObject
from routewright_compiler.targets.hubspot.output_files import FLOW_FILE, MAP_FILE
from routewright_compiler.targets.hubspot.properties import (
    OWNER_PROPERTY,
    QUEUE_PROPERTY,
    Properties,
    properties_of,
)
from routewright_compiler.targets.hubspot.reading.bodies import bodies_of, entry_values
from routewright_compiler.targets.hubspot.reading.fields import Leaning, Vocabulary, views_of
from routewright_compiler.targets.hubspot.reading.filter_words import FilterWords
from routewright_compiler.targets.hubspot.reading.outcomes import (
    Due,
    Event,
    Notice,
    PathOutcome,
    Silence,
    ToOwner,
    ToQueue,
    ToTurn,
)
from routewright_compiler.targets.hubspot.reading.paths import Paths, Tests, TooManyPathsError
from routewright_compiler.targets.hubspot.reading.people import IdBook, People
from routewright_compiler.targets.hubspot.reading.rules import RuleTexts
from routewright_compiler.targets.hubspot.reading.service_words import clock_text, flat_text
from routewright_compiler.targets.hubspot.reading.words import Words, every, some
from routewright_compiler.targets.hubspot.settings import HubSpotSettings
from routewright_compiler.targets.hubspot.step_actions import StepActions
from routewright_compiler.targets.hubspot.steps import DueTask, SetProperty, Step, Tell, Turn, Wait
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Condition,
    FieldTerm,
    Negation,
    TextHolds,
)
from routewright_runtime.graph.model import RotationMethod
from routewright_runtime.graph.people import Member
from routewright_runtime.text import fold

PATH = "read-back.route"
ExpectedLines = tuple[tuple[Line, tuple[Step, ...]], ...]


def read_back(policy: Policy, files: Mapping[str, bytes], settings: HubSpotSettings) -> ReadBack:
    """Say what the flow body of an output does, over the record and people of the policy."""
    return _Reading(policy, files, settings).read_back()


@dataclass(frozen=True, slots=True)
class _Map:
    """What the map file says; empty where there is none."""

    branches: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    turns: Mapping[str, tuple[str, str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)


class _Reading:
    def __init__(
        self, policy: Policy, files: Mapping[str, bytes], settings: HubSpotSettings
    ) -> None:
        self._policy = policy
        self._files = files
        self._settings = settings
        self._properties: Properties = properties_of(policy.graph, settings)
        self._leaning = Leaning()
        self._claimed: dict[str, str] = {}
        self.troubles: dict[str, None] = {}

    def read_back(self) -> ReadBack:
        name = _flow_name(self._files)
        report = BodyReport(name)
        if name not in self._files:
            report.add(codes.UNREADABLE_FLOW, "", f"there is no `{FLOW_FILE}` in the folder")
            return self._nothing(report)
        try:
            first = as_object(parse(self._files[name]))
            others = _other_flows(self._files, name)
            noted = _read_map(self._files)
        except DamagedJsonError as trouble:
            report.add(codes.UNREADABLE_FLOW, "", f"the file cannot be read: {trouble}")
            return self._nothing(report)
        for path, body in others.items():
            if not entry_values(body):
                text = f"`{path}` is enrolled by something else than what other flows hand on"
                report.add(codes.UNREADABLE_FLOW, "", text)
        try:
            return self._of_bodies([first, *others.values()], noted, report)
        except (TooManyPathsError, TooManyWaysError):
            report.add(codes.UNREADABLE_FLOW, "", "the flow has more paths than can be followed")
            return self._nothing(report)

    def _nothing(self, report: BodyReport) -> ReadBack:
        return ReadBack({}, PATH, {}, diagnostics=report.diagnostics())

    def _of_bodies(self, bodies: list[JsonObject], noted: _Map, report: BodyReport) -> ReadBack:
        lines, allowed = expected_lines(self._policy, self._settings)
        people = self._people()
        words = FilterWords(self._vocabulary(people.ids, lines), self._leaning)
        paths = Paths(bodies_of(bodies), words)
        tests = paths.from_start()
        writer = _writer(self, people, noted, lines)
        text = writer.write(self._enrolled(tests, bodies[0], words))
        for trouble in (*paths.troubles, *self.troubles, *_frame_troubles(bodies, self._settings)):
            report.add(codes.UNREADABLE_FLOW, "", trouble)
        source = f"{declarations_text(self._policy)}\n" + "\n".join([*people.in_order(), "", text])
        rule_of = {
            own: noted.branches[branch][0]
            for own, branch in writer.names.items()
            if branch in noted.branches
        }
        _note_findings(writer, report)
        return ReadBack(
            {PATH: source},
            PATH,
            rule_of,
            assumptions=self._assumptions(),
            losses=allowed,
            diagnostics=report.diagnostics(),
        )

    def _assumptions(self) -> tuple[Assumption, ...]:
        flows = (own for path, own in self._files.items() if _is_flow_file(path))
        text = "".join(content.decode("utf-8", "replace") for content in flows)
        found = {*self._leaning.names, *names_in(text)}
        if any(len(own.sources) > 1 for own in self._policy.graph.fields):
            found.add("waterfall-property")
        return assumptions(found)

    # --- the people ---------------------------------------------------------------------------

    def _people(self) -> People:
        graph, ids = self._policy.graph, self._settings.ids
        book = IdBook(
            {own: email for email, own in ids.owners.items()},
            {own: email for email, own in ids.users.items()},
        )
        return People(
            book,
            {rep.email.casefold(): rep.name for rep in graph.reps},
            {team.name: tuple(member.rep for member in team.members) for team in graph.teams},
            {queue.name for queue in graph.queues},
            set(self._policy.name_spans),
        )

    def _vocabulary(
        self, ids: IdBook, lines: tuple[tuple[Line, tuple[Step, ...]], ...]
    ) -> Vocabulary:
        asked = {test for line, _ in lines for test in _part_tests(line.condition)}
        return Vocabulary(
            views_of(self._properties),
            lambda own: ids.email(own) or (own if "$" not in own else None),
            frozenset(asked),
            frozenset(fold(rep.email) for rep in self._policy.graph.reps),
            self._policy.graph.zone,
        )

    # --- enrolment ----------------------------------------------------------------------------

    def _enrolled(self, tests: Tests, body: JsonObject, words: FilterWords) -> Tests:
        """Return the tests inside the enrolment, where it is not the one that settings ask for."""
        criteria = body.get("enrollmentCriteria")
        if criteria == enrolment(self._settings, self._properties):
            return tests
        said = enrolment_words(as_object(criteria), words)
        return replace(tests, ways=tuple((every((said, own)), way) for own, way in tests.ways))

    # --- rotations ----------------------------------------------------------------------------

    def turn_text(self, event: ToTurn, people: People, noted: _Map) -> str:
        """Return what a rotation names: a team of the policy, or one of its own."""
        found = noted.turns.get(event.action_id)
        own = None if found is None else self._policy_turn(event, found, people)
        if own is None or self._claimed.setdefault(own, event.action_id) != event.action_id:
            own = f"rotation of {event.action_id}"
            if own not in self._claimed:
                self._claimed[own] = people.turn_team(event.user_ids, event.team_ids)
            return self._claimed[own]
        return own

    def _policy_turn(
        self,
        event: ToTurn,
        noted: tuple[str, str, tuple[tuple[str, str], ...]],
        people: People,
    ) -> str | None:
        """Return the rotation that the map claims, where the users are its members in order."""
        name, method, where = noted
        graph = self._policy.graph
        team = next((team for team in graph.teams if team.name == name), None)
        if team is None or method not in tuple(RotationMethod):
            return None
        reps = {rep.name: rep for rep in graph.reps}
        members: list[Member] = []
        for member in team.members:
            rep = reps[member.rep]
            skills = {"speaks": rep.speaks, "knows": rep.knows}
            is_in = method == RotationMethod.TURN or member.weight
            if is_in and all(fold(v) in map(fold, skills.get(skill, ())) for skill, v in where):
                members.append(member)
        wanted = [reps[member.rep].email.casefold() for member in members]
        if not self._turns_among(event, people, name, wanted):
            return None
        # Other weights are a loss of their own, `weights`, which is told whatever is read.
        text = f"{name} by weight" if method == RotationMethod.WEIGHT else name
        if where:
            text += " where " + " and ".join(f"{s} {_skill_word(s, v)}" for s, v in where)
        return text

    def _turns_among(self, event: ToTurn, people: People, team: str, wanted: Sequence[str]) -> bool:
        """Tell whether a rotation is among these, or among the HubSpot teams of the whole team."""
        if event.team_ids:
            whole = next(item for item in self._policy.graph.teams if item.name == team).members
            is_whole = len({member.rep for member in whole}) == len(wanted)
            return is_whole and event.team_ids == self._settings.team_ids(team)
        users = [str(people.ids.email(own)).casefold() for own in event.user_ids]
        return users == list(wanted)


def _skill_word(skill: str, value: str) -> str:
    return value if skill == "speaks" or value.isidentifier() else f'"{value}"'


def enrolment_words(criteria: JsonObject, words: FilterWords) -> Words:
    """Return which records an enrolment takes; a trigger that is no filter is opaque."""
    if criteria.get("type") == "LIST_BASED":
        return words.tree(criteria.get("listFilterBranch"))
    return some(words.tree(item) for item in as_list(criteria.get("eventFilterBranches")))


def _writer(
    reading: _Reading,
    people: People,
    noted: _Map,
    lines: ExpectedLines,
) -> RuleTexts:
    actions = StepActions(reading._settings)
    timed = [(line, steps) for line, steps in lines if line.clock is not None]
    by_rule: dict[str, list[tuple[Line, tuple[Step, ...]]]] = {}
    for own in timed:
        by_rule.setdefault(own[0].rule, []).append(own)

    def service(branch: str, outcome: PathOutcome) -> str | None:
        rule = noted.branches.get(branch, ("", ""))[0]
        known = by_rule.get(rule, timed)
        likely = [own for own in known if _same_service(outcome.service, own[1], people)]
        exact = [own for own in likely if _is_for_the_same(outcome.service, own[1], actions)]
        if not exact:
            text = f"a task or a wait behind `{branch}` is for somebody or something else"
            reading.troubles[text] = None
        for line, _ in exact:
            if line.rule == rule and line.clock is not None:
                return clock_text(line.clock, line.steps)
        return flat_text(outcome.service, writer.receiver, writer.notice)

    always = _always(reading)
    writer = RuleTexts(
        people,
        always,
        lambda event: reading.turn_text(event, people, noted),
        service,
        lambda branch: noted.reasons.get(branch),
    )
    return writer


def _always(reading: _Reading) -> str:
    name = reading._policy.graph.fields[0].name
    return f"({name} is known or {name} is empty)"


def _same_service(service: tuple[Event, ...], steps: tuple[Step, ...], people: People) -> bool:
    """Tell whether events are those that the steps of a line of the policy bring about."""
    start = next((n for n, step in enumerate(steps) if isinstance(step, DueTask | Wait)), None)
    wanted = () if start is None else steps[start:]
    if len(wanted) != len(service):
        return False
    return all(_same(event, step, people) for event, step in zip(service, wanted, strict=True))


def _is_for_the_same(
    service: tuple[Event, ...], steps: tuple[Step, ...], actions: StepActions
) -> bool:
    """Tell whether tasks are assigned, and answers looked for, as the steps of a line say."""
    wanted = [step for step in steps if isinstance(step, DueTask | Wait)]
    found = [event for event in service if isinstance(event, Due | Silence)]
    for event, step in zip(found, wanted, strict=True):
        match event, step:
            case Due(_, owner), DueTask():
                assigned = actions.fields(step)[1].get("owner_assignment")
                if owner != ("" if assigned is None else compact(assigned)):
                    return False
            case Silence(_, looked_for), Wait():
                if looked_for != compact(actions.wait(step)["event_filter_branches"]):
                    return False
            case _:
                return False
    return True


def _same(event: Event, step: Step, people: People) -> bool:
    match event, step:
        case (Due(minutes), DueTask(wanted)) | (Silence(minutes), Wait(wanted)):
            return minutes == wanted
        case (Notice(ids), Tell()):
            return tuple(people.ids.email(own) for own in ids) == tuple(
                email.casefold() for email in step.emails
            )
        case (ToOwner(own), SetProperty(name, value)):
            return name == OWNER_PROPERTY and own == value
        case (ToQueue(queue), SetProperty(name, value)):
            return name == QUEUE_PROPERTY and queue == value
        case (ToTurn(), Turn()) if event.team_ids or step.hubspot_teams:
            return event.team_ids == step.hubspot_teams
        case (ToTurn(), Turn()):
            users = tuple(people.ids.email(own) for own in event.user_ids)
            return users == tuple(email.casefold() for email in step.emails)
        case _:
            return False


def _part_tests(condition: Condition) -> list[TextHolds]:
    """Return the tests of parts of fields in a condition."""
    match condition:
        case AllOf() | AnyOf():
            return [test for item in condition.items for test in _part_tests(item)]
        case Negation():
            return _part_tests(condition.item)
        case TextHolds(FieldTerm(_, part)) if part is not None:
            return [condition]
        case _:
            return []


_PLAIN_FRAME: JsonObject = {
    "timeWindows": [],
    "blockedDates": [],
    "customProperties": {},
    "suppressionListIds": [],
    "canEnrollFromSalesforce": False,
}
_NO_PART = (
    "suppressionFilterBranch",
    "goalFilterBranch",
    "eventAnchor",
    "unEnrollmentSetting",
    "enrollmentSchedule",
)


def _frame_troubles(bodies: Sequence[JsonObject], settings: HubSpotSettings) -> list[str]:
    """Say what stands around the actions of flows and changes when or whom they route."""
    found: dict[str, None] = {}
    for body in bodies:
        for key, plain in _PLAIN_FRAME.items():
            if body.get(key, plain) != plain:
                found[f"`{key}` says something, and a policy says nothing of it"] = None
        for key in _NO_PART:
            if body.get(key) is not None:
                found[f"`{key}` says something, and a policy says nothing of it"] = None
        if body.get("objectTypeId", settings.object_type_id) != settings.object_type_id:
            found[f"the flow is for objects of type `{body['objectTypeId']}`"] = None
    return list(found)


def _flow_name(files: Mapping[str, bytes]) -> str:
    return next((name for name in sorted(files) if name.rpartition("/")[2] == FLOW_FILE), FLOW_FILE)


def _read_map(files: Mapping[str, bytes]) -> _Map:
    name = next((name for name in sorted(files) if name.endswith(MAP_FILE)), None)
    if name is None:
        return _Map()
    content = as_object(parse(files[name]))
    branches: dict[str, tuple[str, str]] = {}
    reasons: dict[str, str] = {}
    for item in map(as_object, as_list(content.get("branches"))):
        own = str(item.get("branch"))
        branches[own] = (str(item.get("rule", "")), str(item.get("part", "")))
        if isinstance(item.get("suppress"), str):
            reasons[own] = str(item["suppress"])
    turns = {}
    for own, note in as_object(content.get("actions")).items():
        turn = as_object(as_object(note).get("rotation"))
        if turn:
            where = tuple(_pair(item) for item in as_list(turn.get("where")))
            turns[own] = (str(turn.get("team")), str(turn.get("method")), where)
    return _Map(branches, reasons, turns)


def _pair(item: Json) -> tuple[str, str]:
    found = [str(part) for part in as_list(item)]
    return (found[0], found[1]) if len(found) == 2 else ("", "")


def _note_findings(writer: RuleTexts, report: BodyReport) -> None:
    for rule in writer.unsaid:
        text = f"what follows silence in `{rule}` cannot be said as a service level"
        report.add(codes.LOST_SERVICE, "", text)
    for rule, acts in writer.kept.items():
        ids = ", ".join(act.id for act in acts)
        text = f"`{rule}` has actions that are no routing: {ids}"
        report.add(codes.KEPT_ACTION, "", text)


def _is_flow_file(path: str) -> bool:
    return path.endswith(".json") and path.rpartition("/")[2] not in ASIDE


def _other_flows(files: Mapping[str, bytes], first: str) -> dict[str, JsonObject]:
    """Return the other flow bodies of an output by file; raise DamagedJsonError."""
    found: dict[str, JsonObject] = {}
    for path in sorted(files):
        if path == first or not _is_flow_file(path):
            continue
        body = as_object(parse(files[path]))
        if isinstance(body.get("actions"), list):
            found[path] = body
    return found
