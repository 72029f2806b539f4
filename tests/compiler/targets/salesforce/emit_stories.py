"""The example stories, compiled, and what is emitted of them; for several tests."""

from functools import cache
from pathlib import Path

from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_compiler.target.forms import Emission
from routewright_compiler.targets.salesforce.emit import emit
from routewright_compiler.targets.salesforce.losses import LOSS_NAMES
from routewright_compiler.targets.salesforce.settings import SalesforceSettings, read_settings

ROOT = Path(__file__).parents[4]
EXAMPLES = ROOT / "examples"
STORIES = (
    "acme/inbound.route",
    "education/admissions.route",
    "ramping/inbound.route",
    "review/after/inbound.route",
    "scored/inbound.route",
    "sized/inbound.route",
    "startup/inbound.route",
    "territories/inbound.route",
)


@cache
def story(name: str) -> Policy:
    """Compile one story."""
    folder = (EXAMPLES / name).parent
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    outcome = compile_policy(Path(name).name, MappingLoader(files))
    assert outcome.value is not None
    return outcome.value


def policy_of(text: str) -> Policy:
    """Compile a policy of one file."""
    outcome = compile_policy("main.route", MappingLoader({"main.route": text}))
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def all_allowed(**keys: object) -> SalesforceSettings:
    """Return settings that allow every loss."""
    return read_settings({"allow_losses": sorted(LOSS_NAMES), **keys}, None)


def files_of(emission: Emission) -> dict[str, str]:
    """Return the files of an emission that lost nothing unsaid."""
    assert not emission.losses, [item.message for item in emission.losses]
    return {file.path: file.text for file in emission.files}


def emitted(name: str, **keys: object) -> dict[str, str]:
    """Return the files of a story."""
    return files_of(emit(story(name), all_allowed(**keys)))
