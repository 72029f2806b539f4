"""The README's example runs and prints what the README says."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

from runtime.explain.sample import GRAPH

README = Path(__file__).resolve().parents[3] / "runtime" / "README.md"


def test_the_example_prints_what_it_says() -> None:
    blocks = re.findall(r"```(python|text)\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    (code,) = [text for kind, text in blocks if kind == "python"]
    (expected,) = [text for kind, text in blocks if kind == "text"]
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(code, str(README), "exec"), {"graph": GRAPH})
    assert out.getvalue() == expected
