"""Decisions: whom they give a record to, and who is told."""

from typing import assert_never

from routewright_compiler.schema import codes
from routewright_compiler.schema.report import did_you_mean, shown
from routewright_compiler.schema.symbols import SymbolKind, a
from routewright_compiler.schema.wording import CODED, TEXT_LIKE, type_words
from routewright_compiler.typecheck.conditions import amount_of
from routewright_compiler.typecheck.drafts import Attempt
from routewright_compiler.typecheck.literals import bare_word
from routewright_compiler.typecheck.rotations import check_rotation
from routewright_compiler.typecheck.scope import CellUse, Scope
from routewright_compiler.typecheck.terms import (
    DefinedName,
    TypedTerm,
    known_operand,
    lookup_of,
    term_of,
)
from routewright_grammar import syntax
from routewright_runtime.graph import model
from routewright_runtime.graph.conditions import LookupTerm, Term
from routewright_runtime.text import fold
from routewright_runtime.values import Suggestion, TypeName, ValueType, check_member

OWNER_KINDS = (SymbolKind.REP, SymbolKind.QUEUE, SymbolKind.FIELD)
ASSIGNEE = "assignee"
_NOBODY = model.Suppress("")
_LANGUAGE = ValueType(TypeName.LANGUAGE)
_KNOWN_TYPES = TEXT_LIKE | CODED | {TypeName.CHOICE, TypeName.CHOICES}


def attempt_of(scope: Scope, node: syntax.Decision, doc: str = "") -> Attempt:
    """Return a checked decision; a broken one stands for a suppression."""
    action = _action(scope, node.action)
    notes = [item for item in node.extras if isinstance(item, syntax.Notify)]
    told = [notify_target(scope, item) for item in notes]
    if node.hold is not None and not isinstance(node.action, syntax.Rotate):
        scope.report.add(
            codes.HOLD_WITHOUT_ROTATION,
            node.hold.span,
            "`hold` waits for somebody of a rotation, and this is none",
            repair="leave `hold` out: `assign` does not ask whether the person is at work",
        )
    return Attempt(
        action,
        None if node.hold is None else amount_of(node.hold),
        tuple(dict.fromkeys(name for name in told if name is not None)),
        tuple(dict.fromkeys(i.text.value for i in node.extras if isinstance(i, syntax.Tag))),
        doc,
        scope.places.of(node.span),
        node.span,
    )


def _action(scope: Scope, node: syntax.Action) -> model.Action:
    match node:
        case syntax.Suppress():
            if not node.reason.value.strip():
                scope.report.add(
                    codes.MALFORMED_VALUE,
                    node.reason.span,
                    "`suppress` needs a reason",
                    repair='say why, such as `suppress "competitor"`',
                )
            return model.Suppress(node.reason.value)
        case syntax.Assign():
            target = owner_target(scope, node.target, "assign")
            return _NOBODY if target is None else model.Assign(target)
        case syntax.Rotate():
            return rotate_of(scope, node) or _NOBODY
        case _:
            assert_never(node)


def notify_target(scope: Scope, node: syntax.Notify) -> str | None:
    """Return whom a `notify` tells: a rep, a team, or `assignee`."""
    if node.target.text == ASSIGNEE:
        return ASSIGNEE
    kinds = (SymbolKind.REP, SymbolKind.TEAM)
    needed = "a rep, a team or `assignee`"
    found = scope.symbol(node.target.text, node.target.span, kinds, needed)
    return None if found is None else found.name


# --- assign and escalate ----------------------------------------------------------------------


def owner_target(
    scope: Scope, node: syntax.Path | syntax.Lookup, verb: str
) -> model.RepTarget | model.QueueTarget | Term | None:
    """Return the owner that `assign` or `escalate to` names; None where it is reported."""
    if isinstance(node, syntax.Lookup):
        return _owner_lookup(scope, node, verb)
    symbol = scope.declared.symbols.get(node.text)
    if symbol is not None and symbol.kind is SymbolKind.REP:
        return model.RepTarget(symbol.name)
    if symbol is not None and symbol.kind is SymbolKind.QUEUE:
        return model.QueueTarget(symbol.name)
    needed = "a rep, a queue or a field with a user"
    if symbol is not None and symbol.kind is not SymbolKind.FIELD:
        remedy = _owner_remedy(symbol.kind, symbol.name)
        scope.wrong_kind(symbol, node.span, needed, remedy)
        return None
    if symbol is None and known_operand(scope, node) is None:
        scope.unknown(node.text, node.span, OWNER_KINDS, needed)
        return None
    term = term_of(scope, node)
    return None if term is None else _user_term(scope, term, verb)


def _owner_remedy(kind: SymbolKind, name: str) -> str:
    match kind:
        case SymbolKind.TEAM:
            return f"a team takes turns: write `rotate {name}`"
        case SymbolKind.TABLE:
            return f"a look-up names its fields: `{name}(field)`"
        case _:
            return ""


def _user_term(scope: Scope, term: TypedTerm, verb: str) -> Term | None:
    if term.type is not None and term.type.name is TypeName.USER:
        return term.term
    scope.report.add(
        codes.TYPE_MISMATCH,
        term.span,
        f"{shown(term.written)} is {type_words(term.type)}; `{verb}` needs a user",
        subject=term.subject,
        repair="declare the field as `user`, or name a rep or a queue",
    )
    return None


def _owner_lookup(scope: Scope, node: syntax.Lookup, verb: str) -> Term | None:
    term = lookup_of(scope, node)
    if term is None:
        return None
    if term.type is not None:
        return _user_term(scope, term, verb)
    assert isinstance(term.term, LookupTerm)
    scope.cell_uses.append(CellUse(term.term, node.span, is_rotation=False))
    return term.term


# --- rotate -----------------------------------------------------------------------------------


def rotate_of(scope: Scope, node: syntax.Rotate) -> model.Rotate | None:
    """Return a checked rotation; None where it is reported."""
    method = model.RotationMethod((node.method or syntax.Method.TURN).value)
    tests = [_skill(scope, item) for item in node.where]
    where = tuple(item for item in tests if item is not None)
    has_weights = method is not model.RotationMethod.TURN
    target: model.TeamTarget | Term
    if isinstance(node.target, syntax.Lookup):
        term = _team_lookup(scope, node.target)
        if term is None:
            return None
        fixed = tuple(item for item in where if isinstance(item.value, str))
        scope.cell_uses.append(CellUse(term, node.target.span, True, has_weights, fixed))
        target = term
    else:
        name = _team_name(scope, node.target)
        if name is None:
            return None
        target = model.TeamTarget(name)
        check_rotation(scope, name, where, has_weights, node.span)
    return model.Rotate(target, method, where)


def _team_name(scope: Scope, node: syntax.Path) -> str | None:
    symbol = scope.declared.symbols.get(node.text)
    remedy = ""
    if symbol is not None and symbol.kind in (SymbolKind.REP, SymbolKind.QUEUE, SymbolKind.FIELD):
        remedy = f"{a(symbol.kind)} takes no turns: write `assign {symbol.name}`"
    found = scope.symbol(node.text, node.span, (SymbolKind.TEAM,), "a team", remedy)
    return None if found is None else found.name


def _team_lookup(scope: Scope, node: syntax.Lookup) -> LookupTerm | None:
    term = lookup_of(scope, node)
    if term is None:
        return None
    assert isinstance(term.term, LookupTerm)
    if term.type is None:
        return term.term
    scope.report.add(
        codes.TYPE_MISMATCH,
        node.span,
        f"{shown(term.written)} is {type_words(term.type)}; `rotate` needs a team",
        subject=term.subject,
        repair="write `assign`"
        if term.type.name is TypeName.USER
        else "declare the column without a type: then its cells are people, teams and queues",
    )
    return None


# --- where ------------------------------------------------------------------------------------


def _skill(scope: Scope, node: syntax.Where) -> model.SkillTest | None:
    kind = model.SkillKind(node.skill.value)
    word = node.value
    if isinstance(word, syntax.Path):
        found = known_operand(scope, word)
        if isinstance(found, TypedTerm):
            return _skill_of_field(scope, node, found, kind)
        if isinstance(found, DefinedName):
            needed = "a language" if node.skill is syntax.Skill.SPEAKS else "a skill"
            scope.symbol(word.text, word.span, (SymbolKind.FIELD,), f"{needed} or a field")
        if found is not None:
            return None
    text = word.value.strip() if isinstance(word, syntax.Text) else word.text
    if node.skill is syntax.Skill.KNOWS:
        return _known_skill(scope, node, text, kind)
    language = bare_word(scope, _LANGUAGE, text)
    if isinstance(language, str):
        return model.SkillTest(kind, language)
    assert isinstance(language, Suggestion)
    fields = scope.declared.symbols.names(SymbolKind.FIELD)
    repair = did_you_mean(text, fields) or "write a language code in small letters, such as `de`"
    if language.offer is not None:
        repair = f"did you mean {shown(language.offer)}?"
    scope.report.add(codes.UNKNOWN_CODE, word.span, language.problem, repair=repair)
    return None


def _known_skill(
    scope: Scope, node: syntax.Where, text: str, kind: model.SkillKind
) -> model.SkillTest | None:
    skill = fold(text)
    skills = {known for rep in scope.reps.values() for known in rep.knows}
    if skill in skills or not skills:
        return model.SkillTest(kind, skill)
    fields = scope.declared.symbols.names(SymbolKind.FIELD)
    near = did_you_mean(text, [*sorted(skills), *fields])
    scope.report.add(
        codes.UNMET_WHERE,
        node.value.span,
        f"no rep knows {shown(text)}, and no field has this name",
        repair=near or "write it among what a rep `knows`",
    )
    return None


def _skill_of_field(
    scope: Scope, node: syntax.Where, term: TypedTerm, kind: model.SkillKind
) -> model.SkillTest | None:
    if _asks_for_skill(node.skill, term.type):
        return model.SkillTest(kind, term.term)
    needed = "a language" if node.skill is syntax.Skill.SPEAKS else "a text, a code or a choice"
    scope.report.add(
        codes.TYPE_MISMATCH,
        node.value.span,
        f"{shown(term.written)} is {type_words(term.type)}; `{node.skill}` needs {needed}",
        subject=term.subject,
        repair="declare the field as `language`" if node.skill is syntax.Skill.SPEAKS else "",
    )
    return None


def _asks_for_skill(skill: syntax.Skill, type_: ValueType | None) -> bool:
    """Whether a field's values can be what reps speak or know."""
    if type_ is None:
        return False
    if skill is syntax.Skill.KNOWS:
        return type_.name in _KNOWN_TYPES
    codes_only = all(check_member(_LANGUAGE, member) == member for member in type_.members)
    is_choice = type_.name in (TypeName.CHOICE, TypeName.CHOICES)
    return type_.name is TypeName.LANGUAGE or (is_choice and codes_only)
