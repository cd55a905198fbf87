"""Acceptance on files that no one here wrote: FEBRL 3 and 4, one configuration, no labels."""

import polars as pl
import pytest
from conftest import febrl, febrl_settings

from caselink import linkage


def f1_at_95(links, *tables):
    truth = pl.concat(tables).select("rec_id", entity=pl.col("rec_id").str.extract(r"rec-(\d+)-"))
    thresholds = links.evaluate(truth)["thresholds"]
    return next(t["pairs"] for t in thresholds if t["pairs"]["probability"] == 0.95)["f1"]


def test_febrl_3_is_deduplicated():
    table = febrl("3")
    links = linkage.dedupe(table, febrl_settings())
    assert f1_at_95(links, table) >= 0.999


def test_febrl_4_is_linked():
    left, right = febrl("4a"), febrl("4b")
    links = linkage.link(left, right, febrl_settings())
    assert f1_at_95(links, left, right) >= 0.9995
    assert links.clusters().count == pytest.approx(5_000, abs=5)
