"""The Python examples of README and book run, and print what stands below them."""

import contextlib
import io
import re
import sys

import pytest
from conftest import ROOT, febrl, febrl_settings

from caselink import linkage

BLOCK = re.compile(r"^```python\n(.*?)^```$(?:\n+```text\n(.*?)^```$)?", flags=re.M | re.S)
PARTS = [
    "linkage",
    "judging",
    "comparison",
    "data",
    "records",
    "documents",
    "release",
    "synth",
    "hashes",
    "victims",
    "patterns",
    "abductions",
    "tracking",
    "tracking-links",
    "tracking-locate",
    "tracking-package",
    "tips",
    "tips-formats",
    "tips-routing",
    "guidance",
    "errors",
]
PAGES = [
    "README.md",
    *(f"docs/{p}.md" for p in PARTS),
]


@pytest.mark.parametrize("page", PAGES)
def test_examples_run(page, tmp_path, monkeypatch):
    febrl("4a").write_csv(tmp_path / "registry.csv")
    febrl("4b").write_csv(tmp_path / "county.csv")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(ROOT / "docs" / "demo"), *sys.path])
    text = (ROOT / page).read_text("utf-8")
    blocks = list(BLOCK.finditer(text))
    assert blocks
    names = {}
    for block in blocks:
        code, expected = block.groups()
        line = text.count("\n", 0, block.start()) + 1
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            # the blank lines in front make a traceback name the line of the page
            exec(compile("\n" * line + code, page, "exec"), names)
        if expected is not None:
            assert printed.getvalue() == expected, f"{page}, line {line}"


def test_picture_is_what_the_library_draws():
    links = linkage.link(febrl("4a"), febrl("4b"), febrl_settings())
    pair = links.explain("rec-1289-org", "rec-1289-dup-0", show_values=True)
    drawn = (ROOT / "docs" / "images" / "waterfall.svg").read_text("utf-8")
    assert drawn == pair.to_svg() + "\n", "run docs/images/waterfall.py"
