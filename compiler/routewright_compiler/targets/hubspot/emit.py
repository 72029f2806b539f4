"""A policy as a HubSpot workflow: lines, filters, branches, actions, and the files around them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from routewright_compiler.policy import Policy
from routewright_compiler.target.expansion.expand import expand
from routewright_compiler.target.expansion.line import GiveField, GiveNothing, Line
from routewright_compiler.target.expansion.plain import TooManyWaysError
from routewright_compiler.target.forms import AllowedLoss, Emission, EmittedFile
from routewright_compiler.targets.hubspot import codes
from routewright_compiler.targets.hubspot.assumptions import assumptions, names_in
from routewright_compiler.targets.hubspot.check import PLACEHOLDER
from routewright_compiler.targets.hubspot.checking.report import BodyReport
from routewright_compiler.targets.hubspot.choices import (
    Choices,
    IfThen,
    Taken,
    choices,
)
from routewright_compiler.targets.hubspot.enrolment import enrolment, handed_on
from routewright_compiler.targets.hubspot.filters.boxes import (
    Boxes,
    Column,
    TooManyBoxesError,
    without,
)
from routewright_compiler.targets.hubspot.filters.condition_filters import ConditionFilters
from routewright_compiler.targets.hubspot.filters.value_sets import Listed
from routewright_compiler.targets.hubspot.filters.writing import Clause
from routewright_compiler.targets.hubspot.flow_building import BuiltFlow, build_flows
from routewright_compiler.targets.hubspot.flow_titles import FlowTitle, flow_titles
from routewright_compiler.targets.hubspot.json_text import compact
from routewright_compiler.targets.hubspot.line_steps import LineSteps
from routewright_compiler.targets.hubspot.loss_book import LossBook
from routewright_compiler.targets.hubspot.losses import LOSS_NAMES
from routewright_compiler.targets.hubspot.model import Flow
from routewright_compiler.targets.hubspot.output_files import (
    FLOW_FILE,
    MAP_FILE,
    OWNERS_FILE,
    PROPERTIES_FILE,
    README_FILE,
    ListedFile,
    MapBranch,
    ReadmePage,
    map_file,
    owners_file,
    properties_file,
    readme_file,
    rotated_teams,
)
from routewright_compiler.targets.hubspot.properties import (
    PropertyKind,
    properties_of,
)
from routewright_compiler.targets.hubspot.reading.paths import EVERYTHING
from routewright_compiler.targets.hubspot.settings import HubSpotSettings
from routewright_compiler.targets.hubspot.steps import Kept, Steps
from routewright_compiler.targets.hubspot.writing import flow_text
from routewright_grammar.diagnostic import Diagnostic
from routewright_runtime.evaluate.policy import Policy as RuntimePolicy
from routewright_runtime.graph.conditions import FieldTerm
from routewright_runtime.graph.model import DecisionGraph

_CHOICES = {
    "time-of-decision": "the calendar counts as open",
    "field-comparison": "the comparison counts as false",
    "outside": "it counts as false",
    "part": "the test counts as false",
    "pattern": "the test counts as false",
}
_COVERED_BOXES = 400
_COVERED_PIECES = 60


def emit(policy: Policy, settings: HubSpotSettings) -> Emission:
    """Say a policy as a workflow; no files where something is lost that is not allowed."""
    return _Emitting(policy, settings).emission()


def expected_lines(
    policy: Policy, settings: HubSpotSettings
) -> tuple[tuple[tuple[Line, Steps], ...], tuple[AllowedLoss, ...]]:
    """Return the lines of a policy with the steps that they want, and all that is lost on the way.

    Every loss is taken as allowed, whatever the settings say. Raise TooManyWaysError.
    """
    making = _Emitting(policy, replace(settings, allow_losses=LOSS_NAMES))
    return making.expected(), making.losses


@dataclass(frozen=True, slots=True)
class _Taken:
    """The lines that take records, and what the map says of their branches."""

    lines: tuple[Taken, ...]
    reasons: dict[str, str]


class _Emitting:
    def __init__(self, policy: Policy, settings: HubSpotSettings) -> None:
        self._policy = policy
        self._settings = settings
        self._runtime = RuntimePolicy(policy.graph)
        self._properties = properties_of(policy.graph, settings)
        self._book = LossBook(policy, settings.allow_losses)
        self._steps = LineSteps(self._runtime, self._properties, settings, self._book)
        self._filters = ConditionFilters(self._runtime, self._properties, self._steps.owner)

    def emission(self) -> Emission:
        try:
            lines = expand(self._policy.graph)
        except TooManyWaysError as trouble:
            reason = f"the score `{trouble}` adds up in too many ways"
            self._book.refuse("", None, reason, "ask for fewer different sums of it")
            return Emission((), self._book.findings)
        taken = self._taken(lines)
        if self._book.findings:
            return Emission((), self._book.findings, self._book.allowed)
        tests = choices(taken.lines)
        flows = build_flows(tests, self._settings, self._name)
        if len(flows) > 1 and self._settings.mapping.enrols_again:
            reason = f"it needs {len(flows)} workflows, and its trigger enrols a record again"
            remedy = "let the trigger enrol a record once, or split the policy"
            self._book.refuse("", None, reason, remedy)
            return Emission((), self._book.findings)
        return self._files(tests, flows, taken)

    def expected(self) -> tuple[tuple[Line, Steps], ...]:
        """Return every line that takes records, with its steps."""
        found: list[tuple[Line, Steps]] = []
        before: Boxes = ()
        for line in expand(self._policy.graph):
            boxes = self._boxes(line)
            if boxes is None or self._is_covered(boxes, before):
                continue
            found.append((line, self._steps.steps(line, is_surely_rep=self._is_rep(line, boxes))))
            before = (*before, *boxes)
        return tuple(found)

    @property
    def losses(self) -> tuple[AllowedLoss, ...]:
        """Return the losses so far."""
        return self._book.allowed

    # --- lines --------------------------------------------------------------------------------

    def _taken(self, lines: Sequence[Line]) -> _Taken:
        found: list[Taken] = []
        reasons: dict[str, str] = {}
        before: Boxes = ()
        labels: dict[str, int] = {}
        for place, line in enumerate(lines):
            is_last = place == len(lines) - 1
            boxes = self._boxes(line)
            if boxes is None or (not is_last and self._is_covered(boxes, before)):
                continue
            label = _label(line, lines, labels)
            steps = self._steps.steps(line, is_surely_rep=self._is_rep(line, boxes))
            kept = self._settings.mapping.kept.get(line.rule, ())
            steps = (*steps, *(Kept(compact(content)) for content in kept))
            clauses = (Clause(),) if is_last else self._clauses(line, boxes, before)
            found.append(Taken(label, line.rule, line.part, clauses, steps))
            if isinstance(line.give, GiveNothing):
                reasons[label] = line.give.reason
            before = (*before, *boxes)
        return _Taken(tuple(found), reasons)

    def _boxes(self, line: Line) -> Boxes | None:
        self._filters.asking.refusals.found.clear()
        place = line.decision.place
        try:
            boxes = self._filters.boxes(line.condition)
        except TooManyBoxesError:
            reason = "its condition has too many alternatives for filters"
            self._book.refuse(line.rule, place, reason, "split the rule, or ask for less at once")
            return None
        for name, reasons in self._filters.asking.refusals.found.items():
            for reason in reasons:
                self._book.lose(name, line.rule, place, reason, _CHOICES[name])
        return boxes

    def _clauses(self, line: Line, boxes: Boxes, before: Boxes) -> tuple[Clause, ...]:
        try:
            return self._filters.clauses(boxes, before)
        except TooManyBoxesError:
            reason = "its condition has too many alternatives for filters"
            remedy = "split the rule, or ask for less at once"
            self._book.refuse(line.rule, line.decision.place, reason, remedy)
            return ()

    def _is_covered(self, boxes: Boxes, before: Boxes) -> bool:
        """Tell whether lines before take every record of a line."""
        if len(before) > _COVERED_BOXES:
            return not boxes
        try:
            return not any(without(box, before, _COVERED_PIECES) for box in boxes)
        except TooManyBoxesError:
            return False

    def _is_rep(self, line: Line, boxes: Boxes) -> bool:
        """Tell whether the owner field of a line is one of the reps wherever the line holds."""
        if not isinstance(line.give, GiveField):
            return True
        column = Column(FieldTerm(line.give.field))
        reps = frozenset(self._runtime.rep_by_email)
        for box in boxes:
            values = box.get(column)
            if not isinstance(values, Listed) or values.is_complement or values.has_empty:
                return False
            if not values.items <= reps:
                return False
        return True

    # --- files --------------------------------------------------------------------------------

    @property
    def _name(self) -> str:
        return self._settings.name or _name_of(self._policy)

    def _files(self, tests: Choices, flows: Sequence[BuiltFlow], taken: _Taken) -> Emission:
        settings, graph = self._settings, self._policy.graph
        titles = flow_titles(flows, self._name)
        made = [self._flow_file(flow, title) for flow, title in zip(flows, titles, strict=True)]
        text = "".join(file.text for file in made)
        unknown = self._unknown_ids(text)
        if unknown:
            return Emission((), unknown, self._book.allowed)
        leans = assumptions(self._assumed(graph, text))
        bodies = [ListedFile(file.path, _WHAT[FLOW_FILE]) for file in made]
        if len(flows) > 1:
            told = (f"{_WHAT[FLOW_FILE]}: {title.name}" for title in titles)
            bodies = [ListedFile(f.path, what) for f, what in zip(made, told, strict=True)]
        beside: list[EmittedFile] = []
        properties = properties_file(graph, self._properties, text)
        if properties is not None:
            beside.append(properties)
        beside.append(owners_file(_emails(graph), settings))
        branches = _branches(tests, taken.reasons)
        allowed = self._book.allowed
        listed_flows = [file.path for file in made]
        beside.append(map_file(flows, listed_flows, branches, self._properties, allowed, settings))
        placeholders = sorted(set(PLACEHOLDER.findall(text)))
        listed = [*bodies, *(ListedFile(file.path, _WHAT[file.path]) for file in beside)]
        teams = rotated_teams(flows, settings)
        page = ReadmePage(self._name, settings, allowed, leans, listed, placeholders, teams, titles)
        return Emission((*made, *beside, readme_file(page)), (), allowed, leans)

    def _flow_file(self, built: BuiltFlow, title: FlowTitle) -> EmittedFile:
        settings = self._settings
        flow = Flow(
            title.name,
            f"Made by Routewright from {_file_of(self._policy)}. Change the policy, not the flow.",
            settings.is_contact,
            settings.object_type_id,
            handed_on(built.values) if built.values else enrolment(settings, self._properties),
            built.actions,
            built.start,
        )
        return EmittedFile(title.file, flow_text(flow))

    def _unknown_ids(self, text: str) -> tuple[Diagnostic, ...]:
        """Return a finding for each name that the environment has no id for."""
        report = BodyReport(self._policy.path)
        for name in sorted(set(PLACEHOLDER.findall(text))) if self._settings.env else ():
            kind, _, own = name[2:-1].partition(":")
            message = f"the environment `{self._settings.env}` has no id for the {kind} `{own}`"
            table = f"hubspot.env.{self._settings.env}.{kind}s"
            report.add(codes.UNRESOLVED_ID, "", message, f"add it to `[{table}]`")
        return report.diagnostics()

    def _assumed(self, graph: DecisionGraph, text: str) -> set[str]:
        found = {*names_in(text), "action-ids"}
        if any(len(field.sources) > 1 for field in graph.fields):
            found.add("waterfall-property")
        if any(own.kind is PropertyKind.OWNER for own in self._properties.by_field.values()):
            found.add("owner-values")
        return found


_WHAT = {
    FLOW_FILE: "the workflow, the body of a create call",
    PROPERTIES_FILE: "properties that the workflow needs and that are to be made",
    OWNERS_FILE: "the people of the policy, with their ids where the environment knows them",
    MAP_FILE: "which action and branch stands for which rule; `verify` reads it",
    README_FILE: "this page",
}


def _label(line: Line, lines: Sequence[Line], used: dict[str, int]) -> str:
    """Return a name for a line: its rule, and its part where the rule has several lines."""
    base = line.rule or "fallback"
    if line.part and sum(other.rule == line.rule for other in lines) > 1:
        base = f"{base} / {line.part}"
    used[base] = used.get(base, 0) + 1
    return base if used[base] == 1 else f"{base} ({used[base]})"


def _branches(tests: Choices, reasons: dict[str, str]) -> tuple[MapBranch, ...]:
    found: list[MapBranch] = []

    def add(name: str, line: Taken) -> None:
        found.append(MapBranch(name, line.rule, line.part, reasons.get(line.label)))

    for test in tests.tests:
        if isinstance(test, IfThen):
            for way in test.ways:
                if way.line is not None:
                    add(way.name, way.line)
                elif test is tests.tests[-1] and tests.last is not None:
                    add(way.name, tests.last)  # passes by to the end of the flow
            if test.otherwise is not None:
                add(test.otherwise.label, test.otherwise)
        else:
            for value, line in test.ways:
                add(f"{test.of_property} = {value}", line)
    if tests.last is not None:
        add(tests.last.label if tests.tests else EVERYTHING, tests.last)
    return tuple(found)


def _name_of(policy: Policy) -> str:
    return f"Routewright: {_file_of(policy).removesuffix('.route')}"


def _file_of(policy: Policy) -> str:
    """Return the name of the policy's first file, wherever it lies."""
    return policy.path.replace("\\", "/").rpartition("/")[2]


def _emails(graph: DecisionGraph) -> list[str]:
    return sorted(rep.email.casefold() for rep in graph.reps)
