"""The parse table, built by Lark from `route.lark` and taken out of it as plain data."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

import lark
from lark.grammar import Rule as LarkRule
from lark.lexer import BasicLexer, ContextualLexer, PatternStr, TerminalDef

from routewright_grammar.plain_table import Lexer, PlainTable, Rule

START = "file"


def build_lark(grammar: str, *, strict: bool = False) -> lark.Lark:
    """Build Lark's own parser; `strict` refuses conflicts and needs `interegular`."""
    return lark.Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=START,
        propagate_positions=True,
        maybe_placeholders=False,
        strict=strict,
    )


def plain_table(parser: lark.Lark) -> PlainTable:
    """Return the table of a parser of `build_lark`."""
    # The written form of Lark's own cache: every symbol, action and rule as plain data.
    data, memo = parser.memo_serialize([TerminalDef, LarkRule])
    table = data["parser"]["parser"]
    rules = [number for number, item in memo.items() if item["__type__"] == "Rule"]
    place = {number: index for index, number in enumerate(rules)}
    contextual = parser.parser.lexer
    assert isinstance(contextual, ContextualLexer)
    root = contextual.root_lexer
    assert isinstance(root, BasicLexer)
    lexers, lexer_of_state = _lexers(contextual, root)
    return PlainTable(
        start=table["start_states"][START],
        end=table["end_states"][START],
        rows=tuple(
            _row(table["tokens"], actions, place) for _, actions in sorted(table["states"].items())
        ),
        rules=tuple(_rule(memo[number]) for number in rules),
        blank="|".join(
            terminal.pattern.to_regexp()
            for terminal in root.terminals
            if terminal.name in root.ignore_types
        ),
        lexers=lexers,
        lexer_of_state=lexer_of_state,
        root_lexer=0,
        spelling={
            terminal.name: terminal.pattern.value
            for terminal in parser.terminals
            if isinstance(terminal.pattern, PatternStr)
        },
    )


def _row(
    symbols: Mapping[int, str], actions: Mapping[int, tuple[int, Any]], place: Mapping[int, int]
) -> str:
    """Write the actions of a state; the kinds are those of Lark: 0 shifts, 1 reduces."""
    words: list[str] = []
    for symbol, (kind, argument) in actions.items():
        words += (symbols[symbol], str(-1 - place[argument["@"]] if kind else argument))
    return " ".join(words)


def _rule(rule: Mapping[str, Any]) -> Rule:
    origin, symbols, options = rule["origin"]["name"], rule["expansion"], rule["options"]
    assert not options["keep_all_tokens"] and options["template_source"] is None
    kept = tuple(
        (index, symbol["__type__"] == "NonTerminal" and symbol["name"].startswith("_"))
        for index, symbol in enumerate(symbols)
        if not symbol.get("filter_out", False)
    )
    is_whole = len(kept) == len(symbols) and not any(is_inlined for _, is_inlined in kept)
    return Rule(
        origin,
        rule["alias"] or origin,
        len(symbols),
        None if is_whole else kept,
        bool(options["expand1"]) and rule["alias"] is None,
    )


def _lexers(
    contextual: ContextualLexer, root: BasicLexer
) -> tuple[tuple[Lexer, ...], tuple[int, ...]]:
    """Return the different lexers, the first that of all terminals, and the number of each state's.

    Lark makes no difference between states; neither do lexers here that read alike.
    """
    lexers = [_lexer(root.terminals, root.ignore_types)]
    number_of_terminals: dict[tuple[str, ...], int] = {}
    lexer_of_state: list[int] = []
    for _, own in sorted(contextual.lexers.items()):
        assert isinstance(own, BasicLexer)
        names = tuple(terminal.name for terminal in own.terminals)
        if names not in number_of_terminals:
            number_of_terminals[names] = len(lexers)
            lexers.append(_lexer(own.terminals, root.ignore_types))
        lexer_of_state.append(number_of_terminals[names])
    return tuple(lexers), tuple(lexer_of_state)


def _lexer(terminals: Collection[TerminalDef], ignored: Collection[str]) -> Lexer:
    """Return a lexer of terminals in order of precedence.

    A word that another terminal of its rank reads too, as NAME reads every keyword, is told by a
    look at what was read.
    """
    reading = [terminal for terminal in terminals if terminal.name not in ignored]
    words = [terminal for terminal in reading if isinstance(terminal.pattern, PatternStr)]
    keywords: dict[str, dict[str, str]] = {}
    for terminal in reading:
        if isinstance(terminal.pattern, PatternStr):
            continue
        own = {
            word.pattern.value: word.name
            for word in words
            if word.priority == terminal.priority
            and _reads(terminal.pattern.to_regexp(), word.pattern.value)
        }
        if own:
            keywords[terminal.name] = own
    told = {name for own in keywords.values() for name in own.values()}
    groups = _groups([terminal for terminal in reading if terminal.name not in told])
    return Lexer("|".join(groups), keywords)


def _groups(terminals: Sequence[TerminalDef]) -> list[str]:
    assert not any(terminal.pattern.flags for terminal in terminals)
    return [f"(?P<{terminal.name}>{terminal.pattern.to_regexp()})" for terminal in terminals]


@cache
def _reads(pattern: str, word: str) -> bool:
    found = re.match(pattern, word)
    return found is not None and found[0] == word
