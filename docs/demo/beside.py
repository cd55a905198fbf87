"""Released pages beside each other on one page."""

import html
from collections.abc import Iterable, Mapping
from pathlib import Path

from caselink import release

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:1rem}"
    ".all{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem}"
    "h2{margin:.2rem 0}p{margin:.2rem 0;color:#555}"
    "iframe{width:100%;height:80vh;border:1px solid #999}"
)


def write(
    target: Path,
    title: str,
    about: str,
    pages: Iterable[tuple[str, str, str, release.Released]],
) -> Path:
    """Writes each page (file name, heading, note, page), and one with all of them."""
    frames = []
    for name, heading, note, page in pages:
        (target.parent / name).write_text(page.html(), encoding="utf-8")
        heading = html.escape(heading)
        frames.append(
            f'<section><h2><a href="{name}">{heading}</a></h2><p>{html.escape(note)}</p>'
            f'<iframe src="{name}" title="{heading}"></iframe></section>'
        )
    target.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}'
        f"</title><style>{STYLE}</style></head><body><h1>{html.escape(title)}</h1>"
        f"<p>{html.escape(about)}</p><div class=all>{''.join(frames)}</div></body></html>\n",
        encoding="utf-8",
    )
    return target


def release_all(
    target: Path,
    title: str,
    written: Mapping[str, dict],
    shown: Iterable[tuple[str, str, str, dict]],
) -> Path:
    """Lets made-up documents out into one ledger (file name, heading, which document, request), and writes them beside each other."""
    # a host draws the key at random for each release; here the pages are to be the same each time
    ledger, key = release.Ledger(), bytes(range(32))
    pages = []
    for name, heading, what, request in shown:
        page = release.disseminate(written[what], request, ledger=ledger, key=key)
        pages.append((name, heading, f"marked {page.marking}", page))
    return write(target, title, "All of it is made up: nobody in it exists.", pages)
