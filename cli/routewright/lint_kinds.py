"""The findings of the front door itself: about suppressions and baselines. Their pages stand in
`manual_pages/`."""

from routewright_compiler.schema.codes import FindingKind
from routewright_grammar.diagnostic import Severity

UNUSED_SUPPRESSION = FindingKind("RW951", "unused-suppression", Severity.WARNING, False)
MISSING_REASON = FindingKind("RW952", "suppression-without-reason", is_refused=False)
UNKNOWN_SUPPRESSION = FindingKind("RW953", "unknown-suppression", is_refused=False)
STALE_BASELINE = FindingKind("RW954", "stale-baseline", is_refused=False)

KINDS = (UNUSED_SUPPRESSION, MISSING_REASON, UNKNOWN_SUPPRESSION, STALE_BASELINE)
