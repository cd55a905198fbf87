"""Perceptual hashes from Python: what goes in, what is refused, what a search sees."""

import json
from pathlib import Path

import numpy as np
import pytest

import caselink
from caselink import hashes

VECTORS = Path(__file__).parents[2] / "core/tests/vectors"
ZERO, ONES = bytes(32), b"\xff" * 32


def test_vectors():
    file = json.loads((VECTORS / "hashes.json").read_text("utf-8"))
    index = hashes.PerceptualIndex(file["stored"])
    for number in file["removed"]:
        assert index.remove(number)
        assert not index.remove(number)
        assert index.get(number) is None
    queries = [bytes.fromhex(query) for query in file["queries"]]
    for case in file["cases"]:
        found = index.find_all(queries, case["radius"])
        assert found == {name: case[name] for name in ("query", "id", "distance")}
        for number, query in enumerate(file["queries"]):
            at = [place for place, of in enumerate(case["query"]) if of == number]
            expected = [{"id": case["id"][p], "distance": case["distance"][p]} for p in at]
            assert index.find(query, case["radius"]) == expected


def test_all_that_lies_in_memory_comes_in():
    rows = np.random.default_rng(7).integers(0, 256, (300, 32), dtype=np.uint8)
    as_hex = [row.tobytes().hex() for row in rows]
    ways = [rows, rows.tobytes(), memoryview(rows), bytearray(rows), as_hex, list(rows)]
    for way in ways:
        index = hashes.PerceptualIndex(way)
        assert len(index) == 300
        assert index.get(299) == rows[299].tobytes()
    assert index.extend(np.asfortranarray(rows)) == 300
    assert index.get(301) == rows[1].tobytes()
    assert index.find_all(rows, 0)["id"][:4] == [0, 300, 1, 301]


def test_what_is_no_hash_is_refused_and_nothing_is_stored():
    index = hashes.PerceptualIndex()
    for wrong in ["", "0" * 63, "g" * 64, b"1" * 31, 5, None, 1.5]:
        with pytest.raises(caselink.SettingsError):
            index.insert(wrong)
        with pytest.raises(caselink.SettingsError):
            index.extend([ZERO, wrong])
    for wrong in [
        b"1" * 33,
        np.zeros((32, 31), np.uint8),
        np.zeros((4, 32), np.float32),
        "0" * 64,
    ]:
        with pytest.raises(caselink.SettingsError, match="hashes"):
            index.extend(wrong)
    assert len(index) == 0
    index.insert(ONES)
    for radius in [-1, 65]:
        with pytest.raises(caselink.SettingsError, match="radius"):
            index.find(ZERO, radius)
    with pytest.raises(caselink.SettingsError, match="id"):
        index.remove(-1)
    assert repr(index) == "PerceptualIndex(1 hashes)"


def test_what_changes_counts_at_once():
    rows = np.random.default_rng(8).integers(0, 256, (40_000, 32), dtype=np.uint8)
    index = hashes.PerceptualIndex(rows)
    assert (index.plan(), index.plan(1, 64)) == ("tables", "scan")
    assert hashes.PerceptualIndex(rows, scanning=True).plan() == "scan"
    assert 32 <= hashes.PerceptualIndex(rows, scanning=True).bytes / len(rows) < 33
    number = index.insert(ZERO)
    assert index.find(ZERO) == [{"id": number, "distance": 0}]
    assert index.remove(number)
    assert index.find(ZERO) == []


def test_a_long_build_can_be_watched():
    heard = []
    rows = np.random.default_rng(9).integers(0, 256, (600_000, 32), dtype=np.uint8)
    index = hashes.PerceptualIndex(rows, progress=lambda *step: heard.append(step))
    assert len(index) == 600_000
    assert all(0 <= done <= total for done, total in heard)
