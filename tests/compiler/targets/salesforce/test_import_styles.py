"""Files as admins leave them behind: import, compile, prove equal, and give the same bytes back.

Everything here is made up, after what files of real orgs were found to hold.
"""

import pytest

from compiler.targets.salesforce.corpus import compiled, text_of
from compiler.targets.salesforce.test_verify import TARGET, mapped_settings
from routewright_compiler.emit.verify import Verdict, verify
from routewright_compiler.lint.policy_lint import lint_policy
from routewright_compiler.target.forms import ImportedPolicy
from routewright_compiler.targets import salesforce

NAME = "Lead.assignmentRules-meta.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = '<AssignmentRules xmlns="http://soap.sforce.com/2006/04/metadata">\n'
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}


def entry(target: str, asked: str = "", *criteria: tuple[str, str, str]) -> str:
    """Return an entry in the retrieved style; `asked` is a filter beside criteria, else a formula.

    A target with `@` is a user, one without a queue, none keeps the owner.
    """
    lines = []
    if target:
        kind = "User" if "@" in target else "Queue"
        lines += [f"<assignedTo>{target}</assignedTo>", f"<assignedToType>{kind}</assignedToType>"]
    if asked and criteria:
        lines.append(f"<booleanFilter>{asked}</booleanFilter>")
    for field, operation, value in criteria:
        lines += [
            "<criteriaItems>",
            f"    <field>Lead.{field}</field>",
            f"    <operation>{operation}</operation>",
            *([f"    <value>{escaped(value)}</value>"] if value else []),
            "</criteriaItems>",
        ]
    if asked and not criteria:
        lines.append(f"<formula>{escaped(asked)}</formula>")
    inner = "".join(f"            {line}\n" for line in lines)
    return f"        <ruleEntry>\n{inner}        </ruleEntry>\n"


def escaped(text: str) -> str:
    """Return a text as a retrieve spells it."""
    return "".join(ESCAPES.get(sign, sign) for sign in text)


def rule(*entries: str, name: str = "Main", is_active: bool = True) -> str:
    """Return one rule."""
    active = "true" if is_active else "false"
    start = f"        <fullName>{name}</fullName>\n        <active>{active}</active>\n"
    return f"    <assignmentRule>\n{start}{''.join(entries)}    </assignmentRule>\n"


def file_of(*rules: str) -> bytes:
    """Return a whole file."""
    return f"{HEAD}{SPACE}{''.join(rules)}</AssignmentRules>\n".encode()


def imported(data: bytes) -> tuple[ImportedPolicy, ...]:
    """Return the policies of a file, all without errors."""
    found = salesforce.import_files({NAME: data}, salesforce.read_settings({}, None))
    assert not found.diagnostics
    assert found.policies
    return found.policies


def comes_back(data: bytes) -> None:
    """Assert that every policy of a file is proved equal to it and gives the same bytes back."""
    for item in imported(data):
        settings = mapped_settings(text_of(item, "salesforce.json"))
        emission = salesforce.emit(compiled(item), settings)
        assert not emission.losses
        files = {file.path: file.text for file in emission.files}
        assert not salesforce.check(files, settings)
        path = next(path for path in files if "assignmentRules/" in path)
        assert files[path].encode() == data
        found = verify(TARGET, compiled(item), {NAME: data}, settings)
        assert found.verdict is Verdict.EQUAL, found.differences


def names_of(item: ImportedPolicy) -> list[str]:
    """Return the names of what lint finds of a policy, overlaps aside."""
    found = [d.name for d in lint_policy(compiled(item)).diagnostics]
    return [name for name in found if name != "overlapping-outcomes"]


CITY = ("City", "equals", "Paris")


def test_entries_behind_one_that_takes_every_record_come_back() -> None:
    last = (entry("Late", "", CITY), entry("late@acme.example"), entry("", "ISNEW()"))
    comes_back(file_of(rule(entry("First", "", CITY), entry("Rest"), *last)))


@pytest.mark.parametrize(
    "formula",
    [
        'Owner:User.Email = "ann@acme.example"',
        'Owner:Queue.DeveloperName = "Desk" && City = "Paris"',
        'REGEX(Email, ".*@acme[.]example")',
        'AND(NOT(ISNEW()), OR(REGEX(City, "P.*"), City = "Rome"))',
        "City = State",
        "CreatedDate > NOW() - 1",
        "Amount__c + Tax__c > 100",
        "LG_Service__r.Family__c = $Label.Family && ISPICKVAL(Type__c, 'New')",
        "this is no formula of ours: {1}",
        "/* note */ City = 'Paris'",
        "NOT ISNEW()",
    ],
)
def test_formulas_of_every_kind_come_back(formula: str) -> None:
    comes_back(file_of(rule(entry("Desk", formula), entry("Rest", "", CITY))))


@pytest.mark.parametrize(
    ("operation", "value"),
    [
        ("greaterThan", "USD 1000"),
        ("lessThan", '"1,000"'),
        ("greaterOrEqual", "15%"),
        ("lessOrEqual", "1/31/2026"),
        ("greaterThan", "2026-01-31T10:00:00Z"),
        ("equals", "TODAY"),
        ("lessThan", "LAST_N_DAYS:7"),
        ("includes", "Golf,Tennis"),
        ("excludes", "Polo"),
        ("equals", '"Korea, Republic of","He said ""hi"""'),
        ("equals", "a,,b,"),
        ("notEqual", ""),
        ("within", "5"),
    ],
)
def test_criteria_of_every_kind_come_back(operation: str, value: str) -> None:
    own = ("Custom__c", operation, value)
    comes_back(file_of(rule(entry("Desk", "", own), entry("Two", "1 or 2", own, CITY))))


def test_a_filter_with_a_word_that_we_never_write_comes_back() -> None:
    comes_back(file_of(rule(entry("Desk", "1 AND NOT 2", CITY, ("State", "equals", "IDF")))))


def test_of_several_active_rules_each_is_compared_with_itself() -> None:
    rules = [rule(entry(f"Q{n}", "", CITY), name=f"R{n}") for n in (1, 2)]
    for item in imported(file_of(*rules)):
        settings = mapped_settings(text_of(item, "salesforce.json"))
        found = verify(TARGET, compiled(item), {NAME: file_of(*rules)}, settings)
        assert found.verdict is Verdict.EQUAL


def test_a_type_without_an_assignee_comes_back() -> None:
    odd = entry("", "", CITY).replace(
        "<ruleEntry>\n", "<ruleEntry>\n            <assignedToType>Queue</assignedToType>\n"
    )
    comes_back(file_of(rule(odd, entry("Desk"))))


def test_no_checkbox_is_empty() -> None:
    yes, no = (entry(f"Q{value}", "", ("Vip__c", "equals", value)) for value in ("True", "False"))
    (item,) = imported(file_of(rule(yes, no)))
    assert "vip: boolean required" in " ".join(text_of(item, "policy.route").split())
    assert names_of(item) == []


def test_a_checkbox_of_another_record_may_be_missing() -> None:
    asked = ("Vip__c", "equals", "True")
    data = file_of(rule(entry("Desk", "", asked))).replace(b"Lead.Vip__c", b"Account.Vip__c")
    (item,) = imported(data)
    assert "required" not in text_of(item, "policy.route")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("USD 1000", "`Lead.Custom__c` is compared with `USD 1000`, which is no plain number"),
        ("1/31/2026", "`Lead.Custom__c` is compared with `1/31/2026`, which is no plain number"),
    ],
)
def test_a_value_that_is_no_number_is_told(value: str, reason: str) -> None:
    (item,) = imported(file_of(rule(entry("Desk", "", ("Custom__c", "lessThan", value)))))
    assert any(reason in d.message for d in item.diagnostics)


def test_a_word_for_a_day_is_no_text_whatever_the_field_is_called() -> None:
    for value, is_kept in (("TODAY", True), ("Today", False), ("THIS_MONTH", True)):
        (item,) = imported(file_of(rule(entry("Desk", "", ("Call_Back__c", "equals", value)))))
        assert ("outside" in text_of(item, "policy.route")) is is_kept


def test_folders_are_called_by_the_words_of_the_rule() -> None:
    rules = [rule(entry("Q"), name=name) for name in ("Ventes %26 Après-vente", "Asignación")]
    assert [item.folder for item in imported(file_of(*rules))] == [
        "lead-ventes-apres-vente",
        "lead-asignacion",
    ]
