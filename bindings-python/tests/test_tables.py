"""Tables of every kind go in and come out, and give the same links however they are cut."""

import time
from itertools import pairwise

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import KINDS, SETTINGS, as_rows, people
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caselink import linkage


def bytes_of(arrow):
    """A result as the bytes of an Arrow file."""
    table, sink = pa.table(arrow), pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_table_gives_equal_links(kind, table, links):
    again = linkage.dedupe(KINDS[kind](table), SETTINGS)
    assert bytes_of(again) == bytes_of(links)
    assert again.model.to_bytes() == links.model.to_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_table_is_linked_and_judged(kind, pair):
    left, right = pair
    truth = pl.concat(pair).select("id", "entity")
    made = KINDS[kind]
    links = linkage.link(made(left), made(right), SETTINGS)
    expected = linkage.link(left, right, SETTINGS)
    assert bytes_of(links) == bytes_of(expected)
    assert links.evaluate(KINDS["duckdb"](truth)) == expected.evaluate(truth)


def test_results_go_to_every_library(links):
    expected = as_rows(links)
    assert len(expected) == len(links) > 50
    assert pl.DataFrame(links).to_dicts() == expected
    assert pa.table(links).to_pylist() == expected
    assert pd.DataFrame.from_arrow(links).to_dict("records") == expected
    found = duckdb.connect().sql("SELECT * FROM links")
    assert [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()] == expected


def test_columns_of_results(links, pair):
    schema = pa.schema(
        [
            pa.field("id_left", pa.string(), nullable=False),
            pa.field("id_right", pa.string(), nullable=False),
            pa.field("match_weight_millibits", pa.int32(), nullable=False),
            pa.field("match_probability", pa.float64(), nullable=False),
            pa.field("blocking_rule", pa.uint8(), nullable=False),
        ]
    )
    assert pa.table(links).schema == schema
    both = pa.table(linkage.link_and_dedupe(*pair, SETTINGS))
    assert both.schema.names == [*schema.names, "table_left", "table_right"]
    assert pa.table(links.clusters()).schema.names == ["id", "cluster"]
    numbered = people(50).with_columns(id=pl.int_range(50))
    assert pa.table(linkage.dedupe(numbered, SETTINGS)).schema.field("id_left").type == pa.int64()


def test_integer_and_date_columns_are_taken(table):
    sound = table.filter(pl.col("born").str.len_chars() == 10, pl.col("postcode").is_not_null())
    sound = sound.filter(sound["born"].str.to_date(strict=False).is_not_null())
    sound = sound.filter(sound["postcode"].cast(pl.Int32, strict=False).is_not_null())
    typed = sound.with_columns(pl.col("born").str.to_date(), pl.col("postcode").cast(pl.Int32))
    assert len(sound) > 400
    assert bytes_of(linkage.dedupe(typed, SETTINGS)) == bytes_of(linkage.dedupe(sound, SETTINGS))


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(range(60)), cuts=st.lists(st.integers(0, 60), max_size=5))
def test_order_and_batching_of_rows_leave_no_trace(order, cuts):
    table = people(60)
    expected = linkage.dedupe(table, SETTINGS)
    shuffled = table[list(order)].to_arrow().combine_chunks()
    edges = [0, *sorted(cuts), 60]
    parts = [shuffled.slice(a, b - a) for a, b in pairwise(edges)]
    links = linkage.dedupe(pa.concat_tables(parts), SETTINGS)
    assert bytes_of(links) == bytes_of(expected)
    assert bytes_of(links.clusters()) == bytes_of(expected.clusters())
    assert links.model == expected.model


@pytest.mark.parametrize("mode", ["dedupe", "link", "link_and_dedupe"])
def test_any_number_of_threads_gives_the_same_bytes(mode):
    table = people(6_000, seed=4)
    tables = [table] if mode == "dedupe" else [table[::2], table[1::2]]
    prepared = linkage.prepare(*tables, settings=SETTINGS, mode=mode)
    model = linkage.train(prepared)
    one, *more = [linkage.find_links(prepared, model, threads=n) for n in (1, 2, 3, 0)]
    assert len(one) > 1_000
    assert all(bytes_of(links) == bytes_of(one) for links in more)
    assert all(links.report == one.report for links in more)


def test_a_stream_is_read_once_and_a_result_often(table, links):
    reader = table.to_arrow().to_reader()
    assert len(linkage.dedupe(reader, SETTINGS)) == len(links)
    assert bytes_of(links) == bytes_of(links)


def test_a_table_may_be_made_by_python_while_it_is_read(table, links):
    """The producer wants the interpreter: who holds it while reading would wait forever."""
    connection = duckdb.connect()
    connection.create_function("same", lambda text: text, ["VARCHAR"], "VARCHAR")
    frame = KINDS["pandas object"](table)  # noqa: F841  (duckdb finds it by its name)
    relation = connection.sql("SELECT * REPLACE (same(id) AS id) FROM frame")
    assert bytes_of(linkage.dedupe(relation, SETTINGS)) == bytes_of(links)

    def batches():
        yield from table.to_arrow().to_batches()

    reader = pa.RecordBatchReader.from_batches(table.to_arrow().schema, batches())
    assert bytes_of(linkage.dedupe(reader, SETTINGS)) == bytes_of(links)


def test_two_relations_of_one_duckdb_connection(table, links):
    """A connection has one open result, so the first table is read before the second is opened."""
    connection = duckdb.connect()
    connection.register("frame", table.to_arrow())
    half = len(table) // 2
    relations = [connection.sql(f"FROM frame LIMIT {half} OFFSET {at}") for at in (0, half)]
    tables = [table[:half], table[half : 2 * half]]
    for run in [linkage.link, linkage.link_and_dedupe]:
        assert bytes_of(run(*relations, SETTINGS)) == bytes_of(run(*tables, SETTINGS))
    assert len(linkage.prepare(*relations, settings=SETTINGS)) == 2 * half


def test_a_column_of_nulls_is_a_column(table, links):
    """polars hands it over as the Arrow reader refuses it; an empty frame has only such."""
    noted = table.with_columns(pl.lit(None).alias("note"))
    assert noted.schema["note"] == pl.Null
    assert bytes_of(linkage.dedupe(noted, SETTINGS)) == bytes_of(links)
    unborn = table.with_columns(pl.lit(None).alias("born"))
    as_text = unborn.cast({"born": pl.String})
    assert bytes_of(linkage.dedupe(unborn, SETTINGS)) == bytes_of(
        linkage.dedupe(as_text, SETTINGS)
    )
    assert (
        len(linkage.prepare(pl.DataFrame({c: [] for c in table.columns}), settings=SETTINGS)) == 0
    )


def test_chunks_that_share_their_bytes_take_no_longer(table, links):
    """Each chunk is a slice of one array; looking at all of it for each would take minutes."""
    rows = pa.concat_tables([table.to_arrow()] * 400)
    at = rows.schema.get_field_index("id")
    rows = rows.set_column(
        at, "id", pa.array([f"R{n}" for n in range(len(rows))])
    ).combine_chunks()
    words = rows["surname"].cast(pa.string()).combine_chunks().dictionary_encode()
    for column in (rows["surname"].combine_chunks(), words):
        whole = rows.set_column(rows.schema.get_field_index("surname"), "surname", column)
        pieces = pa.Table.from_batches(whole.to_batches(max_chunksize=20))
        start = time.process_time()
        one = linkage.prepare(whole, settings=SETTINGS)
        between = time.process_time()
        many = linkage.prepare(pieces, settings=SETTINGS)
        assert many.intake == one.intake
        assert time.process_time() - between < 20 * (between - start) + 1


def test_what_a_missing_library_says_is_not_hidden():
    class Table:
        def __arrow_c_stream__(self, requested_schema=None):
            raise ModuleNotFoundError("no pyarrow")

    with pytest.raises(ModuleNotFoundError, match="no pyarrow"):
        linkage.dedupe(Table(), SETTINGS)
