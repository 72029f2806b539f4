"""The page about pull requests names only what is there."""

import re
import tomllib
from pathlib import Path

import click
import pytest

from routewright.cases.columns import KNOWN, PREFIX
from routewright.config import read_config
from routewright.lint_kinds import KINDS
from routewright.main import routewright
from routewright.renderers import formats
from routewright.suppression.instructions import instructions
from routewright_grammar.span import Source

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))


def test_every_option_is_one_of_its_verb() -> None:
    context = click.Context(routewright)
    options = set()
    for verb in ("lint", "fmt", "test", "run", "diff"):
        command = routewright.get_command(context, verb)
        assert command is not None
        options |= {name for parameter in command.params for name in parameter.opts}
    assert set(re.findall(r"--[a-z][a-z-]*", TEXT)) - options == set()


def test_every_format_is_told() -> None:
    table = TEXT[: TEXT.index("## In GitHub Actions")]
    assert [name for name in formats() if f"`{name}`" not in table] == []


def test_every_link_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert targets
    assert [name for name in targets if not (ROOT / "docs" / name).exists()] == []


def test_every_column_of_cases_is_told() -> None:
    assert [name for name in KNOWN if name != f"{PREFIX}trace" and f"`{name}`" not in TEXT] == []


def test_the_settings_are_read(tmp_path: Path) -> None:
    file = tmp_path / "routewright.toml"
    file.write_text(BLOCKS["toml"])
    assert read_config(file).severities == tomllib.loads(BLOCKS["toml"])["lint"]["severity"]


def test_the_comment_is_an_instruction() -> None:
    (allowed,), troubles = instructions(Source("in.route", BLOCKS["route"]))
    assert (allowed.name, troubles) == ("unreachable-rule", ())
    assert allowed.scope.end >= len(BLOCKS["route"].rstrip())


def test_the_hooks_are_those_that_are_defined() -> None:
    yaml = pytest.importorskip("yaml", reason="needs the dev extra")
    defined = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (repository,) = yaml.safe_load(BLOCKS["yaml"])["repos"]
    told = {hook["id"] for hook in repository["hooks"]}
    assert told == {hook["id"] for hook in defined}


def test_the_inputs_of_the_action_are_told() -> None:
    yaml = pytest.importorskip("yaml", reason="needs the dev extra")
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert [name for name in action["inputs"] if f"| `{name}` |" not in TEXT] == []


def test_every_finding_about_suppressions_is_told() -> None:
    assert [kind.name for kind in KINDS if f"`{kind.name}`" not in TEXT] == []
