"""Marsad's own detector, run as the desk runs it: blocks in, verdicts and bands out.

For sweeps of the threshold nobody may judge (a judge calms the statistic when he ends an outage),
so these runs have a budget of false alarms that no statistic reaches.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.world import DAY, MONDAY, block
from marsad.nouns.occasion import Days, DaysOf, no_days
from marsad.nouns.series import Series
from marsad.nouns.verdict import Verdict
from marsad.sense.sense import Sense
from marsad.sense.tuning import Tuning

UNREACHED = 1e-300
"""False alarms a year: the threshold is 704 nats."""
CHUNK = 10_080

Singles = NDArray[np.float32]


def stated(rate: float = 1.0, step: int = 1) -> float:
    """The statistic (nats) at which Marsad states so many false alarms a series-year."""
    return Tuning(false_alarms=rate).threshold(step)


def quiet(step: int = 1, silence: int = 60, days: DaysOf = no_days) -> Sense:
    """One whose bands are read and whose judge is never called."""
    return Sense(Tuning(false_alarms=UNREACHED, silence=silence), step, days)


def told(holidays: NDArray[np.bool_]) -> DaysOf:
    """What a calendar would say: the holidays (series, days), and that weekends are for rest."""
    known = [
        Days(
            tuple((MONDAY + DAY * d, MONDAY + DAY * (d + 1)) for d in np.flatnonzero(row).tolist()),
            (),
            (5, 6),
        )
        for row in holidays
    ]
    return lambda series: known[int(series.service.removeprefix("service-"))]


def watch(sense: Sense, series: int, each: int = 0) -> None:
    """Whole-service rows, then, where ``each`` series share a country, a row of it for each."""
    sense.watch([Series(f"service-{s:03}") for s in range(series)])
    if each:
        sense.watch([Series(f"service-{s:03}", "country", f"C{s // each}") for s in range(series)])


def advance(
    sense: Sense, counts: NDArray[np.int32], begin: int, countries: bool
) -> tuple[list[Verdict], Singles, Singles]:
    """Counts (series, bins) from bin ``begin`` on: verdicts, surprise, expected (series, bins)."""
    said: list[Verdict] = []
    surprise, expected = np.empty(counts.shape, np.float32), np.empty(counts.shape, np.float32)
    for at in range(0, counts.shape[1], CHUNK):
        part = counts[:, at : at + CHUNK].T
        part = np.hstack([part, part]) if countries else part
        first = MONDAY + (begin + at) * sense.step
        verdicts, bands = sense.advance(block(first, part, sense.step))
        said += verdicts
        surprise[:, at : at + CHUNK] = bands.surprise.T
        expected[:, at : at + CHUNK] = bands.expected.T
    return said, surprise, expected


def alarms(said: Sequence[Verdict], apart: int) -> list[tuple[str, int]]:
    """Service and minute of every declared outage; one where less than ``apart`` apart."""
    last: dict[str, int] = {}
    out: list[tuple[str, int]] = []
    for verdict in said:
        if verdict.state in ("problem", "recovering"):
            if verdict.minute - last.get(verdict.service, -(10**9)) > apart:
                out.append((verdict.service, verdict.minute))
            last[verdict.service] = verdict.minute
    return out
