"""A lead package of 50 facts with a map: what it costs to let it out, and whether a text leaks."""

import statistics
import time

import hostile

from caselink import release

RUNS = 200


def package() -> dict[str, object]:
    """Fifty facts of four records, with a map of ten places."""
    sources = [f"R-{number}" for number in range(4)]

    def text(value: object, field: str, at: int) -> list[dict[str, object]]:
        return [{"value": value, "field": field, "sources": [sources[at % 4]]}]

    fields = [
        "person_name",
        "birth_date",
        "street",
        "locality",
        "vehicle",
        "registration",
        "phone",
    ]
    facts = [
        {"label": f"Fact {at}", "value": text(f"value {at} of a record", fields[at % 7], at)}
        | ({"weighs": "for" if at % 3 else "against"} if at % 2 else {})
        for at in range(50)
    ]
    points = [
        {
            "label": text(f"place {at}", "locality", at),
            "latitude": 42 + at / 10,
            "longitude": -89 - at / 7,
            "radius_m": 500 * at,
            "cluster": at % 3,
            "sources": [sources[0]],
        }
        for at in range(10)
    ]
    general = [{"value": "A lead package", "field": "general"}]
    return {
        "id": "L-2026-118",
        "agency": "Example State Clearinghouse",
        "as_of": "2026-06-01",
        "title": general,
        "sources": [{"id": id_, "description": general} for id_ in sources],
        "sections": [
            {
                "heading": general,
                "blocks": [
                    {"kind": "facts", "facts": facts},
                    {
                        "kind": "figure",
                        "caption": general,
                        "drawing": {"kind": "map", "points": points},
                    },
                ],
            }
        ],
    }


def measure() -> dict[str, object]:
    """CPU milliseconds of a release with its HTML and with all pages; texts tried and leaked."""
    document, request, ledger = package(), hostile.request("Okafor"), release.Ledger()
    seconds: list[tuple[float, float]] = []
    for _ in range(RUNS):
        start = time.process_time()
        released = release.disseminate(document, request, ledger=ledger, key=bytes(32))
        page = released.html()
        middle = time.process_time()
        released.markdown(), released.json(), released.csv()
        seconds.append((middle - start, time.process_time() - start))
    tried, leaked = hostile.tried()
    html, everything = zip(*seconds, strict=True)
    return {
        "cpu_ms": round(statistics.median(html) * 1e3, 3),
        "cpu_ms_four_pages": round(statistics.median(everything) * 1e3, 3),
        "page_kb": round(len(page.encode()) / 1e3, 1),
        "hostile_tried": tried,
        "hostile_leaked": leaked,
    }
