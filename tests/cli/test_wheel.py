"""The wheel holds all that the command needs, and nothing else; it works from elsewhere."""

import os
import re
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("routewright", "routewright_compiler", "routewright_grammar", "routewright_runtime")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    found = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_data_files_travel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for package in PACKAGES:
        assert f"{package}/py.typed" in names
    for source in ("grammar", "compiler", "runtime", "cli"):
        for path in (ROOT / source).rglob("*"):
            is_kept = path.is_file() and not re.search(
                r"/(__pycache__|\..*_cache)/", path.as_posix()
            )
            if is_kept and path.parent != ROOT / source:
                assert path.relative_to(ROOT / source).as_posix() in names


def test_nothing_else_travels(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_what_it_needs_is_declared(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
    metadata = Parser().parsestr(archive.read(name).decode())
    core = {
        line.split(">=")[0].split("<")[0].strip().lower()
        for line in metadata.get_all("Requires-Dist", [])
        if "extra ==" not in line
    }
    assert core == {
        *("lark", "networkx", "jinja2", "click", "pycountry", "phonenumbers"),
        *("email-validator", "holidays", "tzdata", "grandalf", "wcwidth"),
    }
    assert set(metadata.get_all("Provides-Extra", [])) == {"dev", "hubspot", "parquet"}


def test_it_works_from_elsewhere(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONSAFEPATH": "1"}
    for line in (
        "init fresh",
        "lint fresh --fail-on warning",
        "test fresh",
        "run fresh --records fresh/leads.csv --output out.csv",
        "rule failing-expect",
        "graph fresh --output out.svg",
    ):
        found = subprocess.run(
            [sys.executable, "-m", "routewright", *line.split()],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 0, f"{line}\n{found.stdout}{found.stderr}"
    assert (tmp_path / "out.csv").read_text().count("\n") == 6
