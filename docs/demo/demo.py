"""The main job: link two files of 5,000 people from Python and from Node, and show the result.

Writes `target/demo/index.html`, and `target/demo/specimen.html` with a bulletin as three audiences get
it, `target/demo/recognition.html` with the report on the files of a seizure, and `target/demo/summary.html`
with two weeks of attempted abductions, and `target/demo/tracking.html` with a lead package. Run it with `make demo`.
"""

import subprocess
import sys
import time

import attempts
import febrl
import looked_for
import page
import polars as pl
import seizure
import specimen

from caselink import linkage

OUT = febrl.ROOT / "target" / "demo"
SETTINGS = febrl.ROOT / "docs" / "settings" / "febrl.json"


def show_progress(done: int, total: int) -> None:
    """Keeps one line of the terminal up to date."""
    print(f"\r  python  {100 * done // total:3} %", end="", flush=True, file=sys.stderr)


def links_from_node() -> list[str]:
    """The same job in Node; one line for each link."""
    files = [febrl.folder() / f"{name}.csv" for name in ("dataset4a", "dataset4b")]
    run = subprocess.run(
        ["node", febrl.ROOT / "docs" / "demo" / "demo.mjs", SETTINGS, *files],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return run.stdout.splitlines()


def main() -> None:
    """Links, judges, compares the languages and writes the page."""
    left, right = febrl.read("dataset4a"), febrl.read("dataset4b")
    print(f"Linking FEBRL 4: {len(left):,} and {len(right):,} synthetic people", file=sys.stderr)
    start = time.perf_counter()
    links = linkage.link(left, right, febrl.settings(), progress=show_progress)
    seconds = time.perf_counter() - start
    print(f"\r  python  {len(links)} links in {1000 * seconds:.0f} ms", file=sys.stderr)

    scores = links.evaluate(febrl.truth(left, right))
    at_95 = next(t for t in scores["thresholds"] if t["pairs"]["probability"] == 0.95)
    pairs = at_95["pairs"]
    print(
        f"At probability 0.95: precision {pairs['precision']:.4f}, recall {pairs['recall']:.4f}, "
        f"F1 {pairs['f1']:.4f}"
    )

    table = pl.DataFrame(links)
    from_python = [
        f"{a},{b},{weight}"
        for a, b, weight in table.select("id_left", "id_right", "match_weight_millibits").rows()
    ]
    if from_python != links_from_node():
        raise SystemExit("Python and Node gave different links: this is a defect of caselink")
    print(f"Python and Node gave the same {len(table):,} links with the same weights")

    OUT.mkdir(parents=True, exist_ok=True)
    target = OUT / "index.html"
    target.write_text(page.render(links, table, scores, at_95, seconds), encoding="utf-8")
    print(f"Open {target.relative_to(febrl.ROOT)}")
    print(f"Open {specimen.write(OUT).relative_to(febrl.ROOT)}: one bulletin for three audiences")
    print(f"Open {seizure.write(OUT).relative_to(febrl.ROOT)}: whose case is the child in a file?")
    print(f"Open {attempts.write(OUT).relative_to(febrl.ROOT)}: attempted abductions of two weeks")
    print(f"Open {looked_for.write(OUT).relative_to(febrl.ROOT)}: a registrant who is looked for")


if __name__ == "__main__":
    main()
