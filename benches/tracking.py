"""The tracking desk: what its programs in `src/bin` measure, each in Rust and on one thread."""

import json
import subprocess
from collections.abc import Callable

import measure


def program(name: str, *arguments: str) -> Callable[[], dict[str, object]]:
    """A job that builds a program of the benchmarks, runs it and passes its JSON on."""

    def run() -> dict[str, object]:
        package = ["-q", "--release", "--locked", "-p", "caselink-benches", "--bin", name]
        command = ["cargo", "run", *package, "--", *arguments]
        done = subprocess.run(
            command, check=True, stdout=subprocess.PIPE, text=True, cwd=measure.ROOT
        )
        return json.loads(done.stdout.splitlines()[-1])

    return run


JOBS = {
    "links": program("links"),
    "sweep": program("sweep", "target/measure"),
    "compliance-1m": program("compliance_1m"),
    "duties-vectors": program("duties_vectors"),
    "lead-package": program("lead_package"),
}
