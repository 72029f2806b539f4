"""What a parse gives: tokens, and nodes that hold tokens and nodes; both know where they stand.

Offsets count characters of the text that was parsed. A node's extent includes signs and keywords
that are not among its children.
"""


class Token:
    """A word, sign, text or figure; `type` is its terminal in the grammar."""

    __slots__ = ("end", "start", "text", "type")

    def __init__(self, type_: str, text: str, start: int, end: int) -> None:
        self.type = type_
        self.text = text
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Token({self.type}, {self.text!r}, {self.start}, {self.end})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Token) and (
            (self.type, self.text, self.start, self.end)
            == (other.type, other.text, other.start, other.end)
        )

    __hash__ = None  # type: ignore[assignment]


class Node:
    """A rule of the grammar, or the alias of one of its alternatives, with what it holds.

    Of an empty one both offsets are 0.
    """

    __slots__ = ("children", "data", "end", "start")

    def __init__(self, data: str, children: "list[Node | Token]", start: int, end: int) -> None:
        self.data = data
        self.children = children
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Node({self.data}, {self.children!r}, {self.start}, {self.end})"
