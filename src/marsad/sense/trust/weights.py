"""Which share of a service's usual networks each group holds, as far as is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.crowd import VOUCHED
from marsad.sense.trust.rest import Column, Table, rest

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

    def left(self, groups: Groups, counts: Table) -> Column:
        """Networks left of each row without its strangers and the groups that stand out most.

        ``groups`` ascending, ``counts`` (rows, groups).
        """
        place = self.place(groups)
        mine = np.zeros((len(counts), len(self.groups)))
        mine[:, place[place >= 0]] = counts[:, place >= 0]
        vouched = counts[:, groups == VOUCHED].sum(axis=1)
        return vouched + rest(mine, self.shares, self.budget)

    def place(self, groups: Groups) -> NDArray[np.int64]:
        """Which of its groups each of these is, -1 where it is none."""
        place = np.searchsorted(self.groups, groups)
        familiar = place < len(self.groups)
        familiar[familiar] = self.groups[place[familiar]] == groups[familiar]
        return np.where(familiar, place, -1)
