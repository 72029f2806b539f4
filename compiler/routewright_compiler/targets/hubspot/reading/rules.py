"""The rules of a policy as text, from the tests and paths of a flow."""

from collections.abc import Callable
from dataclasses import dataclass, field

from routewright_compiler.targets.hubspot.reading.outcomes import (
    Event,
    Notice,
    PathOutcome,
    ToOwner,
    ToQueue,
    ToTurn,
    outcome_of,
)
from routewright_compiler.targets.hubspot.reading.paths import Act, End, Tests, Way
from routewright_compiler.targets.hubspot.reading.people import People
from routewright_compiler.targets.hubspot.reading.words import ALWAYS, Words, quoted, text_of

LEAVES = "leaves the workflow"


@dataclass(slots=True)
class RuleTexts:
    """Writes rules; says which names it gave, and what the paths had that is no routing."""

    people: People
    always: str
    turn_text: Callable[[ToTurn], str]
    service_text: Callable[[str, PathOutcome], str | None]
    reason_of: Callable[[str], str | None]
    names: dict[str, str] = field(default_factory=dict)  # name of the branch by name of the rule
    kept: dict[str, tuple[Act, ...]] = field(default_factory=dict)  # by name of the rule
    unsaid: list[str] = field(default_factory=list)  # rules whose service level is left out
    left: list[str] = field(default_factory=list)  # rules that a missing default makes

    def write(self, tests: Tests) -> str:
        """Return the text of all rules and of a fallback that no record reaches."""
        body = self._members(tests, "")
        self._free("fallback")
        return f"{body}\nfallback suppress {quoted(LEAVES)}\n"

    def _members(self, tests: Tests, indent: str) -> str:
        parts = [self._way(said, way, indent) for said, way in tests.ways]
        parts.append(self._way(ALWAYS, tests.last, indent))
        return "\n".join(parts)

    def _way(self, said: Words, way: Way, indent: str) -> str:
        if isinstance(way, End):
            return self._rule(said, way, indent)
        name = self._free(way.name)
        lines = [f"{indent}group {quoted(name)} {{"]
        if said != ALWAYS:
            lines.append(f"{indent}  when {text_of(said, self.always)}")
        lines.append(self._members(way, f"{indent}  "))
        lines.append(f"{indent}}}")
        return "\n".join(lines)

    def _rule(self, said: Words, end: End, indent: str) -> str:
        name = self._free(end.name)
        outcome = outcome_of(end.acts)
        self.names[name] = end.branch
        if outcome.kept:
            self.kept[name] = outcome.kept
        if end.is_left:
            self.left.append(name)
        lines = [f"rule {quoted(name)} {{"]
        if said != ALWAYS:
            lines.append(f"  when {text_of(said, self.always)}")
        lines += [f"  {line}" for line in self._decision(end.branch, name, outcome)]
        lines.append("}")
        return "\n".join(f"{indent}{line}" for text in lines for line in text.split("\n"))

    def _decision(self, branch: str, name: str, outcome: PathOutcome) -> list[str]:
        extras = [f"notify {self.notice(item)}" for item in outcome.notices]
        extras += [f"tag {quoted(tag)}" for tag in outcome.tags]
        if outcome.receiver is None:
            reason = self.reason_of(branch) or LEAVES
            return [f"suppress {quoted(reason)}", *extras]
        match outcome.receiver:
            case ToOwner(own):
                action = f"assign {self.people.rep(own)}"
            case ToQueue(queue):
                action = f"assign {self.people.queue(queue)}"
            case ToTurn():
                action = f"rotate {self.turn_text(outcome.receiver)}"
        service = self.service_text(branch, outcome) if outcome.service else ""
        if service is None:
            self.unsaid.append(name)
        return [action, *extras, *([service] if service else [])]

    def receiver(self, event: Event) -> str:
        """Return whom a step of a service level names."""
        match event:
            case ToOwner(own):
                return self.people.rep(own)
            case ToQueue(queue):
                return self.people.queue(queue)
            case ToTurn():
                return self.turn_text(event)
            case _:
                raise AssertionError("only receivers are named")

    def notice(self, item: Notice) -> str:
        """Return whom a notice tells: `assignee`, a rep, or the team of exactly these."""
        if not item.user_ids:
            return "assignee"
        names = tuple(dict.fromkeys(self.people.rep(own) for own in item.user_ids))
        if len(names) == 1:
            return names[0]
        for team, members in self.people.teams.items():
            if members == names:
                return team
        return self.people.team(item.user_ids, "told")

    def _free(self, base: str) -> str:
        name, number = base, 2
        while name in self._used or name in ("require", "fallback"):
            name, number = f"{base} ({number})", number + 1
        self._used.add(name)
        return name

    _used: set[str] = field(default_factory=set)
