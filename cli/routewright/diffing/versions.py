"""The two versions to compare: files and folders as they are, or as a git revision had them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from routewright.cache_folder import cache_folder
from routewright.compiling import compile_file
from routewright.diffing.repository import Repository, joined
from routewright.errors import PolicyError, UnreadableFileError
from routewright.policy_files import ENDING, glance, one_policy, policies
from routewright.text_files import POLICY_BYTES, shown, shown_text
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.loader import Unreadable
from routewright_grammar.span import Source


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a policy: `name` as the user would find it, None for one that is not there."""

    name: str
    policy: Policy | None


@dataclass(frozen=True, slots=True)
class Versions:
    """Two versions of one policy; `path` is where it stands now (or stood)."""

    path: Path
    before: Version
    after: Version


class RevisionLoader:
    """Reads a policy's files from a commit; `places` says where a path of the loader stands."""

    def __init__(self, repository: Repository, commit: str, folder: str) -> None:
        """Take the folder, from the top, that paths of the policy are relative to."""
        self._repository = repository
        self._commit = commit
        self._folder = folder
        self._read: dict[str, bytes] = {}

    def load(self, path: str) -> bytes | Unreadable:
        """Return the file's bytes, or why there are none."""
        place = joined(self._folder, path)
        if place is None:
            return Unreadable("is outside the git repository")
        data = self._repository.content(self._commit, place)
        if data is None:
            return Unreadable("there is no such file in that revision")
        if len(data) > POLICY_BYTES:
            return Unreadable(f"is larger than {POLICY_BYTES // 2**20} MB; split it")
        self._read[path] = data
        return data

    def sources(self) -> Mapping[str, Source]:
        """Return the texts of all files read."""
        return {path: Source(path, shown_text(data)) for path, data in self._read.items()}


def two_files(old: str, new: str) -> Versions:
    """Return the versions that two arguments name: a file, a folder or REVISION:PATH."""
    after = _named(new)
    path = Path(new)
    return Versions(path, _named(old), after)


def _named(argument: str) -> Version:
    revision, sign, path = argument.partition(":")
    # On Windows `C:\\x` is a path; a file that is there is what is meant anywhere.
    if not sign or len(revision) < 2 or Path(argument).exists():
        file = one_policy(Path(argument))
        return Version(shown(file), compile_file(file).policy)
    repository = Repository(Path())
    commit = repository.commit(revision)
    place = joined(_here(repository), path) if path.startswith(("./", "../")) else joined("", path)
    if place is None:
        raise UnreadableFileError(f"`{path}` is outside the git repository")
    if repository.is_folder(commit, place):
        place = _one_of(repository, commit, place, argument)
    if repository.content(commit, place) is None:
        raise UnreadableFileError(
            f"revision `{revision}` has no file `{place}`; paths behind the colon start at the top"
            " of the repository, or with `./` at the working folder"
        )
    return _compiled(repository, commit, place, f"{revision}:{place}", place, "")


def since(base: str, paths: tuple[Path, ...]) -> Iterator[Versions]:
    """Yield both versions of every policy that paths stand for, now or in a git revision."""
    for path in paths:
        folder = path if path.is_dir() else path.parent
        repository = Repository(folder if folder.exists() else Path())
        commit = repository.parting(repository.commit(base))
        now = policies((path,), Path()) if path.exists() else ()
        for policy in now:
            yield Versions(
                policy,
                _in_revision(repository, commit, base, policy),
                Version(shown(policy), compile_file(policy).policy),
            )
        places = {repository.path_of(policy) for policy in now}
        yield from _gone(repository, commit, base, path, places)


def _in_revision(repository: Repository, commit: str, base: str, policy: Path) -> Version:
    place = repository.path_of(policy)
    name = f"{base}:{place}"
    if repository.content(commit, place) is None:
        return Version(name, None)
    # The path as the policy is called now, so that its places read alike.
    called = shown(policy)
    if policy.is_absolute():
        return _compiled(repository, commit, place, name, place, "")
    return _compiled(repository, commit, place, name, called, _here(repository))


def _gone(
    repository: Repository, commit: str, base: str, path: Path, now: set[str]
) -> Iterator[Versions]:
    """Yield the policies below a path that a revision had and that are no longer there."""
    below = repository.path_of(path)
    is_folder = not below or repository.is_folder(commit, below)
    had = repository.files(commit, below, ENDING)
    if not path.exists() and not had:
        raise UnreadableFileError(
            f"`{shown(path)}` does not exist, and did not in revision `{base}`; check the spelling"
        )
    used = _used_in(repository, commit, had) if is_folder else set()
    for place in had:
        if place in now or place in used or (repository.top / place).exists():
            continue
        old = _compiled(repository, commit, place, f"{base}:{place}", place, "")
        yield Versions(repository.top / place, old, Version(place, None))


def _used_in(repository: Repository, commit: str, files: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for place in files:
        data = repository.content(commit, place) or b""
        folder = place.rpartition("/")[0]
        for name in glance(data.decode("utf-8", errors="replace")).used:
            target = joined(folder, name.replace("\\", "/"))
            if target is not None and target != place:
                found.add(target)
    return found


def _compiled(
    repository: Repository, commit: str, place: str, name: str, called: str, folder: str
) -> Version:
    """Compile a policy of a commit; it is `called` so from a folder of the repository."""
    loader = RevisionLoader(repository, commit, folder)
    outcome = compile_policy(called, loader, cache_dir=cache_folder())
    if outcome.value is None or outcome.is_refused:
        raise PolicyError(
            f"`{name}` does not compile, so there is nothing to compare with",
            outcome.diagnostics,
            loader.sources(),
        )
    return Version(name, outcome.value)


def _one_of(repository: Repository, commit: str, folder: str, argument: str) -> str:
    files = repository.files(commit, folder, ENDING)
    used = _used_in(repository, commit, files)
    found = [file for file in files if file not in used] or list(files)
    if len(found) != 1:
        names = ", ".join(f"`{name}`" for name in found[:5])
        said = f"has {len(found)} policies: {names}" if found else f"has no {ENDING} file"
        raise UnreadableFileError(f"`{argument}` {said}; name one policy")
    return found[0]


def _here(repository: Repository) -> str:
    """Return the working folder from the top of the repository."""
    return repository.path_of(Path())
