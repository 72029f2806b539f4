"""From paths to compiled policies: the file system behind the compiler's loader."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from routewright.cache_folder import cache_folder
from routewright.errors import PolicyError, UnreadableFileError
from routewright.policy_files import one_policy
from routewright.text_files import read_bytes, shown, shown_text
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.loader import Unreadable
from routewright_grammar.diagnostic import Diagnostic, Outcome
from routewright_grammar.span import Source


class FileLoader:
    """Reads a policy's files from disk, relative to the working folder, and remembers them."""

    def __init__(self) -> None:
        self._read: dict[str, bytes | Unreadable] = {}

    def load(self, path: str) -> bytes | Unreadable:
        """Return the file's bytes, or why there are none."""
        found = self._read.get(path)
        if found is None:
            found = self._read[path] = _load(path)
        return found

    def contents(self) -> dict[str, bytes | str]:
        """Return what each file held that was asked for, or the reason why there was nothing."""
        return {
            path: data if isinstance(data, bytes) else data.reason
            for path, data in self._read.items()
        }

    def sources(self) -> dict[str, Source]:
        """Return the texts of all files read, for showing places in them."""
        return {
            path: Source(path, shown_text(data))
            for path, data in self._read.items()
            if isinstance(data, bytes)
        }


@dataclass(frozen=True)
class Compiled:
    """What became of one policy file; `outcome` has no value where the policy was refused."""

    path: Path
    outcome: Outcome[Policy]
    loader: FileLoader

    @property
    def name(self) -> str:
        """Return the policy's name as the user wrote it."""
        return shown(self.path)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return what the compiler found."""
        return self.outcome.diagnostics

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Return the texts of the policy's files."""
        return self.loader.sources()

    @property
    def policy(self) -> Policy:
        """Return the policy; raise PolicyError where it was refused."""
        if self.outcome.value is None or self.outcome.is_refused:
            raise PolicyError(
                f"`{self.name}` does not compile; `routewright lint` checks it whole",
                self.diagnostics,
                self.sources,
            )
        return self.outcome.value


def compile_file(path: Path) -> Compiled:
    """Compile one policy file; raise UnreadableFileError where it cannot be read at all."""
    loader = FileLoader()
    read_bytes(path)
    return Compiled(path, compile_policy(shown(path), loader, cache_dir=cache_folder()), loader)


def compiled(path: Path) -> Compiled:
    """Compile the one policy that a file or folder stands for; raise PolicyError if refused."""
    found = compile_file(one_policy(path))
    assert found.policy is not None
    return found


def _load(path: str) -> bytes | Unreadable:
    try:
        return read_bytes(Path(path))
    except UnreadableFileError as trouble:
        return Unreadable(trouble.reason)
