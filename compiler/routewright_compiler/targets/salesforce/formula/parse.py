"""Formula text to a tree whose nodes know where they stand, so that any part can be quoted.

```
formula    := disjunct  (|| disjunct)*          (lowest)
disjunct   := equality  (&& equality)*
equality   := ordered   ((= == <> !=) ordered)*
ordered    := joined    ((< <= > >=) joined)*
joined     := sum (& sum)*
sum        := product ((+ -) product)*
product    := power ((* /) power)*
power      := single (^ single)*
single     := (! | -) single | literal | reference | NAME(arguments) | ( formula )
```

Function names, TRUE, FALSE and NULL are of any case; texts stand in single or double quotes with
backslash escapes; `/* … */` is a comment; `{!$Record.X}` is the reference `$Record.X`;
`Owner:User.Email` is a field of one of the objects that a look-up may point at. Chains of one
operator make one node, what stands in parentheses a node of its own.
Source: help.salesforce.com, "Formula Operators and Functions", 2026-11.
"""

import re
from dataclasses import dataclass
from enum import Enum

LENGTH_LIMIT = 50_000
NESTING_LIMIT = 40


class NodeKind(Enum):
    """What a node is; `value` of the node is the text, number, name or operator."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    REFERENCE = "reference"
    CALL = "call"
    OPERATOR = "operator"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Node:
    """One part of a formula, from `start` to `end` of the text, its parentheses included."""

    kind: NodeKind
    value: str
    start: int
    end: int
    parts: tuple["Node", ...] = ()


class FormulaError(ValueError):
    """A formula that is not of this grammar; the text says why."""


_TOKEN = re.compile(
    r"""
    (?P<blank>\s+|/\*.*?\*/)
  | (?P<number>\d+(?:\.\d*)?|\.\d+)
  | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
  | (?P<merge>\{!\s*\$?[A-Za-z_][\w.]*\s*\})
  | (?P<name>\$?[A-Za-z_]\w*(?::[A-Za-z_]\w*)?(?:\.[A-Za-z_]\w*)*)
  | (?P<sign>\|\||&&|==|<>|!=|<=|>=|[=<>&+\-*/^!(),])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_LEVELS = (
    {"||": "||"},
    {"&&": "&&"},
    {"=": "=", "==": "=", "<>": "<>", "!=": "<>"},
    {"<": "<", "<=": "<=", ">": ">", ">=": ">="},
    {"&": "&"},
    {"+": "+", "-": "-"},
    {"*": "*", "/": "/"},
    {"^": "^"},
)
_CHAINED = ("||", "&&", "&", "+", "*")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def parse_formula(text: str) -> Node:
    """Return the tree of a formula; raise FormulaError where it is not of this grammar."""
    if len(text) > LENGTH_LIMIT:
        raise FormulaError(f"it has more than {LENGTH_LIMIT:,} characters")
    reading = _Reading(_tokens(text), len(text))
    node = reading.binary(0, 0)
    if reading.token is not None:
        raise FormulaError(f"`{reading.token.text[:20]}` stands where an operator would")
    return node


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    end = 0
    while end < len(text):
        found = _TOKEN.match(text, end)
        if found is None:
            raise FormulaError(f"`{text[end : end + 20].strip()}` is no part of a formula")
        assert found.lastgroup is not None
        if found.lastgroup != "blank":
            tokens.append(_Token(found.lastgroup, found[0], found.start(), found.end()))
        end = found.end()
    return tokens


class _Reading:
    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = tokens
        self._position = 0
        self._length = length

    @property
    def token(self) -> _Token | None:
        """The next token, None at the end."""
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def binary(self, level: int, depth: int) -> Node:
        if level == len(_LEVELS):
            return self._single(depth)
        left = self.binary(level + 1, depth)
        while (token := self.token) is not None and token.kind == "sign":
            operator = _LEVELS[level].get(token.text)
            if operator is None:
                break
            self._position += 1
            left = _joined(operator, left, self.binary(level + 1, depth))
        return left

    def _single(self, depth: int) -> Node:
        if depth > NESTING_LIMIT:
            raise FormulaError(f"it is nested more than {NESTING_LIMIT} deep")
        token = self.token
        if token is None:
            raise FormulaError("it ends where a value would stand")
        self._position += 1
        match token.kind:
            case "number":
                return Node(NodeKind.NUMBER, token.text, token.start, token.end)
            case "text":
                return Node(NodeKind.TEXT, _unescaped(token.text), token.start, token.end)
            case "merge":
                path = token.text[2:-1].strip()
                return Node(NodeKind.REFERENCE, path, token.start, token.end)
            case "name":
                return self._named(token, depth)
            case _:
                return self._signed(token, depth)

    def _signed(self, token: _Token, depth: int) -> Node:
        if token.text == "(":
            inside = self.binary(0, depth + 1)
            end = self._expect(")")
            return Node(inside.kind, inside.value, token.start, end, inside.parts)
        if token.text in ("!", "-"):
            operand = self._single(depth + 1)
            return Node(NodeKind.PREFIX, token.text, token.start, operand.end, (operand,))
        raise FormulaError(f"`{token.text}` stands where a value would")

    def _named(self, token: _Token, depth: int) -> Node:
        following = self.token
        if following is not None and following.text == "(" and following.kind == "sign":
            self._position += 1
            arguments = self._arguments(depth + 1)
            end = self._tokens[self._position - 1].end
            return Node(NodeKind.CALL, token.text.upper(), token.start, end, arguments)
        word = token.text.upper()
        if word in ("TRUE", "FALSE"):
            return Node(NodeKind.BOOLEAN, word, token.start, token.end)
        if word == "NULL":
            return Node(NodeKind.NULL, word, token.start, token.end)
        return Node(NodeKind.REFERENCE, token.text, token.start, token.end)

    def _arguments(self, depth: int) -> tuple[Node, ...]:
        found: list[Node] = []
        if (token := self.token) is not None and token.text == ")" and token.kind == "sign":
            self._position += 1
            return ()
        while True:
            found.append(self.binary(0, depth))
            token = self.token
            if token is None or token.text not in (",", ")") or token.kind != "sign":
                raise FormulaError("the arguments of a function are not closed")
            self._position += 1
            if token.text == ")":
                return tuple(found)

    def _expect(self, sign: str) -> int:
        token = self.token
        if token is None or token.text != sign or token.kind != "sign":
            raise FormulaError("a parenthesis is not closed")
        self._position += 1
        return token.end


def _joined(operator: str, left: Node, right: Node) -> Node:
    parts: tuple[Node, ...] = (left, right)
    is_chain = operator in _CHAINED and left.kind is NodeKind.OPERATOR and left.value == operator
    if is_chain and left.start == left.parts[0].start:  # no parenthesis before it
        parts = (*left.parts, right)
    return Node(NodeKind.OPERATOR, operator, left.start, right.end, parts)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text[1:-1])
