"""Does the excess of a service stand when any one hand's networks are taken away?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.crowd import STRANGE, VOUCHED
from marsad.nouns.verdict import Reason
from marsad.sense.trust.lines import Crowded
from marsad.sense.trust.odds import log_mean, odds
from marsad.sense.trust.weights import Weights, split

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
    """Its statistic; ``holds`` from the threshold on."""
    set_aside: int
    """Reports beyond what the rest of the crowd makes plausible for their groups ..."""
    networks: int
    """... and how many networks their groups have reported from."""
    reasons: tuple[Reason, ...]
    """``trust``: networks left, what is usual of them, nats above or below the threshold; then
    ``set_aside:AS64500`` or ``set_aside:strange``: reports, plausible ones, 0."""


UNMEASURED = Standing(False, True, 0.0, 0, 0, ())


@dataclass(frozen=True, slots=True)
class Window:
    """A crowd of some minutes, and what is usual of them."""

    crowd: Crowded
    usual: float
    """Reports."""
    spread: float
    """Variance over mean of so many usual ones."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one window says."""

    window: Window
    weights: Weights
    left: float
    usual: float
    """Of what is left."""
    nats: float
    plain: float
    """Nats of all networks, none taken away."""


def weigh(window: Window, weights: Weights) -> Finding:
    """The statistic of one window."""
    parted = split(weights, window.crowd.groups, window.crowd.networks)
    left, usual = weights.left(parted), weights.kept * window.usual
    nats = odds(left, usual, window.spread)
    return Finding(
        window, weights, left, usual, nats, odds(parted.all, window.usual, window.spread)
    )


def judged(findings: Sequence[Finding], threshold: float) -> Standing:
    """The standing by windows of several widths, each as likely as another."""
    nats = log_mean([each.nats for each in findings])
    best = max(findings, key=lambda each: each.nats)
    why = Reason("trust", best.left, best.usual, nats - threshold)
    flood = max(findings, key=lambda each: each.plain)
    beyond, plausible = _beyond(flood)
    groups, networks = flood.window.crowd.groups, flood.window.crowd.networks
    reasons = [why, *_named(groups, beyond, plausible)]
    return Standing(
        True,
        nats >= threshold,
        nats,
        int(beyond.sum()),
        int(networks[beyond > 0].sum()),
        tuple(reasons),
    )


def _beyond(found: Finding) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Reports of each group beyond the plausible, and those; whole numbers.

    Plausible is twice its share of a crowd as large as what is left of it says, and three
    deviations. Of strangers it is their share, of vouched ones everything.
    """
    crowd, weights = found.window.crowd, found.weights
    size = found.window.usual * max(1.0, found.left / max(found.usual, 1e-9))
    shares = np.zeros(len(crowd.groups))
    place = np.searchsorted(crowd.groups, weights.groups)
    here = place < len(crowd.groups)
    here[here] = crowd.groups[place[here]] == weights.groups[here]
    shares[place[here]] = weights.reported[here]
    strange = (shares == 0.0) & (crowd.groups != VOUCHED)
    among = max(float(crowd.reports[strange].sum()), 1e-9)
    shares[strange] = weights.strange * crowd.reports[strange] / among
    likely = 2.0 * size * shares
    plausible = np.floor(likely + 3.0 * np.sqrt(found.window.spread * (likely + 1.0)))
    plausible[crowd.groups == VOUCHED] = math.inf
    return np.maximum(0.0, crowd.reports - plausible), plausible


def _named(
    groups: NDArray[np.int64], beyond: NDArray[np.float64], plausible: NDArray[np.float64]
) -> list[Reason]:
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
