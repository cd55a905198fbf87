"""The reporting form from Python: one answer in three languages."""

import datetime
import json

import pytest
from conftest import VECTORS

from caselink import SettingsError, tips

FILE = json.loads((VECTORS / "tips_formats.json").read_text("utf-8"))
XML = (VECTORS / "cybertip.xml").read_bytes()
FILE_XML = (VECTORS / "cybertip_file.xml").read_bytes()
ID, OPTIONS = FILE["id"], FILE["options"]


def plain(found):
    return json.loads(json.dumps(found))


def test_forms_are_the_same_in_three_languages():
    expected = FILE["expected"]
    read = tips.read_cybertip(XML, ID, OPTIONS)
    assert plain(read) == expected["read"]
    assert plain(tips.read_cybertip(XML.decode(), ID, OPTIONS)) == expected["read"]
    assert plain(tips.read_cybertip(XML[: FILE["cut"]], ID, OPTIONS)) == expected["cut"]
    file = tips.read_cybertip_file(FILE_XML, OPTIONS)
    assert plain(file) == expected["file"]
    tip = {**read["tip"], "files": [file["file"]]}
    assert plain(tips.write_cybertip(tip, OPTIONS)) == expected["written"]
    as_of = datetime.datetime.fromisoformat(FILE["as_of"])
    assert plain(tips.view_tip(tip, FILE["views"], as_of)) == expected["seen"]
    assert plain(tips.view_tip(tip, reversed(FILE["views"]), FILE["as_of"])) == expected["seen"]


def test_what_cannot_be_used_is_refused_and_nothing_is_lost():
    with pytest.raises(SettingsError):
        tips.read_cybertip(XML, "")
    with pytest.raises(SettingsError):
        tips.read_cybertip(XML, ID, {"then": 1})
    with pytest.raises(TypeError):
        tips.read_cybertip(7, ID)
    with pytest.raises(SettingsError):
        tips.view_tip({"id": "T-1"}, [], "yesterday")
    (aside,) = tips.read_cybertip(b"\x00\x01", ID)["set_aside"]
    assert aside["bytes"] == 2
    bounded = tips.read_cybertip(XML, ID, limits={"record_values": 10})
    assert "record_values" in bounded["set_aside"][0]["reason"]
