"""The federal holidays against PyPI's `holidays`, 1970 to 2100."""

import json
from datetime import date
from pathlib import Path

import pytest

import caselink

holidays = pytest.importorskip("holidays")

VECTORS = Path(__file__).parents[2] / "core/tests/vectors/federal_holidays.json"
YEARS = range(1970, 2101)

# Who is right about 1970? Washington's Birthday (22 February) was a Sunday and Memorial Day
# (30 May) a Saturday: the Uniform Monday Holiday Act (Public Law 90-363) moved them to
# Mondays only from 1 January 1971 on. A holiday on a Saturday was kept on the Friday before
# since Public Law 86-362 (1959, 73 Stat. 643; now 5 USC 6103(b)), one on a Sunday on the
# Monday after (Executive Order 10358, then 11582). `holidays` keeps Independence Day of that
# year, a Saturday, on Friday 3 July, but gives no such day for these two, so it is incomplete.
LEFT_OUT = {date(1970, 2, 23), date(1970, 5, 29)}


def closed_by_package(year: int) -> set[date]:
    # a New Year on a Saturday closes the year before
    days = holidays.US(years=[year - 1, year, year + 1], observed=True)
    return {day for day in days if day.year == year and day.weekday() < 5}


def closed_by_vectors(year: int) -> set[date]:
    closed = json.loads(VECTORS.read_text())["closed"][str(year)]
    return {date.fromisoformat(f"{year}-{day}") for day in closed}


def test_the_vectors_are_what_the_package_says_and_two_days_more() -> None:
    for year in YEARS:
        more = {day for day in LEFT_OUT if day.year == year}
        assert closed_by_vectors(year) == closed_by_package(year) | more, year


def test_federal_holidays() -> None:
    for year in YEARS:
        observed = {
            date.fromisoformat(str(day["observed"]))
            for of in (year, year + 1)
            for day in caselink.tracking.federal_holidays(of)
        }
        assert {day for day in observed if day.year == year} == closed_by_vectors(year), year
