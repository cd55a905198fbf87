"""Makes a table of made-up people with duplicates; the truth is in the column `cluster`.

    gen_people.py OUT.parquet --n 1000000 --seed 7 --names DIR --nicknames names.csv

DIR holds the frequency lists of US census names (1990) that ship in the PyPI package `names`;
names.csv is the list of the PyPI package `nicknames`. The same seed gives the same table: the
order of the random draws is part of the definition.
"""

import argparse
import csv
import hashlib
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

LETTERS, DIGITS = "abcdefghijklmnopqrstuvwxyz", "0123456789"
# 60 % of the people have one record, the others 2 to 6
RECORDS, SHARES = [1, 2, 3, 4, 6], [0.60, 0.24, 0.09, 0.05, 0.02]
POSTCODES, TOWNS = 4000, 1500
TYPOS = {
    "first_name": (0.12, LETTERS),
    "surname": (0.15, LETTERS),
    "city": (0.10, LETTERS),
    "postcode": (0.06, DIGITS),
    "phone": (0.06, DIGITS),
}
MISSING = {
    "middle_name": 0.10,
    "sex": 0.02,
    "dob": 0.05,
    "city": 0.08,
    "postcode": 0.08,
    "phone": 0.35,
    "first_name": 0.01,
}


def frequencies(file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Names of a census list and how frequent each is."""
    names, shares = [], []
    for line in file.read_text().splitlines():
        name, share = line.split()[:2]
        names.append(name.lower())
        shares.append(float(share))
    shares = np.array(shares) + 1e-5  # the lists round rare names to 0.000
    return np.array(names, object), shares / shares.sum()


def nicknames_in(file: Path) -> dict[str, list[str]]:
    out = defaultdict(list)
    with file.open() as lines:
        for row in csv.reader(lines):
            if len(row) == 3 and row[1] == "has_nickname":
                out[row[0]].append(row[2])
    return out


def typo(text: str, alphabet: str, where: float, kind: float, letter: float) -> str:
    """One slip: another letter, one too few, one too many, or two swapped."""
    i, new = int(where * len(text)), alphabet[int(letter * len(alphabet))]
    if kind < 0.35:
        return text[:i] + new + text[i + 1 :]
    if kind < 0.60:
        return text[:i] + text[i + 1 :] if len(text) > 2 else text + new
    if kind < 0.80:
        return text[:i] + new + text[i:]
    return text[:i] + text[i + 1 : i + 2] + text[i : i + 1] + text[i + 2 :]


def wrong_date(date: str, kind: float, digit: float) -> str:
    """A date with day and month swapped, or known by its year only, or misread."""
    year, month, day = date.split("-")
    if kind < 0.3 and int(day) <= 12:
        return f"{year}-{day}-{month}"
    if kind < 0.45:
        return f"{year}-01-01"
    if kind < 0.7:
        return f"{year[:3]}{DIGITS[int(digit * 9.99)]}-{month}-{day}"
    return f"{year}-{month}-{1 + int(digit * 27.99):02d}"


def phones(g: np.random.Generator, n: int) -> np.ndarray:
    return np.array([f"{x:010d}" for x in g.integers(2_000_000_000, 9_999_999_999, n)], object)


def people(n: int, g: np.random.Generator, lists: Path, nicknames: dict) -> pa.Table:
    """The table: people first, then records of them, then what goes wrong in second records."""
    surnames, surname_p = frequencies(lists / "dist.all.last")
    male_names, male_p = frequencies(lists / "dist.male.first")
    female_names, female_p = frequencies(lists / "dist.female.first")
    draws, total = [], 0
    while total < n:
        draws.append(g.choice(RECORDS, size=200_000, p=SHARES))
        total += int(draws[-1].sum())
    sizes = np.concatenate(draws)
    k = int(np.searchsorted(np.cumsum(sizes), n)) + 1
    sizes = sizes[:k]

    def given_names() -> np.ndarray:
        male_draw = g.choice(male_names, k, p=male_p)
        return np.where(male, male_draw, g.choice(female_names, k, p=female_p))

    male = g.random(k) < 0.85
    first, middle = given_names(), given_names()
    middle[g.random(k) < 0.25] = None
    last = g.choice(surnames, k, p=surname_p)
    day = np.datetime64("1940-01-01") + g.integers(0, 365 * 65, k).astype("timedelta64[D]")
    dob = day.astype(str).astype(object)
    zip_p = 1 / np.arange(1, POSTCODES + 1) ** 0.7
    zip_p /= zip_p.sum()
    zips = np.array([f"{z:05d}" for z in g.permutation(99999)[:POSTCODES]], object)
    town_names = g.choice(surnames[:3000], TOWNS)
    kinds = g.choice(["city", "springs", "falls", "park", ""], TOWNS)
    pairs = zip(town_names, kinds, strict=True)
    towns = np.array([f"{name} {kind}".strip() for name, kind in pairs], object)
    zip_town = g.integers(0, len(towns), POSTCODES)
    home = g.choice(POSTCODES, k, p=zip_p)
    phone = phones(g, k)

    person = np.repeat(np.arange(k), sizes)[:n]
    second = np.r_[False, person[1:] == person[:-1]]
    sex = np.where(male, "m", "f").astype(object)

    def some(rate: float) -> np.ndarray:
        return np.flatnonzero(second & (g.random(n) < rate))

    home = home[person].copy()
    moved = some(0.30)
    home[moved] = g.choice(POSTCODES, len(moved), p=zip_p)
    table = {
        "first_name": first[person],
        "middle_name": middle[person],
        "surname": last[person],
        "sex": sex[person],
        "dob": dob[person],
        "city": towns[zip_town[home]],
        "postcode": zips[home],
        "phone": phone[person],
    }
    rows = some(0.40)
    table["phone"][rows] = phones(g, len(rows))

    first, last, middle = table["first_name"], table["surname"], table["middle_name"]
    rows = some(0.12)
    for row, u in zip(rows, g.random(len(rows)), strict=True):
        if known := nicknames.get(first[row]):
            first[row] = known[int(u * len(known))]
    rows = some(0.08)
    last[rows] = g.choice(surnames, len(rows), p=surname_p)  # married, or an alias
    rows = some(0.03)
    first[rows], last[rows] = last[rows].copy(), first[rows].copy()
    for row in some(0.30):
        middle[row] = middle[row][:1] if middle[row] else None
    for column, (rate, alphabet) in TYPOS.items():
        rows, values = some(rate), table[column]
        for row, u in zip(rows, g.random((3, len(rows))).T, strict=True):
            if values[row]:
                values[row] = typo(values[row], alphabet, u[0] * 0.9999, u[1], u[2] * 0.9999)
    rows, dates = some(0.10), table["dob"]
    for row, u in zip(rows, g.random((2, len(rows))).T, strict=True):
        dates[row] = wrong_date(dates[row], *u)
    for column, rate in MISSING.items():
        table[column][g.random(n) < rate] = None
    order = g.permutation(n)
    texts = {name: pa.array(v[order].tolist(), pa.string()) for name, v in table.items()}
    return pa.table(
        {"rec_id": pa.array(np.arange(n)), "cluster": pa.array(person[order]), **texts}
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--n", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--nicknames", type=Path, required=True)
    parser.add_argument("--sha256", help="fail unless the file is this one")
    given = parser.parse_args()
    g = np.random.Generator(np.random.PCG64(given.seed))
    table = people(given.n, g, given.names, nicknames_in(given.nicknames))
    sizes = np.bincount(table["cluster"].to_numpy())
    counts = (given.n, int((sizes > 0).sum()), int((sizes * (sizes - 1) // 2).sum()))
    print("{:,} records of {:,} people, {:,} pairs".format(*counts), file=sys.stderr)
    part = given.out.with_suffix(".part")
    pq.write_table(table, part)
    found = hashlib.sha256(part.read_bytes()).hexdigest()
    if given.sha256 not in (None, found):
        sys.exit(f"not the file that was asked for: its sha256 is {found}")
    part.rename(given.out)


if __name__ == "__main__":
    main()
