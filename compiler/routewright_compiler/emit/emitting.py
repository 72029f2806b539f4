"""Emission from end to end: the target says the policy, checks its files, and they are proved.

    policy -> target.emit -> files -> target.check -> read back and compared -> Emitted

Nothing is written here: the command line writes the files of an `Emitted` that has no trouble.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from routewright_compiler.emit.verify import Verdict, Verification, verify
from routewright_compiler.policy import Policy
from routewright_compiler.target.forms import Emission, Target
from routewright_grammar.diagnostic import Diagnostic

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Emitted:
    """What an emission made and what was found on the way.

    `troubles` are losses that the settings do not allow, and damage in the emitted files; with any
    of them nothing may be written. Damage is a fault of ours: `is_damaged`. `verification` is the
    proof of the files, None where there are troubles.
    """

    emission: Emission
    troubles: tuple[Diagnostic, ...]
    is_damaged: bool = False
    verification: Verification | None = None

    @property
    def is_refuted(self) -> bool:
        """Tell whether the files do something else than the policy, which is a fault of ours."""
        found = self.verification
        return found is not None and found.verdict is Verdict.DIFFERENT

    @property
    def files(self) -> Mapping[str, str]:
        """Return the text of each file by path; none where there is trouble."""
        if self.troubles or self.is_refuted:
            return {}
        return {file.path: file.text for file in self.emission.files}


def emit_policy(target: Target[S], policy: Policy, settings: S) -> Emitted:
    """Say a policy in a target's configuration, check the files and prove them."""
    emission = target.emit(policy, settings)
    if emission.losses:
        return Emitted(emission, emission.losses)
    damage = target.check({file.path: file.text for file in emission.files}, settings)
    if damage:
        return Emitted(emission, damage, is_damaged=True)
    files = {file.path: file.text.encode("utf-8") for file in emission.files}
    return Emitted(emission, (), verification=verify(target, policy, files, settings))
