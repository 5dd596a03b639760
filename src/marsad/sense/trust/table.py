"""Networks, voices and reports by group: what a crowd was made of, in few bytes."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
import numpy as np
from numpy.typing import NDArray

from marsad.nouns.crowd import STRANGE
from marsad.sense.trust.lines import Crowded

Groups = NDArray[np.int64]
Amounts = NDArray[np.float32]

FADED = 0.05
"""Networks below which a group is forgotten."""


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """A Table as bytes."""

    groups: bytes
    networks: bytes
    voices: bytes
    reports: bytes


@dataclass(slots=True)
class Table:
    """Groups in ascending order, each with what came of it; ``VOUCHED`` is the first."""

    groups: Groups = field(default_factory=lambda: np.empty(0, np.int64))
    networks: Amounts = field(default_factory=lambda: np.empty(0, np.float32))
    voices: Amounts = field(default_factory=lambda: np.empty(0, np.float32))
    reports: Amounts = field(default_factory=lambda: np.empty(0, np.float32))

    @property
    def total(self) -> float:
        """Networks of all groups."""
        return float(self.networks.sum(dtype=np.float64))

    @property
    def bytes(self) -> int:
        amounts = self.networks.nbytes + self.voices.nbytes + self.reports.nbytes
        return self.groups.nbytes + amounts

    def of(self, groups: Groups) -> NDArray[np.float64]:
        """Networks of some groups; zero of those that are not here."""
        return _looked_up(self.groups, self.networks, groups)

    def louder(self, loud: float) -> Table:
        """The same, each further voice of a network as much as ``loud`` of one network more."""
        networks = self.networks + np.float32(loud) * (self.voices - self.networks)
        return Table(self.groups, networks.astype(np.float32), self.voices, self.reports)

    def fade(self, left: float) -> None:
        """What was learned counts for less."""
        self.networks = (self.networks * np.float32(left)).astype(np.float32)
        self.voices = (self.voices * np.float32(left)).astype(np.float32)
        self.reports = (self.reports * np.float32(left)).astype(np.float32)

    def add(self, crowd: Crowded) -> None:
        """More of some groups."""
        every = np.union1d(self.groups, crowd.groups)
        here, there = np.searchsorted(every, self.groups), np.searchsorted(every, crowd.groups)
        sums = np.zeros((3, len(every)))
        sums[:, here] = self.networks, self.voices, self.reports
        sums[:, there] += crowd.networks, crowd.voices, crowd.reports
        self.groups = every
        self.networks, self.voices, self.reports = sums.astype(np.float32)

    def shorten(self, most: int) -> None:
        """Keep the ``most`` greatest groups; what is left of the others is the strangers'."""
        own = self.groups > STRANGE
        keep = ~own | (self.networks >= FADED)
        if int((keep & own).sum()) > most:
            order = np.lexsort((self.groups, -self.networks))
            order = order[(own & keep)[order]]
            keep[order[most:]] = False
        if keep.all():
            return
        gone = ~keep
        columns = (self.reports, self.networks, self.voices)
        sums = (column[gone].sum(keepdims=True).astype(np.float64) for column in columns)
        lost = Crowded(np.array([STRANGE], np.int64), *sums)
        self.groups = self.groups[keep]
        self.networks, self.voices = self.networks[keep], self.voices[keep]
        self.reports = self.reports[keep]
        self.add(lost)

    def kept(self) -> Kept:
        columns = (self.groups, self.networks, self.voices, self.reports)
        return Kept(*(column.tobytes() for column in columns))

    @classmethod
    def restored(cls, kept: Kept) -> Table:
        """The Table that ``kept`` was."""
        return cls(
            np.frombuffer(kept.groups, np.int64),
            np.frombuffer(kept.networks, np.float32),
            np.frombuffer(kept.voices, np.float32),
            np.frombuffer(kept.reports, np.float32),
        )


def _looked_up(groups: Groups, amounts: Amounts, wanted: Groups) -> NDArray[np.float64]:
    if not len(groups):
        return np.zeros(len(wanted))
    place = np.minimum(np.searchsorted(groups, wanted), len(groups) - 1)
    return np.where(groups[place] == wanted, amounts[place], 0.0).astype(np.float64)
