"""Languages: ISO 639-1 codes where there is one, else 639-3; read from codes, tags and names."""

import re
from collections.abc import Mapping
from functools import cache

from routewright_runtime.values.iso_data import entries, name_key, translations
from routewright_runtime.values.reading import Reading, quoted, unread

NAME_CHARACTERS = 80
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){1,8}(?:\.[A-Za-z0-9-]{1,12})?")
_FORMER_CODES = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}
_NAMES = {
    "ar": "Standard Arabic, Modern Standard Arabic",
    "ca": "Valencian",
    "de": "Swiss German, High German, Austrian German",
    "el": "Greek, Modern Greek",
    "en": "British English, American English, US English, UK English",
    "es": "Castilian, Castellano, Latin American Spanish, Mexican Spanish",
    "fa": "Farsi, Dari",
    "fr": "Canadian French, Swiss French",
    "fy": "Frisian",
    "he": "Ivrit",
    "hi": "Hindustani",
    "ht": "Haitian Creole",
    "id": "Bahasa Indonesia, Bahasa",
    "ia": "Interlingua",
    "kl": "Greenlandic",
    "km": "Cambodian",
    "ky": "Kyrgyz",
    "lb": "Luxemburgish",
    "lg": "Luganda",
    "li": "Limburgish",
    "mi": "Maori",
    "ms": "Malay, Bahasa Malaysia, Bahasa Melayu",
    "nb": "Bokmal",
    "ne": "Nepali",
    "nl": "Flemish, Vlaams",
    "nn": "Nynorsk",
    "oc": "Occitan",
    "or": "Oriya, Odia",
    "pa": "Punjabi",
    "ps": "Pashto",
    "pt": "Brazilian Portuguese, Brazilian, European Portuguese",
    "ro": "Moldovan, Moldavian",
    "si": "Sinhalese",
    "sw": "Swahili, Kiswahili",
    "tl": "Filipino",
    "to": "Tongan",
    "ug": "Uyghur",
    "yue": "Cantonese",
    "zh": "Mandarin, Simplified Chinese, Traditional Chinese, Putonghua, Chinese Simplified, "
    "Chinese Traditional, Chinese Mandarin",
}


def read_language(raw: object) -> Reading:
    """Read a code (`de`, `DEU`, `ger`), a locale (`de-DE`, `en_US`) or a name."""
    if not isinstance(raw, str):
        return unread(f"{quoted(raw)} is not a language")
    text = raw.strip()
    code = language_code(text)
    return Reading(code) if code is not None else unread(f"{quoted(text)} is not a language")


def language_code(text: str) -> str | None:
    """Return the code that a spelling means, or None."""
    if len(text) > NAME_CHARACTERS:
        return None
    tag = _TAG.fullmatch(text)
    lower = (tag[1] if tag is not None else text).lower()
    code = _two_letters().get(lower) or (_codes().get(lower) if len(lower) <= 3 else None)
    if code is not None:
        return code
    key = name_key(text)
    return _english_names().get(key) or (_foreign_names().get(key) if key else None)


def is_language_code(code: str) -> bool:
    """Tell whether `code` is a canonical code, in small letters."""
    return _codes().get(code) == code


@cache
def language_names() -> Mapping[str, str]:
    """Return the English name of every language that has a two-letter code, sorted by code."""
    named = {e["alpha_2"]: e["name"] for e in _languages() if "alpha_2" in e}
    return dict(sorted(named.items()))


def _languages() -> tuple[Mapping[str, str], ...]:
    return entries("iso639-3", "639-3")


@cache
def _two_letters() -> Mapping[str, str]:
    return {e["alpha_2"]: e["alpha_2"] for e in _languages() if "alpha_2" in e}


@cache
def _codes() -> Mapping[str, str]:
    codes = dict(_FORMER_CODES)
    for entry in _languages():
        code = entry.get("alpha_2", entry["alpha_3"])
        codes[code] = codes[entry["alpha_3"]] = code
        codes[entry.get("bibliographic", code)] = code
    return codes


@cache
def _english_names() -> Mapping[str, str]:
    spellings: list[tuple[str, str]] = []
    for entry in _languages():
        code = entry.get("alpha_2", entry["alpha_3"])
        spellings += [
            (code, entry[part])
            for part in ("name", "common_name", "inverted_name")
            if part in entry
        ]
    known = _keyed(spellings)
    by_hand = _keyed([(code, name) for code, names in _NAMES.items() for name in names.split(",")])
    return {**known, **by_hand}


@cache
def _foreign_names() -> Mapping[str, str]:
    spellings: list[tuple[str, str]] = []
    for translate in translations("iso639-3"):
        for code, name in language_names().items():
            spellings += [(code, local) for local in translate(name).split(";")]
    return _keyed(spellings)


def _keyed(spellings: list[tuple[str, str]]) -> Mapping[str, str]:
    """Return code by name key; a name of two languages means the one with a two-letter code."""
    meant: dict[str, set[str]] = {}
    for code, spelling in spellings:
        key = name_key(spelling)
        if key:
            meant.setdefault(key, set()).add(code)
    keyed: dict[str, str] = {}
    for key, codes in meant.items():
        short = {code for code in codes if len(code) == 2} or codes
        if len(short) == 1:
            keyed[key] = short.pop()
    return keyed
