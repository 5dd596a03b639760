"""The limit where the usual rate wobbles: an exact Bayesian filter that knows the model.

It knows each minute's usual rate with holidays, the dispersion, and how strongly days and the
wobble vary, but neither the day's factor nor the wobble itself: those it infers from the counts.
Both lie on grids of logs; the wobble (Ornstein-Uhlenbeck) moves by a grid step or stays, with the
mean and variance of its true transition; at midnight the day's factor is drawn anew. The answer is
the log of Shiryaev's sum of likelihood ratios over all onsets (Shiryaev 1963, Theory of Probability
and its Applications 8:22; Roberts 1966, Technometrics 8:411), averaged over the sizes an outage may
have; the latent state is integrated out on both sides.
"""

from __future__ import annotations

import math

import numpy as np

from bench.detect.peers.peer import Floats, Past
from bench.detect.worlds.minute import FULL, WOBBLE_TAU
from bench.world import DAY
from marsad.sense.compiled import compiled, lean

GRID = 0.045
"""Step of the logs of rates: a third of the wobble's standard deviation or less."""
WOBBLE, DAYS, APART = 27, 7, 2
"""Places of the wobble and of the day's factor, each around one, and grid steps from day to day."""
LOWEST = -(WOBBLE // 2) - DAYS // 2 * APART
"""Grid steps from the usual rate to the lowest."""
SIZES = np.array([9, 15, 24, 36, 51, 63])
"""Grid steps of the outages' sizes: 1.5, 2, 3, 5, 10 and 17 times."""
LEVELS = WOBBLE + (DAYS - 1) * APART + int(SIZES[-1])
QUIET = WOBBLE + (DAYS - 1) * APART
"""How many of the levels of a rate are without an outage."""
MOST = 1e250


def normal(places: int, step: float, sd: float) -> Floats:
    """Chances of places around zero."""
    at = (np.arange(places) - places // 2) * step
    chance = np.exp(-0.5 * (at / sd) ** 2)
    return chance / chance.sum()


def moves() -> Floats:
    """Chances (3, wobble) to go a place down, to stay, and to go a place up within a minute."""
    keep = math.exp(-1.0 / WOBBLE_TAU)
    drift = -(np.arange(WOBBLE) - WOBBLE // 2) * (1.0 - keep)
    spread = (FULL.wobble / GRID) ** 2 * (1.0 - keep * keep) + drift**2
    down, up = 0.5 * (spread - drift), 0.5 * (spread + drift)
    down[0] = up[-1] = 0.0
    return np.stack([down, 1.0 - down - up, up])


@lean
def log_chance(x: float, mean: float, phi: float) -> float:
    """Log NB1(x; mean, phi) but for what depends on x alone; the Poisson one where phi is 1."""
    if phi <= 1.0001:
        return x * math.log(mean) - mean
    size = mean / (phi - 1.0)
    rest = -size * math.log(phi)
    if x > 24.0:
        return math.lgamma(x + size) - math.lgamma(size) + rest
    product = 1.0
    for j in range(int(x)):
        product *= size + j
    return math.log(product) + rest


@lean
def weigh(x: float, usual: float, phi: float, levels: Floats, out: Floats) -> None:
    """Likelihoods of a count at every level, over the greatest of a rate without an outage."""
    best = -math.inf
    for i in range(len(levels)):
        out[i] = log_chance(x, usual * levels[i], phi)
        if i < QUIET:
            best = max(best, out[i])
    for i in range(len(levels)):
        out[i] = math.exp(min(out[i] - best, 600.0))


@lean
def dawn(table: Floats, k: int, days: Floats) -> None:
    """A new day's factor, whatever the old one was; of table k (tables, days, wobble)."""
    for u in range(WOBBLE):
        total = 0.0
        for d in range(DAYS):
            total += table[k, d, u]
        for d in range(DAYS):
            table[k, d, u] = total * days[d]


@lean
def wander(table: Floats, k: int, d: int, move: Floats, out: Floats) -> None:
    """One row of a table a minute later."""
    last = WOBBLE - 1
    out[0] = table[k, d, 0] * move[1, 0] + table[k, d, 1] * move[0, 1]
    for u in range(1, last):
        came = table[k, d, u - 1] * move[2, u - 1] + table[k, d, u + 1] * move[0, u + 1]
        out[u] = table[k, d, u] * move[1, u] + came
    out[last] = table[k, d, last] * move[1, last] + table[k, d, last - 1] * move[2, last - 1]


@lean
def minute(table: Floats, told: Floats, move: Floats, row: Floats, sums: Floats) -> float:
    """One minute of the filter; answers the average of Shiryaev's sums.

    Table 0 is the belief in the latent state before any outage, the others are the sums by size,
    each (days, wobble), with the latent state's share in each.
    """
    many = len(SIZES)
    for u in range(WOBBLE):
        sums[u] = 0.0
    for d in range(DAYS):
        wander(table, 0, d, move, row)
        for u in range(WOBBLE):
            table[0, d, u] = row[u]
    for k in range(many):
        for d in range(DAYS):
            wander(table, k + 1, d, move, row)
            place = d * APART + SIZES[k]
            for u in range(WOBBLE):
                table[k + 1, d, u] = (row[u] + table[0, d, u]) * told[place + u]
                sums[u] += table[k + 1, d, u]
    total, summed = 0.0, 0.0
    for u in range(WOBBLE):
        summed += sums[u]
        for d in range(DAYS):
            table[0, d, u] *= told[d * APART + u]
            total += table[0, d, u]
    rescale(table, 1.0 / total)
    return summed / (total * many)


@lean
def rescale(table: Floats, by: float) -> None:
    """Belief to a sum of one, and the sums by as much."""
    for k in range(len(table)):
        for d in range(DAYS):
            for u in range(WOBBLE):
                table[k, d, u] = min(table[k, d, u] * by, MOST)


@compiled
def blind(
    counts: Floats,
    plain: Floats,
    phi: float,
    at: int,
    table: Floats,
    days: Floats,
    move: Floats,
    levels: Floats,
) -> Floats:
    """Log of the average sum after every minute, the first of which is ``at`` minutes of its day.

    ``table`` (1 + sizes, days, wobble) is used up.
    """
    out = np.empty(len(counts))
    told, row, sums = np.empty(len(levels)), np.empty(WOBBLE), np.empty(WOBBLE)
    for t in range(len(counts)):
        if (at + t) % DAY == 0:
            for k in range(len(table)):
                dawn(table, k, days)
        weigh(counts[t], plain[t], phi, levels, told)
        out[t] = math.log(max(minute(table, told, move, row, sums), 1e-300))
    return out


class Bayes:
    """What is left to who isn't told the wobble; its threshold is measured like everyone's.

    Shiryaev's sum is all but optimal for an onset at any time (Pollak 1985, Annals of Statistics
    13:206), here over sizes of 1.5 to 17 times: a single size or a larger one may be told sooner.
    """

    name = "Bayes, blind to the wobble"
    step = 1
    native: float | None = None
    reach = DAY
    series = 32
    """How many series it is tried on, the world's first."""
    world = "own"
    """The world whose model it knows."""

    def scores(self, past: Past, begin: int) -> Floats:
        since = max(0, begin - self.reach)
        days = normal(DAYS, APART * GRID, FULL.day)
        table = np.zeros((1 + len(SIZES), DAYS, WOBBLE))
        table[0] = np.outer(days, normal(WOBBLE, GRID, FULL.wobble))
        # Both factors have a mean of one: their logs have not a mean of zero.
        shift = -0.5 * (FULL.day**2 + FULL.wobble**2)
        levels = np.exp((np.arange(LEVELS) + LOWEST) * GRID + shift)
        run = blind(
            past.counts[since:],
            past.plain[since:],
            past.phi,
            since % DAY,
            table,
            days,
            moves(),
            levels,
        )
        return run[begin - since :]
