"""The Numenta Anomaly Benchmark's scoring, after its published rules (Lavin & Ahmad 2015,
arXiv:1510.03336; Ahmad et al. 2017, Neurocomputing 262:134).

The first detection inside a window earns a sigmoid of its place (about 1 at the left end, 0 at
the right); a window without one costs 1; a detection outside costs ``false`` times a sigmoid of
its distance from the last window, all of it before the first. The first 15 % of a file (of 5,000
rows at most) are probation. 100 is the perfect detector, 0 one that never speaks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bench.detect.peers.peer import Floats

Window = tuple[int, int]
"""First and last row."""


@dataclass(frozen=True)
class Profile:
    """Weights of the application profiles."""

    false: float
    miss: float


STANDARD = Profile(0.11, 1.0)
LOW_FALSE = Profile(0.22, 1.0)
LOW_MISS = Profile(0.11, 2.0)
PROFILES = STANDARD, LOW_FALSE, LOW_MISS


def sigmoid(place: float) -> float:
    """Worth of a detection ``place`` windows right of a window's right end (negative inside)."""
    return 2.0 / (1.0 + math.exp(5.0 * place)) - 1.0 if place < 3.0 else -1.0


@dataclass(frozen=True)
class File:
    """Scores of one file, in [0, inf), and its windows."""

    scores: Floats
    windows: tuple[Window, ...]

    @property
    def probation(self) -> int:
        """Rows at the start that don't count."""
        return int(0.15 * min(len(self.scores), 5000))


@cache
def gains(rows: int, windows: tuple[Window, ...]) -> tuple[Floats, NDArray[np.int64]]:
    """What a detection at each row is worth, and the window it is in (-1: none)."""
    worth, inside = np.full(rows, -1.0), np.full(rows, -1)
    for number, (left, right) in enumerate(windows):
        width = right - left + 1
        for row in range(left, right + 1):
            worth[row], inside[row] = sigmoid(-(right - row + 1) / width), number
        nearest = windows[number + 1][0] if number + 1 < len(windows) else rows
        for row in range(right + 1, nearest):
            worth[row] = sigmoid((row - right) / (width - 1))
    return worth, inside


def raw(file: File, threshold: float, profile: Profile) -> float:
    """The unscaled score of one file."""
    worth, inside = gains(len(file.scores), file.windows)
    found = np.flatnonzero(file.scores >= threshold)
    found = found[found >= file.probation]
    total = profile.false * float(np.sum(worth[found][inside[found] < 0]))
    best = math.fabs(sigmoid(-1.0))
    for number in range(len(file.windows)):
        mine = found[inside[found] == number]
        total += float(worth[mine[0]]) / best if len(mine) else -profile.miss
    return total


def score(files: Sequence[File], threshold: float, profile: Profile) -> float:
    """The scaled score of several files at one threshold."""
    windows = sum(len(file.windows) for file in files)
    null, perfect = -profile.miss * windows, float(windows)
    total = sum(raw(file, threshold, profile) for file in files)
    return 100.0 * (total - null) / (perfect - null)


def best(files: Sequence[File], profile: Profile) -> tuple[float, float]:
    """The highest score over all thresholds, one for all files, and that threshold.

    NAB chooses every detector's threshold so; it is the only choice made with labels in view.
    """
    levels = np.unique(np.concatenate([file.scores[file.probation :] for file in files]))
    candidates = np.unique(np.quantile(levels, 1 - np.geomspace(1e-5, 1, 300)))
    found = [(score(files, float(level), profile), float(level)) for level in candidates]
    return max([(score(files, math.inf, profile), math.inf), *found])


def tally(files: Sequence[File], threshold: float) -> tuple[int, int]:
    """Windows found, and rows outside of any at the threshold."""
    hits = wrong = 0
    for file in files:
        _, inside = gains(len(file.scores), file.windows)
        found = np.flatnonzero(file.scores >= threshold)
        within = inside[found[found >= file.probation]]
        hits += len(np.unique(within[within >= 0]))
        wrong += int(np.sum(within < 0))
    return hits, wrong
