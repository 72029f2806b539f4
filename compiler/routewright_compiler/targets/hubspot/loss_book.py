"""What a policy loses on the way: allowed by name, or a finding at the rule."""

from routewright_compiler.policy import Policy
from routewright_compiler.target.forms import AllowedLoss
from routewright_compiler.target.unsupported import unsupported
from routewright_compiler.targets.hubspot.losses import LOSS_NAMES
from routewright_grammar.diagnostic import Diagnostic, in_order
from routewright_runtime.graph.conditions import Place

NAME = "HubSpot"


class LossBook:
    """Collects losses; `findings` are those that the settings do not allow."""

    def __init__(self, policy: Policy, allowed_names: frozenset[str]) -> None:
        self._policy = policy
        self._names = allowed_names
        self._findings: list[Diagnostic] = []
        self._allowed: dict[AllowedLoss, None] = {}

    def lose(self, name: str, rule: str, place: Place | None, reason: str, choice: str) -> None:
        """Note that a rule loses something: why, and what is emitted where that is allowed."""
        assert name in LOSS_NAMES, name
        if name in self._names:
            self._allowed[AllowedLoss(name, rule, reason, choice)] = None
            return
        remedy = f'allow `"{name}"` in `hubspot.allow_losses` of routewright.toml: {choice}'
        self._add(rule, place, reason, remedy)

    def refuse(self, rule: str, place: Place | None, reason: str, remedy: str) -> None:
        """Note that a rule cannot be said at all."""
        self._add(rule, place, reason, remedy)

    def _add(self, rule: str, place: Place | None, reason: str, remedy: str) -> None:
        self._findings.append(
            unsupported(
                self._policy, target=NAME, rule=rule, place=place, reason=reason, remedy=remedy
            )
        )

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """Return what is not allowed, in the order in which it is shown."""
        return in_order(self._findings)

    @property
    def allowed(self) -> tuple[AllowedLoss, ...]:
        """Return the allowed losses, in order of the rules."""
        return tuple(self._allowed)
