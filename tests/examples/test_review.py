"""The story of a change under review: the comment is what would be posted, and the repair works."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., int]

COMMENT = Path(__file__).resolve().parents[2] / "examples" / "review" / "comment.md"
# Set to 1, the comment is written anew.
UPDATE = "ROUTEWRIGHT_UPDATE_GOLDENS"


@pytest.mark.parametrize("story", ["review"], indirect=True)
def test_the_comment_is_what_would_be_posted(story: Path, routewright: Command) -> None:
    form = ("--format", "markdown", "--output")
    assert routewright("lint", "after", "--fail-on", "never", *form, "findings.md") == 0
    assert routewright("diff", "before", "after", *form, "changes.md") == 0
    parts = [(story / name).read_text(encoding="utf-8") for name in ("findings.md", "changes.md")]
    made = "\n".join(parts)
    if os.environ.get(UPDATE) == "1":
        COMMENT.write_text(made, encoding="utf-8")
    assert made == COMMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize("story", ["review"], indirect=True)
def test_the_change_hides_the_rule_and_the_fixes_bring_it_back(
    story: Path, routewright: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routewright("lint", "after", "--format", "concise") == 1
    assert "unreachable-rule: rule `DACH enterprise`" in capsys.readouterr().out
    assert routewright("lint", "after", "--fix", "--unsafe-fixes") == 0
    said = capsys.readouterr().err
    assert said.startswith("--- a/after/inbound.route\n+++ b/after/inbound.route\n")
    assert said.endswith("routewright: repaired 2 findings in `after/inbound.route`\n")
    assert routewright("test", "after") == 0
    text = (story / "after" / "inbound.route").read_text(encoding="utf-8")
    assert "(employees < 50 and country = GB)" in text


@pytest.mark.parametrize("story", ["review"], indirect=True)
def test_after_the_repair_only_what_was_meant_changes(
    story: Path, routewright: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routewright("lint", "after", "--fix", "--unsafe-fixes") == 0
    capsys.readouterr()
    assert routewright("diff", "before", "after", "--format", "json") == 0
    (policy,) = json.loads(capsys.readouterr().out)["policies"]
    assert policy["is_proved"] is True
    assert [region["witness"]["country"] for region in policy["regions"]] == ["GB"]


@pytest.mark.parametrize("story", ["review"], indirect=True)
def test_both_versions_are_laid_out(story: Path, routewright: Command) -> None:
    assert routewright("fmt", "--check", "before", "after") == 0
