"""The operators of filters by type of operation (list filters, and the published SDK agrees)."""

from collections.abc import Mapping

_EVER = ("HAS_EVER_BEEN_EQUAL_TO", "HAS_NEVER_BEEN_EQUAL_TO")

OPERATORS: Mapping[str, tuple[str, ...]] = {
    "ALL_PROPERTY": ("IS_KNOWN", "IS_UNKNOWN", "IS_BLANK", "IS_NOT_BLANK"),
    "MULTISTRING": (
        "IS_EQUAL_TO",
        "IS_NOT_EQUAL_TO",
        "CONTAINS",
        "DOES_NOT_CONTAIN",
        "STARTS_WITH",
        "ENDS_WITH",
        "CONTAINS_EXACTLY",
        "DOES_NOT_CONTAIN_EXACTLY",
    ),
    "STRING": (
        "IS_EQUAL_TO",
        "IS_NOT_EQUAL_TO",
        "CONTAINS",
        "DOES_NOT_CONTAIN",
        "STARTS_WITH",
        "ENDS_WITH",
        *_EVER,
        "HAS_EVER_CONTAINED",
        "HAS_NEVER_CONTAINED",
    ),
    "NUMBER": (
        "IS_EQUAL_TO",
        "IS_NOT_EQUAL_TO",
        "IS_GREATER_THAN",
        "IS_GREATER_THAN_OR_EQUAL_TO",
        "IS_LESS_THAN",
        "IS_LESS_THAN_OR_EQUAL_TO",
        *_EVER,
    ),
    "NUMBER_RANGED": ("IS_BETWEEN", "IS_NOT_BETWEEN"),
    "BOOL": ("IS_EQUAL_TO", "IS_NOT_EQUAL_TO", *_EVER),
    "ENUMERATION": (
        "IS_ANY_OF",
        "IS_NONE_OF",
        "IS_EXACTLY",
        "IS_NOT_EXACTLY",
        "CONTAINS_ALL",
        "DOES_NOT_CONTAIN_ALL",
        "HAS_EVER_BEEN_ANY_OF",
        "HAS_NEVER_BEEN_ANY_OF",
        "HAS_EVER_BEEN_EXACTLY",
        "HAS_NEVER_BEEN_EXACTLY",
        "HAS_EVER_CONTAINED_ALL",
        "HAS_NEVER_CONTAINED_ALL",
    ),
    "TIME_POINT": ("IS_BEFORE", "IS_AFTER"),
    "TIME_RANGED": ("IS_BETWEEN", "IS_NOT_BETWEEN"),
}
