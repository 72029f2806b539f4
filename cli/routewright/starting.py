"""The small policy that `init` writes: the files of the `starter` folder beside this one."""

from importlib.resources import files
from pathlib import Path

from routewright.errors import UnreadableFileError
from routewright.output_file import write_file
from routewright.text_files import reason_of, shown, unreadable

NAMES = ("inbound.route", "people.route", "leads.csv", "routewright.toml")


def start_folder(folder: Path) -> tuple[Path, ...]:
    """Write the starter files into a folder, made where missing; return their paths.

    Raises UnreadableFileError, and writes nothing, where one of them is there already.
    """
    for name in NAMES:
        if (folder / name).exists() or (folder / name).is_symlink():
            raise UnreadableFileError(
                f"`{shown(folder / name)}` is there already and stays as it is;"
                " name another folder, or move the file away"
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as trouble:
        raise unreadable(folder, reason_of(trouble)) from trouble
    starter = files("routewright") / "starter"
    for name in NAMES:
        write_file(folder / name, (starter / name).read_text(encoding="utf-8"))
    return tuple(folder / name for name in NAMES)
