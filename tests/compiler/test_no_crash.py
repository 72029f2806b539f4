"""Whatever is written, compiling never raises: valid files are damaged in many ways."""

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LISTINGS = Path(__file__).parents[1] / "grammar" / "listings"
TERRITORIES = "state,team\nUS-CA|US-OR|US-WA,us_west\nNY|NJ|US-CT,emea_enterprise\n"
FILES = {path.name: path.read_text(encoding="utf-8") for path in LISTINGS.glob("*.route")}
FILES["us_territories.csv"] = TERRITORIES
WORDS = sorted({word for text in FILES.values() for word in text.split()})
EXTRA = ['"', "(", ")", "{", "}", "US-CA", "5..", "..", "=", "DE", "99999999999999999999k", "ana"]
QUIET = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, str | bytes]:
    """Return the files of a policy with words of one replaced, dropped, doubled or moved."""
    name = draw(st.sampled_from(sorted(FILES)))
    pieces = FILES[name].split(" ") if name.endswith("route") else list(FILES[name])
    for _ in range(draw(st.integers(1, 4))):
        index = draw(st.integers(0, len(pieces) - 1))
        match draw(st.integers(0, 3)):
            case 0:
                pieces[index] = draw(st.sampled_from(WORDS + EXTRA))
            case 1:
                pieces[index] = ""
            case 2:
                pieces.insert(index, pieces[draw(st.integers(0, len(pieces) - 1))])
            case _:
                other = draw(st.integers(0, len(pieces) - 1))
                pieces[index], pieces[other] = pieces[other], pieces[index]
    joint = " " if name.endswith("route") else ""
    return {**FILES, name: joint.join(pieces)}


def _check(bench: Any, files: dict[str, str | bytes], path: str = "acme.route") -> None:
    found = bench.findings(files, path)
    refused = bench.compiled(files, path).diagnostics
    assert [d.sort_key for d in refused] == sorted({d.sort_key for d in refused})
    for one in found:
        assert "\n" not in one.message
        assert one.label.span.start <= one.label.span.end
    assert bench.findings(files, path) == found


@given(damaged())
@settings(max_examples=120, deadline=None, suppress_health_check=QUIET)
def test_a_damaged_policy_is_refused_or_compiles(bench: Any, files: dict[str, str | bytes]) -> None:
    _check(bench, files)


@given(st.binary(max_size=200), st.sampled_from(sorted(FILES)))
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
def test_any_bytes_may_stand_in_any_file(bench: Any, data: bytes, name: str) -> None:
    _check(bench, {**FILES, name: data})


def test_a_policy_that_is_not_there(bench: Any) -> None:
    (found,) = bench.findings({}, "gone.route")
    assert (found.name, found.label.span.file) == ("missing-file", "gone.route")


def test_windows_paths_name_the_same_file(bench: Any) -> None:
    text = 'record lead { a: text }\nqueue q\nfallback assign q\nuse "people.route"'
    files = {"routes/main.route": text, "routes/people.route": "queue r"}
    outcome = bench.compiled(files, "routes\\main.route")
    assert outcome.diagnostics == ()
    assert [file.source.file for file in outcome.value.files] == sorted(files)
