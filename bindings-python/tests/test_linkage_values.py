"""Records with several values of one column, in whatever way a host hands them over."""

import pyarrow as pa
import pytest

import caselink
from caselink import linkage

SETTINGS = {
    "id": "id",
    "comparisons": [{"kind": "identifier", "column": "phone", "term_frequency": True}],
    "blocking": [[{"column": "phone"}]],
    "prior": {"kind": "given", "probability": 0.1},
}
IDS = [1, 2, 3, 4]
LISTS = pa.list_(pa.string())
PHONES = [["5550100", "5550101"], ["5550101", None, "unknown"], None, ["5550101", "5550199"]]


@pytest.mark.parametrize(
    "table",
    [
        {"id": IDS, "phone": PHONES},
        {"id": IDS, "phone": [tuple(p) if p else None for p in PHONES]},
        pa.table({"id": IDS, "phone": PHONES}),
        pa.table({"id": IDS, "phone": pa.array(PHONES, pa.large_list(pa.large_string()))}),
        pa.table({"id": IDS, "phone": pa.array(PHONES, pa.list_(pa.string_view()))}),
        pa.table({"id": IDS, "phone": pa.chunked_array([PHONES[:1], PHONES[1:]], LISTS)}),
    ],
    ids=["lists", "tuples", "list", "large_list", "list of views", "chunks"],
)
def test_every_value_counts(table):
    prepared = linkage.prepare(table, settings=SETTINGS)
    column = prepared.intake[0]["columns"][0]
    assert (column["several"], column["placeholders"], column["missing"]) == (2, 1, 1)
    links = linkage.find_links(prepared, linkage.train(prepared))
    pairs = pa.table(links).select(["id_left", "id_right"]).to_pydict()
    assert sorted(zip(pairs["id_left"], pairs["id_right"], strict=True)) == [
        (1, 2),
        (1, 4),
        (2, 4),
    ]
    label = links.explain(1, 4).parts[1]["label"]
    assert label == "the same: the best pair of 2 and 2 values, of which 1 agree"


@pytest.mark.parametrize("phones", [[["a"], "b"], [["a"], [1]], [["a"], 3], [[{"a": 1}], None]])
def test_mixed_lists_are_refused(phones):
    with pytest.raises(caselink.InputError, match='"phone"'):
        linkage.prepare({"id": [1, 2], "phone": phones}, settings=SETTINGS)


def test_an_absent_column_is_missing_where_the_settings_allow_it():
    table = {"id": IDS}
    with pytest.raises(caselink.InputError, match='"phone"'):
        linkage.prepare(table, settings=SETTINGS)
    prepared = linkage.prepare(table, settings=SETTINGS | {"optional_columns": True})
    assert prepared.intake[0]["columns"][0]["absent"]
