"""The public names are those of core/tests/public_names.json, which all three languages share."""

import importlib
import json
from pathlib import Path
from types import ModuleType

import pytest

NAMES = json.loads(
    (Path(__file__).parents[2] / "core/tests/public_names.json").read_text(encoding="utf-8")
)
LISTED = [name for name in NAMES if name not in ("about", "only")]
MODULES = [name for name in LISTED if name == "caselink" or name in NAMES["caselink"]["python"]]


@pytest.mark.parametrize("name", [name for name in LISTED if name not in MODULES])
def test_a_module_that_python_does_not_have_lists_no_name(name):
    assert NAMES[name]["python"] == []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_the_names_that_are_listed(name):
    module = importlib.import_module("caselink" if name == "caselink" else f"caselink.{name}")
    assert sorted(module.__all__) == NAMES[name]["python"]
    assert len(set(module.__all__)) == len(module.__all__)
    public = {n for n in dir(module) if not n.startswith("_")}
    assert public - {n for n in public if isinstance(getattr(module, n), ModuleType)} <= set(
        module.__all__
    )
    for listed in module.__all__:
        assert hasattr(module, listed)


@pytest.mark.parametrize("name", [name for name in MODULES if name != "caselink"])
def test_every_class_and_function_is_documented(name):
    module = importlib.import_module(f"caselink.{name}")
    for listed in module.__all__:
        thing = getattr(module, listed)
        if callable(thing):
            assert thing.__doc__, f"{listed} has no docstring"
