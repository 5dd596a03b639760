"""The outages the project grew from: what an observer should have been told, and when.

Each bundled scenario is simulated with several seeds, written to a file and replayed as anybody
would; the scenario's own ``[[expect]]`` tables are the measure.
"""

from __future__ import annotations

from functools import cache
from math import sqrt
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from marsad.bring.judgement import false_alarms, missed
from marsad.bring.replay import replay
from marsad.bring.scenario import Outage, Scenario, Size
from marsad.bring.scenario_file import bundled, read_scenario
from marsad.bring.simulate import Simulated, simulate
from marsad.bring.simulated_file import write_counts
from marsad.bring.told import Told
from marsad.catalog.catalog import Catalog, load
from marsad.nouns.minute import MINUTE_MS, parse_rfc3339

SEEDS = (None, 1, 2)
EVERY = pytest.mark.parametrize("seed", SEEDS)
NAMED = pytest.mark.parametrize("name", bundled())


@cache
def catalog() -> Catalog:
    """The bundled catalogue, once."""
    return load()


@cache
def scenario_of(name: str) -> Scenario:
    """A bundled scenario."""
    return read_scenario(Path(name))


@cache
def counts_of(name: str, seed: int | None) -> Simulated:
    """Its counts with a seed."""
    return simulate(scenario_of(name), seed)


@cache
def told_of(name: str, seed: int | None) -> list[Told]:
    """What replaying these counts tells."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.parquet"
        write_counts(counts_of(name, seed), path)
        return list(replay([path], catalog=catalog()))


@EVERY
@NAMED
def test_an_observer_is_told_what_happened_when_it_happened(name: str, seed: int | None) -> None:
    assert missed(scenario_of(name), told_of(name, seed)) == []


def test_the_quiet_fortnights_raise_no_more_alarms_than_the_budget() -> None:
    fortnights = sum(len(scenario_of(name).service) for name in bundled()) * len(SEEDS)
    expected = fortnights * 14 / 365.25
    alarms = [
        each.incident.id
        for name in bundled()
        for seed in SEEDS
        for each in false_alarms(scenario_of(name), told_of(name, seed))
    ]
    # Three standard deviations of a Poisson count above the nominal rate of one a service-year.
    assert len(alarms) <= expected + 3 * sqrt(expected), alarms


def bins(counts: Simulated, outage: Outage, size: Size) -> np.ndarray:
    """Reports in bins on whole multiples of their width, from the outage's start to its decay."""
    reports = counts.of(outage.service, size.country or None)
    begin = round(outage.start.timestamp() / 60) // size.minutes * size.minutes - counts.first
    end = round(outage.until.timestamp() / 60) + size.minutes - counts.first
    whole = (end - begin) // size.minutes * size.minutes
    return reports[begin : begin + whole].reshape(-1, size.minutes).sum(axis=1)


@EVERY
@NAMED
def test_published_figures_are_reproduced(name: str, seed: int | None) -> None:
    """Peaks and totals within 3 %, or three standard deviations of the draw where that is more."""
    counts = counts_of(name, seed)
    for outage in scenario_of(name).outage:
        size = outage.peak or outage.first or outage.total
        assert size is not None
        if outage.total:
            start = round(outage.start.timestamp() / 60) - counts.first
            found = counts.of(outage.service)[start:].sum()
        elif outage.first:
            start = round(outage.start.timestamp() / 60) - counts.first
            found = counts.of(outage.service)[start : start + size.minutes].sum()
        else:
            found = bins(counts, outage, size).max()
        tolerance = max(0.03 * size.reports, 3 * sqrt(2 * size.reports))
        assert abs(found - size.reports) <= tolerance, (name, outage.service, found, size)


def reports_between(counts: Simulated, begin: str, minutes: int, country: str | None = None) -> int:
    """Reports on X in the minutes from a time on."""
    first = parse_rfc3339(begin) // MINUTE_MS - counts.first
    return int(counts.of("x", country)[first : first + minutes].sum())


@EVERY
def test_fewer_than_650_reports_are_left_by_midday(seed: int | None) -> None:
    counts = counts_of("x-2025-05-24", seed)
    assert reports_between(counts, "2025-05-24T12:00:00-04:00", 15, "US") < 650


def test_about_32_reports_are_left_at_night() -> None:
    left = [
        reports_between(counts_of("x-2025-05-31", seed), "2025-06-01T03:30:00-04:00", 15, "US")
        for seed in range(30)
    ]
    assert np.mean(left) == pytest.approx(32, rel=0.15)


@EVERY
def test_over_200_complaints_come_in_the_first_five_minutes(seed: int | None) -> None:
    counts = counts_of("twitter-2016-01-19", seed)
    assert reports_between(counts, "2016-01-19T08:00:00Z", 5) > 170


@EVERY
def test_the_rest_of_the_platform_is_well_while_spaces_is_dark(seed: int | None) -> None:
    counts = counts_of("x-spaces-2024-08-12", seed)
    others = [cell.component != "spaces" for cell in counts.cells]
    first = parse_rfc3339("2024-08-12T20:00:00-04:00") // MINUTE_MS - counts.first
    during = (counts.minute >= first) & (counts.minute < first + 40)
    rest = counts.reports[during & np.asarray(others)[counts.cell]].sum()
    week_before = counts.of("x")[first - 7 * 1440 : first - 7 * 1440 + 40].sum()
    assert rest < 1.5 * week_before
