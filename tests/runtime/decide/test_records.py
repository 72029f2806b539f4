"""Mappings as they come, read into fields: sources, blanks, countries, and what did not read."""

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_runtime.graph.model import Assign, FieldSource, QueueTarget
from routewright_runtime.records import RecordReader
from routewright_runtime.values import TypeName, ValueType
from runtime.graph.building import Do, graph_of, record_field

SOURCES = (FieldSource("clearbit.size", True), FieldSource("Size", False))
GRAPH = graph_of(
    (
        record_field("state", ValueType(TypeName.STATE), country_field="country"),
        record_field("phone", ValueType(TypeName.PHONE), country_field="country"),
        record_field("country", ValueType(TypeName.COUNTRY), blanks=("select", "n/a")),
        record_field("size", ValueType(TypeName.INTEGER), sources=SOURCES),
        record_field("account.name", ValueType(TypeName.TEXT)),
        record_field("products", ValueType(TypeName.CHOICES, ("Core", "API"))),
        record_field("source", ValueType(TypeName.TEXT), blanks=("select",)),
    ),
    (),
    (Do(Assign(QueueTarget("desk"))),),
)


def read(record: dict[str, object]) -> dict[str, object]:
    return dict(RecordReader(GRAPH).read(record).values)


def test_every_field_is_there_and_what_is_absent_is_empty() -> None:
    assert read({}) == dict.fromkeys(item.name for item in GRAPH.fields)


def test_states_and_phones_read_with_the_records_country() -> None:
    found = read({"state": "CA", "phone": "415 555 2671", "country": "USA"})
    assert (found["state"], found["phone"]) == ("US-CA", "+14155552671")
    lonely = RecordReader(GRAPH).read({"state": "CA"})
    assert lonely.values["state"] is None
    assert lonely.unread[0].field == "state"


def test_blank_spellings_are_empty_without_a_problem() -> None:
    found = RecordReader(GRAPH).read({"country": " SELECT ", "source": "Select", "state": None})
    assert found.values["country"] is None
    assert found.values["source"] is None
    assert found.unread == ()


def test_sources_are_columns_or_keys_inside_nested_values() -> None:
    reader = RecordReader(GRAPH)
    for record in (
        {"clearbit": {"size": 7}},
        {"clearbit.size": "7"},
        {"clearbit": {"size": None}, "Size": "7"},
        {"clearbit": "none", "Size": 7.0},
        {"clearbit.size": "", "Size": "7"},
    ):
        assert reader.read(record).values["size"] == 7
    assert read({"account": {"name": "Acme"}})["account.name"] == "Acme"
    assert read({"account.name": "Acme", "account": {"name": "Other"}})["account.name"] == "Acme"


def test_what_did_not_read_is_told_in_field_order_with_its_source() -> None:
    found = RecordReader(GRAPH).read(
        {"products": "Core;Chat", "Size": "many", "country": "Narnia", "clearbit": {"size": "x"}}
    )
    assert [(item.field, item.source) for item in found.unread] == [
        ("country", "country"),
        ("size", "clearbit.size"),
        ("size", "Size"),
        ("products", "products"),
    ]
    assert found.values["products"] == ("Core",)


RAW = st.none() | st.sampled_from(
    (
        "",
        "CA",
        "US",
        "de",
        "Berlin",
        "BE",
        "select",
        "7",
        "1,000",
        "030 123456",
        "Core;API",
        "x",
        "?",
    )
)
RECORDS = st.lists(
    st.dictionaries(
        st.sampled_from(
            ("state", "phone", "country", "Size", "clearbit.size", "products", "source")
        ),
        RAW,
    ),
    max_size=25,
)


@given(RECORDS)
@settings(max_examples=100, deadline=None)
def test_what_is_remembered_changes_no_reading(records: list[dict[str, object]]) -> None:
    one = RecordReader(GRAPH)
    with patch("routewright_runtime.records.MAX_REMEMBERED", 2):
        found = [one.read(record) for record in records]
    assert found == [RecordReader(GRAPH).read(record) for record in records]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=6,
    ),
    st.sampled_from([item.name for item in GRAPH.fields]),
)
@settings(max_examples=150, deadline=None)
def test_nothing_in_a_record_is_too_strange(value: object, name: str) -> None:
    found = RecordReader(GRAPH).read({name: value, "clearbit": value, "Size": value})
    assert set(found.values) == {item.name for item in GRAPH.fields}
