"""The whole `routewright run`: CSV to CSV, 12 columns, 200 rules, rotation and SQLite state.

Each run is a process of its own. `records/s` is of the whole process, start and compilation
included; `MB` is the sum of the greatest resident memory of the process and of each child, written
out behind it where there are several (on systems with `/proc`). Large inputs are read by a second
process, so whether memory is flat in the number of records shows from three tenths of them to all.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from pathlib import Path

from report import ROOT, parser, tell
from shapes import COUNTRIES, INDUSTRIES

COLUMNS = (
    "email country employees revenue industry source title partner created city product owner"
).split()
SOURCES = "demo pricing webinar ebook partner event referral ads organic outbound".split()
TITLES = ("VP Sales", "Chief Officer", "Head of IT", "Director", "Engineer", "")
WORDS = ("vp", "chief", "head", "director")


def write_policy(path: Path, rules: int, seed: int) -> None:
    """Write a policy of 60 reps in 20 teams, by turn and by weight, with open hours and SLAs."""
    chance = random.Random(seed)
    lines = [
        "record lead {",
        "  email: email\n  country: country\n  employees: integer 0..\n  revenue: number 0..",
        f"  industry: choice({', '.join(INDUSTRIES)})",
        "  source: text\n  title: text\n  partner: boolean\n  created: datetime\n  city: text",
        "  product: choice(Core, Analytics, API)\n  owner: user\n}",
        'calendar office { zone "Europe/Berlin" open mon-fri 09:00-18:00 }',
    ]
    for rep in range(60):
        hours = " { calendar office }" if rep % 3 == 0 else ""
        lines.append(f'rep r{rep} "r{rep}@seller.example"{hours}')
    for team in range(20):
        members = ", ".join(f"r{(team * 3 + k) % 60} weight {k + 1}" for k in range(5))
        lines.append(f"team t{team} {{ {members} }}")
    lines.append("queue desk")
    for rule in range(rules):
        tests = [f"country in ({', '.join(chance.sample(COUNTRIES[:20], chance.randint(1, 3)))})"]
        if chance.random() < 0.7:
            low = chance.choice((0, 10, 50, 200, 1000))
            tests.append(f"employees in {low}..{low * 5 + 50}")
        if chance.random() < 0.6:
            tests.append(f"industry in ({', '.join(chance.sample(INDUSTRIES, 2))})")
        if chance.random() < 0.4:
            tests.append(f'source = "{chance.choice(SOURCES)}"')
        if chance.random() < 0.2:
            tests.append(f'title contains "{chance.choice(WORDS)}"')
        by = chance.choice(("", " by weight", ""))
        clock = " sla 4 hours during office" if rule % 2 else ""
        when = " and ".join(tests)
        lines.append(f'rule "R{rule}" {{ when {when} rotate t{rule % 20}{by}{clock} }}')
    path.write_text("\n".join([*lines, "fallback assign desk", ""]), encoding="utf-8")


def write_records(path: Path, count: int, seed: int) -> None:
    """Write leads: three columns with hardly a value twice, nine with few, some empty."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number in range(count):
            day, hour, minute = chance.randint(1, 28), chance.randint(0, 23), chance.randint(0, 59)
            writer.writerow(
                (
                    f"user{number}@company{chance.randint(0, 50_000)}.example",
                    chance.choice(COUNTRIES[:20]),
                    chance.choice(("", chance.randint(1, 5_000))),
                    chance.randint(1, 10_000_000),
                    chance.choice((*INDUSTRIES, "")),
                    chance.choice(SOURCES),
                    chance.choice(TITLES),
                    chance.choice(("yes", "no", "")),
                    f"2026-03-{day:02}T{hour:02}:{minute:02}:00+01:00",
                    chance.choice(("Ulm", "Rom", "Bern", "Wien")),
                    chance.choice(("Core", "API", "")),
                    "",
                )
            )


def measure(folder: Path, count: int) -> dict[str, object]:
    """Run over `count` records; return the row of figures."""
    write_records(folder / "records.csv", count, seed=count)
    state = folder / f"state{count}.sqlite"
    command = [sys.executable, "-m", "routewright", "run", "policy.route"]
    command += ["--records", "records.csv", "--output", "routed.csv", "--state", state.name]
    command += ["--at", "2026-03-10T10:00Z"]
    roots = os.pathsep.join(str(ROOT / n) for n in ("grammar", "compiler", "runtime", "cli"))
    start, before = time.perf_counter(), os.times()
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": roots}, stderr=subprocess.DEVNULL
    )
    peaks: dict[int, int] = {}
    while process.poll() is None:
        peaks |= peaks_kb(process.pid)
        time.sleep(0.05)
    seconds, after = time.perf_counter() - start, os.times()
    assert process.returncode == 0, process.returncode
    cpu = after.children_user - before.children_user
    cpu += after.children_system - before.children_system
    return {
        "records": f"{count:,}",
        "s": round(seconds, 1),
        "records/s": f"{count / seconds:,.0f}",
        "CPU s": round(cpu, 1),
        "CPU us a record": round(cpu / count * 1e6, 1),
        "MB": round(sum(peaks.values()) / 1024),
        "MB each": " + ".join(str(round(peak / 1024)) for peak in peaks.values() if peak > 4096),
    }


def peaks_kb(pid: int) -> dict[int, int]:
    """Return the greatest resident memory so far of a process and its children, where known."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return {}
    found = {}
    for line in status.splitlines():
        if line.startswith("VmHWM"):
            found[pid] = int(line.split()[1])
    for child in children:
        found |= peaks_kb(int(child))
    return found


def main() -> None:
    """Measure a tenth of the records, three tenths, then all."""
    options = parser(__doc__ or "")
    options.add_argument("--records", type=int, default=1_000_000)
    options.add_argument("--rules", type=int, default=200)
    chosen: Namespace = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_policy(folder / "policy.route", chosen.rules, seed=7)
        counts = (chosen.records // 10, chosen.records * 3 // 10, chosen.records)
        rows = [measure(folder, count) for count in counts]
    tell(chosen, "run", rows)


if __name__ == "__main__":
    main()
