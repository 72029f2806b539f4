"""Countries, states and languages, against pycountry."""

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routewright_runtime.values import (
    Reading,
    TypeName,
    ValueType,
    countries_with_state_part,
    country_code,
    country_names,
    is_state_code,
    language_code,
    part_of,
    read,
    states_of,
)

COUNTRY = ValueType(TypeName.COUNTRY)
STATE = ValueType(TypeName.STATE)
LANGUAGE = ValueType(TypeName.LANGUAGE)


def test_the_countries_are_those_of_the_standard_and_kosovo() -> None:
    assert set(country_names()) == {c.alpha_2 for c in pycountry.countries} | {"XK"}
    assert list(country_names()) == sorted(country_names())


def test_every_code_and_english_name_of_a_country_reads() -> None:
    for country in pycountry.countries:
        names = [country.alpha_2, country.alpha_3, country.numeric, country.name]
        names += [
            getattr(country, k) for k in ("common_name", "official_name") if hasattr(country, k)
        ]
        for name in names:
            for spelling in (name, name.upper(), name.lower(), f" {name} "):
                assert read(COUNTRY, spelling) == Reading(country.alpha_2), spelling


def test_names_in_the_main_languages_read() -> None:
    import gettext

    for locale in (
        "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb_NO", "fi", "cs", "ja", "zh_CN",
        "ko", "ru", "tr",
    ):  # fmt: skip
        translated = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [locale]).gettext
        pairs = {c.alpha_2: translated(c.name) for c in pycountry.countries}
        wrong = {code: name for code, name in pairs.items() if country_code(name) != code}
        assert len(wrong) <= 3, (locale, wrong)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("UK", "GB"), ("U.K.", "GB"), ("England", "GB"), ("Great Britain", "GB"), ("USA", "US"),
        ("U.S.", "US"), ("United States", "US"), ("america", "US"), ("Holland", "NL"),
        ("the netherlands", "NL"), ("South Korea", "KR"), ("Korea, Republic of", "KR"),
        ("North Korea", "KP"), ("Russia", "RU"), ("Czech Republic", "CZ"), ("Ivory Coast", "CI"),
        ("Cote d'Ivoire", "CI"), ("Vietnam", "VN"), ("UAE", "AE"), ("Turkey", "TR"),
        ("Türkiye", "TR"), ("TURKIYE", "TR"), ("Macedonia", "MK"), ("Burma", "MM"),
        ("Cape Verde", "CV"), ("Swaziland", "SZ"), ("Bosnia & Herzegovina", "BA"),
        ("St. Lucia", "LC"), ("Saint Lucia", "LC"), ("Trinidad and Tobago", "TT"),
        ("Kosovo", "XK"), ("Hong Kong", "HK"), ("Taiwan", "TW"), ("Iran", "IR"), ("Bolivia", "BO"),
        ("Deutschland", "DE"), ("Allemagne", "DE"), ("Espagne", "ES"), ("日本", "JP"),
        ("Россия", "RU"), ("Österreich", "AT"), ("Osterreich", "AT"), ("Congo", "CG"),
        ("DR Congo", "CD"), ("Guinea-Bissau", "GW"), ("Guinea", "GN"), ("Ireland", "IE"),
        ("Georgia", "GE"), ("Jordan", "JO"),
    ],
)  # fmt: skip
def test_common_spellings_of_countries(name: str, code: str) -> None:
    assert read(COUNTRY, name) == Reading(code)


@pytest.mark.parametrize(
    "raw",
    [
        "unknown", "Asia/Pacific Region", "Europe", "EU", "ZZ", "XYZ", "999", "Germny", "the",
        "...", "x" * 500, 276, ["DE"], "Virgin Islands", "Static IP",
    ],
)  # fmt: skip
def test_what_is_no_country(raw: object) -> None:
    reading = read(COUNTRY, raw)
    assert reading.value is None
    assert reading.problem is not None
    assert reading.problem.endswith("is not a country")


def test_the_states_are_those_of_the_standard() -> None:
    codes = {s.code for s in pycountry.subdivisions}
    assert {c for country in country_names() for c in states_of(country)} == codes
    assert all(is_state_code(code) for code in codes)
    assert not is_state_code("us-ca")
    assert "US" in countries_with_state_part("CA")
    assert countries_with_state_part("NOPE") == ()


def test_every_state_reads_by_code_part_and_name() -> None:
    others: dict[str, object] = {}
    for state in pycountry.subdivisions:
        country = state.code[:2]
        assert read(STATE, state.code.lower()) == Reading(state.code)
        assert read(STATE, state.code, country=country) == Reading(state.code)
        assert read(STATE, state.code[3:], country=country) == Reading(state.code)
        value = read(STATE, state.name, country=country).value
        if value not in (state.code, state.parent_code):
            others[state.code] = value
    # Two states of one name read as neither; the rest are regions that bear another's name.
    assert len(others) < 60
    assert sum(value is not None for value in others.values()) <= 5, others


@pytest.mark.parametrize(
    ("raw", "country", "code"),
    [
        ("CA", "US", "US-CA"), ("California", "US", "US-CA"), ("calif.", "US", "US-CA"),
        ("D.C.", "US", "US-DC"), ("Washington", "US", "US-WA"), ("Quebec", "CA", "CA-QC"),
        ("Québec", "CA", "CA-QC"), ("QC", "CA", "CA-QC"), ("Bavaria", "DE", "DE-BY"),
        ("Bayern", "DE", "DE-BY"), ("Baviera", "DE", "DE-BY"), ("NRW", "DE", "DE-NW"),
        ("Wien", "AT", "AT-9"), ("Vienna", "AT", "AT-9"), ("Genf", "CH", "CH-GE"),
        ("Genève", "CH", "CH-GE"), ("NSW", "AU", "AU-NSW"), ("Ile-de-France", "FR", "FR-IDF"),
        ("Lombardy", "IT", "IT-25"), (13, "JP", "JP-13"), ("1", "JP", "JP-01"),
        ("Madrid", "ES", "ES-MD"), ("Maharashtra", "IN", "IN-MH"), ("us_ca", "US", "US-CA"),
        ("Dhaka", "BD", "BD-C"), ("Boké", "GN", "GN-B"), ("Sofia", "BG", "BG-23"),
    ],
)  # fmt: skip
def test_common_spellings_of_states(raw: object, country: str, code: str) -> None:
    assert read(STATE, raw, country=country) == Reading(code)


def test_a_state_needs_its_country() -> None:
    assert read(STATE, "US-CA") == Reading("US-CA")
    assert read(STATE, "CA").problem == (
        "`CA` is not a full state code, and no country stands beside it"
    )
    assert read(STATE, "California").value is None
    assert read(STATE, "US-CA", country="CA").problem == "`US-CA` is not in the record's country CA"
    assert read(STATE, "QC", country="US").problem == "`QC` is not a state of US"
    assert part_of("US-CA", TypeName.STATE, "country") == "US"


def test_every_code_of_a_language_reads() -> None:
    for language in pycountry.languages:
        code = getattr(language, "alpha_2", language.alpha_3)
        spellings = [language.alpha_3, language.alpha_3.upper(), f"{language.alpha_3}-Latn"]
        spellings += [
            getattr(language, k) for k in ("alpha_2", "bibliographic") if hasattr(language, k)
        ]
        for spelling in spellings:
            assert language_code(spelling) == code, spelling
        if hasattr(language, "alpha_2"):
            assert read(LANGUAGE, language.name) == Reading(code)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("de", "de"), ("DEU", "de"), ("ger", "de"), ("de-DE", "de"), ("en_US", "en"),
        ("zh-Hans-CN", "zh"), ("en_US.UTF-8", "en"), ("German", "de"), ("Deutsch", "de"),
        ("allemand", "de"), ("Greek", "el"), ("français", "fr"), ("Francais", "fr"),
        ("日本語", "ja"), ("русский", "ru"), ("Farsi", "fa"), ("Mandarin", "zh"), ("Flemish", "nl"),
        ("iw", "he"), ("gsw", "gsw"), ("Punjabi", "pa"), ("norsk", "no"),
    ],
)  # fmt: skip
def test_common_spellings_of_languages(raw: str, code: str) -> None:
    assert read(LANGUAGE, raw) == Reading(code)


@pytest.mark.parametrize("raw", ["xx", "qqq", "Elvish tongue", "", 5, "x" * 500, "12-34", "!"])
def test_what_is_no_language(raw: object) -> None:
    assert read(LANGUAGE, raw).value is None


@given(st.text(max_size=30), st.sampled_from(["US", "DE", "XK", "AQ", None]))
def test_any_text_reads_to_a_known_code_or_not_at_all(text: str, country: str | None) -> None:
    assert read(COUNTRY, text).value in {*country_names(), None}
    state = read(STATE, text, country=country).value
    assert state is None or (isinstance(state, str) and is_state_code(state))
