"""The golden vectors that Rust, Python and Node all run: one answer in three languages."""

import datetime
import hashlib
import json
import math

import pyarrow as pa
import pytest
from conftest import VECTORS

from caselink import CaselinkError, compare, linkage, records, release


def vectors(name):
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


LEVELS = vectors("compare")


def code(level):
    return level and level.code


FAMILIES = ["names", "dates", "identifiers", "postcodes", "codes", "plates", "vehicle_colors"]


@pytest.mark.parametrize("family", FAMILIES)
def test_comparison_levels(family):
    for case in LEVELS[family]:
        for a, b in [(case["a"], case["b"]), (case["b"], case["a"])]:
            assert code(getattr(compare, family)(a, b)) == case["level"], (a, b)


def test_texts_full_names_and_points():
    for case in LEVELS["texts"]:
        level = compare.texts(case["a"], case["b"], metric=case["metric"])
        assert code(level) == case["level"], case
    for case in LEVELS["full_names"]:
        levels = compare.full_names(tuple(case["a"]), tuple(case["b"]))
        assert [code(level) for level in levels] == case["levels"], case
    for case in LEVELS["points"]:
        sides = [tuple(math.nan if x is None else x for x in case[s]) for s in "ab"]
        assert code(compare.points(*sides)) == case["level"], case


def test_whole_names():
    for case in LEVELS["person_names"]:
        found = compare.person_names(case["a"], case["b"])
        assert (found is None) == (case["score"] is None), case
        if found is not None:
            assert abs(found["score"] - case["score"]) < 1e-6, case
            parts = [[part["left"], part["right"], part["level"]] for part in found["parts"]]
            assert parts == case["parts"], case


def test_whole_names_weighed():
    weighed = LEVELS["weighed_names"]
    counts = weighed["counts"]
    for given in (counts, counts.items(), list(counts.items())):
        frequencies = compare.NameFrequencies(given)
        assert len(frequencies) == weighed["words"]
        for case in weighed["cases"]:
            found = compare.person_names(case["a"], case["b"], frequencies=frequencies)
            assert abs(found["score"] - case["score"]) < 1e-6, case


def test_string_metrics():
    for case in LEVELS["birth_years"]:
        assert compare.birth_years(case["least"], case["most"], case["on"]) == case["years"]
    for case in LEVELS["jaro_winkler"]:
        found = compare.jaro_winkler(case["a"], case["b"])
        assert abs(found - case["similarity"]) < 0.00051, case
        texts = compare.TextList([case["b"], "another"])
        assert texts.jaro_winkler(case["a"])[0] == found
        assert texts.jaro_winkler(case["a"], at_least=1.1) == [0.0, 0.0]
    for metric in ("levenshtein", "damerau_levenshtein"):
        for case in LEVELS[metric]:
            assert getattr(compare, metric)(case["a"], case["b"]) == case["distance"], case


def test_placeholders():
    file = vectors("placeholders")
    for value in file["placeholders"]:
        assert records.is_placeholder(value), value
    for value in file["values"]:
        assert not records.is_placeholder(value), value


@pytest.mark.parametrize("case", vectors("records")["cases"], ids=lambda case: case["kind"])
def test_records(case):
    options = case["options"]
    if "json" in case:
        read = records.read_json(case["kind"], case["json"].encode(), **options)
    elif "ndjson" in case:
        read = records.read_ndjson(case["kind"], case["ndjson"], **options)
    elif "csv" in case:
        read = records.read_csv(case["kind"], case["csv"], columns=case["columns"], **options)
    else:
        read = records.read(case["kind"], case["records"], **options)
    assert read == case["expected"]


LINKAGE = vectors("linkage")


@pytest.mark.parametrize("case", LINKAGE["cases"], ids=lambda case: case["name"])
def test_linkage(case):
    tables = [pa.table(columns) for columns in case["tables"]]
    expected = case["expected"]
    prepared = linkage.prepare(*tables, settings=case["settings"], mode=case["mode"])
    assert prepared.intake == expected["intake"]

    model = linkage.train(prepared)
    assert model.prior_probability == expected["model"]["prior_probability"]
    assert model.comparisons == expected["model"]["comparisons"]
    assert model.training == expected["model"]["training"]
    assert len(model.to_bytes()) == expected["model"]["bytes"]

    floor = LINKAGE["minimum_probability"]
    links = linkage.find_links(prepared, model, minimum_probability=floor)
    assert links.intake == expected["intake"]
    assert links.report == expected["report"]
    tables_of = {"dedupe": (0, 0), "link": (0, 1), "link_and_dedupe": (None, None)}[case["mode"]]
    assert [
        {
            "left": row["id_left"],
            "right": row["id_right"],
            "millibits": row["match_weight_millibits"],
            "probability": row["match_probability"],
            "rule": row["blocking_rule"],
            "table_left": row.get("table_left", tables_of[0]),
            "table_right": row.get("table_right", tables_of[1]),
        }
        for row in pa.table(links).to_pylist()
    ] == expected["links"]

    clusters = links.clusters(LINKAGE["clusters_at"])
    assert clusters.count == expected["cluster_count"]
    one_table = {"table": 0, "cluster_table": 0}
    members = pa.table(clusters).to_pylist()
    assert [one_table | member for member in members] == expected["clusters"]

    ids, entities = zip(*case["truth"], strict=True)
    truth = pa.table({case["settings"]["id"]: ids, "entity": entities})
    assert links.evaluate(truth) == expected["evaluation"]
    assert json.loads(links.explain(*case["explain"]).to_json()) == expected["explanation"]


def test_judging():
    file = vectors("judging")
    tables = [pa.table(columns) for columns in file["tables"]]
    prepared = linkage.prepare(*tables, settings=file["settings"])
    model = linkage.Model.from_json(json.dumps(file["model"] | {"settings": prepared.settings}))
    links = linkage.find_links(prepared, model, minimum_probability=file["minimum_probability"])
    same = file["same"]
    truth = pa.table({"id_left": same, "id_right": same})
    ids = file["tables"][0]["id"]
    groups = pa.table({"id": ids, "group": [["even", "odd"][at % 2] for at in ids]})
    questions = links.questions(file["questions"], seed=file["seed"])
    answers = [
        {key: q[key] for key in ["left", "right", "represents"]}
        | {"answer": "yes" if q["left"] in same else "no"}
        for q in questions
    ]
    better = links.recalibrated(answers)
    judged = {
        "calibration": links.calibration(truth, file["bins"]),
        "sweep": links.sweep(truth),
        "error_rates": links.error_rates(truth, groups, file["probability"]),
        "unlinkable": linkage.unlinkable(prepared, model, file["probability"]),
    }
    pictures = [model.weights_svg(), model.probabilities_svg()]
    pictures += [result.to_svg() for result in judged.values()]
    assert {name: result.to_dict() for name, result in judged.items()} | {
        "questions": questions,
        "recalibration": better.to_dict(),
        "prior_probability": better.model.prior_probability,
        "picture_bytes": [len(picture.encode()) for picture in pictures],
    } == file["expected"]


CLUSTERS = vectors("clusters")


@pytest.mark.parametrize("case", CLUSTERS["cases"], ids=lambda case: case["explain"])
def test_clusters(case):
    prepared = linkage.prepare(CLUSTERS["table"], settings=CLUSTERS["settings"])
    model = CLUSTERS["model"] | {"settings": prepared.settings}
    model = linkage.Model.from_json(json.dumps(model))
    floor = CLUSTERS["minimum_probability"]
    links = linkage.find_links(prepared, model, minimum_probability=floor)
    clusters = links.clusters(**case["options"])
    explained = clusters.explain(case["explain"])
    judged = clusters.with_judgement(*case["judge"])
    strongest = explained.to_dict()["links"][0]["pair"]
    fewer = clusters.without_link(strongest["left"]["id"], strongest["right"]["id"])
    assert pa.table(clusters.links) == pa.table(links)
    assert {
        "options": clusters.options,
        "count": clusters.count,
        "members": [[m["id"], m["cluster"]] for m in pa.table(clusters).to_pylist()],
        "explanation": explained.to_dict(),
        "picture_bytes": [len(explained.to_svg().encode()), len(explained.to_html().encode())],
        "report": clusters.report(),
        "judgements": judged.judgements,
        "judged": judged.changes_since(clusters),
        "fewer": fewer.changes_since(clusters),
    } == case["expected"]


@pytest.mark.parametrize("case", vectors("retention")["cases"], ids=lambda case: case["as_of"])
def test_retention(case):
    for as_of in [case["as_of"], datetime.date.fromisoformat(case["as_of"])]:
        sweep = release.retention_sweep(case["items"], as_of=as_of, rules=case["rules"])
        assert sweep == case["expected"]


def test_ledger():
    file = vectors("ledger")
    entries, roots = ([bytes.fromhex(x) for x in file[name]] for name in ["entries", "roots"])
    ledger = release.Ledger()
    assert ledger.root() == roots[0]
    for index, entry in enumerate(entries):
        assert ledger.append(entry) == index
        assert ledger.root() == roots[index + 1]
    text = ledger.checkpoint("agency.example/1")
    assert text == file["checkpoint"]
    read = {"origin": "agency.example/1", "size": len(ledger), "root": ledger.root()}
    assert release.parse_checkpoint(text) == read
    for case in file["inclusion"]:
        proof = [bytes.fromhex(part) for part in case["proof"]]
        place = case["index"], case["size"]
        assert ledger.inclusion_proof(*place) == proof
        root = roots[case["size"]]
        assert release.verify_inclusion(entries[case["index"]], *place, root, proof)
        assert not release.verify_inclusion(b"another", *place, root, proof)
    for case in file["consistency"]:
        proof = [bytes.fromhex(part) for part in case["proof"]]
        first, second = case["first"], case["second"]
        assert ledger.consistency_proof(first, second) == proof
        assert release.verify_consistency(first, roots[first], second, roots[second], proof)
        assert not release.verify_consistency(first, roots[0], second, roots[second], proof)
    for case in file["commitments"]:
        found = release.commitment(bytes.fromhex(case["key"]), case["value"])
        assert found.hex() == case["commitment"]
    for key in file["short_keys"]:
        with pytest.raises(CaselinkError) as raised:
            release.commitment(bytes.fromhex(key), "Jane Roe")
        assert raised.value.code == "INVALID_PARAMETER"


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_release():
    file, ledger = vectors("release"), release.Ledger()
    for case in file["cases"]:
        expected, document = case["expected"], file["documents"][case["document"]]
        asked = {"ledger": ledger, "key": bytes(range(32)), "policy": case.get("policy")}
        if "code" in expected:
            with pytest.raises(CaselinkError) as raised:
                release.disseminate(document, case["request"], **asked)
            assert raised.value.code == expected["code"]
            assert str(raised.value) == expected["message"]
            continue
        released = release.disseminate(document, case["request"], **asked)
        assert json.loads(released.json()) == expected["page"]
        assert sha256(released.html()) == expected["html_sha256"]
        assert sha256(released.markdown()) == expected["markdown_sha256"]
        tables = [
            {part: table[part] for part in ("caption", "csv", "name")} for table in released.csv()
        ]
        text = json.dumps(tables, separators=(",", ":"), ensure_ascii=False)
        assert sha256(text) == expected["csv_sha256"]
        assert released.entry.decode() == expected["entry"]
        assert released.content_hmac.hex() == expected["content_hmac"]
        assert ledger.root().hex() == expected["root"]
        for part in ["entry_index", "marking", "withheld", "reduced"]:
            assert getattr(released, part) == expected[part]
        assert released._repr_html_().startswith("<iframe sandbox ")


def test_policy():
    file = vectors("release_policy")
    assert release.standard_policy() == file["policy"]
    actor = {"id": "u-17", "agency": "IL0160000", "role": "analyst"}
    readers = {"public": {"audience": "public"}, "family": {"audience": "family"}}
    for name, reader in readers.items():
        for field, answer in file["expected"][name].items():
            if isinstance(answer, dict):
                purpose, word = next(iter(answer.items()))
            else:
                purpose, word = "investigation", answer
            asked = {"actor": actor, "purpose": purpose, "field": field, "reader": reader}
            found = release.decide(file["policy"], **asked)
            if isinstance(found, dict):
                found = found.get("redact", "deny")
            assert found == word


@pytest.mark.parametrize("case", vectors("suppress")["cases"])
def test_suppress(case):
    found = release.suppress(case["counts"], threshold=case["threshold"])
    assert found == case["expected"]
