"""From files to a policy: the phases in order. Read this first.

```
loader -> read_files -> declare -> check_circles -> check          -> lower -> Policy
          parse, use    names      definitions      types, tables
```

Each phase is a pure function of what the one before gave; files come through the loader. A phase
goes on over broken declarations and reports each trouble once; only a policy without any refusal is
lowered. `lint_policy` then says what is wrong with a policy that compiled.
"""

from pathlib import Path

from routewright_compiler.lower.graph import lower
from routewright_compiler.policy import Policy
from routewright_compiler.resolve.circles import check_circles
from routewright_compiler.resolve.declarations import declare, routed
from routewright_compiler.resolve.files import read_files
from routewright_compiler.schema.loader import Loader
from routewright_compiler.schema.report import Report
from routewright_compiler.structure import check_structure
from routewright_compiler.typecheck.check import check
from routewright_grammar.diagnostic import Outcome


def compile_policy(path: str, loader: Loader, *, cache_dir: Path | None = None) -> Outcome[Policy]:
    """Compile the policy whose first file is `path`; no value where it must be refused.

    `cache_dir` is where the parser keeps its table (None: it is built in every process).
    Diagnostics are sorted by file and place. Cost is linear in the files, but for tables, which are
    quadratic in their rows with a very small factor.
    """
    report = Report()
    files = read_files(path, loader, report, cache_dir)
    declared = declare(files, report)
    check_circles(declared, report)
    checked = check(declared, files, report)
    found = report.found()
    if declared.record is None or any(item.not_compiled for item in found):
        return Outcome(None, found)
    graph = lower(checked, declared.record.name.text, declared.files[0].doc)
    faults = check_structure(graph)
    assert not faults, faults
    policy = Policy(
        declared.files[0].source.file,
        graph,
        declared.files,
        checked.promises,
        checked.examples,
        {name: symbol.span for name, symbol in declared.symbols.by_name.items()},
        {item.name.value: item.name.span for item in routed(declared.members)},
    )
    return Outcome(policy, found)
