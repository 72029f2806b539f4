"""Files in and out: texts of any kind, policies and who uses them, the config, whole outputs."""

import os
from pathlib import Path

import pytest

from routewright.config import Config, config_for, read_config
from routewright.errors import ConfigError, UnreadableFileError
from routewright.output_file import OutputFile, write_file
from routewright.policy_files import glance, one_policy, policies
from routewright.text_files import files_below, read_text

RULE = 'rule "A" { assign x }\nfallback assign x\n'


def test_a_text_loses_its_mark_and_keeps_its_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.route"
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\rc\n")
    assert read_text(path) == "a\r\nb\rc\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a\nb\xe9", "line 2 has the byte 0xE9"),
        (b"\xff\xfea\x00", "is UTF-16"),
        (b"x" * 20, "is larger than"),
    ],
)
def test_a_text_that_cannot_be_read_says_why(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.route"
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=reason):
        read_text(path, limit=19)


def test_what_is_no_file_says_so(tmp_path: Path) -> None:
    loop = tmp_path / "loop.route"
    loop.symlink_to(loop)
    for path, reason in (
        (tmp_path, "is a folder"),
        (tmp_path / "no.route", "does not exist"),
        (tmp_path / "a\0b", "cannot be used"),
        (loop, "cannot be used"),
    ):
        with pytest.raises(UnreadableFileError, match=reason):
            read_text(path)


def test_a_circle_of_folders_ends(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "again").symlink_to(tmp_path)
    (tmp_path / "in" / "a.route").write_text(RULE)
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "b.route").write_text(RULE)
    assert list(files_below(tmp_path, ".route")) == [tmp_path / "in" / "a.route"]


def test_a_glance_sees_uses_but_not_in_comments_texts_or_blocks() -> None:
    text = (
        '# use "no.route"\nuse "a.route" use "b\\"c.route"\n'
        'record lead { use: text blank "use" }\nqueue q "rule"\n'
    )
    assert glance(text).used == ("a.route", 'b"c.route')
    assert not glance(text).is_first
    assert glance(text + RULE).is_first
    assert glance('unique group "X" {').is_first


def test_a_folder_stands_for_the_files_that_no_other_uses(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {
            "inbound.route": f'use "lib/people.route"\n{RULE}',
            "other.route": f'use "lib/people.route"\n{RULE}',
            "lib/people.route": 'use "hours.route"\n',
            "lib/hours.route": "",
        },
    )
    every = (tmp_path / "inbound.route", tmp_path / "other.route")
    assert policies([tmp_path], tmp_path) == every
    assert policies([tmp_path, every[0]], tmp_path) == every
    assert policies([tmp_path / "lib" / "hours.route"], tmp_path) == every
    assert policies([every[1]], tmp_path) == (every[1],)
    with pytest.raises(UnreadableFileError, match="has 2 policies"):
        one_policy(tmp_path)
    with pytest.raises(UnreadableFileError, match=r"has no \.route file"):
        policies([_folder(tmp_path, "empty")], tmp_path)


def test_files_that_use_each_other_are_all_shown(tmp_path: Path) -> None:
    _write(tmp_path, {"a.route": 'use "b.route"', "b.route": 'use "a.route"'})
    assert len(policies([tmp_path], tmp_path)) == 2


def test_the_nearest_config_upward_holds(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {
            "routewright.toml": '[run]\nreceived_at = "Created"\n',
            "in/routewright.toml": '[lint]\r\nfail_on = "note"\r\n',
        },
    )
    outer, inner = (config_for(tmp_path / name / "a.route") for name in ("", "in"))
    assert (outer.received_at, outer.fail_on) == ("Created", None)
    assert (inner.received_at, inner.fail_on) == (None, "note")
    assert isinstance(outer, Config)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[run]\nrecieved_at = 'x'", "did you mean `run.received_at`"),
        ("[runn]", "did you mean `run`"),
        ("run = 3", "must be a table"),
        ("[run]\nreceived_at = 3", "must be a text"),
        ("[lint]\nfail_on = 'errors'", 'must be one of "error"'),
        ("[run", "is not TOML"),
        ("zzz = 1", "known are run, lint"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "routewright.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=reason) as found:
        read_config(path)
    assert "routewright.toml" in str(found.value)


def test_an_output_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    path.chmod(0o640)
    with OutputFile(path) as file:
        file.text().write("new")
        file.text().flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["out.csv"]


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError):
        _write_half(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.csv"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "out.csv", "there is no folder"),
        (tmp_path / ("x" * 300), "cannot be used"),
    ):
        with pytest.raises(UnreadableFileError, match=reason):
            write_file(path, "x")


def test_a_link_is_kept_and_its_target_written(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    write_file(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_device_is_written_straight() -> None:
    write_file(Path(os.devnull), "x")
    assert not Path(os.devnull).is_file()


def _write_half(path: Path) -> None:
    with OutputFile(path) as file:
        file.text().write("half")
        raise ZeroDivisionError


def _folder(above: Path, name: str) -> Path:
    folder = above / name
    folder.mkdir()
    return folder


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
