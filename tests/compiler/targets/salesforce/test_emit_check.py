"""The check finds every way in which a small project was broken (the table of the facts)."""

from collections.abc import Callable

import pytest

from compiler.targets.salesforce.emit_stories import all_allowed, emitted
from routewright_compiler.targets.salesforce.check.checking import check
from routewright_compiler.targets.salesforce.check.rules import filter_problem

RULES = "force-app/main/default/assignmentRules/Lead.assignmentRules-meta.xml"
QUEUE = "force-app/main/default/queues/Data_desk.queue-meta.xml"
FIELD = "force-app/main/default/objects/Lead/fields/Products__c.field-meta.xml"
BEFORE = "force-app/main/default/flows/Routewright_Lead_Before_Save.flow-meta.xml"
SILENCE = "force-app/main/default/flows/Routewright_Lead_SLA_DACH_enterprise.flow-meta.xml"
MANIFEST = "manifest/package.xml"
Files = dict[str, str]


def swapped(path: str, old: str, new: str) -> Callable[[Files], None]:
    """Replace a text once."""

    def damage(files: Files) -> None:
        assert old in files[path], old
        files[path] = files[path].replace(old, new, 1)

    return damage


def renamed(path: str, new: str) -> Callable[[Files], None]:
    """Move a file."""

    def damage(files: Files) -> None:
        files[new] = files.pop(path)

    return damage


def left_out(path: str) -> Callable[[Files], None]:
    """Take a file away."""

    def damage(files: Files) -> None:
        del files[path]

    return damage


FILTER = "<booleanFilter>1 AND 2 AND (3 OR 4) AND 5</booleanFilter>"
TO = "<assignedTo>Data_desk</assignedTo>"
TO_TYPE = "<assignedToType>Queue</assignedToType>"
ENTRY = "        <ruleEntry>\n"
FORMULA = f"{ENTRY}            <formula>"
ITEM = "<criteriaItems><field>Lead.City</field><operation>equals</operation></criteriaItems>"
DAMAGES: dict[str, tuple[str, Callable[[Files], None]]] = {
    "unknown element in rules": ("RW710", swapped(RULES, "<active>", "<order>1</order><active>")),
    "unknown element in a flow": (
        "RW710",
        swapped(BEFORE, "<apiVersion>", "<colour>red</colour><apiVersion>"),
    ),
    "wrong operation": ("RW710", swapped(RULES, "<operation>equals", "<operation>equal")),
    "wrong assignee type": ("RW710", swapped(RULES, ">Queue<", ">queue<")),
    "wrong flow operator": ("RW710", swapped(BEFORE, ">EqualTo<", ">Equals<")),
    "wrong field type": ("RW710", swapped(FIELD, ">MultiselectPicklist<", ">Integr<")),
    "wrong order": (
        "RW710",
        swapped(
            RULES,
            f"{TO}\n            {TO_TYPE}",
            f"{TO_TYPE}\n            {TO}",
        ),
    ),
    "missing field": ("RW710", swapped(RULES, "<field>Lead.Email</field>", "")),
    "missing queue name": ("RW710", swapped(QUEUE, "<name>Data desk</name>", "")),
    "missing flow label": (
        "RW710",
        swapped(BEFORE, "<label>Routewright: Lead before save</label>", ""),
    ),
    "split block": (
        "RW710",
        swapped(RULES, "</criteriaItems>", "</criteriaItems><template>a/b</template>"),
    ),
    "bad boolean": ("RW710", swapped(RULES, "<active>true", "<active>yes")),
    "malformed": ("RW710", swapped(RULES, "</assignmentRule>", "")),
    "wrong namespace": ("RW710", swapped(RULES, "2006/04/metadata", "2006/04/other")),
    "wrong suffix": ("RW711", renamed(QUEUE, QUEUE.replace(".queue-meta", ".que-meta"))),
    "wrong folder": ("RW711", renamed(QUEUE, QUEUE.replace("/queues/", "/queue/"))),
    "filter index out of range": ("RW712", swapped(RULES, FILTER, FILTER.replace("5<", "6<"))),
    "filter that leaves one out": ("RW712", swapped(RULES, FILTER, FILTER.replace(" AND 5", ""))),
    "filter that does not parse": ("RW712", swapped(RULES, FILTER, FILTER.replace(" AND 5", " 5"))),
    "formula together with criteria": (
        "RW713",
        swapped(RULES, FORMULA, FORMULA.replace("<formula>", f"{ITEM}<formula>")),
    ),
    "queue that does not exist": ("RW714", left_out(QUEUE)),
    "field that does not exist": ("RW714", left_out(FIELD)),
    "dangling flow connector": (
        "RW715",
        swapped(BEFORE, "<targetReference>Mark_DACH", "<targetReference>Mork_DACH"),
    ),
    "dangling scheduled path": (
        "RW715",
        swapped(SILENCE, "<targetReference>Silent_75", "<targetReference>Silent_76"),
    ),
    "unknown part in a flow": ("RW714", swapped(BEFORE, ">When_Competitor</left", ">When_X</left")),
    "value over the limit": ("RW716", swapped(RULES, ">FR,CH<", f">{'FR,' * 100}CH<")),
    "two active rules": (
        "RW717",
        swapped(
            RULES,
            "    <assignmentRule>",
            "    <assignmentRule><fullName>B</fullName><active>true</active></assignmentRule>\n"
            "    <assignmentRule>",
        ),
    ),
    "assignee without its type": (
        "RW718",
        swapped(RULES, "            <assignedToType>Queue</assignedToType>\n", ""),
    ),
    "formula that does not parse": ("RW718", swapped(RULES, FORMULA, f"{FORMULA}AND(")),
    "paths before the save": (
        "RW718",
        swapped(SILENCE, ">RecordAfterSave<", ">RecordBeforeSave<"),
    ),
    "manifest that lacks a flow": (
        "RW719",
        swapped(MANIFEST, "<members>Routewright_Lead_Turns</members>", ""),
    ),
    "project file that is no JSON": ("RW710", swapped("sfdx-project.json", "{", "[")),
}


@pytest.fixture(scope="module")
def whole() -> Files:
    """Return a project without faults."""
    return emitted("acme/inbound.route")


def test_the_whole_project_has_no_findings(whole: Files) -> None:
    assert check(whole, all_allowed()) == ()


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found(name: str, whole: Files) -> None:
    code, damage = DAMAGES[name]
    files = dict(whole)
    damage(files)
    found = check(files, all_allowed())
    assert code in {item.code for item in found}, found
    assert all(item.message and item.label.span.file for item in found)


@pytest.mark.parametrize(
    ("text", "count", "is_right"),
    [
        ("1", 1, True),
        ("1 AND 2", 2, True),
        ("1 and (2 OR 3)", 3, True),
        ("(1)", 1, True),
        ("1 AND", 1, False),
        ("1 2", 2, False),
        ("0 AND 1", 1, False),
        ("1 AND (2", 2, False),
        ("1 NOT 2", 2, False),
        ("1 OR 2)", 2, False),
        ("", 1, False),
        ("1", 2, False),
    ],
)
def test_filters(text: str, count: int, is_right: bool) -> None:
    assert (filter_problem(text, count) is None) is is_right
