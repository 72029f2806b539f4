"""The policy of `education` on the 9,240 real leads it was written for, which stay outside.

Every lead is decided, in order, with nothing of it changed; what did not read is counted; and a
second run gives the same bytes.
"""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "examples" / "education" / "admissions.route"
INVENTED = ROOT / "examples" / "education" / "expected.csv"
LEADS = ROOT.parent / "shared" / "data" / "leads_x_education.csv"
Command = Callable[..., int]

COLUMNS = (
    "routed_kind",
    "routed_owner",
    "routed_team",
    "routed_rule",
    "routed_from",
    "routed_sla_due",
    "routed_notes",
)


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _run(routewright: Command, output: Path) -> None:
    code = routewright(
        *("run", str(POLICY), "--records", str(LEADS), "--output", str(output)),
        *("--at", "2026-03-10T15:30+05:30"),
    )
    assert code == 0


@pytest.fixture(scope="module")
def routed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[list[str]], bytes]:
    """Return the rows of one run, header first, and its bytes."""
    from routewright.main import run

    if not LEADS.is_file():
        pytest.skip("the real leads are not beside the project (../shared/data)")
    output = tmp_path_factory.mktemp("real") / "routed.csv"
    _run(lambda *arguments: run(arguments), output)
    return _rows(output), output.read_bytes()


def test_every_row_comes_out_unchanged_and_in_order(
    routed: tuple[list[list[str]], bytes],
) -> None:
    rows, _ = routed
    given = _rows(LEADS)
    assert len(rows) == len(given) == 9241
    width = len(given[0])
    assert width == 38
    assert rows[0][width:] == list(COLUMNS)
    assert [row[:width] for row in rows] == given


def test_every_row_is_decided_with_its_reason(routed: tuple[list[list[str]], bytes]) -> None:
    header, *rows = routed[0]
    kind, owner, rule = (header.index(f"routed_{name}") for name in ("kind", "owner", "rule"))
    assert {row[kind] for row in rows} <= {"rep", "queue", "suppressed", "held"}
    assert [row for row in rows if row[kind] != "suppressed" and not row[owner]] == []
    assert [row for row in rows if not row[rule]] == []


def test_every_rule_of_the_policy_gets_leads(routed: tuple[list[list[str]], bytes]) -> None:
    header, *rows = routed[0]
    by_rule = Counter(row[header.index("routed_rule")] for row in rows)
    rules = {
        *("require", "Do not contact", "Already a student", "Wrong number", "Unlikely"),
        *("Too little to go on", "Recommended", "Gulf", "Keen and abroad", "Abroad / fallback"),
        *("Finance professionals", "Keen professionals", "At work / fallback", "Keen"),
        *("Chose a subject", "Newsletter", "fallback"),
    }
    assert set(by_rule) == rules
    # What can be counted from the file alone.
    assert by_rule["require"] == 36


def test_the_rule_is_the_one_that_a_reader_of_the_policy_would_name(
    routed: tuple[list[list[str]], bytes],
) -> None:
    header, *rows = routed[0]
    wanted = [_rule(dict(zip(header, row, strict=True))) for row in rows]
    assert [row[header.index("routed_rule")] for row in rows] == wanted


def test_so_is_that_of_the_invented_leads() -> None:
    header, *rows = _rows(INVENTED)
    wanted = [_rule(dict(zip(header, row, strict=True))) for row in rows]
    assert len(rows) == 40
    assert [row[header.index("routed_rule")] for row in rows] == wanted


def test_the_unread_countries_are_noted_and_the_blank_ones_are_not(
    routed: tuple[list[list[str]], bytes],
) -> None:
    header, *rows = routed[0]
    country, notes = header.index("Country"), header.index("routed_notes")
    unread = [row for row in rows if row[country] in ("unknown", "Asia/Pacific Region")]
    assert len(unread) == 7
    assert [row for row in unread if row[country] not in row[notes]] == []
    blank = [row for row in rows if not row[country]]
    assert len(blank) == 2461
    assert [row[notes] for row in blank if "country" in row[notes].lower()] == []


def test_a_second_run_gives_the_same_bytes(
    routed: tuple[list[list[str]], bytes],
    routewright: Command,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _run(routewright, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == routed[1]
    summary = capsys.readouterr().err
    assert "9,240 records" in summary
    said = [line.split()[:2] for line in summary.splitlines() if "country" in line.split()]
    # What did not read, and, with the 2,461 blank ones, what is empty.
    assert said == [["7", "country"], ["2,468", "country"]]


# --- the policy once more, by hand ----------------------------------------------------------------

RECOMMENDING = ("reference", "referral sites", "welingak website")
UNLIKELY = (
    *("Not doing further education", "Lost to EINS", "Lost to Others"),
    *("Diploma holder (Not Eligible)", "University not recognized"),
)
WRONG_NUMBER = ("invalid number", "wrong number given", "number not provided")
GULF = ("United Arab Emirates", "Bahrain", "Kuwait", "Oman", "Qatar", "Saudi Arabia")
FINANCE = ("Finance Management", "Banking, Investment And Insurance")
NO_COUNTRY = ("", "unknown", "Asia/Pacific Region")


def _visits(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _interest(lead: dict[str, str], at_work: bool, recommended: bool) -> int:
    seconds = int(lead["Total Time Spent on Website"])
    points = 25 if seconds >= 1200 else 15 if seconds >= 300 else 0
    points += 10 if _visits(lead["TotalVisits"]) >= 4 else 0
    points += (25 if recommended else 0) + (20 if at_work else 0)
    points += {"High in Relevance": 15, "Low in Relevance": -20}.get(lead["Lead Quality"], 0)
    if lead["Last Activity"] in ("SMS Sent", "Had a Phone Conversation", "Email Link Clicked"):
        points += 10
    if lead["Last Activity"] in ("Email Bounced", "Unreachable"):
        points -= 15
    return points + (5 if lead["Specialization"] not in ("", "Select") else 0)


def _rule(lead: dict[str, str]) -> str:
    occupation = lead["What is your current occupation"]
    subject = lead["Specialization"] not in ("", "Select")
    country = "" if lead["Country"] in NO_COUNTRY else lead["Country"]
    recommended = lead["Lead Source"].casefold() in RECOMMENDING
    at_work = occupation in ("Working Professional", "Businessman")
    interest = _interest(lead, at_work, recommended)
    no_contact = lead["Do Not Email"] == "Yes" and lead["Do Not Call"] == "Yes"
    ways = (
        (not lead["Lead Source"], "require"),
        (
            no_contact or lead["Last Notable Activity"] in ("Unsubscribed", "Email Marked Spam"),
            "Do not contact",
        ),
        (lead["Tags"] == "Already a student", "Already a student"),
        (lead["Tags"] in WRONG_NUMBER, "Wrong number"),
        (lead["Lead Quality"] == "Worst" or lead["Tags"] in UNLIKELY, "Unlikely"),
        (
            not country and not occupation and not subject and interest < 25,
            "Too little to go on",
        ),
        (recommended, "Recommended"),
        (country in GULF, "Gulf"),
        (country not in ("", "India") and interest >= 40, "Keen and abroad"),
        (country not in ("", "India"), "Abroad / fallback"),
        (at_work and lead["Specialization"] in FINANCE, "Finance professionals"),
        (at_work and interest >= 50, "Keen professionals"),
        (at_work, "At work / fallback"),
        (interest >= 40, "Keen"),
        (subject, "Chose a subject"),
        (interest < 15 and lead["Do Not Email"] != "Yes", "Newsletter"),
    )
    return next((rule for holds, rule in ways if holds), "fallback")
