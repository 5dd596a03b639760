"""The Trust of a Sense, and what it is asked: does an excess stand, and how much of a bin counts?

It hears the crowd of every closed bin, in order. Where nobody knows where reports come from, or
all of them are vouched for, it has no say and nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from marsad.nouns.aside import Aside, listed
from marsad.nouns.block import Block
from marsad.nouns.crowd import VOUCHED
from marsad.sense.aside import Column, counting
from marsad.sense.columns import PHI, VAR, A, B, Floats
from marsad.sense.known import Known
from marsad.sense.trust.guarantee import Guarantee, guarantee
from marsad.sense.trust.lines import Crowded
from marsad.sense.trust.standing import UNMEASURED, Standing
from marsad.sense.trust.trust import Trust
from marsad.sense.tuning import Tuning
from marsad.sense.ward import COUNT, EXPECTED, REPORTS, Facts, Ward

RECENT = 10
"""Minutes of which a flood is told by its groups."""
LONGEST = 180
"""Minutes in which reports that nobody vouches for must have come for there to be a say."""

Asides = tuple[Aside, ...]


class Jury:
    """One beside each Sense; bins are ``step`` minutes wide."""

    def __init__(self, step: int) -> None:
        self._step = step
        self._trust: Trust | None = None

    def hear(self, block: Block, first: int, last: int) -> None:
        """The bins of a block from number ``first`` up to ``last``."""
        for number in range(first, last):
            if self._trust is None:
                if block.crowd is None or number not in block.crowd.bins:
                    continue
                self._trust = Trust(self._step)
            self._trust.take(block, number)

    def suspected(self, minute: int, services: Iterable[int]) -> None:
        """Rows of the services with a case in the bin at ``minute``: nothing is learned of them."""
        if self._trust is not None:
            self._trust.suspected(minute, services)

    def standing(
        self,
        ward: Ward,
        j: int,
        minute: int,
        past: tuple[Column, int],
        known: Known,
        threshold: float,
    ) -> Standing:
        """Of a ward's row, the whole or a component, that has an excess.

        ``past`` are its usual reports in each of the last bins, and the minute since when these
        may tell of it: the end of the last outage.
        """
        usual, since = past
        trust, row = self._trust, ward.rows[j]
        which = ward.rows[0], row if j else -1
        if trust is None or not _telling(trust.crowd(*which, LONGEST)):
            return UNMEASURED
        phi, learned = float(known.reals[row, PHI]), float(known.reals[row, A])
        stray = float(known.reals[row, VAR]) + phi / (learned + 1.0)
        at = minute - np.arange(len(usual))[::-1] * self._step
        for first, last in known.gaps[known.gaps[:, 1] > at[0]].tolist():
            usual[(at >= first) & (at < last)] = 0.0
        return trust.standing(*which, minute, usual, phi, threshold, stray, since)

    def set_aside(self, ward: Ward, facts: Facts, lead: int) -> tuple[Facts, Asides]:
        """The facts of a bin without what doesn't count in it, and that, of the row that leads.

        The whole and its components lose what their own groups sent; of countries and symptoms,
        whose groups nobody knows, the same share goes as of the whole.
        """
        trust = self._trust
        if trust is None or facts[0, COUNT] <= 0.0:
            return facts, ()
        root = ward.rows[0]
        wide = max(RECENT // self._step, 1)
        recent = trust.crowd(root, -1, wide * self._step)
        now = trust.crowd(root, -1, self._step)
        if not _telling(now):
            return facts, ()
        weights = trust.weights(root, recent.groups[recent.groups > 0])
        share = counting(recent, weights, 1.0 / wide, now)
        if (share >= 1.0).all():
            return facts, ()
        gone = np.zeros(len(ward.rows))
        told: Asides = ()
        for j, kind in enumerate(ward.kinds):
            if kind <= 1:
                crowd = now if j == 0 else trust.crowd(root, ward.rows[j], self._step)
                less = _less(crowd, share[np.searchsorted(now.groups, crowd.groups)])
                gone[j] = sum(aside.reports for aside in less)
                told = listed(less) if j == lead else told
        whole = gone[0] / facts[0, COUNT]
        other = np.array(ward.kinds) > 1
        gone[other] = whole * facts[other, COUNT]
        return _without(facts, gone), told

    def guaranteed(self, row: int, reals: Floats, tuning: Tuning) -> Guarantee | None:
        """What holds for a service's row, of which ``reals`` are known; None without its crowd."""
        weights = self._trust.weights(row) if self._trust else None
        if weights is None or weights.learned <= 0.0:
            return None
        usual = 5.0 * float(reals[A] / max(float(reals[B]), 1e-9))
        return guarantee(weights, usual, float(reals[PHI]), tuning)

    def to_bytes(self) -> bytes:
        """All that is known, as bytes; none where nobody ever knew where reports come from."""
        return self._trust.to_bytes() if self._trust else b""

    @classmethod
    def from_bytes(cls, data: bytes, step: int) -> Jury:
        """The Jury that gave these bytes. Raises msgspec.DecodeError on anything else."""
        jury = cls(step)
        jury._trust = Trust.from_bytes(data) if data else None
        return jury


def _telling(crowd: Crowded) -> bool:
    """Does any of them come without somebody to vouch for it?"""
    return bool((crowd.groups != VOUCHED).any())


def _less(crowd: Crowded, share: Column) -> list[Aside]:
    """What of each group doesn't count, in whole reports."""
    kept = np.floor(crowd.reports * share + 0.5)
    gone = (crowd.reports - kept).astype(int)
    networks = np.minimum(np.ceil(crowd.networks * (1.0 - share)), gone).astype(int)
    lines = zip(crowd.groups.tolist(), gone.tolist(), networks.tolist(), strict=True)
    return [Aside(*line) for line in lines if line[1] > 0]


def _without(facts: Facts, gone: Column) -> Facts:
    """The bin's counts less what is gone, and the same share less of those since the rise."""
    left = facts.copy()
    share = gone / np.maximum(facts[:, COUNT], 1e-9)
    left[:, COUNT] -= gone
    usual = np.minimum(facts[:, REPORTS], facts[:, EXPECTED])
    left[:, REPORTS] = np.maximum(facts[:, REPORTS] * (1.0 - share), usual)
    return left
