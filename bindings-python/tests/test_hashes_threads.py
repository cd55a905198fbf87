"""Searches on several threads while another changes what they look in."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from caselink import hashes, victims

PLANTED = 20
ROUNDS = 150


def together(search, change):
    """Searches on four threads while a fifth changes things; an exception of any comes out."""
    done = threading.Event()

    def searches():
        rounds = 0
        while not done.is_set() or rounds == 0:
            search()
            rounds += 1
        return rounds

    def changes():
        try:
            for at in range(ROUNDS):
                change(at)
        finally:
            done.set()

    with ThreadPoolExecutor(5) as pool:
        running = [pool.submit(searches) for _ in range(4)]
        changing = pool.submit(changes)
        changing.result(120)
        assert all(one.result(120) > 0 for one in running)


def random_hashes(number, seed):
    return np.random.default_rng(seed).integers(0, 256, (number, 32), dtype=np.uint8)


def test_perceptual_hashes():
    planted = random_hashes(PLANTED, 1)
    index = hashes.PerceptualIndex(planted)
    others = random_hashes(20_000, 2)
    index.extend(others)

    def search():
        found = index.find_all(planted, radius=0)
        assert found["query"] == list(range(PLANTED))
        assert index.find(planted[3].tobytes(), radius=0) == [{"id": 3, "distance": 0}]
        assert index.get(3) == planted[3].tobytes()
        assert len(index) >= 20_000 + PLANTED
        assert len(index.snapshot()) > 32 * 20_000
        assert index.plan(1, 31) in {"tables", "scan"}
        assert "hashes" in repr(index)
        assert index.bytes > 0

    def change(at):
        number = index.insert(bytes([at]) * 32)
        index.extend(others[:100])
        assert index.find(bytes([at]) * 32, radius=0) == [{"id": number, "distance": 0}]
        assert index.remove(number)

    together(search, change)
    assert len(index) == 20_000 + PLANTED + 100 * ROUNDS


def test_digests():
    planted = random_hashes(PLANTED, 3)[:, :16]
    known = hashes.DigestSet("md5", np.ascontiguousarray(planted))

    def search():
        assert known.contains_all(np.ascontiguousarray(planted)) == b"\1" * PLANTED
        assert planted[0].tobytes() in known
        assert len(known) >= PLANTED
        assert known.kind == "md5"
        assert known.bytes > 0
        assert known.snapshot()

    def change(at):
        assert known.insert(at.to_bytes(16, "big"))
        assert known.extend([(at + 1000).to_bytes(16, "big")]) == 1
        assert known.remove(at.to_bytes(16, "big"))

    together(search, change)
    assert len(known) == PLANTED + ROUNDS


def test_lists():
    planted = [
        {"id": f"P-{n}", "digests": {"md5": f"{n:032x}"}, "series": "V-1"} for n in range(PLANTED)
    ]
    known = hashes.HashList({"id": "national", "hidden_when_denied_by": 5})
    known.add(planted)
    files = [{**one, "id": f"F-{at}"} for at, one in enumerate(planted)]

    def search():
        found = known.find_all(files)
        assert [one["hits"][0]["entry"] for one in found] == [one["id"] for one in planted]
        assert known.find(files[2])["hits"][0]["entry"] == "P-2"
        recognised = victims.recognise(files, [known])
        assert recognised["counts"]["recognised"] == PLANTED
        assert "P-1" in known
        assert len(known) >= PLANTED
        assert known.get("P-1")["file"]["digests"] == planted[1]["digests"]
        assert len(known.ids()) >= PLANTED
        assert known.snapshot()
        assert known.bytes > 0
        assert known.settings["id"] == "national"

    def change(at):
        entry = {"id": f"E-{at}", "digests": {"md5": f"{at + 1000:032x}"}}
        assert known.add([entry])["inserted"] == 1
        known.judge({"entry": "P-0", "kind": "confirmed", "by": f"member {at}"})
        known.count_hits(["P-0"], on="2026-05-01")
        known.set_version(str(at))
        reader = hashes.ListReader({"format": "text"})
        known.feed(reader, f"{at + 5000:032x}\n".encode())
        assert known.feed(reader, None)["report"]["records"] == 1
        if at % 2:
            assert known.apply([{"kind": "delete", "id": f"E-{at}"}])["deleted"] == 1

    together(search, change)
    assert len(known) == PLANTED + ROUNDS + ROUNDS // 2


def test_a_distance_of_the_host_may_change_the_list():
    known = hashes.HashList({"id": "national"})
    photodna = {"algorithm": "photodna", "value": "07" * 144}
    known.add([{"id": f"E-{n}", "perceptual_hashes": [photodna]} for n in range(3)])
    seen = []

    def far(wanted, stored):
        known.add([{"id": f"N-{len(seen)}", "digests": {"md5": f"{len(seen) + 1:032x}"}}])
        seen.append(stored)
        return 1.0

    file = {"id": "F", "perceptual_hashes": [photodna]}
    assert len(known.find_by_distance(file, "photodna", 2.0, far)) == 3
    assert len(known) == 6


def test_progress_may_look_at_what_changes():
    index = hashes.PerceptualIndex()
    lengths = []
    for _ in range(3):
        index.extend(random_hashes(200_000, 4), progress=lambda *_: lengths.append(len(index)))
    assert len(index) == 600_000
    assert all(length % 200_000 == 0 for length in lengths)


def test_a_reader_is_fed_by_one_thread_at_a_time():
    reader = hashes.ListReader({"format": "text"})
    with ThreadPoolExecutor(4) as pool:
        lines = [f"{n + 1:032x}\n".encode() for n in range(400)]
        files = [file for read in pool.map(reader.feed, lines) for file in read]
        assert repr(reader) == "ListReader(open)"
    last, report = reader.finish()
    assert len(files) + len(last) == report["records"] == 400
    assert repr(reader) == "ListReader(ended)"
