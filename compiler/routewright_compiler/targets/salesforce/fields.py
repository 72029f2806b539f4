"""Where the fields of a policy live in Salesforce: standard fields, given names, or new ones.

A field of a well-known name and a fitting type is the object's standard field; the settings may
name another; any other becomes a custom field that is emitted (`account.owner` is
`Account_Owner__c`). Standard names: developer.salesforce.com, "Standard Objects", read 2026-11.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from routewright_compiler.targets.salesforce.limits import FIELD_NAME_CHARACTERS
from routewright_compiler.targets.salesforce.model import FieldType
from routewright_compiler.targets.salesforce.settings import FIELD_PATH, SalesforceSettings
from routewright_runtime.graph.model import DecisionGraph, Field
from routewright_runtime.values import TypeName


@dataclass(frozen=True, slots=True)
class MappedField:
    """A field of the policy and where it lives; `is_emitted` where the field is made by us."""

    field: Field
    path: str
    type: FieldType
    is_emitted: bool

    @property
    def formula_path(self) -> str:
        """Return the path in formulas: a record type, which criteria name, stands by its name."""
        return "RecordType.Name" if self.path == "RecordTypeId" else self.path

    @property
    def name(self) -> str:
        """Return the policy's name of the field."""
        return self.field.name

    @property
    def holds_part_of_state(self) -> bool:
        """Tell whether a state stands without its country (`CA`, with the country in a field)."""
        return self.field.type.name is TypeName.STATE and self.path.endswith("StateCode")

    @property
    def username_path(self) -> str:
        """Return the path to the username of the user that a look-up names."""
        if self.path.endswith("__c"):
            return f"{self.path[:-1]}r.Username"
        if self.path == "OwnerId":
            return "Owner:User.Username"
        return f"{self.path.removesuffix('Id')}.Username"


def map_fields(graph: DecisionGraph, settings: SalesforceSettings) -> Mapping[str, MappedField]:
    """Return every field of the record with its place, in order of declaration."""
    taken = {setting.field.casefold() for setting in settings.fields.values()}
    found: dict[str, MappedField] = {}
    for field in graph.fields:
        mapped = _map(field, settings, taken)
        taken.add(mapped.path.casefold())
        found[field.name] = mapped
    return found


def custom_name(words: str, taken: Iterable[str]) -> str:
    """Return a free API name made of words: `account.owner` is `Account_Owner__c`.

    `taken` are names in small letters.
    """
    plain = normalize("NFKD", words).encode("ascii", "ignore").decode()
    parts = [part for part in re.split(r"[^A-Za-z0-9]+", plain) if part]
    name = "_".join(part[0].upper() + part[1:] for part in parts) or "Field"
    if not name[0].isalpha():
        name = f"F_{name}"
    limit = FIELD_NAME_CHARACTERS.number
    used = set(taken)
    number = 1
    candidate = name[:limit].rstrip("_")
    while f"{candidate}__c".casefold() in used:
        number += 1
        tail = f"_{number}"
        candidate = name[: limit - len(tail)].rstrip("_") + tail
    return f"{candidate}__c"


def label_of(path: str) -> str:
    """Return the label of a custom field: its name in words."""
    return path.removesuffix("__c").replace("_", " ")[:40].strip()


def _map(field: Field, settings: SalesforceSettings, taken: set[str]) -> MappedField:
    own_type = _TYPES[field.type.name]
    setting = settings.fields.get(field.name)
    if setting is not None:
        kind = setting.type or _STANDARD_TYPES.get(setting.field.rpartition(".")[2], own_type)
        return MappedField(field, setting.field, kind, is_emitted=False)
    column = _path_in_column(field, settings.object)
    if column is not None:
        kind = _STANDARD_TYPES.get(column.rpartition(".")[2], own_type)
        return MappedField(field, column, kind, is_emitted=False)
    standard = _STANDARD.get(settings.object, {}).get(field.name)
    if standard is not None:
        path, kinds = standard
        if field.type.name in kinds and path.casefold() not in taken:
            return MappedField(field, path, _STANDARD_TYPES[path], is_emitted=False)
    return MappedField(field, custom_name(field.name, taken), own_type, is_emitted=True)


def _path_in_column(field: Field, own_object: str) -> str | None:
    """Return the field that a column such as `Lead.Country` names, as an import writes them."""
    source = field.sources[0].text
    head, _, path = source.partition(".")
    if source == field.name or not path or FIELD_PATH.fullmatch(source) is None:
        return None
    if head == own_object:
        return path
    return source if head in _RELATED else None


_RELATED = frozenset(
    {"Account", "Asset", "Contact", "CreatedBy", "EmailMessage", "Owner", "Parent", "User"}
)
_TYPES: Mapping[TypeName, FieldType] = {
    TypeName.TEXT: FieldType.TEXT,
    TypeName.INTEGER: FieldType.NUMBER,
    TypeName.NUMBER: FieldType.NUMBER,
    TypeName.BOOLEAN: FieldType.CHECKBOX,
    TypeName.DATE: FieldType.DATE,
    TypeName.DATETIME: FieldType.DATE_TIME,
    TypeName.CHOICE: FieldType.PICKLIST,
    TypeName.CHOICES: FieldType.MULTISELECT_PICKLIST,
    TypeName.USER: FieldType.LOOKUP,
    TypeName.EMAIL: FieldType.EMAIL,
    TypeName.DOMAIN: FieldType.TEXT,
    TypeName.PHONE: FieldType.PHONE,
    TypeName.COUNTRY: FieldType.TEXT,
    TypeName.STATE: FieldType.TEXT,
    TypeName.LANGUAGE: FieldType.TEXT,
    TypeName.URL: FieldType.URL,
}

_STANDARD_TYPES: Mapping[str, FieldType] = {
    "AccountSource": FieldType.PICKLIST,
    "Amount": FieldType.CURRENCY,
    "AnnualRevenue": FieldType.CURRENCY,
    "BillingCity": FieldType.TEXT,
    "BillingCountryCode": FieldType.PICKLIST,
    "BillingPostalCode": FieldType.TEXT,
    "BillingStateCode": FieldType.PICKLIST,
    "City": FieldType.TEXT,
    "Company": FieldType.TEXT,
    "Country": FieldType.TEXT,
    "CountryCode": FieldType.PICKLIST,
    "CreatedDate": FieldType.DATE_TIME,
    "Email": FieldType.EMAIL,
    "FirstName": FieldType.TEXT,
    "Industry": FieldType.PICKLIST,
    "LastName": FieldType.TEXT,
    "LeadSource": FieldType.PICKLIST,
    "MailingCity": FieldType.TEXT,
    "MailingCountryCode": FieldType.PICKLIST,
    "MailingPostalCode": FieldType.TEXT,
    "MailingStateCode": FieldType.PICKLIST,
    "MobilePhone": FieldType.PHONE,
    "Name": FieldType.TEXT,
    "NumberOfEmployees": FieldType.NUMBER,
    "Origin": FieldType.PICKLIST,
    "OwnerId": FieldType.LOOKUP,
    "Phone": FieldType.PHONE,
    "PostalCode": FieldType.TEXT,
    "Priority": FieldType.PICKLIST,
    "Rating": FieldType.PICKLIST,
    "Reason": FieldType.PICKLIST,
    "StageName": FieldType.PICKLIST,
    "State": FieldType.TEXT,
    "StateCode": FieldType.PICKLIST,
    "Status": FieldType.PICKLIST,
    "Subject": FieldType.TEXT,
    "SuppliedCompany": FieldType.TEXT,
    "SuppliedEmail": FieldType.EMAIL,
    "SuppliedName": FieldType.TEXT,
    "SuppliedPhone": FieldType.PHONE,
    "Title": FieldType.TEXT,
    "Type": FieldType.PICKLIST,
    "Website": FieldType.URL,
}

_TEXT = (TypeName.TEXT,)
_LIST = (TypeName.CHOICE, TypeName.TEXT)
_MAIL = (TypeName.EMAIL, TypeName.TEXT)
_PHONE = (TypeName.PHONE, TypeName.TEXT)
_NUMBER = (TypeName.INTEGER, TypeName.NUMBER)
_COUNTRY, _STATE = (TypeName.COUNTRY,), (TypeName.STATE,)
_MOMENT, _PAGE = (TypeName.DATETIME,), (TypeName.URL, TypeName.TEXT)
_Standard = Mapping[str, tuple[str, tuple[TypeName, ...]]]

_EVERYWHERE: _Standard = {
    "created": ("CreatedDate", _MOMENT),
    "created_at": ("CreatedDate", _MOMENT),
    "created_date": ("CreatedDate", _MOMENT),
}
_PERSON: _Standard = {
    "email": ("Email", _MAIL),
    "first_name": ("FirstName", _TEXT),
    "last_name": ("LastName", _TEXT),
    "lead_source": ("LeadSource", _LIST),
    "mobile": ("MobilePhone", _PHONE),
    "phone": ("Phone", _PHONE),
    "source": ("LeadSource", _LIST),
    "title": ("Title", _TEXT),
}
_COMPANY: _Standard = {
    "annual_revenue": ("AnnualRevenue", _NUMBER),
    "employees": ("NumberOfEmployees", _NUMBER),
    "industry": ("Industry", _LIST),
    "number_of_employees": ("NumberOfEmployees", _NUMBER),
    "rating": ("Rating", _LIST),
    "revenue": ("AnnualRevenue", _NUMBER),
    "url": ("Website", _PAGE),
    "website": ("Website", _PAGE),
}


def _address(prefix: str) -> _Standard:
    return {
        "city": (f"{prefix}City", _TEXT),
        "country": (f"{prefix}CountryCode", _COUNTRY),
        "postal": (f"{prefix}PostalCode", _TEXT),
        "postal_code": (f"{prefix}PostalCode", _TEXT),
        "state": (f"{prefix}StateCode", _STATE),
        "zip": (f"{prefix}PostalCode", _TEXT),
    }


_STANDARD: Mapping[str, _Standard] = {
    "Lead": {
        **_EVERYWHERE,
        **_PERSON,
        **_COMPANY,
        **_address(""),
        "company": ("Company", _TEXT),
        "status": ("Status", _LIST),
    },
    "Case": {
        **_EVERYWHERE,
        "company": ("SuppliedCompany", _TEXT),
        "email": ("SuppliedEmail", _MAIL),
        "name": ("SuppliedName", _TEXT),
        "origin": ("Origin", _LIST),
        "phone": ("SuppliedPhone", _PHONE),
        "priority": ("Priority", _LIST),
        "reason": ("Reason", _LIST),
        "status": ("Status", _LIST),
        "subject": ("Subject", _TEXT),
        "type": ("Type", _LIST),
    },
    "Account": {
        **_EVERYWHERE,
        **_COMPANY,
        **_address("Billing"),
        "company": ("Name", _TEXT),
        "name": ("Name", _TEXT),
        "phone": ("Phone", _PHONE),
        "source": ("AccountSource", _LIST),
        "type": ("Type", _LIST),
    },
    "Contact": {**_EVERYWHERE, **_PERSON, **_address("Mailing")},
    "Opportunity": {
        **_EVERYWHERE,
        "amount": ("Amount", _NUMBER),
        "name": ("Name", _TEXT),
        "source": ("LeadSource", _LIST),
        "stage": ("StageName", _LIST),
        "type": ("Type", _LIST),
    },
}
