"""Is this flood real people? One ``Trust`` beside each Sense, fed bin by bin.

In come the crowds of closed bins and which services are under suspicion; out goes, for a service
or a component with an excess, whether it stands when any groups that may be one hand are taken
away. Pure: the same bins give the same answers, however they were cut into blocks.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import numpy as np
from numpy.typing import NDArray

from marsad.nouns.block import Block
from marsad.nouns.crowd import STRANGE
from marsad.sense.trust.cells import Cells, KeptCells
from marsad.sense.trust.crowds import HOUR, Crowds, KeptCrowds
from marsad.sense.trust.doubt import Doubt
from marsad.sense.trust.lines import Crowded
from marsad.sense.trust.standing import UNMEASURED, Excess, Standing, judged
from marsad.sense.trust.weights import Weights


class Saved(msgspec.Struct, frozen=True, array_like=True):
    """A Trust as bytes."""

    doubt: Doubt
    step: int
    cells: KeptCells
    crowds: KeptCrowds
    suspected: list[tuple[int, int]]
    end: int


class Trust:
    """Services and components are rows of Sense's series; bins are ``step`` minutes wide.

    For each bin, in order: ``take`` it, ask for any ``standing``, then tell what was ``suspected``
    in it, if anything.
    """

    def __init__(self, step: int = 1, doubt: Doubt | None = None) -> None:
        self.doubt = doubt or Doubt()
        self.step = step
        self._cells = Cells(step)
        self._crowds = Crowds(self.doubt)
        self._suspected: dict[int, int] = {}
        self._end = -1

    @property
    def bytes(self) -> int:
        """What the arrays take."""
        return self._cells.bytes + self._crowds.bytes

    def take(self, block: Block, of_bin: int) -> None:
        """A block's bin: its crowd, if anybody knows it; of hours that are over, the lesson."""
        minute = block.first + of_bin * self.step
        self._learn_until(minute)
        self._end = minute + self.step
        if block.crowd is not None:
            self._cells.take(minute, block.crowd, of_bin)
        self._cells.age(self._end)

    def suspected(self, minute: int, services: Iterable[int]) -> None:
        """Services with a case at the close of the bin at ``minute``: no hour near is learned."""
        for service in services:
            self._suspected[service] = minute

    def standing(
        self,
        service: int,
        component: int,
        minute: int,
        usual: NDArray[np.float64],
        phi: float,
        threshold: float,
        stray: float = 0.0,
        after: int = 0,
    ) -> Standing:
        """Of a service (``component`` -1) or its component, at the close of the bin at ``minute``.

        ``usual``: reports usual in each of the last bins, that at ``minute`` the last, and in none
        in which nobody looked. ``phi``: their variance over their mean; ``stray``: the relative
        variance of what is usual beside that. ``threshold``: nats, that of the service's statistic.
        ``after``: minute before which no window looks, for what was proven then proves nothing now.
        """
        end = minute + self.step
        if not self._met(service, end):
            return UNMEASURED
        every = self._cells.starts(end)
        young = [each for each in every if each[0] >= after] or every[:1]
        starts, weights = zip(*young, strict=True)
        bins = np.array([(end - start) // self.step for start in starts])
        before = np.concatenate([[0.0], np.cumsum(usual[::-1])])
        expected = before[np.minimum(bins, len(usual))]
        expected = np.maximum(expected, self.doubt.least * self.step * bins)
        since = self._cells.since(service, component, starts)
        loud = self.doubt.loudness(float(usual[-60 // self.step :].mean()) * 60.0 / self.step)
        crowd = self._crowds.weights(service, since.groups[since.groups > STRANGE], loud)
        excess = Excess(since, expected, phi + stray * expected, weights, loud)
        return judged(excess, crowd, self.doubt.bar(threshold))

    def _met(self, service: int, end: int) -> bool:
        """Is anything known of where this service's reports come from?"""
        first, _ = self._cells.starts(end)[-1]
        return self._crowds.met(service) or len(self._cells.of(service, -1, first, end).groups) > 0

    def weights(self, service: int, present: NDArray[np.int64] | None = None) -> Weights:
        """What is known of a service's usual crowd; of the groups ``present``, where told."""
        return self._crowds.weights(service, present)

    def crowd(self, service: int, component: int, minutes: int) -> Crowded:
        """Who reported on a service, or a component of it unless -1, in the last minutes."""
        return self._cells.of(service, component, self._cells.first(self._end, minutes), self._end)

    def _learn_until(self, minute: int) -> None:
        """Learn the hours before the last one that are over, each once."""
        before = minute if self._end < 0 else self._end - self.step
        for hour in range(before // HOUR + 1, minute // HOUR + 1):
            self._learn(hour * HOUR)

    def _learn(self, now: int) -> None:
        """Learn the hour before the last of those who were under no suspicion since it began."""
        since, until = now - 2 * HOUR, now - HOUR
        for service, crowd in self._cells.each(since, until):
            if self._suspected.get(service, -1) < since:
                self._crowds.hear(service, crowd)
        self._crowds.close(now)
        self._suspected = {s: at for s, at in self._suspected.items() if at >= now - 2 * HOUR}

    def to_bytes(self) -> bytes:
        """All that is known, as bytes; equal states give equal bytes."""
        suspected = sorted(self._suspected.items())
        cells, crowds = self._cells.kept(), self._crowds.kept()
        saved = Saved(self.doubt, self.step, cells, crowds, suspected, self._end)
        return msgspec.msgpack.encode(saved)

    @classmethod
    def from_bytes(cls, data: bytes) -> Trust:
        """The Trust that gave these bytes. Raises msgspec.DecodeError on anything else."""
        saved = msgspec.msgpack.decode(data, type=Saved)
        trust = cls(saved.step, saved.doubt)
        trust._cells = Cells.restored(saved.cells, saved.step)
        trust._crowds = Crowds.restored(saved.crowds, saved.doubt)
        trust._suspected = dict(saved.suspected)
        trust._end = saved.end
        return trust
