"""`routewright rule`: every finding has a page, found by its name and by its code."""

import re

from routewright.manual import pages


def test_every_page_names_its_code_and_no_two_share_one() -> None:
    codes = [page.code for page in pages().values()]
    assert all(re.fullmatch(r"RW\d{3}", code) for code in codes)
    assert len(set(codes)) == len(codes) > 100


def test_a_page_is_found_by_name_and_by_code(command_line) -> None:
    by_name = command_line("rule", "unreachable-rule")
    assert by_name.code == 0
    assert "RW301, error" in by_name.out
    assert command_line("rule", "RW301").out == by_name.out
    assert command_line("rule", "rw301").out == by_name.out


def test_the_list_has_a_line_a_finding(command_line) -> None:
    listed = command_line("rule").out.splitlines()
    assert len(listed) == len(pages())
    line = next(line for line in listed if line.startswith("unreachable-rule "))
    assert line.split()[1] == "RW301"


def test_an_unknown_name_is_told(command_line) -> None:
    said = command_line("rule", "unreachable-rul")
    assert said.code == 2
    assert "did you mean `unreachable-rule`?" in said.err
