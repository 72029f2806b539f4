"""Workflows as they come from the portal, as policies: one folder each.

`policy.route` says what routes; `hubspot.json` beside it keeps what does not: the trigger, actions
that are no routing, names of properties, ids of owners.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from routewright_compiler.target.forms import EmittedFile, Import, ImportedPolicy
from routewright_compiler.targets.hubspot import codes
from routewright_compiler.targets.hubspot.check import check_value
from routewright_compiler.targets.hubspot.checking.report import BodyReport
from routewright_compiler.targets.hubspot.checking.shape import as_list, as_object
from routewright_compiler.targets.hubspot.json_text import DamagedJsonError, parse, pretty
from routewright_compiler.targets.hubspot.mapping import MAPPING_FILE
from routewright_compiler.targets.hubspot.model import Json, JsonObject
from routewright_compiler.targets.hubspot.properties import PropertyKind
from routewright_compiler.targets.hubspot.reading.bodies import bodies_of
from routewright_compiler.targets.hubspot.reading.fields import FieldView, Leaning, Vocabulary
from routewright_compiler.targets.hubspot.reading.filter_words import FilterWords
from routewright_compiler.targets.hubspot.reading.inference import declared, views_in
from routewright_compiler.targets.hubspot.reading.outcomes import PathOutcome, ToTurn, is_assignment
from routewright_compiler.targets.hubspot.reading.paths import End, Paths, Tests, TooManyPathsError
from routewright_compiler.targets.hubspot.reading.people import IdBook, People
from routewright_compiler.targets.hubspot.reading.rules import RuleTexts
from routewright_compiler.targets.hubspot.reading.service_words import flat_text
from routewright_compiler.targets.hubspot.reading.words import ALWAYS, Words, text_of
from routewright_compiler.targets.hubspot.settings import OBJECT_IDS, HubSpotSettings
from routewright_grammar.diagnostic import Diagnostic, Severity, in_order
from routewright_grammar.format import format_source
from routewright_grammar.span import Source
from routewright_runtime.values import TypeName

POLICY_FILE = "policy.route"
_OBJECTS = {own: name for name, own in OBJECT_IDS.items()}
_ASIDE = ("properties.json", "owners.json", "routewright-map.json", MAPPING_FILE)
_KNOWN_ONLY = re.compile(r"\w+ is known(?: and \w+ is known)*")


def import_files(files: Mapping[str, bytes], settings: HubSpotSettings) -> Import:
    """Make a policy of every workflow in some files, enabled ones first, then by name."""
    found: list[ImportedPolicy] = []
    diagnostics: list[Diagnostic] = []
    folders: set[str] = set()
    for path, content in sorted(files.items()):
        if not path.endswith(".json") or path.rpartition("/")[2] in _ASIDE:
            continue
        for body, report in _bodies(path, content):
            policy = None if body is None else _Importing(body, settings, report).policy(folders)
            diagnostics.extend(report.diagnostics())
            if policy is not None:
                found.append(policy)
    found.sort(key=lambda policy: (not policy.is_active, policy.folder))
    return Import(tuple(found), in_order(diagnostics))


def _bodies(path: str, content: bytes) -> list[tuple[JsonObject | None, BodyReport]]:
    """Return the bodies of a file: one flow, a list of flows, or a page of a listing."""
    report = BodyReport(path)
    try:
        value = parse(content)
    except DamagedJsonError as trouble:
        report.add(codes.UNREADABLE_FLOW, "", f"the file is no workflow: {trouble}")
        return [(None, report)]
    items = as_list(value) or as_list(as_object(value).get("results")) or [value]
    found: list[tuple[JsonObject | None, BodyReport]] = []
    for item in items:
        own = BodyReport(path)
        if isinstance(item, dict) and isinstance(item.get("actions"), list):
            found.append((item, own))
        else:
            text = "the file holds something that is no workflow: it has no `actions`"
            repair = "fetch the whole workflow, `GET …/flows/ID`"
            own.add(codes.UNREADABLE_FLOW, "", text, repair)
            found.append((None, own))
    return found


@dataclass(slots=True)
class _Importing:
    """One workflow on its way to a policy."""

    body: JsonObject
    settings: HubSpotSettings
    report: BodyReport

    def policy(self, folders: set[str]) -> ImportedPolicy | None:
        """Return the policy, None where the paths cannot be followed."""
        checked = BodyReport(self.report.file)
        check_value(self.body, checked)
        damages = [item for item in checked.found if item.severity is Severity.ERROR]
        for item in damages:
            kind = codes.UNREADABLE_FLOW
            self.report.add(kind, "", item.message, item.help, Severity.WARNING)
        views = views_in(self.body)
        people = self._people(views)
        leaning = Leaning()
        words = FilterWords(_vocabulary(views, people), leaning)
        try:
            tests = Paths(bodies_of((self.body,)), words).from_start()
        except TooManyPathsError:
            text = "the workflow has more paths than can be followed, or one that is a circle"
            self.report.add(codes.UNREADABLE_FLOW, "", text)
            return None
        return self._written(tests, words, views, people, leaning, folders)

    @property
    def _name(self) -> str:
        name = self.body.get("name")
        return name if isinstance(name, str) and name.strip() else "Workflow"

    def _people(self, views: Mapping[str, FieldView]) -> People:
        ids = self.settings.ids
        book = IdBook(
            {own: email for email, own in ids.owners.items()},
            {own: email for email, own in ids.users.items()},
        )
        taken = {view.name for view in views.values()} | {"lead", "assignee"}
        return People(book, {}, {}, set(), taken)

    def _written(
        self,
        tests: Tests,
        words: FilterWords,
        views: Mapping[str, FieldView],
        people: People,
        leaning: Leaning,
        folders: set[str],
    ) -> ImportedPolicy:
        teams: dict[tuple[str, tuple[str, ...]], str] = {}

        def turn(event: ToTurn) -> str:
            key = (event.action_id, (*event.user_ids, "", *event.team_ids))
            if key not in teams:
                teams[key] = people.turn_team(event.user_ids, event.team_ids)
            return teams[key]

        def service(_branch: str, outcome: PathOutcome) -> str | None:
            return flat_text(outcome.service, writer.receiver, writer.notice)

        shown = views or {"hubspot_owner_id": _OWNER_VIEW}
        name = next(iter(shown.values())).name
        always = f"({name} is known or {name} is empty)"
        writer = RuleTexts(people, always, turn, service, _reason_of)
        rules = self._rules(tests, words, writer)
        text = self._text(shown, people, rules)
        self._report(writer, leaning)
        self._report_teams(people)
        folder = _folder(self._name, folders)
        mapping = self._mapping(shown, people, writer)
        files = (
            EmittedFile(POLICY_FILE, _laid_out(text)),
            EmittedFile(MAPPING_FILE, pretty(mapping)),
        )
        return ImportedPolicy(folder, files, self.body.get("isEnabled") is True)

    def _rules(self, tests: Tests, words: FilterWords, writer: RuleTexts) -> str:
        """Return the rules inside what enrols: a `require`, or one group around all."""
        said = self._enrolment(words)
        if said is None:
            return writer.write(tests)
        known = _known_fields(said)
        if known:
            return f'require {known} else suppress "not enrolled"\n{writer.write(tests)}'
        inner = replace(tests, name="enrolled")
        return writer.write(Tests(((said, inner),), _NOT_ENROLLED))

    def _enrolment(self, words: FilterWords) -> Words | None:
        criteria = as_object(self.body.get("enrollmentCriteria"))
        if criteria.get("type") == "LIST_BASED":
            found = words.tree(criteria.get("listFilterBranch"))
            return None if found == ALWAYS else found
        if criteria:
            text = f"the trigger is of type `{criteria.get('type')}`; it stands in `{MAPPING_FILE}`"
            help_ = "the policy decides about the records that enter the workflow"
            self.report.add(codes.KEPT_ACTION, "enrollmentCriteria", text, help_)
        return None

    def _text(self, views: Mapping[str, FieldView], people: People, rules: str) -> str:
        lines = [f"# Imported from the HubSpot workflow {' '.join(self._name.split())}.", ""]
        lines += ["record lead {", *(declared(n, view) for n, view in views.items()), "}", ""]
        return "\n".join([*lines, *people.in_order(), "", rules])

    def _report(self, writer: RuleTexts, leaning: Leaning) -> None:
        add = self.report.add
        if self.body.get("isEnabled") is not True:
            add(codes.INACTIVE_FLOW, "isEnabled", f"says that `{self._name}` is turned off")
        for text in leaning.opaque:
            help_ = "only HubSpot can judge it; it is emitted word for word"
            add(codes.OPAQUE_TEST, "", f"a test has no words of its own: `{text[:200]}`", help_)
        for rule, kept in writer.kept.items():
            for act in filter(is_assignment, kept):
                text = f"action {act.id} ({act.type_id}) of `{rule}` changes the owner in a way "
                help_ = f"write what `{rule}` should do; `{MAPPING_FILE}` keeps the action"
                add(codes.UNREAD_ASSIGNMENT, "", f"{text}that the language cannot say", help_)
            acts = [act for act in kept if not is_assignment(act)]
            if not acts:
                continue
            ids = ", ".join(f"{act.id} ({act.type_id})" for act in acts)
            text = f"`{rule}` has actions that are no routing, kept in `{MAPPING_FILE}`: {ids}"
            add(codes.KEPT_ACTION, "", text)
        for rule in writer.unsaid:
            text = f"what follows silence in `{rule}` cannot be said as a service level: left out"
            add(codes.LOST_SERVICE, "", text, "write an `sla` that says what it should be")
        for rule in writer.left:
            text = f"records that no branch before `{rule}` takes leave the workflow"
            add(codes.DROPPED_RECORDS, "", text, "a default branch would catch them")

    def _report_teams(self, people: People) -> None:
        for name, ids in people.hubspot_teams.items():
            listed = ", ".join(f"`{own}`" for own in ids)
            text = f"`{name}` rotates HubSpot team {listed}, whose members stand in no workflow"
            help_ = "write its members as reps of this team; emission names the HubSpot team anew"
            self.report.add(codes.UNKNOWN_MEMBERS, "", text, help_)

    def _mapping(
        self, views: Mapping[str, FieldView], people: People, writer: RuleTexts
    ) -> JsonObject:
        fields: JsonObject = {
            view.name: {"property": name, "kind": view.kind.value} for name, view in views.items()
        }
        emails = {name: email for email, name in people.reps.items()}
        owners: JsonObject = {
            emails[name]: own for name, own in people.owner_ids.items() if "$" not in own
        }
        kept: JsonObject = {}
        for rule, acts in writer.kept.items():
            contents: list[Json] = [act.content for act in acts]
            kept[rule] = contents
        object_id = str(self.body.get("objectTypeId", "0-1"))
        found: JsonObject = {
            "version": 1,
            "name": self._name,
            "object": _OBJECTS.get(object_id, object_id),
            "fields": fields,
            "owners": owners,
            "kept": kept,
        }
        if people.hubspot_teams:
            found["teams"] = {name: list(ids) for name, ids in people.hubspot_teams.items()}
        for key in ("id", "revisionId"):
            if isinstance(self.body.get(key), str):
                found[key] = self.body[key]
        criteria = self.body.get("enrollmentCriteria")
        return found if criteria is None else {**found, "enrollmentCriteria": criteria}


_OWNER_VIEW = FieldView("hubspot_owner_id", PropertyKind.OWNER, TypeName.USER)
_NOT_ENROLLED = End("not enrolled", (), branch="not enrolled")


def _reason_of(branch: str) -> str | None:
    return branch if branch == _NOT_ENROLLED.branch else None


def _vocabulary(views: Mapping[str, FieldView], people: People) -> Vocabulary:
    return Vocabulary(views, lambda own: people.ids.email(own) or own)


def _known_fields(said: Words) -> str | None:
    """Return the fields of a condition that only asks for values; None of any other."""
    text = text_of(said, "")
    if _KNOWN_ONLY.fullmatch(text) is None:
        return None
    return ", ".join(part.removesuffix(" is known") for part in text.split(" and "))


def _folder(name: str, folders: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "workflow"
    found, number = plain, 2
    while found in folders:
        found, number = f"{plain}-{number}", number + 1
    folders.add(found)
    return found


def _laid_out(text: str) -> str:
    found = format_source(Source(POLICY_FILE, text))
    return text if found is None else found.text
