"""Why a record went where it went, and what would have sent it elsewhere."""

from routewright_runtime.explain.account import explain
from routewright_runtime.explain.explanation import (
    Explanation,
    PassedOver,
    Tested,
    Tried,
    ValueView,
)
from routewright_runtime.explain.render import render
from routewright_runtime.explain.why_not import (
    Change,
    UnknownRuleError,
    WhyNot,
    WhyNotStatus,
    why_not,
)

__all__ = [
    "Change",
    "Explanation",
    "PassedOver",
    "Tested",
    "Tried",
    "UnknownRuleError",
    "ValueView",
    "WhyNot",
    "WhyNotStatus",
    "explain",
    "render",
    "why_not",
]
