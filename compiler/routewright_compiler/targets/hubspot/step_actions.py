"""The fields of the built-in actions that routing uses, by type id.

Scalars inside `fields` are texts, even numbers and truth values (exports). The id table is that of
HubSpot's older documentation, `0-11` and `0-29` from exports alone.
"""

from typing import assert_never

from routewright_compiler.targets.hubspot.model import Json, JsonObject
from routewright_compiler.targets.hubspot.properties import OWNER_PROPERTY
from routewright_compiler.targets.hubspot.settings import HubSpotSettings
from routewright_compiler.targets.hubspot.steps import (
    DueTask,
    SetProperty,
    Tell,
    Turn,
    Wait,
)

PROPERTY_CHANGED = "4-655002"


class StepActions:
    """Writes the fields of steps for one portal, or with placeholders for its ids."""

    def __init__(self, settings: HubSpotSettings) -> None:
        self._settings = settings

    def owner(self, email: str) -> str:
        """Return the owner's id of an e-mail, or `${owner:…}`."""
        key = email.casefold()
        return self._settings.ids.owners.get(key, f"${{owner:{key}}}")

    def user(self, email: str) -> str:
        """Return the user's id of an e-mail, or `${user:…}`."""
        key = email.casefold()
        return self._settings.ids.users.get(key, f"${{user:{key}}}")

    def fields(self, step: SetProperty | Turn | DueTask | Tell) -> tuple[str, JsonObject]:
        """Return the type id and the fields of a step."""
        match step:
            case SetProperty(name, value):
                static: JsonObject = {"type": "STATIC_VALUE", "staticValue": value}
                return "0-5", {"property_name": name, "value": static}
            case Turn():
                return "0-11", {
                    **self._turners(step),
                    "target_property": OWNER_PROPERTY,
                    "overwrite_current_owner": "true",
                }
            case Tell():
                return "0-8", self._mail(step)
            case DueTask():
                return "0-3", self._task(step)
            case _:
                assert_never(step)

    def _turners(self, step: Turn) -> JsonObject:
        if step.hubspot_teams:
            return {"team_ids": list(step.hubspot_teams)}
        spell = self.user if self._settings.rotate_ids == "user" else self.owner
        return {"user_ids": [spell(email) for email in step.emails]}

    def _mail(self, step: Tell) -> JsonObject:
        found: JsonObject = {"subject": step.subject, "body": step.body}
        if step.emails:
            ids: list[Json] = [self.user(email) for email in step.emails]
            return {**found, "user_ids": ids}
        return {**found, "owner_properties": [OWNER_PROPERTY]}

    def _task(self, step: DueTask) -> JsonObject:
        due: JsonObject = {"delta": step.minutes, "timeUnit": "MINUTES"}
        found: JsonObject = {
            "task_type": "TODO",
            "subject": step.subject,
            "body": step.body,
            "priority": "HIGH",
            "associations": [],
            "use_explicit_associations": "true",
            "due_time": due,
        }
        if step.is_unassigned:
            return found
        if step.email is not None:
            value: Json = self.owner(step.email) if "@" in step.email else step.email
        else:
            value = {"type": "OBJECT_PROPERTY", "propertyName": OWNER_PROPERTY}
        return {**found, "owner_assignment": {"type": "CUSTOM", "value": value}}

    def wait(self, step: Wait) -> JsonObject:
        """Return the fields of a wait for an answer: a value of the property that says so."""
        return {
            "event_filter_branches": [property_changed(self._settings.answered)],
            "expiration_minutes": str(step.minutes),
        }


def property_changed(name: str) -> JsonObject:
    """Return the event that a property got a value."""
    return {
        "filterBranchType": "UNIFIED_EVENTS",
        "filterBranchOperator": "AND",
        "eventTypeId": PROPERTY_CHANGED,
        "operator": "HAS_COMPLETED",
        "filterBranches": [],
        "filters": [
            {
                "filterType": "PROPERTY",
                "property": "hs_name",
                "operation": {
                    "operationType": "STRING",
                    "operator": "IS_EQUAL_TO",
                    "value": name,
                    "includeObjectsWithNoValueSet": False,
                },
            },
            {
                "filterType": "PROPERTY",
                "property": "hs_value",
                "operation": {
                    "operationType": "ALL_PROPERTY",
                    "operator": "IS_KNOWN",
                    "includeObjectsWithNoValueSet": False,
                },
            },
        ],
    }
