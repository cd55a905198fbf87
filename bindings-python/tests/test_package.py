import pickle
import subprocess
import sys

import pytest

import caselink
from caselink import _native

ERRORS = [getattr(caselink, name) for name in caselink.__all__ if name.endswith("Error")]


@pytest.mark.parametrize("long", [True, False])
def test_a_panic_becomes_an_exception_and_the_process_goes_on(long):
    for _ in range(3):
        with pytest.raises(caselink.InternalError, match="defect of caselink") as caught:
            _native.__panic(long=long)
        assert caught.value.code == "INTERNAL"


def test_a_panic_reports_its_place_and_not_its_message():
    script = "from caselink import _native\ntry: _native.__panic()\nexcept Exception: pass"
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "internal error at" in run.stderr
    assert "asked for" not in run.stderr


def test_every_error_is_a_caselink_error():
    assert len(ERRORS) == 8
    assert all(issubclass(error, caselink.CaselinkError) for error in ERRORS)


def test_errors_pickle_with_their_code():
    with pytest.raises(caselink.InternalError) as caught:
        _native.__panic()
    copy = pickle.loads(pickle.dumps(caught.value))
    assert type(copy) is caselink.InternalError
    assert (copy.code, str(copy)) == ("INTERNAL", str(caught.value))
