"""Splink 5 on DuckDB.

FEBRL as in its tutorials for these files, or tuned: every column, more blocking rules.
`people-1m` with the choices of its tutorial for historical persons.
"""

import logging
from pathlib import Path

from common import PEOPLE, Clock, entity, febrl_files

CLOCK = Clock()

import duckdb  # noqa: E402  start-up is part of what is measured
import pyarrow as pa  # noqa: E402
import splink  # noqa: E402
import splink.comparison_library as cl  # noqa: E402
from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: E402

FREQUENCIES = {"term_frequency_adjustments": True}
SAME_NAMES = ("given_name", "surname", "date_of_birth")


def febrl(path: Path) -> pa.Table:
    """A FEBRL file as text columns without spaces around the values."""
    rows = duckdb.sql(f"select * from read_csv('{path}', all_varchar=true, header=true)")
    columns = ", ".join(f"nullif(trim(\"{c}\"), '') as {c.strip()}" for c in rows.columns)
    return rows.select(columns).to_arrow_table()


def febrl_dates() -> object:
    """FEBRL writes dates as 19710624."""
    return cl.DateOfBirthComparison(
        "date_of_birth",
        input_is_string=True,
        datetime_format="%Y%m%d",
        invalid_dates_as_null=True,
    )


def febrl3() -> dict:
    return {
        "blocking": [
            block_on(c)
            for c in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
        ],
        "comparisons": [
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            febrl_dates(),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(**FREQUENCIES),
            cl.ExactMatch("postcode").configure(**FREQUENCIES),
        ],
        "certain": [
            block_on("soc_sec_id"),
            block_on(*SAME_NAMES),
            "l.given_name = r.surname and l.surname = r.given_name"
            " and l.date_of_birth = r.date_of_birth",
        ],
        "recall": 0.9,
        "random_pairs": 1e6,
        "sessions": [block_on("date_of_birth"), block_on("postcode")],
        "simple_sessions": False,
    }


def febrl4() -> dict:
    return {
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
            febrl_dates(),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(**FREQUENCIES),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(**FREQUENCIES),
        ],
        "certain": [block_on("soc_sec_id"), block_on(*SAME_NAMES)],
        "recall": 0.8,
        "random_pairs": 1e6,
        "sessions": [block_on("date_of_birth"), block_on("postcode")],
        "simple_sessions": True,
    }


def tuned_febrl() -> dict:
    """What replaces the tutorial's choices in the tuned variant."""
    whole = ("soc_sec_id", "date_of_birth", "postcode", "given_name", "surname", "address_1")
    return {
        "blocking": [
            *(block_on(c) for c in (*whole, "suburb")),
            "l.given_name = r.surname",
            "l.surname = r.given_name",
            block_on("substr(soc_sec_id,1,4)"),
            block_on("substr(date_of_birth,1,6)"),
        ],
        "comparisons": [
            cl.ForenameSurnameComparison("given_name", "surname"),
            febrl_dates(),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(**FREQUENCIES),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(**FREQUENCIES),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]).configure(**FREQUENCIES),
            cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]).configure(**FREQUENCIES),
        ],
        "random_pairs": 5e6,
        "sessions": [block_on("date_of_birth"), block_on("soc_sec_id")],
    }


def people() -> dict:
    return {
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


def run(name: str, *, tuned: bool) -> dict:
    if tuned and name == "people-1m":
        raise NotImplementedError("tuned for FEBRL only")
    logging.disable(logging.WARNING)
    CLOCK.lap("import")
    job = {"febrl3": febrl3, "febrl4": febrl4, "people-1m": people}[name]()
    if tuned:
        job |= tuned_febrl()
    if name == "people-1m":
        full = "first_name || ' ' || surname as full_name"
        rows = duckdb.sql(f"select * exclude (cluster, city), {full} from '{PEOPLE}'")
        tables = [rows.to_arrow_table()]
    else:
        tables = [febrl(path) for path in febrl_files(name)]
    CLOCK.lap("read")
    settings = SettingsCreator(
        unique_id_column_name="rec_id",
        link_type="link_only" if len(tables) > 1 else "dedupe_only",
        blocking_rules_to_generate_predictions=job["blocking"],
        comparisons=job["comparisons"],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    api = DuckDBAPI()
    registered = [api.register(table) for table in tables]
    linker = Linker(registered if len(tables) > 1 else registered[0], settings)
    train = linker.training
    train.estimate_probability_two_random_records_match(job["certain"], recall=job["recall"])
    train.estimate_u_using_random_sampling(max_pairs=job["random_pairs"], seed=1)
    for rule in job["sessions"]:
        train.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=job["simple_sessions"]
        )
    CLOCK.lap("train")
    found = linker.inference.predict(threshold_match_probability=0.01)
    CLOCK.lap("link")
    grouped = linker.clustering.cluster_pairwise_predictions_at_threshold(found, 0.95)
    CLOCK.lap("cluster")

    def truth() -> list[dict]:
        if name == "people-1m":
            rows = duckdb.sql(f"select rec_id, cluster from '{PEOPLE}'").fetchall()
            return [dict(rows)]
        return [{record: entity(record) for record in t["rec_id"].to_pylist()} for t in tables]

    columns = "rec_id_l, rec_id_r, match_probability"
    links = found.as_duckdbpyrelation().select(columns).to_arrow_table()
    return {
        "tool": f"splink {splink.__version__}{' tuned' * tuned}, duckdb {duckdb.__version__}",
        "clock": CLOCK,
        "truth": truth,
        "pairs": (*(links[c].to_pylist() for c in links.column_names[:2]), links[2].to_numpy()),
        "is_probability": True,
        "clusters": dict(grouped.as_duckdbpyrelation().select("rec_id, cluster_id").fetchall()),
    }
