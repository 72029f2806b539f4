"""What is imported, and when: start-up stays short."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
HEAVY = "('pycountry', 'phonenumbers', 'email_validator', 'idna', 'gettext')"


def loaded_after(code: str) -> str:
    """Run code in a fresh interpreter and return the heavy modules it has loaded."""
    script = (
        "import sys\n"
        "from routewright_runtime.values import *\n"
        f"{code}\n"
        f"print([m for m in {HEAVY} if m in sys.modules])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "runtime")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("code", "loaded"),
    [
        ("", "[]"),
        ("read(ValueType(TypeName.COUNTRY), 'DE')", "[]"),
        ("read(ValueType(TypeName.COUNTRY), 'Germany')", "[]"),
        ("read(ValueType(TypeName.STATE), 'California', country='US')", "[]"),
        ("read(ValueType(TypeName.LANGUAGE), 'en_US')", "[]"),
        ("read(ValueType(TypeName.EMAIL), 'cfo@bank.example')", "[]"),
        ("read(ValueType(TypeName.COUNTRY), 'Deutschland')", "['gettext']"),
        ("read(ValueType(TypeName.PHONE), '+49 30 123456')", "['phonenumbers']"),
    ],
)
def test_only_what_is_needed_is_loaded(code: str, loaded: str) -> None:
    assert loaded_after(code) == loaded


def test_an_unusual_address_loads_the_library() -> None:
    code = "assert read(ValueType(TypeName.EMAIL), 'jörg@müller.example').value"
    assert "email_validator" in loaded_after(code)
