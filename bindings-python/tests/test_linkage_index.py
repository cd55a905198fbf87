"""An index that lives, against the batch."""

import pickle
import threading

import pyarrow as pa
import pytest

import caselink
from caselink import linkage

SETTINGS = {
    "id": "id",
    "comparisons": [
        {"kind": "name", "column": "surname"},
        {"kind": "date", "column": "born"},
        {"kind": "identifier", "column": "phone", "term_frequency": True},
    ],
    "blocking": [[{"column": "surname"}], [{"column": "born"}], [{"column": "phone"}]],
    "prior": {"kind": "given", "probability": 0.1},
}
PEOPLE = {
    "id": [1, 2, 3, 4],
    "surname": ["Painter", "Painter", "Green", "Neumann"],
    "born": ["1971-06-24", "1971-06-24", "1948-09-30", None],
    "phone": [["5550100", "5550101"], ["5550101"], None, ["5550102"]],
}


@pytest.fixture
def prepared():
    return linkage.prepare(PEOPLE, settings=SETTINGS)


def test_an_index_finds_what_the_batch_finds(prepared):
    model = linkage.train(prepared)
    index = linkage.Index.of(prepared, model)
    links = pa.table(linkage.find_links(prepared, model)).to_pylist()
    [found] = index.neighbours(1)["candidates"]
    assert (found["id"], found["weight"]) == (2, links[0]["match_weight_millibits"])
    assert index.model == model
    assert pickle.loads(pickle.dumps(index)).to_bytes() == index.to_bytes()


def test_records_come_and_go(prepared):
    index = linkage.Index(linkage.train(prepared))
    assert len(index) == 0
    new = {"id": "a", "surname": "Painter", "born": "no date", "remarks": {"any": 1}}
    rejections = index.add(new)
    assert rejections["total"] == 1
    with pytest.raises(caselink.SettingsError):
        index.add({"id": "a"})
    with pytest.raises(caselink.InputError):
        index.replace({"id": "b", "surname": "Painter"})
    found = index.find({"id": 9, "surname": "Painter"}, show_values=True)
    assert found["candidates"][0]["explanation"]["parts"][1]["left"] == "Painter"
    found = index.find({"id": 9, "surname": "Painter"})
    assert "left" not in found["candidates"][0]["explanation"]["parts"][1]
    assert "a" in index
    assert 9 not in index
    assert index.record("a") == {"id": "a", "surname": ["Painter"]}
    index.remove("a")
    assert index.find({"id": 9, "surname": "Painter"})["candidates"] == []
    assert index.record("a") is None
    for wrong in ({}, {"id": None}, {"id": 1.5}, {"id": 1, "surname": {"a": 1}}):
        with pytest.raises(caselink.CaselinkError):
            index.add(wrong)
    with pytest.raises(caselink.ModelError):
        linkage.Index.from_bytes(index.to_bytes()[:-1])


def test_threads_wait_for_each_other(prepared):
    index = linkage.Index.of(prepared, linkage.train(prepared))
    failed = []

    def work(start):
        try:
            for n in range(100):
                index.add({"id": start + n, "surname": "Painter", "phone": ["5550101"]})
                index.find({"id": 0, "surname": "Painter"})
                index.remove(start + n)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(1000 * n,)) for n in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(index) == 4


def judgement(left, right):
    who = {"who": "Analyst 7", "why": "files compared", "at": "2026-03-02T14:05:00Z"}
    return {"left": left, "right": right} | who


def test_judgements_and_clusters_around(prepared):
    model = linkage.train(prepared)
    index = linkage.Index.of(prepared, model)
    batch = linkage.find_links(prepared, model, minimum_probability=1e-4).clusters(0.5)
    ids = PEOPLE["id"]
    assert batch.count == 3
    for one in ids:
        around = index.clusters_around(one, probability=0.5).explain(one).to_dict()
        assert around == batch.explain(one).to_dict()
    first, last = ids[0], ids[-1]
    index.judge("must_link", judgement(first, last))
    members = index.clusters_around(first).explain(first).to_dict()["members"]
    assert {first, last} <= {member["id"] for member in members}
    with pytest.raises(caselink.SettingsError, match="contradicts 1 other"):
        index.judge("cannot_link", judgement(last, first))
    again = pickle.loads(pickle.dumps(index))
    assert again.judgements == index.judgements
    assert again.judgements[0]["judgement"]["who"] == "Analyst 7"
    assert index.withdraw("must_link", last, first)["why"] == "files compared"
    assert index.judgements == []
    with pytest.raises(caselink.SettingsError, match="nothing of this kind"):
        index.withdraw("must_link", last, first)
    with pytest.raises(caselink.SettingsError, match="kind"):
        index.judge("may_link", judgement(first, last))
