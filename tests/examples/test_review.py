"""The story of a change under review: the comment is what would be posted, and the repair works."""

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
    options = ("--fail-on", "never", "--format", "markdown", "--output", "made.md")
    assert routewright("lint", "after", *options) == 0
    made = (story / "made.md").read_text(encoding="utf-8")
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
def test_both_versions_are_laid_out(story: Path, routewright: Command) -> None:
    assert routewright("fmt", "--check", "before", "after") == 0
