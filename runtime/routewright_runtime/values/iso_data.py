"""The ISO code lists that pycountry ships, read straight from its files.

Importing pycountry costs 40 ms and builds indices that are not used here; its JSON lists and
message catalogues are read in one or two. Nothing is read before the first look-up that needs it.
"""

import json
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec

from routewright_runtime.errors import RoutewrightError
from routewright_runtime.text import fold

# The languages whose names for countries, states and languages are read, most spoken in business
# first: where two languages use one name for different things, the earlier one decides.
LOCALES = (
    "de", "fr", "es", "it", "pt", "pt_BR", "nl", "pl", "sv", "da", "nb_NO", "nn", "fi", "cs",
    "ja", "zh_CN", "zh_TW", "ko", "ru", "tr", "uk", "hu", "ro", "el", "ca", "sk", "sl", "hr",
    "bg", "et", "lv", "lt", "he", "ar", "hi", "th", "vi", "id",
)  # fmt: skip

_SILENT = ".'’‘ʻʼ`´"


class IsoDataError(RoutewrightError):
    """The code lists are not there: the installation is damaged."""


@cache
def entries(list_name: str, root_key: str) -> tuple[Mapping[str, str], ...]:
    """Return the entries of one list, in the order of the file."""
    path = os.path.join(_folder(), "databases", f"{list_name}.json")
    try:
        with open(path, encoding="utf-8") as stream:
            return tuple(json.load(stream)[root_key])
    except (OSError, ValueError, KeyError) as trouble:
        raise IsoDataError(
            "the code lists of pycountry cannot be read; reinstall it with `pip install pycountry`"
        ) from trouble


def translations(list_name: str) -> Iterator[Callable[[str], str]]:
    """Yield for each of `LOCALES` that has one a function from the English to the local name."""
    from gettext import GNUTranslations

    for locale in LOCALES:
        path = os.path.join(_folder(), "locales", locale, "LC_MESSAGES", f"{list_name}.mo")
        try:
            with open(path, "rb") as stream:
                yield GNUTranslations(stream).gettext
        except (OSError, UnicodeError):
            continue


def name_key(name: str) -> str:
    """Return what two spellings of one name share: no case, accents, blanks, points or `the`.

    `&` is `and`, `St.` is `Saint`: `The U.S.` and `us`, `Saint Lucia` and `St. Lucia` are one.
    """
    folded = fold(name)
    if not folded.isascii():
        bare = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in bare if not unicodedata.combining(c))
    spelt = folded.replace("&", " and ")
    words = "".join(c if c.isalnum() else "" if c in _SILENT else " " for c in spelt)
    kept = words.split()
    if len(kept) > 1 and kept[0] == "the":
        kept = kept[1:]
    return "".join("saint" if word == "st" else word for word in kept)


@cache
def _folder() -> str:
    spec = find_spec("pycountry")
    if spec is None or not spec.submodule_search_locations:
        raise IsoDataError("pycountry is not installed; run `pip install pycountry`")
    return spec.submodule_search_locations[0]
