"""Two stories as they are emitted, byte for byte; ROUTEWRIGHT_UPDATE_GOLDENS=1 writes them anew."""

import os
import tomllib
from pathlib import Path

import pytest

from compiler.targets.salesforce.emit_stories import EXAMPLES, STORIES, files_of, story
from routewright_compiler.targets.salesforce.emit import emit
from routewright_compiler.targets.salesforce.settings import SalesforceSettings, read_settings

GOLDENS = Path(__file__).parent / "goldens"
KEPT = ("acme/inbound.route", "startup/inbound.route")


def own_settings(name: str) -> SalesforceSettings:
    """Return the settings that stand in a story's folder."""
    file = (EXAMPLES / name).parent / "routewright.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return read_settings(table.get("salesforce", {}), None)


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_emitted_with_the_losses_that_its_folder_allows(name: str) -> None:
    emission = emit(story(name), own_settings(name))
    assert emission.files and not emission.losses
    allowed = {loss.name for loss in emission.allowed}
    assert allowed == own_settings(name).allow_losses


@pytest.mark.parametrize("name", KEPT)
def test_a_story_is_emitted_as_it_was(name: str) -> None:
    files = files_of(emit(story(name), own_settings(name)))
    folder = GOLDENS / name.partition("/")[0]
    if os.environ.get("ROUTEWRIGHT_UPDATE_GOLDENS"):
        _write(folder, files)
    kept = {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert sorted(kept) == sorted(files)
    for path, text in files.items():
        assert kept[path] == text, f"{path} differs; see the head of this file"


def _write(folder: Path, files: dict[str, str]) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file():
            path.unlink()
        else:
            path.rmdir()
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
