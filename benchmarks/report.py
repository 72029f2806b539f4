"""Where a benchmark's figures go: a table on standard output, JSON into `--output`."""

import json
import platform
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def parser(description: str) -> ArgumentParser:
    """Return a parser with the options that every benchmark has."""
    found = ArgumentParser(description=description)
    found.add_argument("--output", type=Path, metavar="FILE", help="write the figures as JSON")
    return found


def tell(options: Namespace, name: str, rows: Sequence[dict[str, object]]) -> None:
    """Print the rows as a Markdown table and write them where asked."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    print(f"| {' | '.join(columns)} |")
    print(f"|{'---|' * len(columns)}")
    for row in rows:
        print(f"| {' | '.join(str(row.get(column, '')) for column in columns)} |")
    if options.output is not None:
        machine = {"python": sys.version.split()[0], "system": platform.platform()}
        data = {"benchmark": name, "machine": machine, "rows": list(rows)}
        options.output.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
