"""Where what is costly to build is kept between runs: the user's own cache folder."""

import os
import sys
from pathlib import Path

_NAME = "routewright"


def cache_folder() -> Path | None:
    """Return the folder, perhaps not made yet; None where the user has none.

    `ROUTEWRIGHT_CACHE` names another, and nothing is kept where it is empty.
    """
    named = os.environ.get("ROUTEWRIGHT_CACHE")
    if named is not None:
        return Path(named) if named else None
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) / _NAME / "cache" if local else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / _NAME
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / _NAME
