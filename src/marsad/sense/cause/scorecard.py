"""Traits into probabilities: a sum of points for each cause, as in a scorecard.

Multinomial logistic regression; what speaks more and less than usual has points of its own, so a
trait's line bends once, at the usual. The sums are divided by a temperature found on families of
crowds and attacks that were left out of training (Guo et al. 2017), so that the probabilities hold
for what nobody trained on. ``python -m bench.traffic.train`` writes ``scorecard.json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np
from numpy.typing import NDArray

from marsad.nouns.traffic import CAUSES, Trait
from marsad.sense.cause.features import Point

DECIDED = 0.8
"""Probability from which a cause is named; below, the verdict is ``uncertain``."""
LEAST_CHANCE = 0.002
"""Of each cause: the figures are of too few logs to say more than 0.99 of anything."""
UNCERTAIN = "uncertain"
FAILING = ("fault", "mixed")
TOLD_AS = {
    "excess": "rate",
    "failing_still": "errors",
    "failing_rise": "errors",
    "slow_still": "slowness",
}
"""Traits that say more of another, with which they are told together."""
SHOWN = 6
"""Traits told with a verdict."""
LEAST = 0.01
"""Nats below which a trait isn't told."""


class Card(msgspec.Struct, frozen=True):
    """Points (nats) for each cause in the order of CAUSES."""

    start: list[float]
    more: dict[str, list[float]]
    """By trait: for each unit above the usual (or above nothing, where no usual is known)."""
    less: dict[str, list[float]]
    temperature: float
    """What the sums are divided by."""

    def scores(self, points: Mapping[str, Point]) -> NDArray[np.float64]:
        """Nats for each cause, before they become probabilities."""
        return np.array(self.start) / self.temperature + self.shares(points).sum(axis=0)

    def shares(self, points: Mapping[str, Point]) -> NDArray[np.float64]:
        """What each trait adds to each cause, in nats; shape (traits, causes)."""
        none = [0.0] * len(CAUSES)
        sides = [
            (self.more if point.weighed > 0 else self.less).get(name, none)
            for name, point in points.items()
        ]
        amounts = np.array([abs(point.weighed) for point in points.values()])
        return np.array(sides) * amounts[:, None] / self.temperature

    def traits(self, points: Mapping[str, Point], scores: NDArray[np.float64]) -> tuple[Trait, ...]:
        """The weightiest traits: how many nats each adds for the likeliest cause or its rival."""
        first, second = (int(i) for i in np.argsort(-scores)[:2])
        shares = self.shares(points)
        lead = shares[:, first] - shares[:, second]
        sums: dict[str, float] = {}
        for name, nats in zip(points, lead.tolist(), strict=True):
            told = TOLD_AS.get(name, name)
            sums[told] = sums.get(told, 0.0) + nats
        weighty = sorted(sums, key=lambda name: -abs(sums[name]))[:SHOWN]
        return tuple(
            Trait(
                name,
                round(points[name].value, 4),
                round(points[name].usual, 4),
                round(abs(sums[name]), 3),
                CAUSES[first if sums[name] > 0 else second],
            )
            for name in weighty
            if abs(sums[name]) >= LEAST and name in points
        )


class Cards(msgspec.Struct, frozen=True):
    """What training leaves behind."""

    known: Card
    """For services whose usual traffic is known."""
    unknown: Card
    quiet: list[float]
    """Probabilities of windows outside episodes."""


@cache
def cards() -> Cards:
    """The cards that come with the package."""
    return msgspec.json.decode(
        files("marsad.sense.cause").joinpath("scorecard.json").read_bytes(), type=Cards
    )


def probabilities(scores: NDArray[np.float64]) -> tuple[float, float, float, float, float]:
    """Softmax, but nothing is impossible.

    >>> probabilities(np.zeros(5))
    (0.2, 0.2, 0.2, 0.2, 0.2)
    """
    odds = np.exp(scores - scores.max())
    odds = LEAST_CHANCE + (1.0 - len(odds) * LEAST_CHANCE) * odds / odds.sum()
    normal, crowd, attack, fault, mixed = odds.tolist()
    return normal, crowd, attack, fault, mixed


def verdict(chances: tuple[float, ...]) -> str:
    """The cause that is likely enough to be named.

    That a service fails is one finding: where fault and mixed reach it together, the likelier of
    the two is named.

    >>> verdict((0.0, 0.9, 0.1, 0.0, 0.0)), verdict((0.0, 0.5, 0.5, 0.0, 0.0))
    ('crowd', 'uncertain')
    >>> verdict((0.0, 0.0, 0.1, 0.5, 0.4))
    'fault'
    """
    best = max(range(len(CAUSES)), key=lambda i: chances[i])
    sure = chances[best]
    if CAUSES[best] in FAILING:
        sure = sum(chances[CAUSES.index(cause)] for cause in FAILING)
    return CAUSES[best] if sure >= DECIDED else UNCERTAIN
