"""The intake desk from Python: one answer in three languages."""

import hashlib
import json
import pickle

import pytest
from conftest import VECTORS

from caselink import InputError, LimitError, ModelError, SettingsError, synth, tips

FILE = json.loads((VECTORS / "tips.json").read_text("utf-8"))
REPORTS = FILE["reports"]
GOOD = [one for one in REPORTS if "kind" in one]
MADE = synth.world(FILE["seed"], FILE["size"]).records("tip")


def plain(found):
    return json.loads(json.dumps(found))


def test_triage_is_the_same_in_three_languages():
    expected, context = FILE["triage"], FILE["context"]
    assert [plain(tips.triage(one, context)) for one in GOOD] == expected["each"]
    found = tips.triage_all(REPORTS, context)
    assert found == expected["order"]
    assert found["rejected"]["listed"][0]["row"] == 2
    assert tips.triage_all(iter(REPORTS), context, threads=2) == found
    lines = "\n".join(json.dumps(one) for one in REPORTS)
    assert tips.triage_all(lines, context)["order"] == found["order"]
    assert tips.triage_all(MADE, context)["order"][:10] == expected["made"]
    assert plain(tips.tell_apart(GOOD[0], GOOD[1], context)) == expected["apart"]


def test_rules_are_data():
    rules = tips.triage_rules()
    ready = tips.CompiledTriage()
    assert ready.rules == rules
    assert repr(ready) == "CompiledTriage(caselink-triage 2026-12)"
    assert tips.triage(GOOD[0], rules=rules) == tips.triage(GOOD[0], rules=ready)
    rules["tiers"] = {"first": 10, "second": 5}
    rules["version"] = "ours"
    changed = tips.triage(GOOD[0], rules=rules)
    assert (changed["urgency"]["tier"], changed["version"]) == (1, "ours")


def test_links_are_the_same_in_three_languages():
    expected = FILE["alike"]
    index = tips.TipIndex(FILE["settings"])
    added = index.extend([*REPORTS, *MADE])
    assert added["added"] == len(index) == expected["length"]
    assert (added["replaced"], added["rejected"]["total"]) == (0, 1)
    assert index.extend([GOOD[0]])["replaced"] == 1
    found = index.find(GOOD[0], most=5)
    assert plain(found) == expected["found"]
    link = found["links"][0]
    assert plain(index.explain(link["left"], link["right"])) == expected["explained"]
    for one in found["links"]:
        assert sum(part["weight"] for part in one["parts"]) == one["weight"]
    assert plain(index.clusters()) == expected["clusters"]
    assert hashlib.sha256(index.to_bytes()).hexdigest() == expected["bytes_sha256"]
    assert index.judge(FILE["judgement"]) is None
    assert plain(index.cluster_of("R-1")) == expected["cluster_of"]
    assert index.judgements() == [FILE["judgement"]]
    for again in (tips.TipIndex.from_bytes(index.to_bytes()), pickle.loads(pickle.dumps(index))):
        assert again.find(GOOD[0], most=5) == index.find(GOOD[0], most=5)
        assert again.judgements() == index.judgements()
        assert again.to_bytes() == index.to_bytes()
    assert index.withdraw("R-1", "R-6") == FILE["judgement"]
    assert index.withdraw("R-1", "R-6") is None
    assert "R-1" in index
    index.remove("R-1")
    assert "R-1" not in index
    assert repr(index) == f"TipIndex({expected['length'] - 1} reports)"


def test_damaged_bytes_are_refused():
    data = tips.TipIndex().to_bytes()
    for wrong in (b"", data[:-1], data[:40] + bytes([data[40] ^ 1]) + data[41:]):
        with pytest.raises(ModelError) as refused:
            tips.TipIndex.from_bytes(wrong)
        assert refused.value.code == "CORRUPT_SNAPSHOT"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: tips.triage({"id": 7}), SettingsError),
        (lambda: tips.triage(GOOD[0], {"as_of": "a day"}), SettingsError),
        (lambda: tips.triage(GOOD[0], rules={"rules": "x"}), SettingsError),
        (lambda: tips.CompiledTriage([]), SettingsError),
        (lambda: tips.triage_all({"id": "one"}), SettingsError),
        (lambda: tips.triage_all(7), SettingsError),
        (lambda: tips.triage_all(GOOD, limits={"rows": 1}), LimitError),
        (lambda: tips.triage_all(GOOD, threads=-1), SettingsError),
        (lambda: tips.tell_apart(GOOD[0], 7), SettingsError),
        (lambda: tips.TipIndex({"most_reports": 1}), SettingsError),
        (lambda: tips.TipIndex({"no_such": 1}), SettingsError),
        (lambda: tips.TipIndex().add({"id": " "}), SettingsError),
        (lambda: tips.TipIndex().remove("R-1"), InputError),
        (lambda: tips.TipIndex().explain("R-1", "R-2"), InputError),
        (lambda: tips.TipIndex().cluster_of("R-1"), InputError),
        (lambda: tips.TipIndex().find(GOOD[0], most=-1), SettingsError),
        (lambda: tips.TipIndex().judge({"left": "R-1"}), SettingsError),
        (lambda: tips.TipIndex().judge({**FILE["judgement"], "who": " "}), SettingsError),
    ],
)
def test_what_cannot_be_is_refused(call, error):
    with pytest.raises(error) as caught:
        call()
    assert caught.value.code
    assert "R-1" not in str(caught.value)
    assert "lindenfisher71" not in str(caught.value)


def test_a_run_can_be_stopped():
    many = [{**GOOD[0], "id": f"T-{n}"} for n in range(60_000)]

    class Enough(Exception):
        pass

    def stop(done, total):
        raise Enough

    with pytest.raises(Enough):
        tips.triage_all(many, progress=stop)
    with pytest.raises(TypeError):
        tips.TipIndex().clusters(progress=7)
