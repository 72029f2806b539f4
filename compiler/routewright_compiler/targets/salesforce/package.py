"""Paths of the source format, `package.xml` and `sfdx-project.json`.

Folders and endings: registry of `@salesforce/source-deploy-retrieve` 12.37.2, read 2026-11.
"""

import json
from collections.abc import Iterable

from routewright_compiler.targets.salesforce.model import Package, PackageTypeMembers

ROOT = "force-app/main/default"
MANIFEST = "manifest/package.xml"
PROJECT = "sfdx-project.json"


def rules_path(object_name: str) -> str:
    """Return the path of an object's assignment rules."""
    return f"{ROOT}/assignmentRules/{object_name}.assignmentRules-meta.xml"


def queue_path(name: str) -> str:
    """Return the path of a queue."""
    return f"{ROOT}/queues/{name}.queue-meta.xml"


def group_path(name: str) -> str:
    """Return the path of a public group."""
    return f"{ROOT}/groups/{name}.group-meta.xml"


def field_path(object_name: str, name: str) -> str:
    """Return the path of a custom field."""
    return f"{ROOT}/objects/{object_name}/fields/{name}.field-meta.xml"


def object_path(name: str) -> str:
    """Return the path of a custom object."""
    return f"{ROOT}/objects/{name}/{name}.object-meta.xml"


def flow_path(name: str) -> str:
    """Return the path of a flow."""
    return f"{ROOT}/flows/{name}.flow-meta.xml"


def manifest(members: Iterable[tuple[str, str]], api_version: str) -> Package:
    """Return the manifest of (type, member) pairs, sorted."""
    by_type: dict[str, set[str]] = {}
    for kind, member in members:
        by_type.setdefault(kind, set()).add(member)
    types = tuple(
        PackageTypeMembers(members=tuple(sorted(names)), name=kind)
        for kind, names in sorted(by_type.items())
    )
    return Package(types=types, version=api_version)


def project_file(api_version: str) -> str:
    """Return the text of `sfdx-project.json`."""
    content = {
        "packageDirectories": [{"path": "force-app", "default": True}],
        "name": "routewright",
        "namespace": "",
        "sfdcLoginUrl": "https://login.salesforce.com",
        "sourceApiVersion": api_version,
    }
    return json.dumps(content, indent=2) + "\n"
