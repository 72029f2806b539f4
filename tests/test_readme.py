"""The README's files are written, its commands typed, its Python run: all comes out as it says."""

import doctest
import os
import re
import shlex
from pathlib import Path

import pytest

from routewright.main import run

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RATE = re.compile(r"in [\d.]+ s \([\d,]+ a second\)")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


def test_the_readme_does_what_it_says(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    kinds = [_follow(*found.groups(), capfd) for found in BLOCK.finditer(README)]
    assert kinds.count("console") >= 4
    assert kinds.count("python") == 1
    assert kinds.count("sh") == 1


def test_the_two_commands_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in ("demo", "test"):
        assert f"make {name} " in README
        assert re.search(rf"^{name}:", makefile, re.MULTILINE)


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(links) > 5
    for link in links:
        assert (ROOT / link).exists(), link


def _follow(kind: str, name: str | None, text: str, capfd: pytest.CaptureFixture[str]) -> str:
    if name is not None:
        Path(name).write_text(text, encoding="utf-8")
    elif kind == "console":
        for call in text.removeprefix("$ ").rstrip("\n").split("\n$ "):
            _type(*call.partition("\n")[::2], capfd)
    elif kind == "python":
        test = doctest.DocTestParser().get_doctest(text, {}, "README", "README.md", 0)
        assert doctest.DocTestRunner().run(test).failed == 0, capfd.readouterr().out
    return kind


def _type(line: str, expected: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Type one command; it prints what the README shows."""
    program, *arguments = shlex.split(line)
    assert program == "routewright"
    code = run(arguments)
    printed = capfd.readouterr()
    found = RATE.sub("in T", printed.out + printed.err)
    assert found.rstrip("\n") == RATE.sub("in T", expected), line
    assert code in (0, 1)
    assert os.path.exists("leads.route")
