"""Does the excess of a service stand when any one hand's networks are taken away?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marsad.nouns.crowd import STRANGE, VOUCHED
from marsad.nouns.verdict import Reason
from marsad.sense.trust.cells import Since
from marsad.sense.trust.odds import log_sum, odds
from marsad.sense.trust.rest import Column
from marsad.sense.trust.weights import Groups, Weights, split

CLUMP = math.log(3.0)
"""What the threshold of a service is lower by than the log of its bins between false alarms, for
the sake of its CUSUMs: this statistic keeps them without (nats)."""
NAMED = 3
"""Groups named among the reasons."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be said of an excess by who reported it."""

    measured: bool
    """False where nobody knows where reports come from, as with imported counts; ``holds`` then."""
    holds: bool
    """The excess stands without any groups that may be one hand."""
    nats: float
    """Its statistic; ``holds`` from the bar on."""
    set_aside: int
    """Reports beyond what the rest of the crowd makes plausible for their groups ..."""
    networks: int
    """... and how many networks their groups have reported from."""
    reasons: tuple[Reason, ...]
    """``trust``: networks left, what is usual of them, nats above or below the bar; then
    ``set_aside:AS64500`` or ``set_aside:strange``: reports, plausible ones, 0."""


UNMEASURED = Standing(False, True, 0.0, 0, 0, ())


@dataclass(frozen=True, slots=True)
class Excess:
    """What is counted and what is usual, in windows that begin in different minutes."""

    since: Since
    usual: Column
    """Reports, one for each window."""
    spread: Column
    """Variance over mean of so many usual ones."""
    weights: Sequence[float]
    """Bins in which what is seen in a window may have begun."""
    loud: float = 0.0
    """What each further voice of a network weighs."""


def judged(excess: Excess, crowd: Weights, bar: float) -> Standing:
    """The standing by windows of all widths (Shiryaev 1963, Roberts 1966); holds from ``bar``."""
    counts = excess.since.counted(excess.loud)
    left = crowd.left(split(crowd, excess.since.groups, counts))
    usual = crowd.kept * excess.usual
    each = _odds(left, usual, excess.spread)
    nats = log_sum(each, excess.weights) - CLUMP
    best = int(np.argmax(each))
    why = Reason("trust", float(left[best]), float(usual[best]), nats - bar)
    plain = _odds(counts.sum(axis=1), excess.usual, excess.spread)
    flood = int(np.argmax(plain))
    size = float(excess.usual[flood]) * max(1.0, float(left[flood] / usual[flood]))
    reports, networks = excess.since.reports[flood], excess.since.networks[flood]
    plausible = _plausible(excess.since.groups, reports, crowd, size, float(excess.spread[flood]))
    beyond = np.maximum(0.0, reports - plausible)
    reasons = (why, *_named(excess.since.groups, beyond, plausible))
    hands = int(networks[beyond > 0].sum())
    return Standing(True, nats >= bar, nats, int(beyond.sum()), hands, reasons)


def _odds(counts: Column, usual: Column, spread: Column) -> list[float]:
    columns = counts.tolist(), usual.tolist(), spread.tolist()
    return [odds(x, mean, phi) for x, mean, phi in zip(*columns, strict=True)]


def _plausible(
    groups: Groups, reports: Column, crowd: Weights, size: float, spread: float
) -> Column:
    """How many reports of each group are no more than plausible; whole numbers.

    Twice its share of ``size`` reports, and three deviations. Strangers share theirs; vouched ones
    are all plausible.
    """
    place = crowd.place(groups)
    shares = np.zeros(len(groups))
    shares[place >= 0] = crowd.reported[place[place >= 0]]
    strange = (place < 0) & (groups != VOUCHED)
    among = max(float(reports[strange].sum()), 1.0)
    shares[strange] = crowd.strange * reports[strange] / among
    likely = 2.0 * size * shares
    plausible = np.floor(likely + 3.0 * np.sqrt(spread * (likely + 1.0)))
    return np.where(groups == VOUCHED, np.inf, plausible)


def _named(groups: Groups, beyond: Column, plausible: Column) -> list[Reason]:
    order = np.lexsort((groups, -beyond))[:NAMED]
    return [
        Reason(
            "set_aside:strange" if groups[j] == STRANGE else f"set_aside:AS{groups[j]}",
            float(beyond[j]),
            float(plausible[j]),
            0.0,
        )
        for j in order
        if beyond[j] > 0
    ]
