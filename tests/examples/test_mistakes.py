"""The mistakes that the READMEs warn of: the policy is damaged as said there, and is found out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., int]

BEFORE_SUPPORT = """rule "Too early" {
  rotate ae
}

rule "Support" {"""

# story, file, text, what is written instead, name of the finding, its subject
MISTAKES = (
    (
        *("startup", "inbound.route", 'rule "Support" {', BEFORE_SUPPORT),
        *("unreachable-rule", "Support"),
    ),
    (
        *("sized", "inbound.route", "employees in 200..1999"),
        *("employees > 200 and employees < 2000", "refuted-assert", "nothing is left"),
    ),
    (
        *("scored", "inbound.route", "fit in 45..69", "fit in 45..70"),
        *("overlap-in-unique-group", "B"),
    ),
    (
        *("scored", "inbound.route", "15   when pricing_at", "30   when pricing_at"),
        *("refuted-assert", "free mail and an e-book never make an A"),
    ),
    (
        *("territories", "territories.csv", ",,,global", ",NJ|PA|MD,US,vik\n,,,global"),
        *("tied-table-rows", "territory"),
    ),
)


@pytest.mark.parametrize(
    ("story", "file", "text", "instead", "finding", "subject"),
    MISTAKES,
    indirect=["story"],
    ids=[f"{mistake[0]}-{mistake[4]}" for mistake in MISTAKES],
)
def test_found_out(
    story: Path,
    file: str,
    text: str,
    instead: str,
    finding: str,
    subject: str,
    routewright: Command,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = story / file
    whole = path.read_text(encoding="utf-8")
    assert whole.count(text) == 1
    path.write_text(whole.replace(text, instead), encoding="utf-8")
    capsys.readouterr()
    assert routewright("lint", "--format", "json", ".") == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [one for one in findings if (one["name"], one["subject"]) == (finding, subject)] != []
