"""Known files and victims from Python: the golden vectors, snapshots, and what is refused."""

import base64
import datetime as dt
import hashlib
import json
import mmap
import pickle

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from conftest import VECTORS

import caselink
from caselink import hashes, release, victims

FILE = json.loads((VECTORS / "known_files.json").read_text("utf-8"))


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def lists():
    made = []
    for one in FILE["lists"]:
        known = hashes.HashList(one["settings"])
        intakes = [known.add(one["entries"]), known.apply(one["changes"])]
        assert intakes == one["intakes"]
        assert sha256(known.snapshot()) == one["snapshot_sha256"]
        made.append(known)
    return made


def test_recognition():
    found = victims.recognise(FILE["files"], lists(), FILE["series"], on=FILE["on"])
    assert found == FILE["recognition"]
    assert victims.recognition_report(found, FILE["header"]) == FILE["report"]
    check = victims.check_submission(FILE["submission"], lists())
    assert check == FILE["submission_check"]


def test_guide():
    case = FILE["guide"]
    guide = victims.EvidenceGuide(case["entries"], case["settings"])
    assert guide.find_all(case["names"]) == case["findings"]
    assert guide.refusals() == case["refusals"]
    assert len(guide) == 3
    for at, name in enumerate(case["names"]):
        of_name = [{**hit, "name": 0} for hit in case["findings"]["hits"] if hit["name"] == at]
        assert guide.find(name) == of_name


def test_clues():
    findings = victims.combine_clues(FILE["clues"])
    assert findings == FILE["findings"]
    assert victims.combine_clues(FILE["clues"], tables=victims.clue_tables()) == findings
    routes = victims.route_clues(findings, FILE["agencies"], FILE["jurisdictions"])
    assert routes == FILE["routes"]
    asked = dict(FILE["clue_document"])
    document = asked.pop("document")
    assert victims.clue_document(findings, FILE["clues"], routes=routes, **asked) == document
    for one in findings["places"]:
        assert sum(part["weight"] for part in one["parts"]) == one["weight"]


def test_videos_and_readers():
    case = FILE["videos"]
    compared = hashes.compare_videos(case["query"], case["compared"], rule=case["rule"])
    assert compared == case["result"]
    for one in FILE["readers"]:
        data = one["text"].encode()
        assert hashes.read_list(one["text"], one["options"]) == one["read"]
        for step in (1, 7, 10_000):
            reader, files = hashes.ListReader(one["options"]), []
            for at in range(0, len(data), step):
                files += reader.feed(data[at : at + step])
            rest, report = reader.finish()
            assert {"files": files + rest, "report": report} == one["read"]
            with pytest.raises(caselink.SettingsError, match="ended"):
                reader.feed(b"")


def test_digests():
    case = FILE["digests"]
    known = hashes.DigestSet(case["kind"], case["extend"])
    assert [known.remove(digest) for digest in case["remove"]] == [True]
    assert [bool(found) for found in known.contains_all(case["ask"])] == case["found"]
    assert [digest in known for digest in case["ask"]] == case["found"]
    assert sha256(known.snapshot()) == case["snapshot_sha256"]
    assert hashes.DigestSet.open(known.snapshot()).snapshot() == known.snapshot()
    index = hashes.PerceptualIndex(FILE["perceptual"]["hashes"])
    assert sha256(index.snapshot()) == FILE["perceptual"]["snapshot_sha256"]


def test_hashes_come_as_numpy_and_arrow():
    rows = np.random.default_rng(1).integers(0, 256, (500, 16), dtype=np.uint8)
    values = [row.tobytes() for row in rows]
    ways = [
        rows,
        values,
        b"".join(values),
        [value.hex() for value in values],
        pa.array(values, pa.binary(16)),
        pa.array(values, pa.binary()),
        pa.array(values, pa.large_binary()),
        pa.array(values, pa.binary_view()),
        pa.chunked_array(
            [pa.array(values[:200], pa.binary(16)), pa.array(values[200:], pa.binary(16))]
        ),
        pa.array([value.hex() for value in values]),
        pa.array([value.hex().upper() for value in values], pa.large_string()),
        pa.array([base64.b64encode(value).decode() for value in values], pa.string_view()),
        pa.array([base64.b64encode(value).decode().rstrip("=") for value in values]),
        pl.Series([value.hex() for value in values]),
    ]
    for way in ways:
        known = hashes.DigestSet("md5", way)
        assert len(known) == 500
        assert known.contains_all(way) == b"\x01" * 500
    for wrong in (
        pa.array([b"short"]),
        pa.array([values[0], None]),
        pa.array(["text"]),
        [b"short"],
    ):
        with pytest.raises(caselink.SettingsError):
            hashes.DigestSet("md5", wrong)
    nulls = pa.chunked_array(
        [pa.array([values[0].hex(), None]), pa.array([None, values[1].hex(), None])]
    )
    reason = r"3 of 5 rows are null, the first is \[1\]"
    with pytest.raises(caselink.SettingsError, match=reason):
        hashes.DigestSet("md5", nulls)
    pdq = [bytes([n]) * 32 for n in range(3)]
    index = hashes.PerceptualIndex(pa.array([base64.b64encode(value).decode() for value in pdq]))
    assert index.get(2) == pdq[2]
    with pytest.raises(caselink.SettingsError, match=r"\[1\] must be 32 bytes"):
        index.extend(pa.array([pdq[0].hex(), "00" * 16]))


def test_a_mapped_file_is_read_where_it_lies(tmp_path):
    rows = np.random.default_rng(2).integers(0, 256, (40_000, 32), dtype=np.uint8)
    index = hashes.PerceptualIndex(rows)
    path = tmp_path / "index"
    path.write_bytes(index.snapshot())
    with (
        path.open("rb") as handle,
        mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
    ):
        for verify in (True, False):
            opened = hashes.PerceptualIndex.open(mapped, verify=verify)
            assert opened.find(rows[7].tobytes()) == index.find(rows[7].tobytes())
            assert opened.insert(bytes(32)) == 40_000
            assert opened.remove(7)
            assert opened.find(rows[7].tobytes()) == []
            del opened
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    with pytest.raises(caselink.ModelError) as raised:
        hashes.PerceptualIndex.open(bytes(data))
    assert raised.value.code == "CORRUPT_SNAPSHOT"
    for wrong in (b"", b"CASELINK", bytes(100), hashes.DigestSet("md5").snapshot()):
        with pytest.raises(caselink.ModelError):
            hashes.PerceptualIndex.open(wrong)
    with pytest.raises(caselink.SettingsError):
        hashes.PerceptualIndex.open("text")


def test_all_three_pickle():
    for one in (
        lists()[0],
        hashes.DigestSet("md5", [bytes(16)]),
        hashes.PerceptualIndex([bytes(32)]),
    ):
        again = pickle.loads(pickle.dumps(one))
        assert again.snapshot() == one.snapshot()


def test_a_list_is_fed_from_a_reader():
    known, reader = hashes.HashList({"id": "x"}), hashes.ListReader({"format": "text"})
    assert known.feed(reader, b"01" * 16 + b"  a.jpg\n" + b"02")["inserted"] == 1
    assert known.feed(reader, b"02" * 15 + b"\n")["inserted"] == 1
    last = known.feed(reader, None)
    assert (last["report"]["records"], len(known)) == (2, 2)


def test_two_exports_keep_their_entries_by_a_prefix():
    known = hashes.HashList({"id": "x"})
    for prefix, digest in (("north/", "01"), ("south/", "02")):
        reader = hashes.ListReader({"format": "vics", "id_prefix": prefix})
        export = json.dumps({"value": [{"MediaID": 1, "MD5": digest * 16}]})
        intake = known.feed(reader, export.encode())
        assert (intake["inserted"], intake["replaced"]) == (1, 0)
    found = known.find({"id": "F", "digests": {"md5": "02" * 16}})["hits"]
    assert [hit["entry"] for hit in found] == ["south/1"]
    assert known.apply([{"kind": "delete", "id": "north/1"}])["deleted"] == 1


def test_hits_state_the_version_of_their_time():
    known = hashes.HashList({"id": "x", "version": "1"})
    file = {"id": "F", "digests": {"md5": "01" * 16}}
    known.add([{**file, "id": "E"}])
    before = known.find(file)
    known.set_version("2")
    assert before["hits"][0]["version"] == "1"
    assert known.find(file)["hits"][0]["version"] == "2"
    assert hashes.HashList.open(known.snapshot()).settings["version"] == "2"
    assert victims.recognise([file], [known])["lists"][0]["version"] == "2"
    known.set_version(None)
    assert "version" not in known.find(file)["hits"][0]
    with pytest.raises(TypeError):
        known.set_version(3)


def test_a_category_without_a_scheme_has_that_of_its_list():
    entry = {"id": "E", "digests": {"md5": "01" * 16}, "categories": [{"code": "1"}]}
    known = hashes.HashList({"id": "x", "scheme": "vics-us"})
    for intake in (known.add([entry]), known.apply([{"kind": "upsert", "file": entry}])):
        assert intake["rejected"]["total"] == 0
    found = known.find({"id": "F", "digests": {"md5": "01" * 16}})["hits"]
    assert found[0]["categories"] == [{"scheme": "vics-us", "code": "1"}]
    assert hashes.HashList({"id": "x"}).add([entry])["rejected"]["total"] == 1


def test_the_nearest_hits_are_listed_and_the_others_counted():
    entries = [
        {"id": f"E-{n}", "digests": {"md5": "01" * 16}, "series": f"V-{n}"} for n in range(105)
    ]
    known = hashes.HashList({"id": "x"})
    known.add(entries)
    file = {"id": "F", "digests": {"md5": "01" * 16}}
    found = known.find(file)
    assert (len(found["hits"]), found["more_hits"]) == (100, 5)
    few = hashes.HashList({"id": "x", "most_hits": 2})
    few.add(entries)
    assert [hit["entry"] for hit in few.find(file)["hits"]] == ["E-0", "E-1"]
    recognised = victims.recognise([file], [few])
    assert recognised["files"][0]["more_hits"] == 103
    assert recognised["series"] == victims.recognise([file], [known])["series"]
    assert len(recognised["series"]) == 105


def test_a_distance_of_the_hosts():
    known = lists()[0]
    file = FILE["files"][7]
    found = known.find_by_distance(file, "photodna", 5.0, lambda a, b: float(a != b))
    assert [(far, hit["entry"]) for far, hit in found] == [(0.0, "N-7")]

    def broken(_a, _b):
        raise RuntimeError("licence")

    with pytest.raises(RuntimeError, match="licence"):
        known.find_by_distance(file, "photodna", 5.0, broken)


def test_feedback_and_floods():
    known = hashes.HashList({"id": "x", "flood_a_day": 2, "hidden_when_denied_by": 1})
    file = {"id": "F", "digests": {"md5": "01" * 16}}
    known.add([{**file, "id": "E"}])
    known.count_hits(["E", "E"], on="2026-05-01")
    assert known.find(file, on="2026-05-01")["hits"][0]["hidden"] == {"why": "flood", "times": 2}
    assert "hidden" not in known.find(file, on="2026-05-02")["hits"][0]
    known.judge({"entry": "E", "kind": "denied", "by": "member"})
    assert known.find(file)["hits"][0]["hidden"] == {"why": "denied", "by": 1}
    with pytest.raises(caselink.InputError):
        known.judge({"entry": "nobody", "kind": "denied", "by": "member"})
    with pytest.raises(caselink.SettingsError):
        known.count_hits(["E"], on="May")


@pytest.mark.parametrize(
    "call",
    [
        lambda: hashes.HashList({"id": ""}),
        lambda: hashes.HashList({"id": "x", "radius": 65}),
        lambda: hashes.HashList({"id": "x", "radios": 3}),
        lambda: hashes.HashList({"id": "x", "most_hits": 0}),
        lambda: hashes.DigestSet("crc32"),
        lambda: hashes.ListReader({"format": "xml"}),
        lambda: hashes.ListReader({"format": "text", "id_prefix": ""}),
        lambda: victims.recognise([], []),
        lambda: victims.recognise([{"digests": {}}], lists()),
        lambda: victims.recognise([], [lists()[0], lists()[0]]),
        lambda: victims.EvidenceGuide([{"names": ["x"]}]),
        lambda: victims.combine_clues([{"id": "C", "picture": "x"}]),
        lambda: victims.check_submission({}, []),
    ],
)
def test_what_is_not_as_it_must_be_is_refused(call):
    with pytest.raises(caselink.SettingsError):
        call()


def test_the_report_leaves_for_police_only():
    report = victims.recognition_report(FILE["recognition"], FILE["header"])
    request = {
        "actor": {"id": "u-17", "agency": "Example State Clearinghouse", "role": "analyst"},
        "audience": {"kind": "law_enforcement"},
        "recipients": [{"name": "D. Fields", "agency": "ZZ0160000", "law_enforcement": True}],
        "purpose": "victim_identification",
        "need_to_know": "holds the seizure",
        "right_to_know": "sworn officer",
        "released_at": "2026-06-02T09:30:00-05:00",
    }
    out = dict(ledger=release.Ledger(), key=bytes(range(32)))
    page = release.disseminate(report, request, **out).html()
    assert "ZZ0160000" in page
    assert "24-0117" in page
    with pytest.raises(caselink.ReleaseError):
        release.disseminate(report, {**request, "audience": {"kind": "partner_ngo"}}, **out)


def test_what_has_no_time_changes_nothing_that_has_one():
    entry = {"id": "E", "digests": {"md5": "01" * 16}}
    known = hashes.HashList({"id": "national"})
    known.apply([{"kind": "upsert", "at": "2026-01-01T00:00:00Z", "file": entry}])
    known.apply([{"kind": "delete", "at": "2026-02-01T00:00:00Z", "id": "E"}])
    assert known.add([entry])["without_time"] == 1
    assert "E" not in known
    reader = hashes.ListReader({"format": "text"})
    known.feed(reader, b"01" * 16 + b"\n", at="2026-03-01T00:00:00Z")
    assert known.ids() == ["01" * 16]
    at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    assert known.add([entry], at=at)["inserted"] == 1
    assert known.get("E") == {"file": entry, "at": "2026-03-01T00:00:00Z"}
    assert known.get("F") is None
    for wrong in ["March", 7, dt.datetime(2026, 3, 1)]:
        with pytest.raises(caselink.SettingsError):
            known.add([entry], at=wrong)


def test_misspelt_fields_and_missing_hashes_are_told():
    known = hashes.HashList({"id": "national"})
    known.add([{"id": "E", "digests": {"md5": "01" * 16}}])
    for wrong in [{"digests": {"MD5": "01" * 16}}, {"digest": {}}, {"md5": "01" * 16}]:
        with pytest.raises(caselink.SettingsError, match="digests"):
            known.find({"id": "F", **wrong})
    assert known.find({"id": "F"})["no_hash"]
    found = victims.recognise([{"id": "F", "digests": {"sha1": "01" * 20}}], [known])
    assert found["files"][0]["outcome"] == "not_comparable"
    with pytest.raises(caselink.InputError):
        victims.recognise([{"id": "F"}, {"id": "F"}], [known])


def test_a_hash_of_many_is_named_by_its_place():
    with pytest.raises(caselink.SettingsError, match=r"\[3\] must be 32 bytes"):
        hashes.PerceptualIndex(["00" * 32] * 3 + ["0O" * 32])


def test_a_report_of_a_large_recognition_names_what_is_wrong():
    known = hashes.HashList({"id": "national"})
    known.add([{"id": "E", "digests": {"md5": "01" * 16}, "series": "V"}])
    files = [{"id": f"F-{at}", "digests": {"md5": "01" * 16}} for at in range(300)]
    found = victims.recognise(files, [known])
    header = {"id": "R", "agency": "Example", "as_of": "2026-06-01"}
    assert "F-299" in json.dumps(victims.recognition_report(found, header))
    found["files"][7] = {"file": 3}
    with pytest.raises(caselink.SettingsError, match=r"files\[7\]"):
        victims.recognition_report(found, header)


def test_one_odd_file_costs_no_other():
    known = hashes.HashList({"id": "national"})
    odd = b"plage \xe9.jpg".decode("utf8", "surrogateescape")
    good = {"id": "F-1", "digests": {"md5": "11" * 16}, "names": [odd]}
    bad = [
        {"id": "F-2", "size_bytes": -1},
        {"id": "F-3", "size_bytes": "12"},
        {"id": "F-4", "digests": {"MD5": "11" * 16}},
        {"id": odd, "digests": {"md5": "11" * 16}},
    ]
    assert known.add([good, *bad])["inserted"] == 1
    found = victims.recognise([*bad, good], [known])
    assert [one["file"] for one in found["files"]] == ["F-1"]
    counts = found["counts"]
    assert (counts["recognised"], counts["rejected"], counts["odd_names"]) == (1, 4, 1)
    assert [one["row"] for one in found["rejected"]["listed"]] == [0, 1, 2, 3]
    assert "plage" not in json.dumps(found["rejected"])
    each = known.find_all([*bad, good])
    assert [len(one["hits"]) for one in each] == [0, 0, 0, 0, 1]
    assert [one.get("rejected", {}).get("row") for one in each] == [0, 1, 2, 3, None]
    # where no file can be read, that is said at once
    with pytest.raises(caselink.SettingsError):
        victims.recognise(bad, [known])


def test_tables_of_files_say_what_to_do():
    known = hashes.HashList({"id": "national"})
    table = pa.Table.from_pylist([{"id": "E", "digests": {"md5": "11" * 16}}])
    for call in (known.add, known.find_all, lambda files: victims.recognise(files, [known])):
        with pytest.raises(caselink.SettingsError, match="to_pylist"):
            call(table)
    assert known.add(table.to_pylist())["inserted"] == 1


def test_the_guide_takes_names_as_they_come():
    guide = victims.EvidenceGuide([{"series": "V-1", "names": ["lakehouse"]}])
    odd = b"plage \xe9 lakehouse".decode("utf8", "surrogateescape")
    found = guide.find_all(["lakehouse.jpg", odd])
    assert ([hit["name"] for hit in found["hits"]], found["odd_names"]) == ([0, 1], 1)
    assert guide.find(odd)[0]["series"] == "V-1"
    texts = ["a.jpg", None, "lakehouse.jpg"]
    columns = [
        pa.array(texts),
        pa.array(texts, pa.large_string()),
        pa.array(texts, pa.string_view()),
        pa.chunked_array([["a.jpg", None], ["lakehouse.jpg"]]),
        pl.Series(texts),
    ]
    for column in columns:
        assert [hit["name"] for hit in guide.find_all(column)["hits"]] == [2]
    for wrong in (pa.array([1, 2]), pa.array(texts).dictionary_encode()):
        with pytest.raises(caselink.SettingsError, match="cast a dictionary"):
            guide.find_all(wrong)
    with pytest.raises(TypeError):
        guide.find_all([1])
    with pytest.raises(caselink.SettingsError, match="least_length"):
        victims.EvidenceGuide([], {"least_length": 0})
