"""Salesforce: assignment rules, queues, fields and flows from a policy, and back. See README.md."""

from routewright_compiler.targets.salesforce.check.checking import check
from routewright_compiler.targets.salesforce.emit import emit
from routewright_compiler.targets.salesforce.import_rules import import_files
from routewright_compiler.targets.salesforce.imported.mapped_settings import read_settings
from routewright_compiler.targets.salesforce.read_back import read_back

NAME = "salesforce"

__all__ = ["NAME", "check", "emit", "import_files", "read_back", "read_settings"]
