"""The findings of this target: what it cannot say, what is wrong with a body, what import saw."""

from routewright_compiler.schema.codes import FindingKind
from routewright_grammar.diagnostic import Severity

UNSUPPORTED = FindingKind("RW701", "unsupported-by-target", is_refused=False)
DAMAGED_BODY = FindingKind("RW740", "damaged-flow", is_refused=False)
UNKNOWN_KEY = FindingKind("RW741", "unknown-flow-key", Severity.WARNING, is_refused=False)
WRONG_OPERATOR = FindingKind("RW742", "wrong-filter-operator", is_refused=False)
WRONG_FILTER_TREE = FindingKind("RW743", "wrong-filter-tree", is_refused=False)
DANGLING_ACTION = FindingKind("RW744", "dangling-action", is_refused=False)
DUPLICATE_ACTION = FindingKind("RW745", "duplicate-action", is_refused=False)
UNKNOWN_ACTION = FindingKind("RW746", "unknown-action-type", is_refused=False)
WRONG_ACTION_FIELDS = FindingKind("RW747", "wrong-action-fields", is_refused=False)
OVER_LIMIT = FindingKind("RW748", "over-target-limit", is_refused=False)
WRONG_FLOW_TYPE = FindingKind("RW749", "wrong-flow-type", is_refused=False)
UNREACHED_ACTION = FindingKind("RW750", "unreached-action", Severity.WARNING, is_refused=False)
UNRESOLVED_ID = FindingKind("RW751", "unresolved-id", is_refused=False)

KEPT_ACTION = FindingKind("RW840", "action-kept-aside", Severity.NOTE, is_refused=False)
OPAQUE_TEST = FindingKind("RW841", "opaque-condition", Severity.NOTE, is_refused=False)
UNREADABLE_FLOW = FindingKind("RW842", "unreadable-flow", is_refused=False)
INACTIVE_FLOW = FindingKind("RW843", "disabled-flow", Severity.NOTE, is_refused=False)
LOST_SERVICE = FindingKind("RW845", "service-level-left-out", Severity.WARNING, is_refused=False)
UNKNOWN_MEMBERS = FindingKind("RW846", "unknown-team-members", Severity.WARNING, is_refused=False)
UNREAD_ASSIGNMENT = FindingKind("RW847", "unread-assignment", Severity.WARNING, is_refused=False)
DROPPED_RECORDS = FindingKind("RW844", "branch-without-default", Severity.WARNING, is_refused=False)
