"""Thresholds by measured false alarms: alarms of one series less than an hour apart are one."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.detect.peers.peer import Floats
from marsad.sense.compiled import compiled

YEAR = 525_960.0
TOGETHER = 60
"""Minutes of quiet that part two alarms."""


@compiled
def _episodes(
    series: NDArray[np.int64], at: NDArray[np.int64], score: Floats, height: float, apart: int
) -> int:
    many = 0
    last, when = -1, 0
    for i in range(len(series)):
        if score[i] >= height:
            if series[i] != last or at[i] - when > apart:
                many += 1
            last, when = series[i], at[i]
    return many


@dataclass
class Tail:
    """The upper tail of the scores of a method where nothing is wrong."""

    stated: tuple[float, ...] = ()
    """Thresholds whose false alarms are counted whatever is kept."""
    share: float = 0.04
    """Of a series' scores that are kept, at most."""
    minutes: float = 0.0
    alarms: dict[float, int] = field(default_factory=dict[float, int])
    """Those at the stated thresholds."""
    _series: list[NDArray[np.int64]] = field(default_factory=list)
    _at: list[NDArray[np.int64]] = field(default_factory=list)
    _score: list[Floats] = field(default_factory=list)
    _floor: float = -math.inf

    def add(self, scores: Floats, step: int) -> None:
        """One more series, a score every ``step`` minutes."""
        self.minutes += len(scores) * step
        floor = float(np.quantile(scores, 1.0 - self.share)) if len(scores) else 0.0
        places = np.flatnonzero(scores > floor)
        self._floor = max(self._floor, floor)
        for height in self.stated:
            over = np.flatnonzero(scores >= height)
            alarms = int(np.sum(np.diff(over * step, prepend=-(10**9)) > TOGETHER))
            self.alarms[height] = self.alarms.get(height, 0) + alarms
        self._series.append(np.full(len(places), int(self.minutes)))
        self._at.append(places * step)
        self._score.append(np.asarray(scores[places], float))

    @property
    def years(self) -> float:
        """Series-years behind every rate."""
        return self.minutes / YEAR

    def episodes(self, height: float) -> int:
        """False alarms at a threshold."""
        if len(self._series) > 1:
            self._series = [np.concatenate(self._series)]
            self._at = [np.concatenate(self._at)]
            self._score = [np.concatenate(self._score)]
        return _episodes(self._series[0], self._at[0], self._score[0], height, TOGETHER)

    def rate(self, height: float) -> float:
        """False alarms a series-year; nan below what was kept, where it isn't a stated one."""
        if height in self.alarms:
            return self.alarms[height] / self.years
        return self.episodes(height) / self.years if height > self._floor else math.nan

    def threshold(self, rate: float) -> float:
        """The lowest threshold at and above which there are at most that many a series-year.

        nan where fewer than three are allowed for (the data can't tell) or too little was kept.
        (Far below, alarms run together and would be fewer again.)
        """
        allowed = rate * self.years
        if allowed < 3:
            return math.nan
        kept = np.unique(np.concatenate(self._score)) if self._score else np.zeros(0)
        kept = kept[kept > self._floor]
        high, low = (float(kept[-1]) + 1e-6, math.nan) if len(kept) else (math.nan, math.nan)
        for share in np.geomspace(1.0 / max(len(kept), 1), 1.0, 120):
            level = float(np.quantile(kept, 1.0 - share)) if len(kept) else math.nan
            if self.episodes(level) > allowed:
                low = level
                break
            high = level
        while high - low > 1e-6 * max(1.0, high):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if self.episodes(middle) > allowed else (low, middle)
        return math.nan if math.isnan(low) else high
