"""No text leaves its place, in any field of any page."""

import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "benches"))

import hostile  # noqa: E402

from caselink import CaselinkError  # noqa: E402


def test_hostile_texts():
    texts = hostile.strings()
    assert len(texts) > 500
    leaked = {text[:40]: wrong for text in texts if (wrong := hostile.leaks(text))}
    assert not leaked


def test_the_check_finds_what_it_looks_for():
    """A page that does not escape would be found."""
    page = hostile.let_out("Okafor").html()
    shape, _, words = hostile.html_shape(page)
    broken, _, _ = hostile.html_shape(page.replace("Okafor", "<b>Okafor</b>", 9))
    assert broken != shape
    assert words.count("Okafor") > 30
    assert hostile.HIDDEN.search("a\u202eb")
    assert not hostile.HIDDEN.search("Nguyễn O’Brien 王")


def test_too_much_is_refused():
    for text in ["x" * (4 << 20 | 1), "\ud800"]:
        with pytest.raises(CaselinkError) as raised:
            hostile.let_out(text)
        assert raised.value.code in {"LIMIT_EXCEEDED", "INVALID_PARAMETER"}
        assert text[:50] not in str(raised.value)
    document = hostile.document("x")
    for _ in range(40):
        document["sections"] = [{"heading": [{"value": "x"}], "sections": document["sections"]}]
    wide = hostile.document("x")
    table = wide["sections"][0]["blocks"][3]
    table["columns"] = [{"heading": "x"}] * 1001
    table["rows"] = []
    asked = {"ledger": hostile.release.Ledger(), "key": bytes(32)}
    for refused in [document, wide]:
        with pytest.raises(CaselinkError):
            hostile.release.disseminate(refused, hostile.request("x"), **asked)
    assert len(asked["ledger"]) == 0
