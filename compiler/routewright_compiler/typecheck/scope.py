"""What a condition may speak of: fields, classifications, tables, people, zones, countries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from routewright_compiler.resolve.declarations import Declarations
from routewright_compiler.schema import codes
from routewright_compiler.schema.places import Places
from routewright_compiler.schema.report import Report, respelling, shown
from routewright_compiler.schema.symbols import Symbol, SymbolKind, a
from routewright_grammar.diagnostic import Label
from routewright_grammar.span import Span
from routewright_runtime.graph import model, people
from routewright_runtime.graph.conditions import LookupTerm
from routewright_runtime.values import ValueType, nearest


@dataclass(frozen=True, slots=True)
class TypedArgument:
    """One argument of a look-up; `type` is None where it did not resolve."""

    type: ValueType | None
    written: str
    span: Span


@dataclass(frozen=True, slots=True)
class LookupUse:
    """One look-up as it stands in the policy: it settles the types of the table's keys."""

    term: LookupTerm
    arguments: tuple[TypedArgument, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CellUse:
    """A decision that takes what the cells of a look-up's column name.

    `is_rotation` where a team is rotated; then `has_weights` says that weights of 0 are left out,
    and `where` holds the fixed requirements.
    """

    term: LookupTerm
    span: Span
    is_rotation: bool
    has_weights: bool = False
    where: tuple[model.SkillTest, ...] = ()


@dataclass(slots=True)
class Scope:
    """The names in reach and their types; `lookups` and the report grow while checking.

    A field, rep or team that is broken itself is missing from its mapping: uses of it are poisoned
    and reported nowhere else.
    """

    declared: Declarations
    report: Report
    places: Places
    zones: Mapping[str, tzinfo]
    fields: Mapping[str, model.Field]
    classes: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, Mapping[str, ValueType | None]]
    reps: Mapping[str, people.Rep]
    teams: Mapping[str, people.Team]
    countries: tuple[str, ...] = ()
    lookups: list[LookupUse] = field(default_factory=list)
    cell_uses: list[CellUse] = field(default_factory=list)

    def zone(self, span: Span) -> tzinfo:
        """Return the zone of local times written at a span."""
        return self.zones[span.file]

    def symbol(
        self, name: str, span: Span, kinds: tuple[SymbolKind, ...], needed: str, remedy: str = ""
    ) -> Symbol | None:
        """Return the symbol of one of some kinds; report an unknown name or one of another kind."""
        found = self.declared.symbols.get(name)
        if found is None:
            self.unknown(name, span, kinds, needed)
        elif found.kind not in kinds:
            self.wrong_kind(found, span, needed, remedy)
            return None
        return found

    def unknown(self, name: str, span: Span, kinds: tuple[SymbolKind, ...], needed: str) -> None:
        """Report a name that nothing declares, unless a part of the policy is missing."""
        if not self.declared.is_complete:
            return
        near = nearest(name, self.declared.symbols.names(*kinds))
        self.report.add(
            codes.UNKNOWN_NAME,
            span,
            f"{shown(name)} is not declared; {needed} is needed here",
            subject=name,
            repair=self._known(kinds, needed) if near is None else f"did you mean {shown(near)}?",
            fixes=() if near is None else (respelling(span, near),),
        )

    def _known(self, kinds: tuple[SymbolKind, ...], needed: str) -> str:
        names = self.declared.symbols.names(*kinds)
        if not names:
            return f"declare {needed} of this name"
        listed = ", ".join(shown(name) for name in names[:5])
        return f"declare it, or use one of {listed}{'…' if len(names) > 5 else ''}"

    def wrong_kind(self, found: Symbol, span: Span, needed: str, remedy: str = "") -> None:
        """Report a name that stands for something else than is needed."""
        self.report.add(
            codes.WRONG_KIND,
            span,
            f"there is {a(found.kind)} {shown(found.name)}, but {needed} is needed here",
            subject=found.name,
            related=(Label(found.span, "declared here", found.name),),
            repair=remedy,
        )
