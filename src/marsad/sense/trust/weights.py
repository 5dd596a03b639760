"""Which share of a service's usual networks each group holds, as far as is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.crowd import STRANGE, VOUCHED
from marsad.sense.trust.rest import Column, rest

Groups = NDArray[np.int64]


LEAST = 1e-4
"""Share that what nobody ever saw may have."""


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
    fresh: float
    """Of those of them that are merely new to the service, and one group among the others."""
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
        return max(1.0 - (self.strange - self.fresh) - self.budget, self.vouched)

    def left(self, crowd: Split) -> Column:
        """Networks left without the strangers and the groups that stand out most."""
        if not self.known:
            return crowd.vouched + rest(crowd.counts, self.shares, self.budget)
        counts = np.concatenate([crowd.counts, crowd.fresh[..., np.newaxis]], axis=-1)
        fresh = min(max(self.fresh, LEAST), self.budget)
        return crowd.vouched + rest(counts, np.append(self.shares, fresh), self.budget)

    def place(self, groups: Groups) -> NDArray[np.int64]:
        """Which of its groups each of these is, -1 where it is none."""
        place = np.searchsorted(self.groups, groups)
        familiar = place < len(self.groups)
        familiar[familiar] = self.groups[place[familiar]] == groups[familiar]
        return np.where(familiar, place, -1)


@dataclass(frozen=True, slots=True)
class Split:
    """Counts of one crowd, or of a row of crowds, parted as ``Weights`` has it."""

    counts: Column
    """Shape (groups,) or (crowds, groups)."""
    strange: Column
    fresh: Column
    """Of the strange ones those whose network is known, though not to the service."""
    vouched: Column


def split(weights: Weights, groups: Groups, counts: Column) -> Split:
    """Counts by group, groups ascending, in the order of ``weights``."""
    place = weights.place(groups)
    known, vouched = place >= 0, groups == VOUCHED
    mine = np.zeros((*counts.shape[:-1], len(weights.groups)))
    mine[..., place[known]] = counts[..., known]
    strange = counts[..., ~known & ~vouched].sum(axis=-1)
    fresh = counts[..., ~known & (groups > STRANGE)].sum(axis=-1)
    return Split(mine, strange, fresh, counts[..., vouched].sum(axis=-1))
