"""Declarations as lines, each with the stretch of the source that it stands for.

A body is a `Block`: its opening line, the lines inside, its closing brace. Lines inside are in the
order of the source, so that comments can be woven in between.
"""

import re
from dataclasses import dataclass, replace
from typing import assert_never

from routewright_grammar.format.people import calendar_lines, rep_lines, team_text
from routewright_grammar.format.phrases import GAP, Phrases
from routewright_grammar.format.pieces import (
    COLUMN,
    COMMA,
    SOFT,
    WIDE_COLUMN,
    Block,
    Item,
    Line,
    aligned,
)
from routewright_grammar.span import Span
from routewright_grammar.syntax import (
    Assert,
    Calendar,
    Check,
    Classify,
    Condition,
    Declaration,
    Define,
    Expect,
    ExpectCheck,
    Fact,
    Fallback,
    FieldDecl,
    Given,
    GivenValue,
    Group,
    HeldUntil,
    OnTime,
    OutcomeKind,
    Queue,
    Record,
    Rep,
    Require,
    Rule,
    Score,
    ScoreLine,
    Silent,
    Sla,
    SlaDue,
    Table,
    Team,
    Use,
    Zone,
)

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Lines:
    """Lays out the declarations of one file, those at the top or those of a group `depth` deep."""

    phrases: Phrases
    depth: int = 0

    @property
    def room(self) -> int:
        """Return how many columns a declaration of this depth has."""
        return WIDTH - 2 * self.depth

    def declaration(self, node: Declaration) -> Item:
        """Return a declaration as a line or a block."""
        match node:
            case Record():
                return self._record(node)
            case Classify() | Score():
                return self._cases(node)
            case Table():
                return self._table(node)
            case Calendar():
                clauses = calendar_lines(self.phrases, node)
                head = f"calendar {self.phrases.atom(node.name)}"
                return self._block(node.span, head, aligned(clauses), node.name.span.end)
            case Rep():
                return self._rep(node)
            case Rule():
                return self._rule(node)
            case Group():
                return self._group(node)
            case Fallback():
                return self._fallback(node, len("fallback"))
            case Fact() | Assert():
                return self._promise(node)
            case Expect():
                return self._expect(node)
            case _:
                return self._simple(node)

    def _simple(self, node: Zone | Use | Define | Team | Queue | Require) -> Line:
        write = self.phrases
        match node:
            case Zone():
                return Line(node.span, f"zone {write.atom(node.name)}")
            case Use():
                return Line(node.span, f"use {write.atom(node.path)}")
            case Define():
                head = f"define {write.atom(node.name)}{COLUMN}="
                return Line(node.span, head, self._wrapped(node.condition, len(head) + 1, 2))
            case Team():
                return Line(node.span, team_text(write, node))
            case Queue():
                label = f"{COLUMN}{write.atom(node.label)}" if node.label else ""
                return Line(node.span, f"queue {write.atom(node.name)}{label}")
            case Require():
                decision = " ".join(write.decision(node.decision))
                fields = write.atoms(node.fields)
                return Line(node.span, f"require {fields}{SOFT}else {decision}")
            case _:
                assert_never(node)

    def _wrapped(self, condition: Condition, taken: int, indent: int) -> str:
        """Return a condition, broken before each joint where the line would be too long."""
        text = self.phrases.condition(condition)
        if taken + len(text) <= self.room:
            return text
        return self.phrases.condition(condition, f"\n{' ' * indent}")

    def _block(
        self, span: Span, head: str, items: list[Item], start: int, column: str = " "
    ) -> Item:
        """Return a body, on one line where it stood on one and fits; `column` is then its gap."""
        opened = self._after("{", start)
        block = Block(span, f"{head} {{", opened, tuple(items))
        written = self.phrases.written(span)
        short = block.on_one_line()
        is_one_line = "\n" not in written and "\r" not in written
        if short is not None and (is_one_line or not items) and len(short) <= self.room:
            return Line(span, short.replace(" {", f"{column}{{", 1) if column != " " else short)
        return block

    def _record(self, node: Record) -> Item:
        write = self.phrases
        blank = f" blank {write.atoms(node.blanks)}" if node.blanks else ""
        start = (node.blanks[-1] if node.blanks else node.name).span.end
        clauses = [
            Line(item.span, f"{write.atom(item.name)}:", self._field(item)) for item in node.fields
        ]
        head = f"record {write.atom(node.name)}{blank}"
        return self._block(node.span, head, aligned(clauses), start)

    def _field(self, node: FieldDecl) -> str:
        write = self.phrases
        parts = [write.type(node.type)]
        parts += ["required"] if node.is_required else []
        parts += [f"column {write.atom(node.column)}"] if node.column else []
        parts += [f"from {write.atoms(node.sources)}"] if node.sources else []
        parts += [f"blank {write.atoms(node.blanks)}"] if node.blanks else []
        return GAP.join(parts)

    def _cases(self, node: Classify | Score) -> Item:
        write = self.phrases
        word = "score" if isinstance(node, Score) else "classify"
        firsts = [line.points if isinstance(line, ScoreLine) else line.value for line in node.lines]
        width = max((len(write.atom(first)) for first in firsts), default=0)
        width += int(isinstance(node, Score))
        clauses = [
            Line(
                line.span,
                write.atom(line.points if isinstance(line, ScoreLine) else line.value),
                f"when {self._wrapped(line.condition, width + 8, width + 3)}",
            )
            for line in node.lines
        ]
        items = aligned(clauses, int(isinstance(node, Score)))
        if isinstance(node, Classify) and node.otherwise is not None:
            value = node.otherwise
            items.append(Line(value.span, f"otherwise {write.atom(value)}"))
        return self._block(node.span, f"{word} {write.atom(node.name)}", items, node.name.span.end)

    def _table(self, node: Table) -> Item:
        write = self.phrases
        keys = COMMA.join(
            f"{write.atom(key.name)}{' starts with' if key.is_prefix else ''}" for key in node.keys
        )
        gives = COMMA.join(
            f"{write.atom(item.name)}{f': {write.type(item.type)}' if item.type else ''}"
            for item in node.gives
        )
        clauses = [
            Line(
                _joined(node.keys[0].span, node.keys[-1].span),
                "match" if node.is_match else "key",
                keys,
            ),
            Line(_joined(node.gives[0].span, node.gives[-1].span), "gives", gives),
        ]
        head = f"table {write.atom(node.name)} from {write.atom(node.path)}"
        return self._block(node.span, head, aligned(clauses), node.path.span.end)

    def _rep(self, node: Rep) -> Item:
        name, email = self.phrases.atom(node.name), self.phrases.atom(node.email)
        if node.email.span.end == node.span.end:
            return Line(node.span, f"rep {name}{COLUMN}{email}")
        lines = aligned(rep_lines(self.phrases, node))
        made = self._block(
            node.span, f"rep {name} {email}", lines, node.email.span.end, WIDE_COLUMN
        )
        if isinstance(made, Block):
            return made
        return replace(made, word=made.word.replace(f"{name} ", f"{name}{COLUMN}", 1))

    def _rule(self, node: Rule) -> Item:
        verb, rest = self.phrases.decision(node.decision)
        words = [verb]
        words += ["when"] if node.condition else []
        words += ["fallback"] if node.fallbacks else []
        words += ["sla"] if node.sla else []
        width = max(map(len, words))
        items: list[Item] = []
        if node.condition is not None:
            items.append(self._when(node.condition, width))
        items.append(Line(node.decision.span, verb, rest, width))
        items += [self._fallback(item, width) for item in node.fallbacks]
        items += self._sla(node.sla, width) if node.sla else []
        head = f"rule {self.phrases.atom(node.name)}"
        return self._block(node.span, head, items, node.name.span.end, COLUMN)

    def _when(self, condition: Condition, width: int) -> Line:
        text = self._wrapped(condition, width + 3, width - 2)
        return Line(condition.span, "when", text, width)

    def _fallback(self, node: Fallback, width: int) -> Item:
        text = " ".join(self.phrases.decision(node.decision))
        if node.sla is None:
            return Line(node.span, "fallback", text, width)
        target, *steps = self._sla(node.sla, len("sla"))
        text = f"{text}{GAP}{target.text}"
        if not steps:
            return Line(node.span, "fallback", text, width)
        inner = tuple(replace(step, indent=0) for step in steps)
        return Block(node.span, f"fallback {text}", target.span.end, inner, closing="")

    def _sla(self, node: Sla, width: int) -> list[Line]:
        write = self.phrases
        calendar = f" during {write.atom(node.calendar)}" if node.calendar else ""
        last = node.calendar.span if node.calendar else node.target.span
        first = Line(
            Span(node.span.file, node.span.start, last.end),
            "sla",
            f"{write.duration(node.target)}{calendar}",
            width,
        )
        return [first, *(Line(step.span, write.step(step), indent=1) for step in node.steps)]

    def _group(self, node: Group) -> Item:
        inside = sorted((*node.members, *node.fallbacks), key=lambda item: item.span.start)
        deeper = replace(self, depth=self.depth + 1)
        items: list[Item] = [deeper.declaration(item) for item in inside]
        if node.condition is not None:
            items.insert(0, self._when(node.condition, len("when")))
        unique = "unique " if node.is_unique else ""
        head = f"{unique}group {self.phrases.atom(node.name)}"
        return self._block(node.span, head, items, node.name.span.end)

    def _promise(self, node: Fact | Assert) -> Item:
        write = self.phrases
        if isinstance(node, Fact):
            text = (
                f"{write.condition(node.premise)}{SOFT}implies {write.condition(node.conclusion)}"
            )
            span = _joined(node.premise.span, node.conclusion.span)
            return self._block(
                node.span, f"fact {write.atom(node.name)}", [Line(span, text)], node.name.span.end
            )
        items: list[Item] = []
        if node.condition is not None:
            items.append(self._when(node.condition, len("when")))
        targets = f" {write.atoms(node.targets)}" if node.targets else ""
        end = node.targets[-1].span.end if node.targets else node.span.end - 1
        start = node.condition.span.end if node.condition else node.name.span.end
        place = self.phrases.source.text.index(str(node.quantifier), start)
        items.append(
            Line(Span(node.span.file, place, end), f"{node.quantifier} {node.kind}{targets}")
        )
        return self._block(node.span, f"assert {write.atom(node.name)}", items, node.name.span.end)

    def _expect(self, node: Expect) -> Item:
        rows = [self._given(given) for given in node.givens]
        items: list[Item] = []
        for first, *rest in rows:
            items += [first, *(replace(line, indent=1) for line in rest)]
        if len(rows) == 1:
            items = list(_below_each_other(rows[0]))
        return self._block(
            node.span, f"expect {self.phrases.atom(node.name)}", items, node.name.span.end
        )

    def _given(self, node: Given) -> list[Line]:
        """Return one line for what stood on one line, further ones for what began its own."""
        parts: list[tuple[Span, str]] = [self._record_of(node)]
        if node.moment is not None:
            parts.append((node.moment.span, f"at {self.phrases.atom(node.moment)}"))
        if node.away:
            span = _joined(node.away[0].span, node.away[-1].span)
            parts.append((span, f"away {self.phrases.atoms(node.away)}"))
        parts += [(check.span, self._check(check)) for check in node.checks]
        for silent in node.silents:
            parts += self._silent(silent)
        lines: list[Line] = []
        for span, text in sorted(parts, key=lambda part: part[0].start):
            between = self.phrases.source.text[lines[-1].span.end : span.start] if lines else "\n"
            if "\n" in between or "\r" in between or not self._has_room(lines[-1], text):
                lines.append(Line(span, text))
            else:
                before = lines.pop()
                whole = f"{before.tight}{WIDE_COLUMN}{text}"
                lines.append(Line(_joined(before.span, span), whole))
        return lines

    def _has_room(self, line: Line, text: str) -> bool:
        """Whether something more fits behind a line of a `given`."""
        last = line.tight.rpartition("\n")[2]
        return len(last) + len(text) + 2 * (last.count(WIDE_COLUMN) + 3) <= WIDTH

    def _record_of(self, node: Given) -> tuple[Span, str]:
        values = [self._given_value(value) for value in node.values]
        start = node.values[-1].span.end if node.values else node.span.start
        span = Span(node.span.file, node.span.start, self._after("}", start))
        text = f"given {{ {GAP.join(values)} }}" if values else "given { }"
        return span, text if len(text) <= self.room - 2 else _filled(values)

    def _after(self, sign: str, start: int) -> int:
        """Return the offset behind the next sign that is not inside a comment."""
        found = re.compile(rf"(?:#[^\r\n]*|[^#{sign}])*").match(self.phrases.source.text, start)
        assert found is not None
        return found.end() + 1

    def _given_value(self, node: GivenValue) -> str:
        values = self.phrases.values(node.items)
        return f"{self.phrases.atom(node.field)} {f'({values})' if node.is_list else values}"

    def _silent(self, node: Silent) -> list[tuple[Span, str]]:
        if not node.checks:
            return [(node.span, "silent")]
        first, *rest = node.checks
        return [
            (_joined(node.span, first.span), f"silent {self._check(first)}"),
            *((check.span, self._check(check)) for check in rest),
        ]

    def _check(self, node: ExpectCheck) -> str:
        write = self.phrases
        match node:
            case Check(kind=OutcomeKind.SUPPRESSED, target=None):
                return "suppressed"
            case Check():
                assert node.target is not None
                return f"{node.kind} {write.atom(node.target)}"
            case HeldUntil():
                return f"held until {write.atom(node.moment)}"
            case SlaDue():
                return f"sla due {write.atom(node.moment)}"
            case OnTime():
                return f"on {write.atom(node.moment)}"
            case _:
                assert_never(node)


def _below_each_other(lines: list[Line]) -> list[Line]:
    """Return the lines of a single `given`, what is said once a line below each other."""
    if any("\n" in line.text or WIDE_COLUMN in line.text for line in lines):
        return lines
    pairs = [line.text.partition(" ") for line in lines]
    width = max(len(word) for word, _, _ in pairs)
    return [
        replace(line, word=word, rest=rest, width=width)
        for line, (word, _, rest) in zip(lines, pairs, strict=True)
    ]


def _filled(values: list[str]) -> str:
    """Return a `given` with its values on as many lines as they need."""
    lines = [""]
    for value in values:
        if lines[-1] and len(lines[-1]) + len(value) > WIDTH - 8:
            lines.append("")
        lines[-1] += f"{GAP if lines[-1] else ''}{value}"
    return "\n  ".join(["given {", *lines]) + "\n}"


def _joined(first: Span, last: Span) -> Span:
    return Span(first.file, first.start, last.end)
