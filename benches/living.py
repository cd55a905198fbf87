"""A million records that live: one new record against all of them, and one pair explained."""

import json
import time

import measure

# every so many records one is taken out, looked for as if it were new, and added again
EVERY = 500
FIND = "find-1m"


def people(rows: int | None = None):
    """The made-up million, or its first rows, linked in one batch."""
    from caselink import linkage

    measure.prepare("people-1m")
    settings = json.loads((measure.ROOT / "docs/settings/people.json").read_text())
    table = measure.read(measure.PEOPLE, measure.columns_of(settings)).read_all()
    table = table.slice(0, rows)
    prepared = linkage.prepare(table, settings=settings)
    model = linkage.train(prepared)
    return table, prepared, model, linkage.find_links(prepared, model)


def strong(links) -> dict[int, set[int]]:
    """Whom each record is linked to at .95 or more by the batch."""
    import pyarrow

    found: dict[int, set[int]] = {}
    columns = pyarrow.table(links).slice(0, links.at_least(0.95)).to_pydict()
    for left, right in zip(columns["id_left"], columns["id_right"], strict=True):
        found.setdefault(left, set()).add(right)
        found.setdefault(right, set()).add(left)
    return found


def find() -> dict[str, object]:
    """How long a search and an addition take, and how much of what the batch links is found."""
    from caselink import linkage

    table, prepared, model, links = people()
    expected = strong(links)
    del links
    before = time.process_time()
    index = linkage.Index.of(prepared, model)
    build = time.process_time() - before
    searches, additions = [], []
    found = wanted = 0
    for row in table.take(list(range(0, len(table), EVERY))).to_pylist():
        index.remove(row["rec_id"])
        start = time.perf_counter()
        leads = index.find(row)
        searches.append(time.perf_counter() - start)
        start = time.perf_counter()
        index.add(row)
        additions.append(time.perf_counter() - start)
        own = expected.get(row["rec_id"], set())
        likely = {one["id"] for one in leads["candidates"] if one["probability"] >= 0.95}
        wanted += len(own)
        found += len(own & likely)
    searches.sort()
    additions.sort()
    return {
        "p50_ms": round(searches[len(searches) // 2] * 1e3, 3),
        "p99_ms": round(searches[len(searches) * 99 // 100] * 1e3, 3),
        "recall": round(found / wanted, 4),
        "add_us": round(additions[len(additions) // 2] * 1e6, 1),
        "searches": len(searches),
        "build_cpu_s": round(build, 2),
    }


def score_pair() -> dict[str, object]:
    """The cost of one pair scored and explained, from Python."""
    _, _, _, links = people(20_000)
    pair = links.explain_link(0)
    left, right = pair.left, pair.right
    rounds = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(2_000):
            links.explain(left, right)
        rounds.append((time.perf_counter() - start) / 2_000)
    return {"us": round(sorted(rounds)[2] * 1e6, 2)}


JOBS = {FIND: find, "score-pair": score_pair}
