"""`country = DE or AT`: a value that was meant to go on with the comparison before it.

The parser reads the bare `AT` as a named condition. Where nothing of that name is declared and the
comparison before it is an `=`, the list that was meant is offered instead of a declaration.
"""

from routewright_compiler.schema import codes
from routewright_compiler.schema.report import shown
from routewright_compiler.typecheck.scope import Scope
from routewright_compiler.typecheck.terms import known_operand
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Edit, Fix, FixSafety


def has_repeated_values(scope: Scope, node: syntax.Or) -> bool:
    """Report `field = A or B` where `B` is no condition; return whether it was reported."""
    first = node.items[0]
    if not isinstance(first, syntax.Compare) or first.operator is not syntax.Comparison.EQ:
        return False
    if not isinstance(first.left, syntax.Path) or not isinstance(first.right, syntax.Path):
        return False
    words = [first.right.text]
    for item in node.items[1:]:
        if not isinstance(item, syntax.Truth) or not isinstance(item.value, syntax.Path):
            return False
        if known_operand(scope, item.value) is not None:
            return False
        words.append(item.value.text)
    meant = f"{first.left.text} in ({', '.join(words)})"
    scope.report.add(
        codes.NOT_A_CONDITION,
        node.items[1].span,
        f"{shown(words[1])} alone is not a condition: `or` joins whole conditions",
        subject=first.left.text,
        repair=f"write `{meant}`",
        fixes=(Fix(f"write {shown(meant)}", FixSafety.UNSAFE, (Edit(node.span, meant),)),),
    )
    return True
