"""Single values and single records, and what they do with anything at all."""

import datetime
import pickle

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import caselink
from caselink import clustering, compare, records

FAMILIES = [
    compare.names, compare.dates, compare.texts, compare.identifiers, compare.postcodes,
    compare.codes,
]  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
@given(a=st.text(max_size=40), b=st.text(max_size=40))
def test_comparison_is_symmetric_and_total(family, a, b):
    assert family(a, b) == family(b, a)
    level = family(a, a)
    assert level is None or level.code in ("same", "same_as_far_as_known")
    assert family(a, "unknown") is None
    assert family(None, b) is None


@given(a=st.text(max_size=40), b=st.text(max_size=40))
def test_metrics_are_metrics(a, b):
    assert 0.0 <= compare.jaro_winkler(a, b) <= 1.0
    assert compare.damerau_levenshtein(a, b) <= compare.levenshtein(a, b) <= max(len(a), len(b))
    assert (compare.levenshtein(a, b) == 0) == (a == b)


@given(st.tuples(st.floats(), st.floats()), st.tuples(st.floats(), st.floats()))
def test_points_take_any_number(a, b):
    level = compare.points(a, b)
    valid = all(abs(p[0]) <= 90 and abs(p[1]) <= 180 for p in (a, b))
    assert (level is not None) == valid


def test_levels_are_values():
    level = compare.names("Robert", "Bob")
    assert level == compare.Level("nickname", "one is a nickname of the other")
    assert len({level, compare.names("Bob", "Robert")}) == 1
    assert pickle.loads(pickle.dumps(level)) == level
    with pytest.raises(AttributeError):
        level.code = "same"


def test_the_metric_must_be_known():
    with pytest.raises(caselink.SettingsError, match="metric") as caught:
        compare.texts("a", "b", metric="soundex")
    assert caught.value.code == "INVALID_PARAMETER"


def test_records_that_no_json_can_hold_are_set_aside_one_by_one():
    itself = {"id": "x"}
    itself["other"] = itself
    deep = {"id": "y", "note": []}
    for _ in range(100_000):
        deep = {"id": "y", "note": [deep]}
    wide = ["laugh"]
    for _ in range(60):
        wide = [wide, wide]
    bad = [
        itself, deep, {"id": "z", "note": wide}, {"id": "lone \ud800"}, {1: 2}, {"id": 2**80},
        {"id": "d", "birth_date": datetime.time(6, 24)}, None, 3, "text", ["id"], object(),
    ]  # fmt: skip
    good = [{"id": "1"}, {"id": "2", "names": ({"given": "Zoë"},)}]
    read = records.read("person", [*bad, *good])
    assert [person["id"] for person in read["records"]] == ["1", "2"]
    assert read["rows"] == [len(bad), len(bad) + 1]
    assert read["rejected"]["total"] == len(bad)
    # taking it apart again by recursion would be deep, too
    while isinstance(deep, dict) and deep["note"]:
        deep = deep["note"].pop()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
FIELDS = st.sampled_from(
    ["id", "names", "birth_date", "sex", "addresses", "identifiers", "given", "latitude", "span"]
)


@given(st.lists(JSON | st.dictionaries(FIELDS, JSON), max_size=5))
def test_any_list_is_read_and_counted(persons):
    read = records.read("person", persons)
    assert len(read["records"]) + read["rejected"]["total"] == len(persons)


def test_the_schema_is_of_a_person():
    schema = records.record_schema("person")
    assert schema["title"] == "Person"
    assert "birth_date" in schema["properties"]


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=30))
def test_components_agree_with_brute_force(pairs):
    group = list(range(20))
    for a, b in pairs:
        low, high = sorted((group[a], group[b]))
        group = [low if g == high else g for g in group]
    assert clustering.components(20, [a for a, _ in pairs], [b for _, b in pairs]) == group


def test_components_are_bounded():
    with pytest.raises(caselink.LimitError, match="rows"):
        clustering.components(10**18, [], [])
    with pytest.raises(caselink.LimitError, match="pairs"):
        clustering.components(3, [0, 1], [1, 2], limits={"pairs": 1})
    with pytest.raises(caselink.InputError, match="right"):
        clustering.components(3, [0], [1, 2])
    assert clustering.components(0, [], []) == []
    with pytest.raises(caselink.SettingsError, match="pairs"):
        clustering.components(2, [0], [2])
    with pytest.raises(caselink.SettingsError, match="left"):
        clustering.components(2, [-1], [0])
    # refused before room is made for it
    with pytest.raises(caselink.LimitError):
        clustering.components(5, range(10**13), [])


def test_dates_of_python_are_dates_in_a_record():
    person = {"id": "IL-1", "birth_date": datetime.date(1971, 6, 24)}
    other = {"id": "IL-2", "birth_date": pd.Timestamp("1971-06-24")}
    read = records.read("person", [person, other])
    assert [p["birth_date"] for p in read["records"]] == ["1971-06-24"] * 2
