"""Bad input gives a typed error or a counted rejection, loses nothing else, and shows no value."""

import datetime
import json
import struct
import traceback

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import SETTINGS, as_rows, people
from hypothesis import given
from hypothesis import strategies as st

import caselink
from caselink import compare, events, linkage, records

SMALL = {
    "id": "id",
    "comparisons": [{"kind": "name", "column": "name"}, {"kind": "date", "column": "born"}],
    "blocking": [[{"column": "name"}], [{"column": "born"}]],
}
# in no source line whole, so that a traceback may quote the test
MARKER = "Quin" + "zelda" + "Xyph"
GOOD = {
    "id": ["a", "b", "c", "d"],
    "name": ["Painter", "Painter", "Green", "Neumann"],
    "born": ["1971-06-24", "1971-06-24", "1948-09-30", "1915-11-11"],
}


def refused(error, code, call, *arguments, match=None, **options):
    with pytest.raises(error, match=match) as caught:
        call(*arguments, **options)
    assert caught.value.code == code
    assert MARKER not in "".join(traceback.format_exception(caught.value))
    assert MARKER not in repr(caught.value)
    return caught.value


def prepared(table, **options):
    return linkage.prepare(table, settings=SMALL, **options)


def prepare_with(settings):
    return linkage.prepare(pa.table(GOOD), settings=settings)


def rejections(table, **options):
    return prepared(pa.table(table), **options).intake[0]["rejections"]


# --- columns


@pytest.mark.parametrize("column", ["id", "name", "born"])
def test_a_missing_column_is_named(column):
    table = pa.table(GOOD).drop_columns([column])
    refused(caselink.InputError, "MISSING_COLUMN", prepared, table, match=f'"{column}"')


@pytest.mark.parametrize("column", ["id", "name"])
def test_a_column_that_stands_twice_is_named(column):
    table = pa.table(GOOD)
    table = table.append_column(column, table[column])
    refused(caselink.InputError, "DUPLICATE_COLUMN", prepared, table, match=f'"{column}"')
    frame = pd.concat([pd.DataFrame(GOOD), pd.DataFrame(GOOD)[[column]]], axis=1)
    refused(caselink.InputError, "DUPLICATE_COLUMN", prepared, frame, match=f'"{column}"')


@pytest.mark.parametrize("column", ["id", "name", "born"])
@pytest.mark.parametrize(
    "values",
    [
        pa.array([[1]] * 4),
        pa.array([[[MARKER]]] * 4),
        pa.array([{"x": MARKER}] * 4),
        pa.array([MARKER.encode()] * 4),
        pa.array([3] * 4, pa.duration("s")),
        pa.array([1.5] * 4, pa.float16()),
    ],
    ids=lambda values: str(values.type),
)
def test_a_column_of_a_wrong_type_is_named(column, values):
    table = pa.table(GOOD | {column: values})
    refused(caselink.InputError, "WRONG_COLUMN_TYPE", prepared, table, match=f'"{column}"')


def test_a_column_of_two_types_is_named():
    frame = pd.DataFrame(GOOD).astype(object)
    frame["name"] = [MARKER, 3, MARKER.encode(), 4.5]
    refused(caselink.InputError, "WRONG_COLUMN_TYPE", prepared, frame, match='"name"')


@pytest.mark.parametrize(
    "ids",
    [[1.5, 2.0, 3.0, 4.0], pa.array([2**64 - 1, 2, 3, 4], pa.uint64())],
    ids=["float", "big"],
)
def test_ids_are_text_or_integers(ids):
    table = pa.table(GOOD | {"id": ids})
    refused(caselink.InputError, "WRONG_COLUMN_TYPE", prepared, table, match='"id"')


def test_ids_of_two_tables_are_of_one_type():
    left, right = pa.table(GOOD), pa.table(GOOD | {"id": [1, 2, 3, 4]})
    refused(caselink.InputError, "WRONG_COLUMN_TYPE", linkage.link, left, right, SMALL)


def test_columns_that_are_not_named_are_not_read():
    odd = pa.array([[MARKER]] * 4)
    assert len(prepared(pa.table(GOOD | {"odd": odd, "broken": broken("utf8")}))) == 4


NO_TABLES = [None, 3, "table", [1, 2], object(), np.zeros(3), pl.Series(GOOD["name"])]


@pytest.mark.parametrize("thing", NO_TABLES, ids=lambda thing: type(thing).__name__)
def test_what_is_no_table_is_a_type_error(thing):
    with pytest.raises(TypeError):
        prepared(thing)


def test_a_dict_of_columns_is_a_table():
    assert len(prepared(GOOD)) == len(prepared(pa.table(GOOD)))
    days = [datetime.date(2026, 5, 29), None, datetime.date(2026, 5, 31)]
    attempts = events.Events(
        {"x": np.array([-87.6, -87.7, -87.8]), "y": [41, None, 41.5], "start": days}
    )
    assert len(attempts) == 2
    assert [one["row"] for one in attempts.set_aside["listed"]] == [1]


@pytest.mark.parametrize(
    "column", ["one text", 7, [1, "a"], ["a", 1.5], [True], [object()], [[1]], [MARKER, 2]]
)
def test_a_column_that_is_none_is_an_input_error(column):
    refused(caselink.InputError, "WRONG_COLUMN_TYPE", prepared, GOOD | {"name": column})


def test_columns_of_a_dict_are_of_one_length():
    refused(caselink.InputError, "LENGTH_MISMATCH", prepared, GOOD | {"name": ["a"]})
    refused(caselink.SettingsError, "INVALID_PARAMETER", prepared, {})


def test_a_stream_that_fails_halfway_is_an_input_error():
    def batches():
        yield pa.RecordBatch.from_pydict(GOOD)
        raise ValueError(MARKER)

    schema = pa.table(GOOD).schema
    reader = pa.RecordBatchReader.from_batches(schema, batches())
    refused(caselink.InputError, "WRONG_COLUMN_TYPE", prepared, reader)


# --- ids and nulls


def test_ids_that_occur_twice_are_told_by_row():
    table = pa.table(GOOD | {"id": ["a", MARKER, "c", MARKER]})
    refused(caselink.InputError, "DUPLICATE_ID", prepared, table, match="rows 1 and 3")


def test_rows_without_an_id_are_set_aside():
    found = rejections(GOOD | {"id": ["a", None, "", "d"]})
    assert found["total"] == 2
    assert [(r["row"], r["field"], r["reason"]) for r in found["listed"]] == [
        (1, "id", "the id is missing"),
        (2, "id", "the id is empty"),
    ]


def test_nulls_are_missing_and_not_wrong():
    intake = prepared(pa.table(GOOD | {"name": [None, "Painter", None, ""]})).intake[0]
    assert intake["rejections"]["total"] == 0
    assert intake["columns"][0] | {"name": "name", "missing": 3} == intake["columns"][0]
    assert len(prepared(pa.table(GOOD | {"name": pa.nulls(4)}))) == 4


@pytest.mark.parametrize("rows", [0, 1])
def test_too_few_rows_train_nothing_and_link_nothing(rows):
    table = pl.DataFrame(GOOD)[:rows]
    assert len(prepared(table)) == rows
    refused(caselink.InputError, "INSUFFICIENT_DATA", linkage.dedupe, table, SMALL)
    links = linkage.dedupe(table, linkage.dedupe(pl.DataFrame(GOOD), SMALL).model)
    assert (len(links), as_rows(links), len(links.clusters())) == (0, [], rows)
    assert links.evaluate(
        pl.DataFrame({"id": [], "entity": []}, schema={"id": str, "entity": str})
    )
    assert links._repr_html_()


def test_an_empty_table_links_with_a_full_one():
    full, empty = pl.DataFrame(GOOD), pl.DataFrame(GOOD)[:0]
    model = linkage.dedupe(full, SMALL).model
    assert len(linkage.link(full, empty, model)) == 0
    assert len(linkage.link_and_dedupe(empty, full, model)) == len(linkage.dedupe(full, model))
    no_batches = pa.Table.from_batches([], pa.table(GOOD).schema)
    assert len(prepared(no_batches)) == 0


def test_tables_without_a_pair_in_common_are_too_little():
    table = pa.table({"id": [1, 2], "name": ["Painter", "Green"], "born": [None, "1971-06-24"]})
    refused(caselink.InputError, "INSUFFICIENT_DATA", linkage.dedupe, table, SMALL)


# --- text that is none


def broken(kind):
    """Four texts, of which one is not UTF-8."""
    data = [b"Painter", b"Painter", b"Gr\xff\xfe\x80en and more of it", b"Neumann"]
    if kind == "dictionary":
        return pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 3], pa.int8()), broken("utf8"))
    if kind == "string_view":
        views = b"".join(
            struct.pack("<i12s", len(d), d)
            if len(d) <= 12
            else struct.pack("<i4sii", len(d), d[:4], 0, 0)
            for d in data
        )
        buffers = [None, pa.py_buffer(views), pa.py_buffer(data[2])]
        return pa.Array.from_buffers(pa.string_view(), 4, buffers)
    width = {"utf8": "i", "large_utf8": "q"}[kind]
    offsets = np.cumsum([0, *map(len, data)]).astype(width)
    kind = {"utf8": pa.string(), "large_utf8": pa.large_string()}[kind]
    return pa.Array.from_buffers(
        kind, 4, [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(data))]
    )


@pytest.mark.parametrize("column", ["id", "name", "born"])
@pytest.mark.parametrize("kind", ["utf8", "large_utf8", "string_view", "dictionary"])
def test_text_that_is_not_utf8_is_refused_by_column(column, kind):
    table = pa.table(GOOD | {column: broken(kind)})
    refused(caselink.InputError, "INVALID_UNICODE", prepared, table, match=f'"{column}"')


def test_damaged_offsets_are_refused():
    offsets = np.array([0, 7, 5, 2_000_000, 9], "i")
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(b"PainterGreen")]
    table = pa.table(GOOD | {"name": pa.Array.from_buffers(pa.string(), 4, buffers)})
    refused(caselink.InputError, "INVALID_UNICODE", prepared, table, match='"name"')


def test_lone_surrogates_are_refused():
    lone = MARKER + "\ud800"
    frame = pd.DataFrame({k: pd.Series(v, dtype=object) for k, v in GOOD.items()})
    frame.loc[1, "name"] = lone
    refused(caselink.InputError, "INVALID_UNICODE", prepared, frame)
    for compared in (compare.names, compare.dates, compare.levenshtein):
        refused(caselink.InputError, "INVALID_UNICODE", compared, lone, "Painter")
    refused(caselink.InputError, "INVALID_UNICODE", records.is_placeholder, lone)
    refused(caselink.InputError, "INVALID_UNICODE", linkage.Model.from_json, lone)
    links = linkage.dedupe(pa.table(GOOD), SMALL)
    refused(caselink.InputError, "INVALID_UNICODE", links.explain, lone, "a")
    settings = SMALL | {"id": lone}
    refused(caselink.SettingsError, "INVALID_SETTINGS", prepare_with, settings)
    assert records.read("person", [{"id": lone}, {"id": "1"}])["rejected"]["total"] == 1


def test_records_that_another_language_would_change_are_set_aside():
    def one(record, **options):
        return records.read("person", [record, {"id": "good"}], **options)

    many = one({"id": "a", "x": [300] * 100_001})["rejected"]["listed"]
    reason = "has more values than the limit record_values"
    assert many == [{"row": 0, "field": "record", "reason": reason}]
    more = one({"id": "a", "x": [300] * 100_001}, limits={"record_values": 200_000})
    assert [more["rows"], more["rejected"]["total"]] == [[0, 1], 0]
    for number in [2**53, -(2**53), 2**63, 2**64, -(2**64), 10**30]:
        (fault,) = one({"id": "a", "x": number})["rejected"]["listed"]
        assert (fault["field"], "2^53" in fault["reason"]) == ("other", True)
    assert one({"id": "a", "x": 2**53 - 1})["records"][0]["x"] == 2**53 - 1
    for number in [float("nan"), float("inf")]:
        read = one({"id": "a", "x": number})
        assert read["records"][0] == {"id": "a", "x": None}
        (left_out,) = read["left_out"]["listed"]
        assert (left_out["row"], left_out["field"]) == (0, "record")
    (fault,) = one({"id": "a", "x": {1, 2}})["rejected"]["listed"]
    assert fault["reason"] == "is not an object of plain values"


def test_nothing_of_a_record_is_lost():
    time = {"earliest": "2026-03-02T14:50:00", "latest": "2026-03-02T15:30:00", "note": "x"}
    incident = {
        "id": "b",
        "event_type": "unstated",
        "time": time,
        "victims": [{"age": {"least": 4.0, "most": 5.0, "src": "x"}}],
    }
    assert records.read("incident", [incident])["records"] == [incident]
    refused = records.read("incident", [incident], unknown_fields="refuse")["rejected"]["listed"]
    assert refused[0]["field"] in ("time.other", "victims[0].age.other")
    cars = [{"id": "c", "vehicles": [{"colors": ["BLU/WHI"]}]}]
    assert records.read("incident", cars)["records"][0]["vehicles"] == [
        {"colors": ["blue", "white"]}
    ]
    with pytest.raises(caselink.SettingsError):
        records.read_csv("person", "id,names,names[0].given\nA-1,John Doe,Ann\n")
    inches = records.read_csv("person", "id,height\nA-1,x\n\nA-2,5'10\"\n")
    assert (inches["rows"], inches["records"][1]["height"]) == ([0, 2], "5'10\"")


# --- values that are none


def test_dates_that_do_not_exist_are_reported():
    found = rejections(GOOD | {"born": ["1971-02-30", "24/06/1971", "1971", "soon"]})
    assert found["total"] == 3
    assert {r["row"] for r in found["listed"]} == {0, 1, 3}
    assert {r["field"] for r in found["listed"]} == {"born"}


def test_placeholders_are_missing_and_make_no_block():
    count = 3_000
    table = {
        "id": range(count),
        "name": ["unknown", "n/a", "N/A "] * (count // 3),
        "born": ["1900-01-01"] * count,
    }
    table = pa.table({k: list(v) for k, v in table.items()})
    ready = prepared(table)
    counts = {c["name"]: c["placeholders"] for c in ready.intake[0]["columns"]}
    assert counts == {"name": count, "born": count}
    assert linkage.estimate_pairs(ready) == {"pairs_by_rule": [0, 0], "pairs": 0, "refused": []}


def test_a_name_of_a_megabyte_is_set_aside():
    long = MARKER * (1_000_000 // len(MARKER))
    found = rejections(GOOD | {"name": ["Painter", "Painter", long, "Green"]})
    assert found["counts"] == [
        {"field": "name", "reason": "longer than the limit field_bytes", "count": 1}
    ]
    assert MARKER not in json.dumps(found)
    assert rejections(GOOD | {"id": ["a", long, "c", "d"]})["total"] == 1
    for compared in (compare.names, compare.texts, compare.jaro_winkler, compare.levenshtein):
        refused(caselink.LimitError, "LIMIT_EXCEEDED", compared, long, long, match="field_bytes")
    read = records.read("person", [{"id": "1", "names": [{"full": long}]}])
    assert read["rejected"]["total"] == 1


def test_a_block_of_a_hundred_thousand_is_refused_and_counted():
    count = 100_000
    table = pa.table(
        {
            "id": range(count),
            "name": [GOOD["name"][0]] * count,
            "born": [
                f"{1900 + i % 100}-0{1 + i // 100 % 9}-{10 + i // 900 % 18}" for i in range(count)
            ],
        }
    )
    ready = prepared(table)
    assert linkage.estimate_pairs(ready)["refused"] == [
        {"rule": 0, "records": count, "pairs": count * (count - 1) // 2}
    ]
    links = linkage.find_links(ready, linkage.train(ready), minimum_probability=0.9)
    assert [block["records"] for block in links.report["refused_blocks"]] == [count]
    assert links.report["compared_pairs"] < 1_000_000
    assert "100000" in json.dumps(links.report)


def test_coordinates_that_are_none():
    settings = SMALL | {
        "comparisons": [
            *SMALL["comparisons"],
            {"kind": "point", "latitude": "latitude", "longitude": "longitude"},
        ]
    }
    table = GOOD | {
        "latitude": [float("nan"), float("inf"), -91.0, -33.5],
        "longitude": [0.0, 181.0, None, 151.0],
    }
    intake = linkage.prepare(pa.table(table), settings=settings).intake[0]
    columns = {c["name"]: c for c in intake["columns"]}
    assert columns["latitude"]["placeholders"] + columns["latitude"]["missing"] == 1
    assert columns["longitude"]["missing"] == 1
    assert [(c["field"], c["count"]) for c in intake["rejections"]["counts"]] == [
        ("latitude", 2),
        ("longitude", 1),
    ]
    links = linkage.dedupe(pa.table(table), settings, minimum_probability=0.001)
    parts = {part["name"]: part for part in links.explain("a", "b").parts}
    assert parts["latitude and longitude"]["weight"] == 0
    assert compare.points((float("nan"), 0.0), (0.0, 0.0)) is None


# --- models, settings, limits, parameters


def test_a_model_of_a_newer_version_is_refused(links):
    data = links.model.to_bytes()
    newer = data[:8] + (99).to_bytes(4, "little") + data[12:]
    refused(caselink.ModelError, "MODEL_VERSION", linkage.Model.from_bytes, newer, match="99")
    text = json.loads(links.model.to_json()) | {"version": 99, "new": MARKER}
    refused(caselink.ModelError, "MODEL_VERSION", linkage.Model.from_json, json.dumps(text))


def test_model_bytes_that_lack_any_part_are_refused(links):
    data = links.model.to_bytes()
    for length in [*range(40), *range(40, len(data), 97), len(data) - 1]:
        refused(caselink.ModelError, "CORRUPT_MODEL", linkage.Model.from_bytes, data[:length])
    refused(caselink.ModelError, "CORRUPT_MODEL", linkage.Model.from_bytes, data + b"\0")
    for text in ["", "{}", "[]", "null", "[" * 100_000, '{"format": "' + MARKER + '"}']:
        refused(caselink.ModelError, "CORRUPT_MODEL", linkage.Model.from_json, text)


@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_model_bytes_with_any_change_are_refused(links, place, change):
    data = bytearray(links.model.to_bytes())
    data[place % len(data)] ^= change
    with pytest.raises(caselink.ModelError):
        linkage.Model.from_bytes(bytes(data))


@given(st.binary(max_size=60))
def test_any_bytes_are_no_model(data):
    with pytest.raises(caselink.ModelError):
        linkage.Model.from_bytes(data)


NO_SETTINGS = [
    {},
    {"id": "id"},
    SMALL | {"comparisons": []},
    SMALL | {"comparisons": MARKER},
    SMALL | {"comparisons": [{"kind": "name", "column": 3}]},
    SMALL | {"comparisons": [{"kind": "phrenology", "column": "name"}]},
    SMALL | {"blocking": [[{"column": "name", "form": "prefix"}]]},
    SMALL | {"blocking": [[]]},
    SMALL | {"colour": 3},
    SMALL | {"prior": {"kind": "given", "probability": 2.0}},
    SMALL | {"prior": {"kind": "given", "probability": float("nan")}},
    SMALL | {"training": {"seed": MARKER}},
    SMALL | {"training": {"seed": -1}},
    SMALL | {"training": object()},
    [SMALL],
    json.dumps(SMALL),
    None,
    3,
]


@pytest.mark.parametrize("settings", NO_SETTINGS, ids=range(len(NO_SETTINGS)))
def test_settings_of_a_wrong_shape_are_refused(settings):
    refused(caselink.SettingsError, "INVALID_SETTINGS", prepare_with, settings)
    refused(caselink.SettingsError, "INVALID_SETTINGS", linkage.dedupe, pa.table(GOOD), settings)


def test_settings_that_hold_themselves_are_refused():
    settings = dict(SMALL)
    settings["comparisons"] = [settings]
    refused(caselink.SettingsError, "INVALID_SETTINGS", linkage.dedupe, pa.table(GOOD), settings)


@pytest.mark.parametrize("limits", [{"rows": MARKER}, {"rows": -1}, {"row": 3}, 3, [3]])
def test_limits_of_a_wrong_shape_are_refused(limits):
    refused(caselink.SettingsError, "INVALID_PARAMETER", prepared, pa.table(GOOD), limits=limits)


def test_limits_hold():
    table = people(200)
    for limits, name in [({"rows": 199}, "rows"), ({"pairs": 10}, "pairs")]:
        refused(
            caselink.LimitError, "LIMIT_EXCEEDED", linkage.dedupe, table, SETTINGS,
            limits=limits, match=f'"{name}"',
        )  # fmt: skip
    refused(
        caselink.LimitError, "LIMIT_EXCEEDED", records.read, "person", [{}, {}], limits={"rows": 1}
    )
    listed = rejections(GOOD | {"born": ["soon"] * 4}, limits={"listed_rejections": 2})
    assert (listed["total"], len(listed["listed"])) == (4, 2)


def test_parameters_out_of_range_are_refused(table, links):
    bad = (0.0, 1.0, -1.0, 2.0, float("nan"), float("inf"))
    for probability in bad:
        refused(
            caselink.SettingsError, "INVALID_PARAMETER", linkage.dedupe, table, links.model,
            minimum_probability=probability, match="minimum_probability",
        )  # fmt: skip
        refused(caselink.SettingsError, "INVALID_PARAMETER", links.clusters, probability)
        assert 0 <= links.at_least(probability) <= len(links)
    assert links.at_least(0.0) == len(links)
    assert links.at_least(1.0) == 0
    for mode in ("link", "link_and_dedupe", "deduplicate", ""):
        refused(caselink.SettingsError, "INVALID_PARAMETER", prepared, table, mode=mode)
    refused(
        caselink.SettingsError, "INVALID_PARAMETER",
        linkage.prepare, table, table, settings=SETTINGS, mode="dedupe",
    )  # fmt: skip
    refused(caselink.SettingsError, "INVALID_PARAMETER", links.explain_link, len(links))
    refused(caselink.SettingsError, "INVALID_PARAMETER", links.explain_link, -1)
    refused(
        caselink.SettingsError, "INVALID_PARAMETER", linkage.dedupe, table, SETTINGS, threads=-1
    )


def test_records_that_are_not_there(links):
    for pair in [("r000001", MARKER), (MARKER, "r000001"), ("r000001", 1)]:
        refused(caselink.InputError, "UNKNOWN_RECORD", links.explain, *pair)
    refused(caselink.SettingsError, "INVALID_PARAMETER", links.explain, "r000001", "r000001")
    for thing in (None, 1.5, b"r", ["r000001"]):
        with pytest.raises(TypeError):
            links.explain(thing, "r000001")


def test_truth_that_does_not_fit(links):
    unfit = {
        "UNKNOWN_RECORD": {"id": [MARKER], "entity": ["x"]},
        "MISSING_COLUMN": {"id": ["r000001"]},
        "WRONG_COLUMN_TYPE": {"id": ["r000001"], "entity": [[MARKER]]},
    }
    for code, columns in unfit.items():
        refused(caselink.InputError, code, links.evaluate, pa.table(columns))
    nulls = pa.table({"id": ["r000001", None], "entity": ["x", "y"]})
    refused(caselink.InputError, "WRONG_COLUMN_TYPE", links.evaluate, nulls)


# --- quiet about people


def test_nothing_shows_a_value_that_was_not_asked_for():
    names = [f"{MARKER}{i % 7}" for i in range(40)]
    table = pa.table(
        {
            "id": range(40),
            "name": names,
            "born": [f"{MARKER}-{i}" if i % 3 else "1971-06-24" for i in range(40)],
        }
    )
    ready = prepared(table)
    links = linkage.find_links(ready, linkage.train(ready))
    explanation = links.explain(0, 7)
    things = [ready, links, links.model, links.clusters(), explanation]
    texts = [repr(thing) + str(thing) for thing in things]
    texts += [thing._repr_html_() for thing in things if hasattr(thing, "_repr_html_")]
    texts += [links.model.to_json(), links.model.to_bytes().decode("latin-1")]
    texts += [explanation.to_json(), explanation.to_svg(), explanation.to_html()]
    texts += [json.dumps(x) for x in (ready.intake, links.report, explanation.parts)]
    assert ready.intake[0]["rejections"]["total"] > 0
    assert all(MARKER not in text for text in texts)
    assert MARKER in links.explain(0, 7, show_values=True).to_html()


def test_no_rejection_of_a_record_shows_a_value():
    bad = [
        {"id": MARKER, "birth_date": MARKER},
        {"id": MARKER, "sex": MARKER, MARKER: MARKER},
        {"id": MARKER, "names": MARKER},
        {"id": MARKER, MARKER: MARKER * 1_000},
        {"id": [MARKER]},
        {"id": "1", "addresses": [{"latitude": MARKER}]},
        MARKER,
    ]
    read = records.read("person", [{"id": MARKER}, *bad, {"id": MARKER}])
    assert read["rejected"]["total"] > 5
    assert MARKER not in json.dumps(read["rejected"]) + json.dumps(read["left_out"])
