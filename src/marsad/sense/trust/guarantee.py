"""What an attacker needs to raise a false problem at one service: numbers anybody can check."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from marsad.sense.trust.cells import Cells
from marsad.sense.trust.doubt import Doubt
from marsad.sense.trust.odds import log_sum, odds
from marsad.sense.trust.standing import CLUMP
from marsad.sense.trust.weights import Weights
from marsad.sense.tuning import Tuning

SPANS = (5, 15, 60)
"""Minutes within which a mimic may send."""
FEW, EVEN = 0.01, 0.5
"""Chances of success of which the least number of networks is told."""
MOST = 1 << 24
"""Networks beyond which nobody goes: there are no more of /24."""


@dataclass(frozen=True, slots=True)
class Mimic:
    """Somebody whose networks are spread as those of the service's own users."""

    minutes: int
    """Sending evenly for so long ..."""
    networks: int
    """... from so many networks, raises a false problem in one of a hundred tries; ..."""
    even: int
    """... and from so many in every second."""


@dataclass(frozen=True, slots=True)
class Holder:
    """An operator and its share of a service's usual networks."""

    asn: int
    share: float


@dataclass(frozen=True, slots=True)
class Guarantee:
    """Of one service."""

    share: float
    """Groups that hold no more of its usual networks raise nothing, whatever they send."""
    false_problems: float
    """A year, that chance raises nevertheless in peace; ..."""
    attacked: float
    """... and at most, while somebody floods the service day and night."""
    known: bool
    """Whether the crowd is known well enough for that to hold."""
    learned: float
    """Networks it is known from."""
    groups: tuple[Holder, ...]
    """The fewest that hold more."""
    strange: float
    """Share of the strangers, who count for nothing."""
    usual: float
    """Reports in five minutes that were taken to be usual."""
    mimics: tuple[Mimic, ...]


def guarantee(
    crowd: Weights, usual: float, phi: float, tuning: Tuning, doubt: Doubt | None = None
) -> Guarantee:
    """What holds for a service with this crowd and so many ``usual`` reports in five minutes.

    ``phi`` is their variance over their mean. A mimic meets the usual reports as they are, spread
    as usual, and nothing else that happens by chance.
    """
    doubt = doubt or Doubt()
    share, rate, bar = doubt.share, max(usual / 5.0, 1e-6), doubt.bar(tuning.threshold(1))
    mimics = [_mimic(minutes, rate, phi, crowd.kept, bar) for minutes in SPANS]
    return Guarantee(
        share=share,
        false_problems=tuning.false_alarms,
        attacked=2.0 * doubt.attacked * tuning.false_alarms,
        known=crowd.known,
        learned=crowd.learned,
        groups=_fewest(crowd, share),
        strange=crowd.strange,
        usual=usual,
        mimics=tuple(mimics),
    )


def _fewest(crowd: Weights, share: float) -> tuple[Holder, ...]:
    """The largest groups that hold more than ``share`` together; none where all hold less."""
    order = np.lexsort((crowd.groups, -crowd.shares))
    sums = np.cumsum(crowd.shares[order])
    if not len(sums) or sums[-1] <= share:
        return ()
    first = order[: int(np.argmax(sums > share)) + 1]
    held = zip(crowd.groups[first].tolist(), crowd.shares[first].tolist(), strict=True)
    return tuple(Holder(asn, part) for asn, part in held)


def _mimic(minutes: int, rate: float, phi: float, kept: float, bar: float) -> Mimic:
    """How many networks it takes, usual reports coming at ``rate`` a minute."""
    low, high = 0, MOST
    while low < high:
        middle = (low + high) // 2
        if _nats(middle / minutes, minutes, rate, phi, kept) >= bar:
            high = middle
        else:
            low = middle + 1
    usual = rate * minutes
    by_chance = _quantile(1.0 - FEW) * math.sqrt(phi * usual)
    return Mimic(minutes, max(1, math.ceil(low - by_chance)), low)


def _nats(more: float, minutes: int, rate: float, phi: float, kept: float) -> float:
    """Trust's statistic when ``more`` networks a minute than usual have come for so long."""
    starts = Cells(1).starts(0)
    each = [
        odds(kept * (rate * -start + more * min(-start, minutes)), kept * rate * -start, phi)
        for start, _ in starts
    ]
    return log_sum(each, [float(weight) for _, weight in starts]) - CLUMP


def _quantile(chance: float) -> float:
    """Of a standard normal, by bisection of its error function."""
    low, high = -8.0, 8.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if 0.5 * (1.0 + math.erf(middle / math.sqrt(2.0))) < chance:
            low = middle
        else:
            high = middle
    return low
