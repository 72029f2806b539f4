"""What the nodes of a policy's graph are called: by the names of the policy, not by counting.

```
start    rule French speakers    require    require 2    fallback    fallback of EMEA / DACH
attempt 1 of rule French speakers    step 2 of rule French speakers
team ae    rep ana    queue desk
```

So an id stays what it is while other rules come and go. An attempt or step that several branches
share belongs to the outermost: the last fallback first, then those of groups, then rules.
"""

from collections import Counter

from routewright_compiler.analysis.chain import Chain
from routewright_runtime.graph.branches import Branch, BranchKind

START = "start"


class NetworkIds:
    """The ids of the branches, and by id in the decision graph those of attempts and steps."""

    def __init__(self, chain: Chain) -> None:
        seen: Counter[str] = Counter()
        found = []
        for branch in chain.branches:
            name = _branch_name(branch)
            seen[name] += 1
            found.append(name if seen[name] == 1 else f"{name} {seen[name]}")
        self.branches: tuple[str, ...] = tuple(found)
        self.nodes: dict[str, str] = {}
        fallbacks = (BranchKind.GROUP_FALLBACK, BranchKind.FALLBACK)
        outermost = sorted(
            range(len(found)), key=lambda n: (chain.branches[n].kind not in fallbacks, -n)
        )
        for number in outermost:
            self._name_parts(chain, number)

    def _name_parts(self, chain: Chain, number: int) -> None:
        attempts = steps = 0
        for attempt in chain.index.attempts(chain.branches[number].decision_id):
            if attempt.id not in self.nodes:
                attempts += 1
                self.nodes[attempt.id] = f"attempt {attempts} of {self.branches[number]}"
            for step in chain.index.steps(attempt.id):
                if step.id not in self.nodes:
                    steps += 1
                    self.nodes[step.id] = f"step {steps} of {self.branches[number]}"


def _branch_name(branch: Branch) -> str:
    match branch.kind:
        case BranchKind.RULE:
            return f"rule {branch.rule}"
        case BranchKind.REQUIRE:
            return "require"
        case BranchKind.GROUP_FALLBACK:
            return f"fallback of {' / '.join(branch.groups)}"
        case BranchKind.FALLBACK:
            return "fallback"
