"""Long runs report, stop when asked, and run beside each other."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
import pytest
from conftest import SETTINGS, as_rows

from caselink import clustering, compare, linkage, records

ROWS = 300_000
# half a billion pairs: far more than any test waits for
COARSE = {
    "id": "id",
    "comparisons": [
        {"kind": "name", "column": "name"},
        {"kind": "text", "column": "street"},
        {"kind": "exact", "column": "town"},
    ],
    "blocking": [[{"column": "town"}], [{"column": "name"}, {"column": "town"}]],
}


@pytest.fixture(scope="module")
def crowd():
    chance = np.random.default_rng(3)
    letters = np.array(list("abcdefghijklmnoprstuvwz"))
    words = ["".join(letters[chance.integers(0, 23, 8)]) for _ in range(20_000)]
    pick = lambda n: [words[i] for i in chance.integers(0, n, ROWS)]  # noqa: E731
    return pl.DataFrame(
        {"id": range(ROWS), "name": pick(5_000), "street": pick(20_000), "town": pick(90)}
    )


@pytest.fixture(scope="module")
def prepared(crowd):
    return linkage.prepare(crowd, settings=COARSE)


@pytest.fixture(scope="module")
def model(prepared):
    return linkage.train(prepared)


def test_the_work_is_large(prepared):
    assert linkage.estimate_pairs(prepared)["pairs"] > 400_000_000


@pytest.fixture(params=["one step", "train", "find_links", "find_links on 2 threads"])
def long_run(request, crowd, prepared, model):
    """A run of more than half a minute, except training, which is short."""

    def run(**options):
        if request.param == "one step":
            linkage.dedupe(crowd, COARSE, **options)
        elif request.param == "train":
            while True:
                linkage.train(prepared, **options)
        else:
            linkage.find_links(prepared, model, threads=1 + ("2" in request.param), **options)

    return run


@pytest.fixture
def ctrl_c():
    """A shell that starts the tests in the background has them ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_stops_a_long_run(long_run):
    pressed = []

    def press():
        pressed.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.7, press)
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            long_run()
    finally:
        timer.cancel()
    assert time.monotonic() - pressed[0] < 2.0


class Enough(Exception):
    pass


def test_what_progress_raises_comes_out_unchanged(long_run):
    heard, raised = [], Enough("for today")

    def progress(done, total):
        heard.append((done, total, time.monotonic()))
        if len(heard) == 3:
            raise raised

    with pytest.raises(Enough) as caught:
        long_run(progress=progress)
    assert time.monotonic() - heard[2][2] < 2.0
    assert caught.value is raised
    assert len(heard) == 3
    assert all(0 <= done <= total > 0 for done, total, _ in heard)


def test_progress_grows(prepared, model):
    heard = []

    def progress(done, total):
        heard.append((done, total))
        if len(heard) == 6:
            raise Enough

    with pytest.raises(Enough):
        linkage.find_links(prepared, model, progress=progress)
    assert heard == sorted(heard)
    assert heard[-1][0] > heard[0][0]
    assert len({total for _, total in heard}) == 1


def test_progress_may_use_the_library(table, prepared, model):
    def progress(done, total):
        assert compare.names("Robert", "Bob").code == "nickname"
        assert len(linkage.dedupe(table, SETTINGS)) > 0
        raise Enough

    with pytest.raises(Enough):
        linkage.find_links(prepared, model, progress=progress)


def test_progress_that_cannot_be_called_is_refused_at_once(table):
    with pytest.raises(TypeError, match="progress"):
        linkage.prepare(table, settings=SETTINGS, progress=3)


def test_other_threads_go_on_meanwhile(prepared, model):
    beats, stop = [], threading.Event()

    def beat():
        while not stop.is_set():
            beats.append(time.monotonic())
            time.sleep(0.005)

    def progress(done, total):
        if len(beats) > 50:
            raise Enough

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        with pytest.raises(Enough):
            linkage.find_links(prepared, model, progress=progress)
    finally:
        stop.set()
        thread.join()


def test_eight_threads_at_once(table, links):
    expected = as_rows(links)

    def everything(number):
        prepared = linkage.prepare(table, settings=SETTINGS, progress=lambda done, total: None)
        found = linkage.find_links(prepared, linkage.train(prepared), threads=1 + number % 3)
        assert as_rows(found) == expected
        assert (
            found.explain_link(number).total_millibits
            == links.explain_link(number).total_millibits
        )
        assert found.clusters().count == links.clusters().count
        assert clustering.components(3, [0], [2]) == [0, 1, 0]
        assert records.read("person", [{"id": "1"}])["rejected"]["total"] == 0
        assert compare.dates("1971-06-05", "1971-05-06").code == "day_month_swapped"
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(everything, range(24), timeout=60))
