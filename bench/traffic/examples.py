"""What the observer sees of scenarios: the rows that training and evaluation are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.traffic.columns import made, stretch
from bench.traffic.families import FAMILIES
from bench.traffic.scenario import Scenario, kinds, scenario
from marsad.nouns.requests import Requests
from marsad.nouns.traffic import CAUSES
from marsad.sense.cause.features import TRACES
from marsad.sense.cause.observer import Observer

NAMES = tuple(TRACES)
TIMES = (10, 20, 30, 60, 120, 210, 300)
"""Seconds since the onset at which is looked."""
WINDOW = 10_000


@dataclass(frozen=True)
class Row:
    """One look: traits as they are weighed (None: no episode was noticed), beside the truth."""

    family: str
    kind: str
    seed: int
    cause: str
    after: int
    """Seconds since the onset."""
    known: bool
    """Whether the usual was known."""
    weighed: NDArray[np.float64] | None
    chances: tuple[float, ...]
    """The observer's own probabilities."""
    verdict: str
    requests: int
    ratio: float


def watched(case: Scenario, *, blind: bool = False) -> Iterator[Row]:
    """Rows of a scenario; ``blind``: the log begins when the episode has begun."""
    eye = Observer(capacity=case.capacity)
    begin = case.onset
    if blind:
        begin += int(case.requests.time.sum() % 60_000)
    else:
        eye.take(stretch(case.requests, 0, begin))
    seconds = (case.stage.end - case.stage.begin) // 1000
    for k in range(6 if blind else int(seconds) // 10):
        now = begin + k * WINDOW
        told = eye.take(stretch(case.requests, now, now + WINDOW))
        # The window is closed by the first row of the next one; here by hand.
        told += eye.take(_knock(now + WINDOW))
        if not told or (k + 1) * 10 not in TIMES:
            continue
        yield _row(case, eye, told[-1], (k + 1) * 10, known=not blind)


def _knock(instant: int) -> Requests:
    """Nothing but the time: a row without weight."""
    return made(np.array([instant]), weight=np.array([0]))


def _row(case: Scenario, eye: Observer, window, after: int, *, known: bool) -> Row:
    points = eye.course.points
    weighed = None if points is None else np.array([points[name].weighed for name in NAMES])
    return Row(
        case.family, case.kind, 0, case.cause_at(after), after, known, weighed,
        window.probabilities, window.verdict, window.requests, case.ratio,
    )  # fmt: skip


def normal_starts(case: Scenario) -> Iterator[Row]:
    """A log's first minute, when nothing goes on."""
    eye = Observer(capacity=case.capacity)
    begin = int(case.requests.time[0]) // WINDOW * WINDOW
    for k in range(min(6, int(case.past // 10) - 1)):
        now = begin + k * WINDOW
        told = eye.take(stretch(case.requests, now, now + WINDOW))
        told += eye.take(_knock(now + WINDOW))
        if told and (k + 1) * 10 in TIMES:
            row = _row(case, eye, told[-1], (k + 1) * 10, known=False)
            yield Row(**{**{f: getattr(row, f) for f in row.__dataclass_fields__},
                         "family": "start", "cause": "normal"})  # fmt: skip


def _one(job: tuple[str, str, int]) -> list[Row]:
    kind, family, seed = job
    case = scenario(kind, family, seed)
    rows = list(watched(case))
    if (seed + len(family)) % 3 == 0:
        rows += list(watched(case, blind=True))
    if (seed + len(family)) % 4 == 0:
        rows += list(normal_starts(case))
    return [Row(**{**{f: getattr(r, f) for f in r.__dataclass_fields__}, "seed": seed})
            for r in rows]  # fmt: skip


def gathered(seeds: Sequence[int], workers: int = 2) -> list[Row]:
    """Every kind with every family, for these seeds."""
    jobs = [(kind, family, seed) for seed in seeds for kind in kinds() for family in FAMILIES]
    jobs = [job for job in jobs if FAMILIES[job[1]].cause in CAUSES]
    with ProcessPoolExecutor(workers) as pool:
        return [row for rows in pool.map(_one, jobs, chunksize=8) for row in rows]
