"""The prevention library from Python: the golden vectors, and what is refused."""

import json
import pickle

import pytest
from conftest import ROOT

from caselink import InputError, LimitError, SettingsError
from caselink.guidance import Guidance

FILE = json.loads((ROOT / "core/tests/vectors/guidance.json").read_text(encoding="utf-8"))
HELD = json.loads((ROOT / "core/tests/guidance/held.json").read_text(encoding="utf-8"))


def own() -> Guidance:
    return Guidance(FILE["set"], FILE["settings"])


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["question"][:20])
def test_the_golden_vectors(case):
    guidance = own() if case["of"] == "set" else Guidance.starter()
    assert guidance.search(case["question"], **case["options"]) == case["answer"]


def test_a_set_comes_back_and_can_be_changed():
    assert own().set() == FILE["set"]
    starter = Guidance.starter()
    assert len(starter) == 60
    assert repr(starter) == "Guidance(60 entries)"
    changed = starter.set()
    changed["entries"] = [e for e in changed["entries"] if "police" in e["audience"]]
    for rule in changed["urgent"]:
        rule["entries"] = []
    police = Guidance(changed)
    assert 0 < len(police) < 60
    assert police.topics()
    assert police.entry(changed["entries"][0]["id"]) == changed["entries"][0]


def test_the_held_questions_are_answered():
    guidance = Guidance.starter()
    asked = HELD["questions"]
    right = sum(
        any(found["id"] in one["right"] for found in guidance.search(one["question"])["found"])
        for one in asked
    )
    assert len(asked) == 100
    assert right >= 90


def test_anything_that_is_typed_is_a_question():
    guidance = Guidance.starter()
    for question in ["", "\ud800", "\x00", "?" * 10_000_000, "مرحبا", "🙂"]:
        answer = guidance.search(question)
        assert answer["weak"]
        assert answer["ask_expert"]["contacts"]
    assert guidance.search("a" * 20_000)["unread_bytes"] == 10_000


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Guidance({}),
        lambda: Guidance({"entries": []}),
        lambda: Guidance("entries"),
        lambda: Guidance(FILE["set"], {"k2": 1}),
        lambda: Guidance(FILE["set"], {"b": 2}),
        lambda: own().search("x", topic="gardening"),
        lambda: own().search("x", audience="cats"),
        lambda: own().search("x", language="x"),
        lambda: own().search("x", most=0),
        lambda: own().search("x", most=-1),
    ],
)
def test_what_is_not_as_it_must_be_is_refused(wrong):
    with pytest.raises(SettingsError):
        wrong()


def test_an_entry_that_nobody_has_is_told():
    with pytest.raises(InputError):
        own().entry("E-0")
    entry = FILE["set"]["entries"][0]
    with pytest.raises(LimitError):
        Guidance({"entries": [{**entry, "answer": "a" * 100_001}]})
    with pytest.raises(TypeError):
        pickle.dumps(own())
