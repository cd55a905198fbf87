"""GoldenMatch as it configures itself.

Its scores are no probabilities: only the best F1 and that of its clusters can stand beside ours.
"""

import logging
from pathlib import Path

from common import PEOPLE, Clock, entity, febrl_files

CLOCK = Clock()

import goldenmatch  # noqa: E402  start-up is part of what is measured
import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.compute  # noqa: E402
import pyarrow.csv  # noqa: E402
import pyarrow.parquet  # noqa: E402
from goldenmatch.core.autoconfig_controller import ControllerNotConfidentError  # noqa: E402


def febrl(path: Path) -> pa.Table:
    """A FEBRL file as text columns without spaces around the values."""
    names = [name.strip() for name in path.open().readline().split(",")]
    types = pa.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    rows = pa.csv.read_csv(path, pa.csv.ReadOptions(column_names=names, skip_rows=1), None, types)
    text = [pa.compute.utf8_trim_whitespace(column) for column in rows.columns]
    none = pa.scalar(None, pa.string())
    empty = [pa.compute.if_else(pa.compute.equal(column, ""), none, column) for column in text]
    return pa.table(dict(zip(names, empty, strict=True)))


def run(name: str, *, tuned: bool) -> dict:
    del tuned
    logging.disable(logging.WARNING)
    CLOCK.lap("import")
    if name == "people-1m":
        tables = [pa.parquet.read_table(PEOPLE).replace_schema_metadata(None)]
        persons = [tables[0]["cluster"]]
    else:
        tables = [febrl(path) for path in febrl_files(name)]
        persons = None
    ids = [table["rec_id"] for table in tables]
    hidden = {"rec_id", "cluster"}
    plain = [t.drop_columns([c for c in t.column_names if c in hidden]) for t in tables]
    CLOCK.lap("read")

    def truth() -> list[dict]:
        lists = [column.to_pylist() for column in ids]
        who = [p.to_pylist() for p in persons] if persons else None
        who = who or [[*map(entity, records)] for records in lists]
        return [dict(zip(records, p, strict=True)) for records, p in zip(lists, who, strict=True)]

    job = goldenmatch.dedupe_df if len(plain) == 1 else goldenmatch.match_df
    try:
        result = job(*plain, confidence_required=False)
    except ControllerNotConfidentError as refusal:
        raise NotImplementedError("it finds no configuration that it would run") from refusal
    CLOCK.lap("link")
    records = [record for column in ids for record in column.to_pylist()]
    if len(plain) == 1:
        pairs = result.scored_pairs
        clusters = {record: -1 - row for row, record in enumerate(records)}
        for number, cluster in result.clusters.items():
            clusters |= {records[row]: number for row in cluster["members"]}
    else:
        columns = ("__target_row_id__", "__ref_row_id__", "__match_score__")
        pairs = list(zip(*(result.matched[c].to_pylist() for c in columns), strict=True))
        clusters = None
    return {
        "tool": f"goldenmatch {goldenmatch.__version__} (as it configures itself)",
        "clock": CLOCK,
        "truth": truth,
        "pairs": (
            [records[a] for a, _, _ in pairs],
            [records[b] for _, b, _ in pairs],
            np.array([score for _, _, score in pairs]),
        ),
        "is_probability": False,
        "clusters": clusters,
    }
