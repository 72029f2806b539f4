"""The same rules in the languages of other rule engines, each as a function record -> rule index.

An engine that is not installed is left out. They get their records as plain dictionaries in which
an empty text is `""` and any other empty value None, so that no rule needs to guard its texts.
"""

import json
from collections.abc import Callable, Mapping, Sequence

from shapes import Either, Rule, Test

Engine = Callable[[Mapping[str, object]], int]
CEL_RULES_A_PROGRAM = 20


def engines(rules: Sequence[Rule]) -> dict[str, Callable[[], Engine]]:
    """Return a function that compiles the rules for each engine that is installed, by name."""
    makers = {"datalogic-py": datalogic, "zen-engine": zen_table, "CEL": cel_programs}
    modules = {"datalogic-py": "datalogic_py", "zen-engine": "zen", "CEL": "cel"}
    found: dict[str, Callable[[], Engine]] = {}
    for name, make in makers.items():
        try:
            __import__(modules[name])
        except ImportError:
            continue
        found[name] = lambda make=make: make(rules)
    return found


# --- JSONLogic ---------------------------------------------------------------------------------


def datalogic(rules: Sequence[Rule]) -> Engine:
    """One `if` with a branch a rule."""
    import datalogic_py

    branches: list[object] = []
    for index, rule in enumerate(rules):
        branches += [{"and": [_logic_part(part) for part in rule]}, index]
    engine = datalogic_py.Engine()
    rule = engine.compile(json.dumps({"if": [*branches, len(rules)]}))
    session = engine.session()
    return lambda record: session.evaluate(rule, record)


def _logic_part(part: Test | Either) -> object:
    if isinstance(part, Either):
        return {"or": [_logic_test(test) for test in part.tests]}
    return _logic_test(part)


def _logic_test(test: Test) -> object:
    value: object = {"var": test.field}
    first = test.values[0] if test.values else None
    found: object
    match test.operator:
        case "in":
            found = {"in": [value, list(test.values)]}
        case "range":
            found = {"and": [{"!==": [value, None]}, {"<=": [first, value, test.values[1]]}]}
        case "starts":
            found = {"starts_with": [value, first]}
        case "ends":
            found = {"ends_with": [value, first]}
        case "contains":
            found = {"in": [first, value]}
        case "known":
            found = {"!==": [value, None]}
        case _:
            found = {"===": [value, True]}
    return {"!": [found]} if test.negated else found


# --- zen ---------------------------------------------------------------------------------------


def zen_table(rules: Sequence[Rule]) -> Engine:
    """A decision table with one column of conditions, first hit."""
    import zen

    rows = [
        {"_id": f"r{index}", "i": " and ".join(_zen_part(part) for part in rule), "o": str(index)}
        for index, rule in enumerate(rules)
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": "i", "name": "Condition"}],
        "outputs": [{"id": "o", "name": "Rule", "field": "rule"}],
        "rules": [*rows, {"_id": "rest", "i": "", "o": str(len(rules))}],
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": content},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "b", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda record: decision.evaluate(record)["result"]["rule"]


def _zen_part(part: Test | Either) -> str:
    if isinstance(part, Either):
        return "(" + " or ".join(_zen_test(test) for test in part.tests) + ")"
    return _zen_test(part)


def _zen_test(test: Test) -> str:
    field = test.field
    first = json.dumps(test.values[0]) if test.values else ""
    match test.operator:
        case "in":
            found = f"{field} in {json.dumps(list(test.values))}"
        case "range":
            found = f"{field} != null and {field} >= {first} and {field} <= {test.values[1]}"
        case "starts":
            found = f"startsWith({field}, {first})"
        case "ends":
            found = f"endsWith({field}, {first})"
        case "contains":
            found = f"contains({field}, {first})"
        case "known":
            found = f"{field} != null"
        case _:
            found = f"{field} == true"
    return f"(not ({found}))" if test.negated else f"({found})"


# --- CEL ---------------------------------------------------------------------------------------


def cel_programs(rules: Sequence[Rule]) -> Engine:
    """Chains of `? :`, some rules a program, since longer ones are too deep for its parser."""
    import cel

    programs = []
    for start in range(0, len(rules), CEL_RULES_A_PROGRAM):
        found = "-1"
        block = list(enumerate(rules))[start : start + CEL_RULES_A_PROGRAM]
        for index, rule in reversed(block):
            found = f"({' && '.join(_cel_part(part) for part in rule)}) ? {index} : ({found})"
        programs.append(cel.compile(found))
    rest = len(rules)

    def decide(record: Mapping[str, object]) -> int:
        context = cel.Context(variables=dict(record))
        for program in programs:
            answer = program.execute(context)
            if answer >= 0:
                return int(answer)
        return rest

    return decide


def _cel_part(part: Test | Either) -> str:
    if isinstance(part, Either):
        return "(" + " || ".join(_cel_test(test) for test in part.tests) + ")"
    return _cel_test(part)


def _cel_test(test: Test) -> str:
    field = test.field
    first = json.dumps(test.values[0]) if test.values else ""
    match test.operator:
        case "in":
            found = f"{field} in {json.dumps(list(test.values))}"
        case "range":
            found = f"{field} != null && {field} >= {first} && {field} <= {test.values[1]}"
        case "starts":
            found = f"{field}.startsWith({first})"
        case "ends":
            found = f"{field}.endsWith({first})"
        case "contains":
            found = f"{field}.contains({first})"
        case "known":
            found = f"{field} != null"
        case _:
            found = f"{field} == true"
    return f"!({found})" if test.negated else f"({found})"
