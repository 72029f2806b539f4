"""Who the ids of a flow are: reps and teams of the policy, or new ones that the reader declares."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from routewright_compiler.targets.hubspot.reading.words import quoted

_PLACEHOLDER = re.compile(r"\$\{(?:owner|user):([^}]*)\}")
_NOBODY = "hubspot.invalid"
_EMAIL = re.compile(r"[^@\s\"<>,;]+@[^@\s\"<>,;]+\.[^@\s\"<>,;]+")
_PLAIN = re.compile(r"[0-9a-z_-]{1,40}")


@dataclass(frozen=True, slots=True)
class IdBook:
    """E-mails by id of owner and by id of user; placeholders of an output name theirs."""

    owners: Mapping[str, str] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)

    def email(self, own: str) -> str | None:
        """Return the e-mail behind an id of an owner or a user."""
        found = _PLACEHOLDER.fullmatch(own)
        if found is not None:
            return found.group(1)
        return self.owners.get(own) or self.users.get(own)


@dataclass(slots=True)
class People:
    """The reps, teams and queues at hand; `declared` grows by those that the flow adds."""

    ids: IdBook
    reps: dict[str, str]  # name by e-mail in small letters
    teams: dict[str, tuple[str, ...]]  # names of members in order, by name
    queues: set[str]
    taken: set[str]
    declared: list[str] = field(default_factory=list)
    owner_ids: dict[str, str] = field(default_factory=dict)  # id by name of a declared rep
    hubspot_teams: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by declared team

    def rep(self, own: str) -> str:
        """Return the name of the rep of an id."""
        email = self.ids.email(own)
        if email is not None and _EMAIL.fullmatch(email) is None:
            email = None
        key = (email or f"owner-{_plain(own)}@{_NOBODY}").casefold()
        found = self.reps.get(key)
        if found is None:
            base = key.partition("@")[0] if email is not None else f"owner_{own}"
            found = self.reps[key] = self._name(base)
            self.declared.append(f"rep {found} {quoted(key)}")
            self.owner_ids[found] = own
        return found

    def queue(self, name: str) -> str:
        """Return the name of a queue."""
        if name in self.queues:
            return name
        own = self._name(name)
        self.queues.add(own)
        self.declared.append(f"queue {own} {quoted(name)}")
        return own

    def team(self, ids: Sequence[str], base: str = "rotation") -> str:
        """Declare a team of its own for a rotation, and return its name."""
        own = self._name(base)
        members = tuple(dict.fromkeys(self.rep(item) for item in ids))
        self.teams[own] = members
        self.declared.append(f"team {own} {{ {', '.join(members)} }}")
        return own

    def turn_team(self, users: Sequence[str], hubspot_teams: Sequence[str]) -> str:
        """Declare the team of a rotation; each HubSpot team in it is one member, of no address.

        Who is in a HubSpot team stands nowhere in a flow.
        """
        if not hubspot_teams:
            return self.team(users)
        own = self._name(f"hubspot_team_{'_'.join(hubspot_teams)}")
        members = tuple(dict.fromkeys(self._members_of(item) for item in hubspot_teams))
        self.teams[own] = members
        self.hubspot_teams[own] = tuple(hubspot_teams)
        self.declared.append(f"team {own} {{ {', '.join(members)} }}")
        return own

    def _members_of(self, hubspot_team: str) -> str:
        key = f"team-{_plain(hubspot_team)}@{_NOBODY}".casefold()
        if key not in self.reps:
            found = self.reps[key] = self._name(f"members_of_{hubspot_team}")
            self.declared.append(f"rep {found} {quoted(key)}")
        return self.reps[key]

    def in_order(self) -> list[str]:
        """Return the declarations: reps, then teams, then queues."""
        kinds = ("rep", "team", "queue")
        return sorted(self.declared, key=lambda text: kinds.index(text.partition(" ")[0]))

    def _name(self, base: str) -> str:
        plain = re.sub(r"\W+", "_", base.casefold()).strip("_") or "somebody"
        plain = plain if plain[0].isalpha() else f"of_{plain}"
        found, number = plain, 2
        while found in self.taken:
            found, number = f"{plain}_{number}", number + 1
        self.taken.add(found)
        return found


def _plain(own: str) -> str:
    """Return an id as part of an address; one with other signs is told apart by its digest."""
    if _PLAIN.fullmatch(own) is not None:
        return own
    words = "-".join(re.findall(r"[0-9a-z]+", own.casefold()))
    return f"{words[:30]}-{sha256(own.encode()).hexdigest()[:8]}".lstrip("-")
