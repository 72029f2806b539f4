"""HubSpot: a policy as a workflow, and workflows as policies. See README.md."""

from routewright_compiler.targets.hubspot.check import check
from routewright_compiler.targets.hubspot.emit import emit
from routewright_compiler.targets.hubspot.import_flows import import_files
from routewright_compiler.targets.hubspot.read_back import read_back
from routewright_compiler.targets.hubspot.settings import read_settings

NAME = "hubspot"

__all__ = ["NAME", "check", "emit", "import_files", "read_back", "read_settings"]
