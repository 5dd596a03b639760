"""The 42 weekly scenarios of Noufaily et al. 2013 (Statistics in Medicine 32:1206, table II).

mu(t) = exp(theta + beta t + sum over j up to m of g1 cos(2 pi j t / 52) + g2 sin(2 pi j t / 52)),
NB1 counts of 624 weeks. Four outbreaks in weeks 313-575, one that begins in weeks 576-624. An
outbreak of size k has Poisson(k x standard deviation) cases, spread by a log-normal (0, 0.5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.detect.peers.peer import Floats
from bench.world import nb1

WEEKS, BASELINE, CURRENT = 624, 312, 575
"""Weeks in all; where the baseline begins; where the weeks that are judged begin (from 0)."""
PAST = (2, 3, 5, 10)
ROWS = (
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)
"""theta, beta, g1, g2, phi; each with and without trend and with 0, 1 and 2 harmonics."""


@dataclass(frozen=True)
class Scenario:
    """One of the 42."""

    theta: float
    beta: float
    g1: float
    g2: float
    phi: float
    harmonics: int

    def mean(self) -> Floats:
        """Expected count by week."""
        t = np.arange(1, WEEKS + 1)
        log = self.theta + self.beta * t
        for j in range(1, self.harmonics + 1):
            angle = 2 * np.pi * j * t / 52
            log = log + self.g1 * np.cos(angle) + self.g2 * np.sin(angle)
        return np.exp(log)


def scenarios() -> list[Scenario]:
    """All 42, in the paper's order."""
    return [
        Scenario(theta, beta * trend, g1, g2, phi, m)
        for theta, beta, g1, g2, phi in ROWS
        for trend in (0, 1)
        for m in (0, 1, 2)
    ]


@dataclass(frozen=True)
class Weeks:
    """One simulated series."""

    scenario: Scenario
    counts: Floats
    mean: Floats
    outbreak: NDArray[np.bool_]
    """Weeks from the current outbreak's first case to its last."""
    size: int
    """k of the current outbreak, 0 where there is none."""


def simulate(scenario: Scenario, size: int, rng: np.random.Generator) -> Weeks:
    """One series with the four past outbreaks and, for a size above 0, a current one."""
    mean = scenario.mean()
    counts = nb1(mean, scenario.phi, rng).astype(float)
    for start in rng.choice(np.arange(BASELINE, CURRENT), 4, replace=False):
        np.add.at(counts, _cases(scenario, mean, int(start), int(rng.choice(PAST)), rng), 1)
    outbreak = np.zeros(WEEKS, bool)
    while size and not outbreak.any():
        weeks = _cases(scenario, mean, int(rng.integers(CURRENT, WEEKS)), size, rng)
        if len(weeks):
            np.add.at(counts, weeks, 1)
            outbreak[weeks.min() : weeks.max() + 1] = True
    return Weeks(scenario, counts, mean, outbreak, size)


def _cases(
    scenario: Scenario, mean: Floats, start: int, size: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    many = rng.poisson(size * np.sqrt(scenario.phi * mean[start]))
    weeks = start + np.floor(rng.lognormal(0.0, 0.5, many)).astype(np.int64)
    return weeks[weeks < WEEKS]
