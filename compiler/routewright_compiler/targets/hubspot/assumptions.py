"""What no source confirms and a proof leans on: each with a stable name, and its source."""

from collections.abc import Iterable, Mapping

from routewright_compiler.target.forms import Assumption

_FACTS = "open question for a real portal"

ASSUMPTIONS: Mapping[str, Assumption] = {
    item.name: item
    for item in (
        Assumption(
            "canonical-values",
            "Properties hold values in the canonical spelling of their field's type (codes of"
            " countries and states, members of a choice as options, small letters in e-mails);"
            " a value that a field cannot have stands in none.",
            "what fills the properties; list filters compare internal values",
        ),
        Assumption(
            "waterfall-property",
            "The property of a field with several sources holds the first that is not empty.",
            "what fills the properties",
        ),
        Assumption(
            "text-case",
            "Tests of text look at neither case nor surrounding blanks.",
            f"case of MULTISTRING equality: {_FACTS}",
        ),
        Assumption(
            "text-contains",
            "`CONTAINS`, `STARTS_WITH` and `ENDS_WITH` look for any of their texts, letter by"
            " letter and not word by word.",
            "list filters name the operators and do not define them",
        ),
        Assumption(
            "rotation-ids",
            "Rotate to owner (0-11) takes the ids that `hubspot.rotate_ids` names.",
            f"0-11, userId or ownerId: {_FACTS}",
        ),
        Assumption(
            "rotation-order",
            "Rotate to owner (0-11) takes the users in listed order, each once a round, and nobody"
            " is passed over for a seat or a team; an edit of its users starts the round anew.",
            "community idea 211261 and knowledge base, assign tickets using workflows",
        ),
        Assumption(
            "team-members",
            "A HubSpot team that `hubspot.teams` names has the members of the policy's team as its"
            " main-team members, all of them with a paid seat, and nobody else.",
            "the teams of the portal; knowledge base, assign tickets using workflows",
        ),
        Assumption(
            "rotation-creatable",
            "A flow with rotate to owner (0-11) can be made through the API.",
            f"one vendor reports HTTP 500: {_FACTS}",
        ),
        Assumption(
            "hand-over",
            "A flow that enrols records by `routewright_next` takes a record once another flow has"
            " written the value, at once and as that flow left it; all flows of the policy are on,"
            " and nothing else writes `routewright_next` or `routewright_rule` meanwhile.",
            "enrolment by a property's value is documented, its delay is not",
        ),
        Assumption(
            "action-ids",
            "Action ids need not be consecutive, and one that was deleted may come back.",
            f"reuse of action ids: {_FACTS}",
        ),
        Assumption(
            "time-spans",
            "A time range from now by hours or minutes counts elapsed time, both ends included, at"
            " the moment of the step.",
            "list filters, INDEXED time points",
        ),
        Assumption(
            "answer-property",
            "Whoever answers a record changes the property that `hubspot.answered` names.",
            "knowledge base on SLAs: none for this object",
        ),
        Assumption(
            "task-owner",
            "A task's owner may be given as the record's owner property.",
            "0-3, owner_assignment: exports show the key, not this value",
        ),
        Assumption(
            "form-event",
            "The event of a form submission names its form in `hs_form_id`.",
            "exports show the event, not the filter",
        ),
        Assumption(
            "range-ends",
            "`IS_BETWEEN` counts both its ends.",
            "list filters name the operator and do not define it",
        ),
        Assumption(
            "and-root",
            "An AND at the root of a filter tree means that all its filters hold.",
            "exports show it, list filters do not document it",
        ),
        Assumption(
            "random-split",
            "A random split is independent of everything that the policy knows.",
            "knowledge base on random branches",
        ),
        Assumption(
            "owner-values",
            "A property of a user field holds the owner's id, and each rep has one.",
            "owners API guide",
        ),
    )
}


def assumptions(names: Iterable[str]) -> tuple[Assumption, ...]:
    """Return the assumptions of some names, in the order of the table."""
    wanted = set(names)
    assert wanted <= ASSUMPTIONS.keys(), wanted - ASSUMPTIONS.keys()
    return tuple(item for name, item in ASSUMPTIONS.items() if name in wanted)


def names_in(text: str) -> set[str]:
    """Return the assumptions that a flow body's text calls for by its operators and actions."""
    found = {"canonical-values"}
    marks = {
        '"MULTISTRING"': ("text-case",),
        '"CONTAINS"': ("text-contains",),
        '"DOES_NOT_CONTAIN"': ("text-contains",),
        '"STARTS_WITH"': ("text-contains",),
        '"ENDS_WITH"': ("text-contains",),
        '"0-11"': ("rotation-ids", "rotation-order", "rotation-creatable"),
        '"routewright_next"': ("hand-over",),
        '"team_ids"': ("team-members",),
        '"INDEXED"': ("time-spans",),
        '"0-29"': ("answer-property",),
        '"owner_assignment": {"type": "CUSTOM", "value": {': ("task-owner",),
        '"hs_form_id"': ("form-event",),
        '"NUMBER_RANGED"': ("range-ends",),
    }
    for mark, names in marks.items():
        if mark in text:
            found.update(names)
    return found
