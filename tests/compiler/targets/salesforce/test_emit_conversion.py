"""The platform's own command line reads every emitted project and finds in it what we listed.

`sf` of the search path is taken, or what `ROUTEWRIGHT_SF` names, such as `node22 run.js`; where
neither is there, or it does not start, these tests are skipped. It converts source to the form that
is deployed, and so knows each file by its folder and ending; it does not look inside.
"""

import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest

from compiler.targets.salesforce.corpus import compiled, text_of
from compiler.targets.salesforce.emit_stories import STORIES, all_allowed, emitted, files_of
from compiler.targets.salesforce.test_import_styles import entry, file_of, imported, rule
from compiler.targets.salesforce.test_outside import HEAD as OUTSIDE_HEAD
from compiler.targets.salesforce.test_planted_changes import FLOWS, PLAIN
from compiler.targets.salesforce.test_verify import mapped_settings, policy_of
from routewright_compiler.targets import salesforce

NS = "{http://soap.sforce.com/2006/04/metadata}"
QUIET = {
    "SF_DISABLE_TELEMETRY": "true",
    "SF_AUTOUPDATE_DISABLE": "true",
    "SF_SKIP_NEW_VERSION_CHECK": "true",
}
POLICIES = {
    "plain": PLAIN,
    "flows": FLOWS,
    "outside": f'{OUTSIDE_HEAD}\nrule "A" {{ when outside "ISNEW() && A__c > 1" assign one }}\n'
    "fallback assign desk",
}


@cache
def command() -> tuple[str, ...]:
    """Return the command line of Salesforce; none where there is none that starts."""
    found = shutil.which("sf")
    named = tuple(os.environ.get("ROUTEWRIGHT_SF", "").split()) or ((found,) if found else ())
    if not named:
        return ()
    done = subprocess.run(
        [*named, "--version"],
        env={**os.environ, **QUIET},
        capture_output=True,
        timeout=120,
        check=False,
    )
    return named if done.returncode == 0 else ()


def converted(files: dict[str, str], folder: Path) -> Path:
    """Write a project, let it be converted, and return the folder of what came out."""
    if not command():
        pytest.skip("the command line of Salesforce is not installed (see ROUTEWRIGHT_SF)")
    for path, text in files.items():
        file = folder / "project" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    out = folder / "out"
    done = subprocess.run(
        [*command(), *"project convert source --root-dir force-app --output-dir".split(), str(out)],
        cwd=folder / "project",
        env={**os.environ, **QUIET},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out


def members(text: str) -> set[tuple[str, str]]:
    """Return the members of a manifest, by kind."""
    return {
        (part.findtext(f"{NS}name") or "", member.text or "")
        for part in ET.fromstring(text).iter(f"{NS}types")
        for member in part.iter(f"{NS}members")
    }


def assert_whole(files: dict[str, str], out: Path) -> None:
    """Assert that the tool found what our manifest lists, and the version that we set."""
    theirs = (out / "package.xml").read_text(encoding="utf-8")
    ours = next(text for path, text in files.items() if path.endswith("package.xml"))
    assert members(ours) <= members(theirs)
    extra = {kind for kind, _ in members(theirs) - members(ours)}
    assert extra <= {"AssignmentRule", "CustomObject"}
    version = ET.fromstring(ours).findtext(f"{NS}version")
    assert ET.fromstring(theirs).findtext(f"{NS}version") == version


@pytest.mark.parametrize("form", ["counter", "auto-number"])
@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_converted(name: str, form: str, tmp_path: Path) -> None:
    files = emitted(name, round_robin=form)
    assert_whole(files, converted(files, tmp_path))


@pytest.mark.parametrize("object_name", ["Lead", "Case", "Account"])
@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_is_converted(name: str, object_name: str, tmp_path: Path) -> None:
    own = all_allowed(object=object_name)
    files = files_of(salesforce.emit(policy_of(POLICIES[name]), own))
    assert_whole(files, converted(files, tmp_path))


def test_an_import_is_converted(tmp_path: Path) -> None:
    city = ("City", "equals", "Paris")
    data = file_of(rule(entry("Desk", "ISNEW()"), entry("", "", city)), rule(name="Other"))
    item = imported(data)[0]
    own = mapped_settings(text_of(item, "salesforce.json"))
    files = files_of(salesforce.emit(compiled(item), own))
    out = converted(files, tmp_path)
    assert_whole(files, out)
    assert "ISNEW()" in (out / "assignmentRules" / "Lead.assignmentRules").read_text("utf-8")
