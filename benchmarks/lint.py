"""`routewright lint` from a cold start: a process of its own, nothing imported, parsed or cached.

The median of several runs, for policies of named accounts, cells of countries and size bands, and
rules that others hide (`shapes.structured`), so there are findings to work out and to show. The
parse table is in the cache, as it is after the first run on a machine; `first run` is without.
`unchanged` is the same call again, whose findings are recalled: a process of its own too.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from pathlib import Path

from report import ROOT, parser, tell
from shapes import route_text, structured


def seconds_of(folder: Path, cache: Path, *options: str) -> float:
    """Return the time of one run."""
    roots = os.pathsep.join(str(ROOT / n) for n in ("grammar", "compiler", "runtime", "cli"))
    environment = {**os.environ, "PYTHONPATH": roots, "ROUTEWRIGHT_CACHE": str(cache)}
    start = time.perf_counter()
    process = subprocess.run(
        [
            sys.executable,
            "-m",
            "routewright",
            "lint",
            "policy.route",
            "--fail-on",
            "never",
            *options,
        ],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    assert process.returncode == 0, process.returncode
    return time.perf_counter() - start


def main() -> None:
    """Measure all sizes."""
    options = parser(__doc__ or "")
    options.add_argument("--sizes", type=int, nargs="+", default=[20, 200, 2_000])
    options.add_argument("--runs", type=int, default=5)
    chosen: Namespace = options.parse_args()
    rows: list[dict[str, object]] = []
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            text = route_text(structured(size, seed=1)[0])
            (folder / "policy.route").write_text(text, encoding="utf-8")
            first = seconds_of(folder, folder / "cache")
            runs, unchanged = [], []
            for _ in range(chosen.runs):
                runs.append(seconds_of(folder, folder / "cache", "--no-cache"))
                unchanged.append(seconds_of(folder, folder / "cache"))
        rows.append(
            {
                "rules": size,
                "median s": round(statistics.median(runs), 2),
                "least s": round(min(runs), 2),
                "first run s": round(first, 2),
                "unchanged s": round(statistics.median(unchanged), 2),
            }
        )
    tell(chosen, "lint", rows)


if __name__ == "__main__":
    main()
