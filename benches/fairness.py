"""Is somebody's name linked worse than another's? Errors by name origin, in a synthetic world.

The registrants of `synth` have names in eight forms, and each registry makes its own errors.
The preset `Model.offenders` is trained on the registries' records and links them. `worst_ratio` is
the largest ratio between two origins' rates of missed matches, false matches or false links;
`gaps` say between which origins, and `groups` give each rate, both with 95 % intervals.
"""

import json

REGISTRANTS = 100_000


def columns(record: dict) -> dict:
    """A registration as the columns of the preset."""
    names = record.get("names", [])
    first = names[0] if names else {}
    address = (record.get("addresses") or [{}])[-1]
    numbers = {i["kind"]: i["value"] for i in record.get("identifiers", [])}
    description = record.get("description", {})

    def several(key: str) -> list[str] | None:
        return [name[key] for name in names if name.get(key)] or None

    return {
        "id": record["id"],
        "given_name": several("given"),
        "middle_name": first.get("middle"),
        "surname": several("surname"),
        "date_of_birth": record.get("birth_date"),
        "sex": record.get("sex"),
        "eye_color": description.get("eye_color"),
        "fbi_number": numbers.get("fbi"),
        "national_id": numbers.get("social_security"),
        "street": address.get("street"),
        "city": address.get("locality"),
        "postcode": address.get("postcode"),
    }


def fairness() -> dict[str, object]:
    """Rates by name origin, and the largest ratio between them."""
    from caselink import linkage, synth

    world = synth.world(11, {"offenders": REGISTRANTS})
    rows, entities, origins = [], [], []
    for start in range(0, REGISTRANTS, 5_000):
        for line in world.ndjson("offender", start=start, stop=start + 5_000).splitlines():
            rows.append(columns(json.loads(line)))
        for person in world.truth("offender", start=start, stop=start + 5_000):
            entities += [(record, person["person"]) for record in person["records"]]
            origins += [(record, person["name_origin"]) for record in person["records"]]
    table = {name: [row[name] for row in rows] for name in rows[0]}
    model = linkage.Model.offenders()
    links = linkage.dedupe(table, model.settings)
    ids, people = zip(*entities, strict=True)
    _, groups = zip(*origins, strict=True)
    truth = {"id": list(ids), "entity": list(people)}
    rates = links.error_rates(truth, {"id": list(ids), "group": list(groups)}).to_dict()
    gaps = {kind: rates[kind] for kind in ["missed_match", "false_match", "false_discovery"]}
    worst = max([gap["ratio"] for gap in gaps.values() if "ratio" in gap], default=1.0)
    found = {
        group["group"]: {
            kind: [round(group[kind][key], 10) for key in ["rate", "low", "high"]] for kind in gaps
        }
        for group in rates["groups"]
    }
    at = next(t for t in links.evaluate(truth)["thresholds"] if t["pairs"]["probability"] == 0.95)
    return {
        "worst_ratio": round(worst, 3),
        "records": len(rows),
        "f1_at_95": round(at["pairs"]["f1"], 5),
        "gaps": gaps,
        "groups": found,
    }


JOBS = {"fairness": fairness}
