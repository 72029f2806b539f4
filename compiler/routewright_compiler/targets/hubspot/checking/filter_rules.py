"""What the documentation says of filter trees, and no schema: operators, and OR of ANDs."""

from routewright_compiler.targets.hubspot import codes
from routewright_compiler.targets.hubspot.checking.report import BodyReport, at
from routewright_compiler.targets.hubspot.checking.shape import as_list, as_object, shown
from routewright_compiler.targets.hubspot.model import Json, JsonObject
from routewright_compiler.targets.hubspot.operators import OPERATORS

_INSIDE_AND = ("UNIFIED_EVENTS", "ASSOCIATION")


def check_tree(tree: Json, path: str, report: BodyReport) -> None:
    """Check a filter tree from its root: `OR` without filters over `AND`s."""
    root = as_object(tree)
    word = root.get("filterBranchType")
    if word != "OR":
        if isinstance(word, str):
            report.add(
                codes.WRONG_FILTER_TREE,
                path,
                f"has {shown(word)} at its root; the root must be `OR`",
                "put it into an OR with one AND",
            )
        check_inside(root, path, report)
        return
    if as_list(root.get("filters")):
        report.add(
            codes.WRONG_FILTER_TREE,
            at(path, "filters"),
            "stands in an OR, which holds no filters",
            "put them into ANDs of their own",
        )
    branches = as_list(root.get("filterBranches"))
    if not branches:
        report.add(codes.WRONG_FILTER_TREE, path, "is an OR without an AND")
    for place, branch in enumerate(branches):
        own = at(at(path, "filterBranches"), place)
        kind = as_object(branch).get("filterBranchType")
        if isinstance(kind, str) and kind != "AND":
            report.add(
                codes.WRONG_FILTER_TREE, own, f"is {shown(kind)}; inside an OR only AND stands"
            )
        check_inside(as_object(branch), own, report)
    check_filters(root, path, report)


def check_inside(branch: JsonObject, path: str, report: BodyReport) -> None:
    """Check a branch below the root, and all inside it."""
    check_filters(branch, path, report)
    kind = branch.get("filterBranchType")
    for place, inner in enumerate(as_list(branch.get("filterBranches"))):
        own = at(at(path, "filterBranches"), place)
        word = as_object(inner).get("filterBranchType")
        if kind == "AND" and isinstance(word, str) and word not in _INSIDE_AND:
            report.add(codes.WRONG_FILTER_TREE, own, f"is {shown(word)}, which an AND cannot hold")
        if kind == "UNIFIED_EVENTS":
            report.add(codes.WRONG_FILTER_TREE, own, "stands inside an event, which holds none")
        check_inside(as_object(inner), own, report)


def check_filters(branch: JsonObject, path: str, report: BodyReport) -> None:
    """Check the operators of a branch's own filters."""
    operator = branch.get("filterBranchOperator")
    kind = branch.get("filterBranchType")
    if kind in ("OR", "AND") and operator in ("OR", "AND") and kind != operator:
        report.add(
            codes.WRONG_FILTER_TREE,
            at(path, "filterBranchOperator"),
            f"is `{operator}` in a branch of type `{kind}`",
        )
    for place, item in enumerate(as_list(branch.get("filters"))):
        own = at(at(at(path, "filters"), place), "operation")
        operation = as_object(as_object(item).get("operation"))
        known = OPERATORS.get(str(operation.get("operationType")))
        word = operation.get("operator")
        if known is not None and isinstance(word, str) and word not in known:
            report.add(
                codes.WRONG_OPERATOR,
                at(own, "operator"),
                f"is {shown(word)}, which {operation['operationType']} does not have",
                f"it has {', '.join(known)}",
            )
