"""Which share of a service's usual networks each group holds, as far as is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.crowd import VOUCHED
from marsad.sense.trust.rest import Column, rest

Groups = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares of the groups of one service; those and the strangers' and vouched ones make one."""

    groups: Groups
    """Ascending; without ``STRANGE`` and ``VOUCHED``."""
    shares: Column
    reported: Column
    """Shares of the reports, where one network may send many."""
    strange: float
    """Of all that are not among ``groups``."""
    vouched: float
    budget: float
    """Share that is taken away beside the strangers'."""
    learned: float
    """Networks it was learned from."""
    known: bool
    """Whether that is enough for the guarantee."""

    @property
    def kept(self) -> float:
        """Share of the usual that is left when the strangers and the budget are taken away."""
        return max(1.0 - self.strange - self.budget, self.vouched)

    def left(self, crowd: Split) -> float:
        """Networks left of a crowd without its strangers and the groups that stand out most."""
        return crowd.vouched + rest(crowd.counts, self.shares, self.budget)


@dataclass(frozen=True, slots=True)
class Split:
    """Counts of a crowd in the order of a ``Weights``."""

    counts: Column
    strange: float
    vouched: float

    @property
    def all(self) -> float:
        return float(self.counts.sum()) + self.strange + self.vouched


def split(weights: Weights, groups: Groups, counts: Column) -> Split:
    """Counts by group, groups ascending, in the order of ``weights``."""
    mine = np.zeros(len(weights.groups))
    place = np.searchsorted(weights.groups, groups)
    familiar = place < len(weights.groups)
    familiar[familiar] = weights.groups[place[familiar]] == groups[familiar]
    mine[place[familiar]] = counts[familiar]
    vouched = groups == VOUCHED
    strange = float(counts[~familiar & ~vouched].sum())
    return Split(mine, strange, float(counts[vouched].sum()))
