"""`import` and `verify`: what they write, what they say, and their exit codes."""

import json
from pathlib import Path

from cli.conftest import CommandLine

RULES = """<?xml version="1.0" encoding="UTF-8"?>
<AssignmentRules xmlns="http://soap.sforce.com/2006/04/metadata">
    <assignmentRule>
        <fullName>Web leads</fullName>
        <active>true</active>
        <ruleEntry>
            <assignedTo>EMEA_Inbound</assignedTo>
            <assignedToType>Queue</assignedToType>
            <criteriaItems>
                <field>Lead.Country</field>
                <operation>equals</operation>
                <value>DE,AT</value>
            </criteriaItems>
            <template>unfiled$public/New_Lead</template>
        </ruleEntry>
        <ruleEntry>
            <assignedTo>ann@acme.example</assignedTo>
            <assignedToType>User</assignedToType>
            <formula>AND(ISNEW(), ISPICKVAL(LeadSource, &quot;Web&quot;))</formula>
        </ruleEntry>
    </assignmentRule>
    <assignmentRule>
        <fullName>Old</fullName>
        <active>false</active>
    </assignmentRule>
</AssignmentRules>
"""
NAME = "Lead.assignmentRules-meta.xml"
POLICY = "imported/lead-web-leads"


def given_rules(text: str = RULES) -> None:
    """Write the file of rules into the working folder."""
    Path(NAME).write_text(text, encoding="utf-8", newline="")


def test_import_lint_emit_verify(command_line: CommandLine) -> None:
    given_rules()
    found = command_line("import", "salesforce", NAME, "--output", "imported")
    assert found.code == 0
    assert f"wrote {POLICY}" in found.out
    assert "left out 1 inactive policy" in found.out
    assert "kept-outside" in found.err
    assert sorted(p.name for p in Path(POLICY).iterdir()) == ["policy.route", "salesforce.json"]
    assert command_line("fmt", "--check", POLICY).code == 0
    assert command_line("lint", POLICY).code == 0
    emitted = command_line("emit", "salesforce", POLICY, "--output", "out")
    assert (emitted.code, "proved equal" in emitted.out) == (0, True)
    path = Path("out/force-app/main/default/assignmentRules") / NAME
    assert path.read_text(encoding="utf-8") == RULES
    proof = command_line("verify", "salesforce", POLICY, "out")
    assert proof.code == 0
    assert proof.out.startswith("proved equal")
    assert "formula-case" in proof.out


def test_words_that_only_the_platform_can_judge_are_named(command_line: CommandLine) -> None:
    given_rules()
    assert command_line("import", "salesforce", NAME, "--output", "imported").code == 0
    Path("org").mkdir()
    other = RULES.replace("ISNEW()", "LEN(Company) &gt; 3")
    Path("org", NAME).write_text(other, encoding="utf-8")
    found = command_line("verify", "salesforce", POLICY, "org")
    assert found.code == 2
    assert found.out.startswith("undecided")
    assert "`LEN(Company) > 3`, for records of `2 ann`" in found.out
    told = command_line("verify", "salesforce", POLICY, "org", "--format", "json")
    data = json.loads(told.out)
    assert (data["verdict"], data["differences"]) == ("undecided", [])
    assert "`LEN(Company) > 3`, for records of `2 ann`" in data["unread"]


def test_inactive_rules_on_request(command_line: CommandLine) -> None:
    given_rules()
    found = command_line("import", "salesforce", NAME, "--output", "imported", "--inactive")
    assert found.code == 0
    assert "wrote imported/lead-old" in found.out
    assert command_line("lint", "imported/lead-old").code == 0


def test_drift(command_line: CommandLine) -> None:
    given_rules()
    command_line("import", "salesforce", NAME, "--output", "imported")
    Path("org").mkdir()
    Path("org", NAME).write_text(RULES.replace("DE,AT", "DE,CH"), encoding="utf-8")
    found = command_line("verify", "salesforce", POLICY, "org", "--retrieved")
    assert found.code == 1
    assert found.out.startswith("drifted: `org`")
    assert "Lead.Country at" in found.out
    data = json.loads(command_line("verify", "salesforce", POLICY, "org", "--format", "json").out)
    assert data["verdict"] == "different"
    assert data["differences"][0]["policy"] == {
        "rule": "1 EMEA Inbound",
        "owner": "queue `EMEA_Inbound`",
    }
    assert data["differences"][0]["record"] == {"Lead.Country": "at"}
    assert {item["name"] for item in data["assumptions"]} >= {"formula-case", "formula-blank"}


def test_nothing_is_written_where_a_file_is_bad(command_line: CommandLine) -> None:
    given_rules(RULES.replace("</ruleEntry>", "", 1))
    found = command_line("import", "salesforce", NAME, "--output", "imported")
    assert found.code == 2
    assert "unreadable-xml" in found.err and "Traceback" not in found.err
    assert not Path("imported").exists()
    given_rules(RULES.replace("equals", "equal"))
    found = command_line("import", "salesforce", NAME, "--output", "imported")
    assert (found.code, Path("imported").exists()) == (2, False)
    assert f"{NAME}:11:" in found.err and "1 error" in found.err
    assert "Did you mean `equals`?" in found.err


def test_nothing_is_overwritten(command_line: CommandLine) -> None:
    given_rules()
    command_line("import", "salesforce", NAME, "--output", "imported")
    Path(POLICY, "policy.route").write_text("mine", encoding="utf-8")
    found = command_line("import", "salesforce", NAME, "--output", "imported")
    assert found.code == 2
    assert Path(POLICY, "policy.route").read_text(encoding="utf-8") == "mine"


def test_wrong_calls(command_line: CommandLine) -> None:
    given_rules()
    assert command_line("import", "salesforc", NAME, "--output", "x").code == 2
    missing = command_line("import", "salesforce", "missing.xml", "--output", "x")
    assert missing.code == 2 and "does not exist" in missing.err
    command_line("import", "salesforce", NAME, "--output", "imported")
    folder = command_line("verify", "salesforce", POLICY, "missing")
    assert folder.code == 2 and "does not exist" in folder.err
    Path(POLICY, "salesforce.json").write_text("{}", encoding="utf-8")
    damaged = command_line("verify", "salesforce", POLICY, NAME)
    assert damaged.code == 2 and "salesforce.json" in damaged.err


def test_only_inactive_rules(command_line: CommandLine) -> None:
    given_rules(RULES.replace("<active>true</active>", "<active>false</active>"))
    found = command_line("import", "salesforce", NAME, "--output", "imported")
    assert found.code == 2
    assert "--inactive" in found.err
