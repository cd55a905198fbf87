"""No text leaves its place, in any field of any page."""

import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "benches"))

import hostile

from caselink import CaselinkError


def test_hostile_texts():
    texts = hostile.strings()
    assert len(texts) > 500
    leaked = {
        text[:40]: wrong
        for text in texts
        if (wrong := hostile.leaks(text) + hostile.public_leaks(text))
    }
    assert not leaked


def test_the_check_finds_what_it_looks_for():
    """A page that does not escape would be found."""
    page = hostile.let_out("Okafor").html()
    shape, _, words = hostile.html_shape(page)
    broken, _, _ = hostile.html_shape(page.replace("Okafor", "<b>Okafor</b>", 9))
    assert broken != shape
    assert words.count("Okafor") > 30
    assert hostile.HIDDEN.search("a\u202eb")
    assert not hostile.HIDDEN.search("Nguyễn O'Brien 王")


def refused(change):
    """The code with which a changed document is refused; nothing is written."""
    ledger, document = hostile.release.Ledger(), hostile.document("x")
    change(document)
    with pytest.raises(CaselinkError) as raised:
        hostile.release.disseminate(document, hostile.request("x"), ledger=ledger, key=bytes(32))
    assert len(ledger) == 0
    return raised.value.code


def test_too_much_is_refused():
    def deeper(document):
        for _ in range(40):
            heading = [{"value": "x", "field": "general"}]
            document["sections"] = [{"heading": heading, "sections": document["sections"]}]

    def wider(document):
        table = document["sections"][0]["blocks"][3]
        table["columns"], table["rows"] = [{"heading": "x"}] * 1001, []

    assert refused(lambda document: document["title"][0].update(value="x" * (4 << 20 | 1))) == (
        "LIMIT_EXCEEDED"
    )
    assert refused(lambda document: document["title"][0].update(value="\ud800")) == (
        "INVALID_PARAMETER"
    )
    assert refused(deeper) == "INVALID_PARAMETER"
    assert refused(wider) == "LIMIT_EXCEEDED"
