"""Linkage in parts gives what linkage of the whole gives, however an engine spreads the rows."""

import json
import pickle
import random

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import KINDS, SETTINGS, VECTORS, people

from caselink import InputError, LimitError, ModelError, SettingsError, linkage

KEY = ["side", "blocking_rule", "blocking_key", "tile"]


def with_keys(batch, keys):
    """The rows of a batch, each as often as it has a key, beside their keys."""
    keys = pa.table(keys)
    rows = batch.take(keys["row"])
    for name in KEY:
        rows = rows.append_column(name, keys[name])
    return rows


def spread(tables, parts, chance):
    """Rows in another order and in parts by key, each in several chunks."""
    rows = pa.concat_tables(tables)
    rows = rows.take(chance.sample(range(len(rows)), len(rows)))
    columns = zip(*(rows[name].to_pylist() for name in KEY[1:]), strict=True)
    part = pa.array([hash(key) % parts for key in columns], pa.int64())
    for number in range(parts):
        yield pa.Table.from_batches(
            rows.filter(pc.equal(part, number)).to_batches(max_chunksize=7), schema=rows.schema
        )


def whole_plan(sides, how, **options):
    """Plan and terms from batches of one table or two."""
    keys = [linkage.block_keys(b, how, side=s) for s, batches in enumerate(sides) for b in batches]
    terms = [
        linkage.term_counts(b, how, side=s) for s, batches in enumerate(sides) for b in batches
    ]
    sizes = [pa.table(linkage.block_sizes(k)) for k in keys]
    plan = linkage.plan_blocks(pa.concat_tables(sizes), how, **options)
    return plan, linkage.TermCounts(pa.concat_tables([pa.table(t) for t in terms]))


def batches_of(table, count, chance):
    table = table.take(chance.sample(range(len(table)), len(table)))
    size = -(-len(table) // count)
    return [table.slice(at, size) for at in range(0, len(table), size)]


def pairs(rows):
    names = [
        "id_left",
        "id_right",
        "match_weight_millibits",
        "match_probability",
        "blocking_rule",
        "table_left",
        "table_right",
    ]
    rows = pa.table(rows)
    columns = [rows[name].to_pylist() for name in names if name in rows.column_names]
    return sorted(zip(*columns, strict=True))


def two_tables():
    left, right = people(400, seed=5), people(300, seed=5, first_id=150)
    return [t.drop(["entity"]) if isinstance(t, pa.Table) else t for t in (left, right)]


def arrow(rows):
    return rows.to_arrow() if isinstance(rows, pl.DataFrame) else pa.table(rows)


@pytest.mark.parametrize("mode", ["dedupe", "link", "link_and_dedupe"])
@pytest.mark.parametrize("seed", [1, 2])
def test_parts_give_what_the_whole_gives(mode, seed):
    chance = random.Random(seed)
    tables = [arrow(table) for table in two_tables()][: 1 if mode == "dedupe" else 2]
    limits = {"block_rows": 16}
    prepared = linkage.prepare(*tables, settings=SETTINGS, mode=mode, limits=limits)
    model = linkage.train(prepared)
    links = linkage.find_links(prepared, model)
    assert links.report["refused_blocks"], "no block is refused: the test says nothing of it"

    sides = [batches_of(table, chance.randint(1, 5), chance) for table in tables]
    plan, terms = whole_plan(sides, model, mode=mode, tile_rows=8, limits=limits)
    assert plan.estimate == linkage.estimate_pairs(prepared)
    assert plan.tiled_blocks
    rows = [
        with_keys(batch, linkage.block_keys(batch, model, side=side, plan=plan))
        for side, batches in enumerate(sides)
        for batch in batches
    ]
    plan, terms = (pickle.loads(pickle.dumps(it)) for it in (plan, terms))
    found, reports = [], []
    for part in spread(rows, chance.randint(1, 9), chance):
        result = linkage.pairs_in_blocks(part, model, plan, terms, threads=chance.randint(1, 2))
        found.append(pa.table(result))
        reports.append(result.report)
    assert pairs(pa.concat_tables(found)) == pairs(links)
    assert len(links) > 50
    assert sum(r["compared_pairs"] for r in reports) == links.report["compared_pairs"]
    assert sum(r["pairs"] for r in reports) == plan.estimate["pairs"]


def counted_in_duckdb(tables, model, chance, parts):
    """Everything that is summed is summed by duckdb."""
    con = duckdb.connect()

    def store(name, results):
        for n, result in enumerate(results):
            con.register("result", pa.table(result))
            into = f"INSERT INTO {name}" if n else f"CREATE TABLE {name} AS"
            con.execute(f"{into} FROM result")

    batches = [b for table in tables for b in batches_of(table, 3, chance)]
    store("keys", (linkage.block_keys(b, model) for b in batches))
    store("terms", (linkage.term_counts(b, model) for b in batches))
    plan = linkage.plan_blocks(
        con.sql(
            """SELECT blocking_rule, blocking_key, count(*) FILTER (side = 0) AS records_left,
               count(*) FILTER (side = 1) AS records_right FROM keys GROUP BY ALL"""
        ),
        model,
    )
    terms = linkage.TermCounts(
        con.sql(
            """SELECT field, kind, term, sum(records_left) AS records_left,
               sum(records_right) AS records_right FROM terms GROUP BY ALL"""
        )
    )
    rows = [with_keys(b, linkage.training_keys(b, model, plan, terms)) for b in batches]
    counts = (linkage.comparison_counts(part, model, plan) for part in spread(rows, parts, chance))
    store("counts", counts)
    counts = con.sql(
        """SELECT source, pattern, sum(pairs) AS pairs, sum(own_pairs) AS own_pairs
           FROM counts GROUP BY ALL"""
    )
    return linkage.train_from_counts(counts, model, plan, terms)


def test_a_model_does_not_show_how_its_rows_were_spread():
    table = arrow(people(500, seed=3))
    preset = linkage.train(linkage.prepare(table, settings=SETTINGS))
    models = [
        counted_in_duckdb([table], preset, random.Random(seed), parts)
        for seed, parts in [(1, 1), (2, 6)]
    ]
    assert models[0].to_bytes() == models[1].to_bytes()
    assert models[0].training["records"] == 500
    # u of full agreement is counted in both ways, and m is near
    for found, drawn in zip(models[0].comparisons, preset.comparisons, strict=True):
        assert found["levels"][0]["m"] == pytest.approx(drawn["levels"][0]["m"], abs=0.05)


def vector():
    return json.loads((VECTORS / "partitions.json").read_text("utf-8"))


def bits(number):
    return f"{number % 2**64:016x}"


def test_golden_vector():
    file = vector()
    expected, settings, limits = file["expected"], file["settings"], file["limits"]
    tables = [pa.table(table) for table in file["tables"]]

    def written(keys):
        rows = pa.table(keys).to_pylist()
        return [
            [r["side"], r["row"], r["blocking_rule"], bits(r["blocking_key"]), r["tile"]]
            for r in rows
        ]

    keys = [linkage.block_keys(t, settings, side=side) for side, t in enumerate(tables)]
    assert written(keys[0]) + written(keys[1]) == expected["keys"]
    plan, terms = whole_plan(
        [[table] for table in tables],
        settings,
        mode=file["mode"],
        tile_rows=file["tile_rows"],
        limits=limits,
    )
    assert plan.estimate == expected["plan"]
    assert plan.tiled_blocks == expected["tiled_blocks"]
    counted = [pa.table(linkage.term_counts(t, settings, side=s)) for s, t in enumerate(tables)]
    assert linkage.TermCounts(pa.concat_tables(counted)) == terms
    rows = (
        pa.concat_tables(counted)
        .group_by(["field", "kind", "term"])
        .aggregate([("records_left", "sum"), ("records_right", "sum")])
    )
    rows = [
        [
            r["field"],
            bits(r["term"]) if r["kind"] else None,
            r["kind"] < 2,
            r["records_left_sum"],
            r["records_right_sum"],
        ]
        for r in rows.to_pylist()
    ]
    by_text = lambda row: (row[0], row[1] or "", row[2])  # noqa: E731
    assert sorted(rows, key=by_text) == sorted(expected["terms"], key=by_text)

    training = [
        linkage.training_keys(t, settings, plan, terms, side=s) for s, t in enumerate(tables)
    ]
    assert written(training[0]) + written(training[1]) == expected["training_keys"]
    rows = pa.concat_tables(map(with_keys, tables, training))
    counts = linkage.comparison_counts(rows, settings, plan, limits=limits)
    assert [
        [r["source"], bits(r["pattern"]), r["pairs"], r["own_pairs"]]
        for r in pa.table(counts).to_pylist()
    ] == expected["counts"]
    model = linkage.train_from_counts(counts, settings, plan, terms)
    assert model.to_json() == expected["model"]

    planned = [linkage.block_keys(t, model, side=s, plan=plan) for s, t in enumerate(tables)]
    assert written(planned[0]) + written(planned[1]) == expected["planned_keys"]
    rows = pa.concat_tables(map(with_keys, tables, planned))
    links = linkage.pairs_in_blocks(
        rows, model, plan, terms, minimum_probability=file["minimum_probability"], limits=limits
    )
    assert [
        [
            r["table_left"],
            r["id_left"],
            r["table_right"],
            r["id_right"],
            r["match_weight_millibits"],
            r["blocking_rule"],
        ]
        for r in pa.table(links).to_pylist()
    ] == expected["links"]
    assert links.report == expected["report"]


def test_a_key_is_the_documented_hash():
    def fnv(data):
        value = 0xCBF29CE484222325
        for byte in data:
            value = (value ^ byte) * 0x100000001B3 % 2**64
        return value

    def combine(running, part):
        z = ((running ^ part) + 0x9E3779B97F4A7C15) % 2**64
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        return z ^ (z >> 31)

    settings = {
        "id": "id",
        "comparisons": [{"kind": "exact", "column": "town"}, {"kind": "exact", "column": "state"}],
        "blocking": [[{"column": "town"}, {"column": "state"}]],
    }
    table = {"id": [1], "town": ["Springfield"], "state": ["IL"]}
    keys = pa.table(linkage.block_keys(table, settings))
    expected = combine(combine(0, fnv(b"springfield")), fnv(b"il"))
    assert bits(keys["blocking_key"][0].as_py()) == bits(expected)


SMALL = {
    "id": "id",
    "comparisons": [{"kind": "name", "column": "surname"}],
    "blocking": [[{"column": "surname"}]],
}


def small(ids=("a", "b", "c")):
    return pa.table({"id": list(ids), "surname": ["Painter"] * len(ids)})


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_library_hands_over_batches(kind):
    table = KINDS[kind](pl.DataFrame({"id": ["a", "b"], "surname": ["Painter", "Painter"]}))
    keys = linkage.block_keys(table, SMALL)
    assert pl.DataFrame(keys).height == 2
    assert keys.report["records"] == 2
    assert len(linkage.block_sizes(keys)) == 1


def test_empty_batches_have_the_columns_of_full_ones():
    model = linkage.Model.persons({"surname": "surname"})
    (plan, terms) = whole_plan([[small()]], model)
    full, none = small(), small().slice(0, 0)
    for make in (
        lambda t: linkage.block_keys(t, model),
        lambda t: linkage.block_sizes(linkage.block_keys(t, model)),
        lambda t: linkage.term_counts(t, model),
        lambda t: linkage.pairs_in_blocks(
            with_keys(t, linkage.block_keys(t, model, plan=plan)), model, plan, terms
        ),
        lambda t: linkage.comparison_counts(
            with_keys(t, linkage.training_keys(t, model, plan, terms)), model, plan
        ),
    ):
        assert pa.table(make(full)).schema == pa.table(make(none)).schema


def test_what_does_not_belong_together_is_refused():
    model = linkage.Model.persons()
    plan, terms = whole_plan([[small()]], model)
    rows = with_keys(small(), linkage.block_keys(small(), model, plan=plan))
    twice = pa.concat_tables([rows, rows])
    with pytest.raises(InputError) as caught:
        linkage.pairs_in_blocks(twice, model, plan, terms)
    assert caught.value.code == "DUPLICATE_ID"
    with pytest.raises(InputError, match="blocking_key"):
        linkage.pairs_in_blocks(rows.drop(["blocking_key"]), model, plan, terms)
    nulls = pa.nulls(len(rows), pa.int64())
    nulls = rows.drop(["blocking_key"]).append_column("blocking_key", nulls)
    with pytest.raises(InputError, match="nulls"):
        linkage.pairs_in_blocks(nulls, model, plan, terms)
    less = linkage.TermCounts(linkage.term_counts(small("a"), model))
    with pytest.raises(SettingsError, match="terms"):
        linkage.pairs_in_blocks(rows, model, plan, less)
    with pytest.raises(SettingsError, match="plan"):
        linkage.block_keys(small(), SMALL, plan=plan)
    many = small([f"r{n}" for n in range(9)])
    sizes = linkage.block_sizes(linkage.block_keys(many, SMALL))
    tiled = linkage.plan_blocks(sizes, SMALL, tile_rows=2)
    tiled = linkage.block_keys(many, SMALL, plan=tiled)
    with pytest.raises(SettingsError, match="without a plan"):
        linkage.block_sizes(tiled)
    for wrong in ({"side": 2}, {"side": -1}):
        with pytest.raises(SettingsError):
            linkage.block_keys(small(), SMALL, **wrong)
    sizes = linkage.block_sizes(linkage.block_keys(small(), SMALL))
    for wrong in ({"mode": "both"}, {"tile_rows": 1}, {"tile_rows": -3}):
        with pytest.raises(SettingsError):
            linkage.plan_blocks(sizes, SMALL, **wrong)
    with pytest.raises(LimitError):
        linkage.plan_blocks(sizes, SMALL, limits={"pairs": 2})
    taken = {**SMALL, "id": "tile"}
    with pytest.raises(SettingsError, match="tile"):
        linkage.block_keys({"tile": [1], "surname": ["Li"]}, taken)


def test_bytes_are_checked():
    plan, terms = whole_plan([[small()]], SMALL)
    for it in (plan, terms):
        data = it.to_bytes()
        assert type(it).from_bytes(data) == it
        with pytest.raises(ModelError):
            type(it).from_bytes(data[:-1])
    assert linkage.BlockPlan.merge([plan]) == plan
    with pytest.raises(SettingsError):
        linkage.BlockPlan.merge([])


def test_a_run_can_be_stopped():
    class StopError(Exception):
        pass

    def stop(done, total):
        raise StopError

    table = small([f"r{n:05}" for n in range(5_000)])
    model = linkage.train(linkage.prepare(table.slice(0, 20), settings=SMALL))
    plan, terms = whole_plan([[table]], model)
    rows = with_keys(table, linkage.block_keys(table, model, plan=plan))
    with pytest.raises(StopError):
        linkage.pairs_in_blocks(rows, model, plan, terms, progress=stop)


def test_repr_names_no_value():
    plan, terms = whole_plan([[small()]], SMALL)
    assert repr(plan) == "BlockPlan(3 pairs, 0 blocks left out, 0 in tiles)"
    assert repr(terms) == "TermCounts(1 terms)"
    assert repr(linkage.block_keys(small(), SMALL)) == "BlockTable(3 rows)"
