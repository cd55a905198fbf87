"""The ledger in Python's hands."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

import caselink
from caselink import release


@given(entries=st.lists(st.binary(max_size=20), max_size=40), data=st.data())
def test_every_entry_and_every_earlier_ledger_is_proven(entries, data):
    ledger = release.Ledger()
    for entry in entries:
        ledger.append(entry)
    again = pickle.loads(pickle.dumps(ledger))
    assert (len(again), again.root()) == (len(ledger), ledger.root())
    assert ledger.root().hex() in repr(ledger)
    if entries:
        at = data.draw(st.integers(0, len(entries) - 1))
        proof = ledger.inclusion_proof(at)
        assert release.verify_inclusion(entries[at], at, len(entries), ledger.root(), proof)
        old, proof = ledger.root(at + 1), ledger.consistency_proof(at + 1)
        assert release.verify_consistency(at + 1, old, len(entries), ledger.root(), proof)


def test_what_is_no_hash_is_refused_or_proves_nothing():
    ledger = release.Ledger()
    ledger.append(b"package 17")
    ledger.append(b"package 18")
    root, proof = ledger.root(), ledger.inclusion_proof(0)
    assert release.verify_inclusion(b"package 17", 0, 2, root, proof)
    assert not release.verify_inclusion(b"package 17", 0, 2, root, [proof[0][:31]])
    for call in [
        lambda: release.verify_inclusion(b"package 17", 0, 2, root[:31], proof),
        lambda: release.verify_consistency(1, root, 2, b"", proof),
        lambda: release.Ledger.from_leaf_hashes(b"x" * 33),
        lambda: ledger.root(3),
        lambda: ledger.inclusion_proof(2),
        lambda: ledger.inclusion_proof(-1),
        lambda: ledger.inclusion_proof(0, 2**64),
        lambda: ledger.consistency_proof(1, -1),
        lambda: ledger.root(-1),
        lambda: release.verify_inclusion(b"package 17", -1, 2, root, proof),
        lambda: release.verify_consistency(1, root, -1, root, proof),
        lambda: release.parse_checkpoint("\ufeff" + ledger.checkpoint("agency.example")),
        lambda: ledger.checkpoint("agency\u202e.example"),
        lambda: ledger.consistency_proof(0),
        lambda: release.commitment(b"key", "Jane Roe"),
        lambda: release.verify_inclusion(b"package 17", 0, 2, b"", proof),
        lambda: release.parse_checkpoint(
            ledger.checkpoint("agency.example").replace("\n2\n", "\n0\n")
        ),
    ]:
        with pytest.raises(caselink.SettingsError) as caught:
            call()
        assert caught.value.code == "INVALID_PARAMETER"
    with pytest.raises(caselink.InputError):
        release.commitment(bytes(32), "\ud800")


def test_threads_share_a_ledger():
    ledger = release.Ledger()
    document = {
        "id": "B-1",
        "title": [{"value": "Bulletin", "field": "general"}],
        "agency": "State Police",
        "as_of": "2026-06-01",
        "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": False},
        "sections": [
            {
                "heading": [{"value": "Known", "field": "general"}],
                "blocks": [
                    {
                        "kind": "list",
                        "items": [[{"value": "white van", "field": "vehicle"}]] * 2000,
                    }
                ],
            }
        ],
    }
    request = {
        "actor": {"id": "u-17", "agency": "State Police", "role": "analyst"},
        "audience": {
            "kind": "public",
            "texts": {"warning": "Do not act on this yourself.", "correction": "Write to us."},
        },
        "purpose": "prevention",
        "released_at": "2026-06-02T09:30:00-05:00",
    }

    def work(_):
        indices = []
        for _ in range(5):
            released = release.disseminate(document, request, ledger=ledger, key=bytes(32))
            indices += [released.entry_index, ledger.append(b"package 17")]
            assert len(ledger) > indices[-1]
            assert ledger.root()
            assert repr(ledger)
        return indices

    with ThreadPoolExecutor(4) as pool:
        found = [index for indices in pool.map(work, range(4)) for index in indices]
    assert sorted(found) == list(range(40))
    assert len(ledger) == 40


def test_a_negative_threshold_has_a_code():
    with pytest.raises(caselink.SettingsError, match='"threshold": must be a whole number from 0'):
        release.suppress([[1]], threshold=-1)
