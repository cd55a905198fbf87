"""The intake desk: what its programs in `src/bin` measure, each in Rust and on one thread."""

from collections.abc import Callable

from tracking import program

JOBS: dict[str, Callable[[], dict[str, object]]] = {
    "tips-xml": program("tips_xml"),
    "tips-1m": program("tips", "whole"),
    "tips-dedupe": program("tips", "dedupe"),
    "tips-one": program("tips", "one"),
    "triage": program("tips", "triage"),
}
