"""What the analysis may use beside a policy: today, real records, a budget."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from routewright.compiling import Compiled
from routewright.sample_records import SampleFile
from routewright_compiler.lint.rule_findings import LintOptions
from routewright_compiler.policy import Policy
from routewright_runtime.calendars import zone_of


@dataclass(frozen=True, slots=True)
class Beside:
    """What the user gave beside the policies; `today` None: the day it is in a policy's zone."""

    records: SampleFile | None = None
    budget: int | None = None
    today: date | None = None

    def options_for(self, compiled: Compiled, policy: Policy) -> LintOptions:
        """Return the options for one policy."""
        zone = zone_of(policy.graph.zone)
        today = self.today or datetime.now(UTC).astimezone(zone).date()
        records = None
        if self.records is not None:
            records = self.records.records_for(compiled.path, policy)
        return LintOptions(today, records, self.budget)
