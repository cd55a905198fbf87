"""Texts that try to leave their place, through every field of every page, judged by real parsers.

`leaks(text)` releases a document that holds the text wherever text can stand, reads the four kinds
of page back with html5lib, markdown-it, `csv` and `json`, and says what went wrong: a structure
that differs from that of a harmless text, a character that cannot be seen, a text that is not what
went in.
"""

import csv
import functools
import io
import json
import re
from pathlib import Path

import html5lib
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from caselink import CaselinkError, release

csv.field_size_limit(1 << 30)
FILE = Path(__file__).parents[1] / "core/tests/vectors/hostile_strings.json"
HARMLESS = "Okafor"
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b"
    "\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\uffa0\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f"
    "\ufeff\ufff0-\uffff\U00013430-\U00013455\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
    + "".join(
        chr(plane + end) for plane in range(0x10000, 0xE0000, 0x10000) for end in (0xFFFE, 0xFFFF)
    )
    + "]"
)
# an apostrophe where a cell begins, or would begin for a reader of other separators
GUARD = re.compile(r"""(^|[,;|\t\n])'(?=[ "]*(?:[=+\-@\t\r\n'\uff1d\uff0b\uff0d\uff20]|⟨U\+))""")
LONGEST_CUT = 100
LONGEST_PUBLIC = 4_000
FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
SVG = {
    "svg",
    "title",
    "desc",
    "rect",
    "path",
    "g",
    "clipPath",
    "text",
    "line",
    "circle",
    "defs",
    "pattern",
}
MARKDOWN = MarkdownIt("gfm-like").use(footnote_plugin)
# GitHub makes links of what begins with a protocol or "www.", not of every name with a full stop
MARKDOWN.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
MARKDOWN.linkify.add("//", None)


def strings() -> list[str]:
    """The list; an entry of `repeat` and `times` stands for a long one."""
    listed = json.loads(FILE.read_text("utf-8"))["strings"]
    return [s if isinstance(s, str) else s["repeat"] * s["times"] for s in listed]


def visible(text: str) -> str:
    """The text as a page shows it."""
    return HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def in_short_fields(text: str) -> str:
    """The text for ids and the like, which may be neither blank nor long."""
    return text if any(map(str.isalnum, text)) and len(text.encode()) <= 200 else HARMLESS


def in_pieces(text: str) -> list[list[dict[str, object]]]:
    """The text cut into values side by side: each sign, halves, and halves with a citation."""
    cut = len(text) // 2
    halves = [{"value": half, "field": "general"} for half in (text[:cut], text[cut:])]
    signs = [{"value": sign, "field": "general"} for sign in text[:LONGEST_CUT]]
    cited = {"value": "", "field": "general", "sources": ["first"]}
    return [
        [*signs, {"value": text[LONGEST_CUT:], "field": "general"}],
        halves,
        [cited, *halves],
        [{**halves[0], "sources": ["first"]}, halves[1]],
    ]


def document(text: str) -> dict[str, object]:
    """A document with the text wherever text can stand."""
    short = in_short_fields(text)
    one = [{"value": text, "field": "general", "sources": ["first"]}]
    bare = [{"value": text, "field": "general"}]
    day = {"start": "2026-01-01", "end": "2026-02-01"}
    figures = [
        {
            "kind": "map",
            "points": [
                {
                    "label": bare,
                    "latitude": 42.7,
                    "longitude": -89.0,
                    "radius_m": 500,
                    "cluster": 1,
                    "sources": ["first"],
                }
            ],
        },
        {"kind": "timeline", "rows": [{"label": bare, "spans": [{"label": bare, **day}]}]},
        {"kind": "bars", "axis": text, "bars": [{"label": bare, "value": 2, "expected": [0, 3]}]},
        {"kind": "waterfall", "unit": text, "parts": [{"label": bare, "weight_milli": -1500}]},
    ]
    table = {
        "kind": "table",
        "caption": bare,
        "columns": [{"heading": text, "field": "general"}] * 2,
        "rows": [{"cells": [text, text], "sources": ["first"]}, {"cells": [-1, None]}],
    }
    return {
        "id": short,
        "agency": short,
        "as_of": "2026-06-01",
        "title": bare,
        "contact": one,
        "marking": {"tlp": "TLP:GREEN", "law_enforcement_sensitive": False, "caveats": [short]},
        "sources": [
            {"id": "first", "description": bare},
            {"id": text if text != "first" else "second", "description": bare},
        ],
        "sections": [
            {
                "heading": bare,
                "blocks": [
                    {"kind": "paragraph", "text": one},
                    {"kind": "list", "items": [bare, one]},
                    {"kind": "facts", "facts": [{"label": text, "value": one, "weighs": "for"}]},
                    table,
                    *({"kind": "paragraph", "text": pieces} for pieces in in_pieces(text)),
                    {"kind": "list", "items": in_pieces(text)},
                    {
                        "kind": "facts",
                        "facts": [{"label": "x", "value": pieces} for pieces in in_pieces(text)],
                    },
                ],
                "sections": [{"heading": pieces} for pieces in [one, *in_pieces(text)]],
            },
            {
                "heading": [{"value": "Figures", "field": "general"}],
                "blocks": [
                    {"kind": "figure", "caption": bare, "drawing": drawing} for drawing in figures
                ],
            },
        ],
    }


def request(text: str) -> dict[str, object]:
    """A request with the text wherever the page shows it."""
    short = in_short_fields(text)
    person = {"name": short, "agency": short, "law_enforcement": True}
    return {
        "actor": {"id": "u-17", "agency": "agency", "role": "analyst"},
        "audience": {"kind": "law_enforcement"},
        "recipients": [person],
        "purpose": "investigation",
        "need_to_know": "a test",
        "right_to_know": "a test",
        "released_at": "2026-06-01T09:30:00-05:00",
    }


def let_out(text: str) -> release.Released:
    """The document with the text, released."""
    asked = {"ledger": release.Ledger(), "key": bytes(32)}
    return release.disseminate(document(text), request(text), **asked)


def html_shape(page: str) -> tuple[list[object], set[str], str]:
    """The elements outside pictures, those within, and the text outside."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    shape: list[object] = []
    drawn: set[str] = set()
    words: list[str] = []

    def walk(element, inside):
        if not isinstance(element.tag, str):
            shape.append("comment")
            return
        tag = element.tag.rpartition("}")[2]
        inside = inside or tag == "svg"
        if tag == "bdi":
            pass  # sets a text that runs from right to left apart, and does nothing else
        elif inside:
            drawn.add(tag)
            drawn.update(f"on: {name}" for name in element.attrib if name.startswith("on"))
        else:
            # how a cell is set follows from the length of its words
            is_cell = tag in {"th", "td"}
            names = (name for name in element.attrib if not (is_cell and name == "class"))
            shape.append((tag, tuple(sorted(names))))
        is_words = not inside and tag != "style"
        words.append(element.text or "" if is_words else "")
        for child in element:
            walk(child, inside)
            words.append(child.tail or "" if is_words else "")

    walk(parser.parse(page), False)
    return shape, drawn, "".join(words)


def markdown_shape(page: str) -> tuple[list[str], str]:
    """The kinds of its tokens but text, and the text."""
    shape, words = [], []
    for token in MARKDOWN.parse(page):
        shape.append(token.type)
        for child in token.children or []:
            if child.type == "text":
                words.append(child.content)
            else:
                shape.append(child.type)
    return shape, "\n".join(words)


@functools.cache
def harmless(is_short: bool) -> tuple[list[object], int, list[str], int]:
    """Shape and number of places of a text that does no harm, in HTML and in Markdown."""
    text = "Quartz" if is_short else "Quartz" * 40
    released = let_out(text)
    shape, _, words = html_shape(released.html())
    shape_md, words_md = markdown_shape(released.markdown())
    return shape, words.count(text), shape_md, words_md.count(text)


def leaks(text: str) -> list[str]:
    """What went wrong with a text, by page."""
    released, wrong = let_out(text), []
    shape_before, places, shape_before_md, places_md = harmless(in_short_fields(text) == text)

    page = released.html()
    shape, drawn, words = html_shape(page)
    if shape != shape_before or not drawn <= SVG:
        wrong.append("html: structure")
    if HIDDEN.search(page):
        wrong.append("html: hidden")
    if words.count(visible(text)) < places:
        wrong.append("html: text")

    page = released.markdown()
    shape_md, words = markdown_shape(page)
    shown = visible(text).replace("\n", "⏎").replace("\t", " ").strip()
    if shown and shape_md != shape_before_md:
        wrong.append("markdown: structure")
    if HIDDEN.search(page):
        wrong.append("markdown: hidden")
    # the lines of a paragraph and the cells of a table lose blanks at their ends
    if words.count(shown) < places_md:
        wrong.append("markdown: text")

    wrong += csv_leaks(text, released)
    page = released.json()
    sent, found = document(text), json.loads(page)["document"]
    same = all(
        found[part] == sent[part] for part in ("id", "agency", "title", "sources", "marking")
    )
    section = found["sections"][0]["blocks"]
    if not same or section[2]["facts"][0]["label"] != text or section[3]["rows"] != rows(sent):
        wrong.append("json: text")
    if HIDDEN.search(page) or re.search("[<>&]", page):
        wrong.append("json: hidden")
    return wrong


def rows(sent: dict) -> object:
    """The rows of the table, as JSON gives them back."""
    first, second = sent["sections"][0]["blocks"][3]["rows"]
    return [first, second]


def csv_leaks(text: str, released: release.Released) -> list[str]:
    """What a spreadsheet would take for a formula, and what does not read back."""
    wrong = []
    tables = released.csv()
    for table in tables:
        if HIDDEN.search(table["csv"].replace("\r\n", "")):
            wrong.append("csv: hidden")
        for separator in ";|\t":
            for line in csv.reader(io.StringIO(table["csv"], newline=""), delimiter=separator):
                if any(cell.lstrip(' "').startswith(FORMULA) for cell in line[1:]):
                    wrong.append("csv: formula behind another separator")
        lines = list(csv.reader(io.StringIO(table["csv"], newline=""), strict=True))
        if len({len(line) for line in lines}) != 1:
            wrong.append("csv: structure")
        for cell in (cell for line in lines for cell in line):
            is_number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
            if not is_number and cell.lstrip(" ").startswith(FORMULA):
                wrong.append("csv: formula")
    (line,) = [
        line for line in csv.reader(io.StringIO(tables[1]["csv"], newline="")) if "-1" in line
    ]
    cell = list(csv.reader(io.StringIO(tables[1]["csv"], newline="")))[1][0]
    back = GUARD.sub(r"\1", cell)
    if len(tables) != 7 or line[0] != "-1" or back != visible(text):
        wrong.append("csv: text")
    return wrong


def public_edition(text: str) -> release.Released:
    """A public edition, whose warning and correction are the text."""
    texts = {"warning": text, "correction": text}
    asked = {
        "actor": {"id": "u-17", "agency": "agency", "role": "analyst"},
        "audience": {"kind": "public", "texts": texts},
        "purpose": "prevention",
        "released_at": "2026-06-01T09:30:00-05:00",
    }
    clear = {
        **document(HARMLESS),
        "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": False},
    }
    return release.disseminate(clear, asked, ledger=release.Ledger(), key=bytes(32))


@functools.cache
def harmless_public() -> tuple[list[object], list[str]]:
    """The shape of a public edition with texts that do no harm."""
    released = public_edition("Quartz")
    return html_shape(released.html())[0], markdown_shape(released.markdown())[0]


def public_leaks(text: str) -> list[str]:
    """What went wrong with a text that a public edition must have."""
    if not any(map(str.isalnum, text)) or len(text.encode()) > LONGEST_PUBLIC:
        try:
            public_edition(text)
        except (CaselinkError, ValueError):
            return []
    released, wrong = public_edition(text), []
    shape, shape_md = harmless_public()
    found, _, words = html_shape(released.html())
    if found != shape or HIDDEN.search(released.html()):
        wrong.append("public html: structure")
    if words.count(visible(text).strip()) < 2:
        wrong.append("public html: text")
    found, words = markdown_shape(released.markdown())
    if found != shape_md or HIDDEN.search(released.markdown()):
        wrong.append("public markdown: structure")
    if words.count(visible(text).replace("\n", "⏎").replace("\t", " ").strip()) < 2:
        wrong.append("public markdown: text")
    if text not in json.dumps(json.loads(released.json()), ensure_ascii=False) and (
        json.dumps(text)[1:-1] not in json.dumps(json.loads(released.json()))
    ):
        wrong.append("public json: text")
    return wrong


def tried() -> tuple[int, int]:
    """How many texts were tried, and how many leaked."""
    found = [leaks(text) + public_leaks(text) for text in strings()]
    return len(found), sum(map(bool, found))
