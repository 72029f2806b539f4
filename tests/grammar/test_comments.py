"""Comments: all are kept, and each describes what the language says it describes."""

from routewright_grammar import syntax
from routewright_grammar.parse import parse
from routewright_grammar.span import Source


def read(text: str) -> syntax.File:
    outcome = parse(Source("case.route", text))
    assert outcome.value is not None
    assert not outcome.diagnostics
    return outcome.value


def docs(text: str) -> list[str]:
    return [item.doc for item in read(text).declarations]


def test_the_first_block_describes_the_file_even_directly_above_a_declaration() -> None:
    file = read("\n# About\n#   all of it.\nteam x { a }\n")
    assert file.doc == "About\n  all of it."
    assert docs("# About\nteam x { a }") == [""]


def test_later_blocks_describe_the_declaration_directly_below() -> None:
    text = "# File\n\n# One\n# more\nteam x { a }\n# Two\n\nteam y { a }\n#Three\nteam z { a }"
    assert docs(text) == ["One\nmore", "", "Three"]


def test_a_block_after_code_is_never_the_file() -> None:
    file = read("team x { a }\n# One\nteam y { a }")
    assert file.doc == ""
    assert [item.doc for item in file.declarations] == ["", "One"]


def test_a_trailing_comment_describes_nothing() -> None:
    text = "# File\n\nteam x { a } # trailing\nteam y { a }"
    assert docs(text) == ["", ""]
    assert [(item.text, item.is_own_line) for item in read(text).comments] == [
        ("File", True),
        ("trailing", False),
    ]


def test_a_comment_below_a_trailing_one_is_a_block_of_its_own() -> None:
    assert docs("# File\n\nteam x { a } # trailing\n# own\nteam y { a }") == ["", "own"]


def test_fields_rules_groups_and_fallbacks_have_docs() -> None:
    file = read(
        '# File\n\nrecord r {\n  # field\n  a: text\n}\n# group\ngroup "G" {\n  # rule\n'
        '  rule "R" {\n    assign a\n    # its fallback\n    fallback assign b\n  }\n'
        "  # the group's\n  fallback assign c\n}\n# the file's\nfallback assign d"
    )
    record, group, fallback = file.declarations
    assert isinstance(record, syntax.Record)
    assert isinstance(group, syntax.Group)
    assert isinstance(fallback, syntax.Fallback)
    (rule,) = group.members
    assert isinstance(rule, syntax.Rule)
    found = (record.fields[0].doc, group.doc, rule.doc, rule.fallbacks[0].doc)
    assert found == ("field", "group", "rule", "its fallback")
    assert (group.fallbacks[0].doc, fallback.doc) == ("the group's", "the file's")


def test_a_comment_may_stand_between_any_two_words() -> None:
    file = read(
        "define # 1\nx # 2\n= # 3\na # 4\nhas # 5\nany # 6\nof # 7\n( # 8\nb # 9\n) # 10\n"
        'and # 11\nduring # 12\nc # 13\nand # 14\noutside # 15\n"d" # 16\n'
        "and # 17\ne # 18\nmatches # 19\n/f/ # 20\nand # 21\nt # 22\n( # 23\nx) # 24\n. # 25\ny\n"
        "record # 26\nr # 27\n{ # 28\na.b # 29\n: # 30\ntext # 31\n}"
    )
    assert [item.text for item in file.comments] == [str(number) for number in range(1, 32)]
    record = file.declarations[1]
    assert isinstance(record, syntax.Record)
    assert record.fields[0].name.text == "a.b"


def test_a_hash_in_a_text_or_a_pattern_begins_no_comment() -> None:
    assert read('define x = a = "# no" and b matches /# no/ # yes').comments[0].text == "yes"
    assert len(read('define x = a = "# no" and b matches /# no/ # yes').comments) == 1
