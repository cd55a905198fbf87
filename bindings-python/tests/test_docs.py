"""Every public name is documented, and every example runs."""

import doctest
import inspect
import re

import pytest

import caselink
from caselink import (
    _native,
    abductions,
    clustering,
    compare,
    documents,
    events,
    guidance,
    hashes,
    linkage,
    patterns,
    records,
    release,
    synth,
    tips,
    tracking,
    victims,
)

MODULES = [
    abductions,
    clustering,
    compare,
    documents,
    events,
    guidance,
    hashes,
    linkage,
    patterns,
    records,
    release,
    synth,
    tips,
    tracking,
    victims,
]
FUNCTIONS = [
    pytest.param(getattr(module, name), id=f"{module.__name__}.{name}")
    for module in MODULES
    for name in module.__all__
    if inspect.isbuiltin(getattr(module, name))
]
CLASSES = [
    getattr(module, name)
    for module in MODULES
    for name in module.__all__
    if isinstance(getattr(module, name), type)
]
METHODS = [
    pytest.param(method, id=f"{cls.__name__}.{name}")
    for cls in CLASSES
    for name, method in vars(cls).items()
    if not name.startswith("_") and callable(getattr(cls, name))
]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_examples_run(function):
    test = doctest.DocTestParser().get_doctest(function.__doc__, {}, function.__name__, None, 0)
    assert test.examples, "no example"
    said = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    assert result.failed == 0, "".join(said)


@pytest.mark.parametrize("function", [*FUNCTIONS, *METHODS])
def test_arguments_and_results_are_documented(function):
    function = getattr(function, "__func__", function)
    text = function.__doc__
    assert "Returns:" in text
    parameters = [p for p in inspect.signature(function).parameters if p != "self"]
    documented = re.findall(r"^    (\w+): ", text.split("Returns:")[0], flags=re.M)
    assert documented == parameters


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_classes_and_their_attributes_are_documented(cls):
    assert cls.__doc__
    for name, member in vars(cls).items():
        if not name.startswith("_") and cls is not compare.Level:
            assert member.__doc__, name


def test_nothing_native_is_left_out():
    public = {name for name in vars(_native) if not name.startswith("_")}
    reached = {name for module in [caselink, *MODULES] for name in module.__all__}
    assert public <= reached
    assert reached - public == {
        "__version__",
        *(module.__name__.split(".")[-1] for module in MODULES),
    }
