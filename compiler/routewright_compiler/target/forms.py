"""The forms in which a target gives and takes: files, losses, assumptions, what was read back.

A target is a package of `targets/` that fulfils `Target`. It never touches the disk: files are
mappings from a relative path (with `/`) to their content; the command line reads and writes them.

```
Policy --emit--> Emission(files)        files --read_back--> .route text over the policy's record
CRM files --import_files--> Import      what the target cannot say: a Diagnostic, or an AllowedLoss
```
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from routewright_compiler.policy import Policy
from routewright_grammar.diagnostic import Diagnostic


class TargetSettingsError(ValueError):
    """A setting of `routewright.toml` that a target cannot use; the text names key and remedy."""


@dataclass(frozen=True, slots=True)
class EmittedFile:
    """One file of an output; `path` is relative, with `/`; `text` ends with a line feed."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that a proof leans on and that no source confirms.

    `name` is stable, small letters and hyphens; `text` a plain sentence; `source` where the doubt
    is written down.
    """

    name: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class AllowedLoss:
    """What the target cannot say exactly, and the settings allow by name.

    `rule` is the rule that it concerns (empty: the whole policy), `choice` what was emitted.
    """

    name: str
    rule: str
    reason: str
    choice: str


@dataclass(frozen=True, slots=True)
class Emission:
    """What `emit` made; no files where a loss is not allowed (then `losses` says which)."""

    files: tuple[EmittedFile, ...]
    losses: tuple[Diagnostic, ...] = ()
    allowed: tuple[AllowedLoss, ...] = ()
    assumptions: tuple[Assumption, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedPolicy:
    """One policy made from existing configuration: `policy.route` and what stands beside it.

    `diagnostics` are of this policy alone; with an error among them there are no files.
    """

    folder: str
    files: tuple[EmittedFile, ...]
    is_active: bool = True
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """What an import made, the active policy first, and what it found on the way."""

    policies: tuple[ImportedPolicy, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What a configuration does, as a policy over the record of the policy it came from.

    `files` are `.route` files, `path` the first. `rule_of` maps its rule names to the policy's
    where the configuration says which is which. `losses` are what a comparison must leave out and
    say so. `aside` names what of a decision the text does not speak of, because it was compared
    otherwise: `hold`, `notify`, `tags`, `sla`. `never_empty` are fields that the platform never
    leaves empty, `known_with` pairs of fields of which the first is never known without the
    second: a comparison may rely on both. `unread` are `outside` texts of the configuration that
    the policy does not have: whether they ask the same as something of the policy is not known.
    """

    files: Mapping[str, str]
    path: str
    rule_of: Mapping[str, str]
    assumptions: tuple[Assumption, ...] = ()
    losses: tuple[AllowedLoss, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    aside: frozenset[str] = frozenset()
    never_empty: tuple[str, ...] = ()
    known_with: tuple[tuple[str, str], ...] = ()
    unread: frozenset[str] = frozenset()


S = TypeVar("S")


class Target(Protocol[S]):
    """A target module: pure functions from data to data; `S` are its checked settings."""

    NAME: str

    def read_settings(self, table: Mapping[str, object], env: str | None) -> S:
        """Check the target's table of `routewright.toml`; raise TargetSettingsError."""
        ...

    def emit(self, policy: Policy, settings: S) -> Emission:
        """Say the policy in the target's configuration."""
        ...

    def check(self, files: Mapping[str, str], settings: S) -> tuple[Diagnostic, ...]:
        """Find what is wrong with configuration files, schema and beyond."""
        ...

    def import_files(self, files: Mapping[str, bytes], settings: S) -> Import:
        """Make policies from existing configuration."""
        ...

    def read_back(self, policy: Policy, files: Mapping[str, bytes], settings: S) -> ReadBack:
        """Say what configuration does in terms of the policy's record, people and queues."""
        ...
