"""Cells of a table: what each of them says, read strictly, as a rule would say it."""

from collections.abc import Sequence
from dataclasses import dataclass

from routewright_compiler.schema import codes
from routewright_compiler.schema.codes import FindingKind
from routewright_compiler.schema.report import did_you_mean, respelling, shown
from routewright_compiler.schema.symbols import SymbolKind, a
from routewright_compiler.schema.wording import TEXT_LIKE
from routewright_compiler.typecheck.csv_cells import Cell
from routewright_compiler.typecheck.literals import is_ambiguous_state, state_part
from routewright_compiler.typecheck.scope import Scope
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Label
from routewright_grammar.span import Span
from routewright_runtime.graph import model
from routewright_runtime.graph.conditions import Value
from routewright_runtime.text import fold
from routewright_runtime.values import (
    Suggestion,
    TypeName,
    ValueType,
    check_member,
    read,
)

SEPARATOR = "|"
_TARGETS = (SymbolKind.REP, SymbolKind.TEAM, SymbolKind.QUEUE)
_READ = frozenset({TypeName.INTEGER, TypeName.NUMBER, TypeName.DATE, TypeName.DATETIME})

GivenCell = Value | model.Target | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads the cells of one table; `countries` are those that states may be told apart by."""

    scope: Scope
    table: syntax.Table

    def keys(
        self, cell: Cell, type_: ValueType, is_prefix: bool, countries: Sequence[str]
    ) -> tuple[Value, ...] | None:
        """Return the values of a key cell, none where it is blank; None where one is reported."""
        found: dict[Value, None] = {}
        is_sound = True
        for text in cell.text.split(SEPARATOR):
            if not text.strip():
                continue
            value: Value | tuple[str, ...] | None = fold(text)
            if not is_prefix:
                value = self._value(cell.span, text.strip(), type_, countries)
            if value is None or isinstance(value, tuple):
                is_sound = False
            else:
                found.setdefault(value)
        return tuple(found) if is_sound else None

    def given(self, cell: Cell, column: model.TableColumn, countries: Sequence[str]) -> GivenCell:
        """Return what a given cell says; None where it is blank or reported."""
        if not cell.text:
            return None
        if column.type is None:
            return self._target(cell)
        return self._value(cell.span, cell.text, column.type, countries, is_given=True)

    def _value(
        self,
        span: Span,
        text: str,
        type_: ValueType,
        countries: Sequence[str],
        is_given: bool = False,
    ) -> Value | tuple[str, ...] | None:
        if type_.name in _READ or type_.name is TypeName.CHOICES:
            reading = read(type_, text, zone=self.scope.zone(self.table.span))
            if reading.problem is not None:
                self._report(span, reading.problem, None)
                return None
            return reading.value
        found = self._member(text, type_, countries)
        if isinstance(found, Suggestion):
            is_ambiguous = is_ambiguous_state(type_, found)
            kind = codes.AMBIGUOUS_STATE if is_ambiguous else codes.UNREADABLE_CELL
            self._report(span, found.problem, found.offer, kind)
            return None
        if type_.name is TypeName.BOOLEAN:
            return found == "true"
        return fold(found) if type_.name in TEXT_LIKE and not is_given else found

    def _member(self, text: str, type_: ValueType, countries: Sequence[str]) -> str | Suggestion:
        is_part = "-" not in text and (text.isupper() or text.isdigit())
        if type_.name is TypeName.STATE and is_part:
            return state_part(text, countries)
        rep = self.scope.reps.get(text)
        if type_.name is TypeName.USER and rep is not None:
            return rep.email
        if type_.name is TypeName.CHOICE and type_.is_open:
            return type_.member_by_fold.get(fold(text), text)
        return check_member(type_, text)

    def _report(
        self,
        span: Span,
        problem: str,
        offer: str | None,
        kind: FindingKind = codes.UNREADABLE_CELL,
    ) -> None:
        self.scope.report.add(
            kind,
            span,
            problem,
            subject=self.table.name.text,
            related=self._related(),
            repair="" if offer is None else f"did you mean {shown(offer)}?",
            fixes=() if offer is None else (respelling(span, offer),),
        )

    def _related(self) -> tuple[Label, ...]:
        return (Label(self.table.name.span, "the table is declared here", self.table.name.text),)

    def _target(self, cell: Cell) -> model.Target | None:
        symbol = self.scope.declared.symbols.get(cell.text)
        match None if symbol is None else symbol.kind:
            case SymbolKind.REP:
                return model.RepTarget(cell.text)
            case SymbolKind.TEAM:
                return model.TeamTarget(cell.text)
            case SymbolKind.QUEUE:
                return model.QueueTarget(cell.text)
            case None if not self.scope.declared.is_complete:
                return None
            case None:
                names = self.scope.declared.symbols.names(*_TARGETS)
                problem = f"{shown(cell.text)} is no rep, team or queue"
                kind, repair = codes.UNKNOWN_NAME, did_you_mean(cell.text, names)
            case other:
                problem = (
                    f"there is {a(other)} {shown(cell.text)}, but a rep, team or queue is needed "
                    "here"
                )
                kind, repair = codes.WRONG_KIND, ""
        self.scope.report.add(
            kind,
            cell.span,
            problem,
            subject=cell.text,
            related=self._related(),
            repair=repair
            or "name a rep, a team or a queue, or give the column a type: `column: text`",
        )
        return None
