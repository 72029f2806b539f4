"""The rules of `shapes` as the Python `if` chain that one would write by hand: the yardstick.

Fields are loaded once at the top, an empty text as `""`. The texts of the records stand in the form
in which they compare already, so the plain chain folds nothing; `is_folding` folds each text once,
as the language asks for.
"""

from collections.abc import Callable, Mapping, Sequence

from shapes import TEXTS, Either, Rule, Test

from routewright_runtime.text import fold

Chain = Callable[[Mapping[str, object]], int]


def chain_source(rules: Sequence[Rule], *, is_folding: bool = False) -> str:
    """Return the source of `decide(record)`: the index of the rule, else the number of rules."""
    names = dict.fromkeys(test.field for rule in rules for part in rule for test in _tests(part))
    lines = ["def decide(record):"]
    for name in names:
        if name not in TEXTS:
            lines.append(f'    {name} = record["{name}"]')
        elif is_folding:
            lines.append(f'    {name} = fold(record["{name}"] or "")')
        else:
            lines.append(f'    {name} = record["{name}"] or ""')
    for index, rule in enumerate(rules):
        condition = " and ".join(_part(part) for part in rule)
        lines += [f"    if {condition}:", f"        return {index}"]
    return "\n".join([*lines, f"    return {len(rules)}", ""])


def compile_chain(source: str) -> Chain:
    """Compile the chain; the rules are the benchmark's own, no user's text."""
    scope: dict[str, object] = {"fold": fold}
    exec(compile(source, "<hand-written>", "exec"), scope)
    made = scope["decide"]
    assert callable(made)
    return made


def _tests(part: Test | Either) -> tuple[Test, ...]:
    return part.tests if isinstance(part, Either) else (part,)


def _part(part: Test | Either) -> str:
    if isinstance(part, Either):
        return "(" + " or ".join(_test(test) for test in part.tests) + ")"
    return _test(part)


def _test(test: Test) -> str:
    field, values = test.field, test.values
    match test.operator:
        case "in" if test.negated:
            return f"{field} not in {_set(values)}"
        case "in" if len(values) == 1:
            return f"{field} == {values[0]!r}"
        case "in":
            return f"{field} in {_set(values)}"
        case "range":
            text = f"{field} is not None and {values[0]} <= {field} <= {values[1]}"
        case "starts" | "ends":
            text = f"{field}.{test.operator}with({values[0]!r})"
        case "contains":
            text = f"{values[0]!r} in {field}"
        case "known" if field not in TEXTS:
            return f"{field} is None" if test.negated else f"{field} is not None"
        case "known" | "true":
            text = field
        case _:
            raise AssertionError(test.operator)
    return f"not ({text})" if test.negated else text


def _set(values: tuple[object, ...]) -> str:
    return "{" + ", ".join(repr(value) for value in values) + "}"
