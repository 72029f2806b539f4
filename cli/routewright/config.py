"""`routewright.toml`: the settings of a policy's folder and of those below it.

    [run]
    received_at = "Created"      # the column that holds the time of a record

    [lint]
    fail_on = "warning"

    [lint.severity]
    mixed-and-or = "error"       # error, warning, note or off

    [salesforce]                 # a table for each target; what is in it the target checks
    object = "Lead"

The nearest file upward from the policy holds. An unknown key is an error, for a setting that is
misspelt would else be lost in silence.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from routewright.errors import ConfigError
from routewright.text_files import read_text, shown

NAME = "routewright.toml"
FAIL_ON = ("error", "warning", "note", "never")
OFF = "off"
SEVERITIES = ("error", "warning", "note", OFF)
_KEYS: Mapping[str, tuple[str, ...]] = {"run": ("received_at",), "lint": ("fail_on", "severity")}


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says; None where it says nothing.

    `targets` are the tables of targets as they are written; `read_settings` of each checks its own.
    """

    file: Path | None = None
    received_at: str | None = None
    fail_on: str | None = None
    severities: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


def config_for(policy: Path, *, is_known_good: bool = False) -> Config:
    """Return the settings that hold for a policy; raise ConfigError with place and remedy.

    Names of findings and targets are not looked up where the file `is_known_good`.
    """
    file = nearest_config(policy.absolute().parent)
    return Config() if file is None else read_config(file, is_known_good=is_known_good)


def nearest_config(folder: Path) -> Path | None:
    """Return the settings' file that holds for an absolute folder, None where there is none."""
    for candidate in (folder, *folder.parents):
        file = candidate / NAME
        if file.is_file():
            return file
    return None


def read_config(file: Path, *, is_known_good: bool = False) -> Config:
    """Return the settings of one file; raise ConfigError with place and remedy."""
    try:
        data = tomllib.loads(read_text(file).replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as trouble:
        raise ConfigError(f"`{shown(file)}` is not TOML: {trouble}") from trouble
    targets: dict[str, Mapping[str, object]] = {}
    for table, content in data.items():
        if table not in _KEYS and not is_known_good and table not in _targets():
            raise ConfigError(_unknown(file, table, (*_KEYS, *_targets())))
        if not isinstance(content, dict):
            raise ConfigError(f"`{shown(file)}`: `{table}` must be a table, `[{table}]`")
        if table not in _KEYS:
            targets[table] = content
            continue
        for key in content:
            if key not in _KEYS[table]:
                near = tuple(f"{table}.{name}" for name in _KEYS[table])
                raise ConfigError(_unknown(file, f"{table}.{key}", near))
    fail_on = _text(file, data, "lint", "fail_on")
    if fail_on is not None and fail_on not in FAIL_ON:
        listed = ", ".join(f'"{word}"' for word in FAIL_ON)
        raise ConfigError(f"`{shown(file)}`: `lint.fail_on` must be one of {listed}")
    lint = data.get("lint")
    asked = lint.get("severity", {}) if isinstance(lint, dict) else {}
    severities = dict(asked) if is_known_good else _severities(file, asked)
    return Config(file, _text(file, data, "run", "received_at"), fail_on, severities, targets)


def _targets() -> tuple[str, ...]:
    """Return the names of the targets, each of which has a table of its own."""
    from routewright_compiler.target.discovery import target_names

    return target_names()


def _severities(file: Path, content: object) -> dict[str, str]:
    """Return the severity of each finding that the table `lint.severity` names."""
    if not isinstance(content, dict):
        raise ConfigError(f"`{shown(file)}`: `lint.severity` must be a table, `[lint.severity]`")
    if not content:
        return {}
    from routewright.finding_names import changeable_names, refusal_names

    for name, word in content.items():
        if name in refusal_names():
            raise ConfigError(
                f"`{shown(file)}`: `lint.severity.{name}` cannot be set; a policy with this"
                " finding does not compile"
            )
        if name not in changeable_names():
            near = tuple(f"lint.severity.{known}" for known in changeable_names())
            raise ConfigError(_unknown(file, f"lint.severity.{name}", near))
        if word not in SEVERITIES:
            listed = ", ".join(f'"{known}"' for known in SEVERITIES)
            raise ConfigError(f"`{shown(file)}`: `lint.severity.{name}` must be one of {listed}")
    return dict(content)


def _text(file: Path, data: Mapping[str, object], table: str, key: str) -> str | None:
    content = data.get(table)
    value = content.get(key) if isinstance(content, dict) else None
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise ConfigError(f'`{shown(file)}`: `{table}.{key}` must be a text, such as "Created"')
    return value


def _unknown(file: Path, key: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(key, known, n=1, cutoff=0.5)
    listed = ", ".join(known[:8]) + (", …" if len(known) > 8 else "")
    offer = f"did you mean `{near[0]}`?" if near else f"known are {listed}"
    return f"`{shown(file)}`: there is no setting `{key}`; {offer}"
