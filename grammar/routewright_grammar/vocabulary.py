"""The words of the language: which are keywords, and where each of them opens something.

Keywords are reserved only where they could be meant; only the operator words are never names.
An editor offers `KEYWORDS`; the recovery after a syntax error goes on at `TOP_LEVEL_WORDS`.
"""

OPERATOR_WORDS = frozenset(
    {"and", "or", "not", "in", "is", "has", "contains", "starts", "ends", "matches", "within"}
)

TOP_LEVEL_WORDS = (
    "assert",
    "calendar",
    "classify",
    "define",
    "expect",
    "fact",
    "fallback",
    "group",
    "queue",
    "record",
    "rep",
    "require",
    "rule",
    "score",
    "table",
    "team",
    "unique",
    "use",
    "zone",
)

RECORD_WORDS = ("blank", "column", "from", "of", "open", "required")
TABLE_WORDS = ("gives", "key", "match", "starts", "with")
CALENDAR_WORDS = ("closed", "holidays", "open", "zone")
REP_WORDS = ("at", "away", "calendar", "day", "knows", "most", "open", "per", "speaks", "week")
TEAM_WORDS = ("catch", "up", "weight")
CASE_WORDS = ("otherwise", "when")
DECISION_WORDS = ("assign", "by", "hold", "load", "notify", "rotate", "suppress", "tag", "to")
DECISION_TAIL_WORDS = ("knows", "speaks", "turn", "up", "weight", "where")
RULE_WORDS = ("else", "fallback", "sla", "when")
SLA_WORDS = ("after", "at", "during", "escalate", "reassign", "then", "to")
UNIT_WORDS = ("day", "days", "hour", "hours", "minute", "minutes", "week", "weeks")
CONDITION_WORDS = ("all", "any", "during", "empty", "known", "of", "outside", "rep", "with")
PROMISE_WORDS = ("always", "implies", "never", "owner", "queue", "rule", "suppressed", "team")
EXPECT_WORDS = ("at", "away", "due", "given", "held", "on", "silent", "sla", "until")

KEYWORDS = tuple(
    sorted(
        OPERATOR_WORDS.union(
            TOP_LEVEL_WORDS,
            RECORD_WORDS,
            TABLE_WORDS,
            CALENDAR_WORDS,
            REP_WORDS,
            TEAM_WORDS,
            CASE_WORDS,
            DECISION_WORDS,
            DECISION_TAIL_WORDS,
            RULE_WORDS,
            SLA_WORDS,
            UNIT_WORDS,
            CONDITION_WORDS,
            PROMISE_WORDS,
            EXPECT_WORDS,
        )
    )
)

TYPE_NAMES = (
    "text",
    "integer",
    "number",
    "boolean",
    "date",
    "datetime",
    "choice",
    "choices",
    "user",
    "email",
    "domain",
    "phone",
    "country",
    "state",
    "language",
    "url",
)

# A name is letters of any language, digits, `_`, and the marks that combine with letters. The same
# pattern stands in route.lark; a test compares the two.
NAME_PATTERN = r"[^\W\d][\w\u0300-\u1aff]*"
