"""Every finding of a target has a page, and every page a finding."""

from importlib import import_module
from pathlib import Path

import pytest

import routewright_compiler

ROOT = Path(routewright_compiler.__file__).parent
TABLES = {
    "target": ("target.unsupported",),
    "targets/salesforce": ("targets.salesforce.findings", "targets.salesforce.check.findings"),
    "targets/hubspot": ("targets.hubspot.codes",),
}


def kinds(folder: str) -> dict[str, tuple[str, str]]:
    """Return code and severity of each finding of a folder, by its name."""
    found: dict[str, tuple[str, str]] = {}
    for name in TABLES[folder]:
        module = import_module(f"routewright_compiler.{name}")
        if folder == "target":
            return {module.NAME: (module.CODE, "error")}
        for kind in vars(module).values():
            if not isinstance(kind, type) and hasattr(kind, "code") and kind.code != "RW701":
                severity = getattr(kind, "severity", "error")
                found[kind.name] = (kind.code, str(severity))
    return found


@pytest.mark.parametrize("folder", TABLES)
def test_every_finding_has_a_page_that_names_its_code(folder: str) -> None:
    pages = {path.stem: path.read_text("utf-8") for path in (ROOT / folder / "manual").glob("*")}
    found = kinds(folder)
    assert found
    assert sorted(pages) == sorted(found)
    for name, (code, severity) in found.items():
        assert pages[name].startswith(f"# {name}\n\n{code}, {severity}. "), name
