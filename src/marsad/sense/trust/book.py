"""What the signs of the last minutes sum up to, for each service; what is old counts less.

Comes in: the ``Signs`` of each closed bin. Goes out: ``Look`` sums of a service. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
import numpy as np
from numpy.typing import NDArray

from marsad.nouns.block import Block
from marsad.nouns.minute import DAY_MINUTES
from marsad.nouns.signs import COLUMNS, EAST, FAILING, NORTH, REPORTS, TIMED, Signs

HALF_LIFE = 20.0
"""Minutes: long enough for the notes of a small wave, short beside an outage."""
USUAL_DAYS = 14.0
"""Half-life of what is usual."""
LEAST_TIMED = 8
"""Reports in a bin from which their seconds of the minute tell anything."""


class Look(msgspec.Struct, array_like=True):
    """Sums of the last half-lives at the close of a minute."""

    minute: int = 0
    sums: list[float] = msgspec.field(default_factory=lambda: [0.0] * len(COLUMNS))
    about: dict[str, float] = {}
    beats: float = 0.0
    """Bins with reports enough to see a pulse in, and the sum of their mean points."""
    east: float = 0.0
    north: float = 0.0
    usual: list[float] = msgspec.field(default_factory=lambda: [0.0, 0.0])
    """Reports, and those that say what fails, of the last weeks."""

    def at(self, minute: int) -> Look:
        """The same, as it counts at a later minute."""
        since = max(minute - self.minute, 0)
        left, kept = 0.5 ** (since / HALF_LIFE), 0.5 ** (since / (USUAL_DAYS * DAY_MINUTES))
        return Look(
            minute,
            [left * each for each in self.sums],
            {topic: left * n for topic, n in self.about.items()},
            left * self.beats,
            left * self.east,
            left * self.north,
            [kept * each for each in self.usual],
        )

    def add(self, sums: NDArray[np.float64], about: dict[str, int]) -> None:
        """One bin's line."""
        new: list[float] = sums.tolist()
        self.sums = [old + more for old, more in zip(self.sums, new, strict=True)]
        self.usual = [self.usual[0] + new[REPORTS], self.usual[1] + new[FAILING]]
        for topic, n in about.items():
            self.about[topic] = self.about.get(topic, 0.0) + n
        if new[TIMED] >= LEAST_TIMED:
            self.beats += 1.0
            self.east += new[EAST] / new[TIMED]
            self.north += new[NORTH] / new[TIMED]


NOTHING = Look()


@dataclass(slots=True)
class Book:
    """Look sums by the row of the whole service."""

    services: dict[int, Look] = field(default_factory=dict[int, Look])

    def hear(self, block: Block, first: int, last: int) -> None:
        """The bins of a block from number ``first`` up to ``last``."""
        if block.signs is None:
            return
        begin, end = np.searchsorted(block.signs.bins, [first, last]).tolist()
        for line in range(begin, end):
            self._add(block.signs, line, block.first + int(block.signs.bins[line]) * block.step)

    def _add(self, signs: Signs, line: int, minute: int) -> None:
        row = int(signs.services[line])
        look = self.services.get(row, NOTHING).at(minute)
        told = zip(signs.topics, signs.about[line].tolist(), strict=True)
        look.add(signs.sums[line], {topic: n for topic, n in told if n})
        self.services[row] = look

    def of(self, row: int, minute: int) -> Look:
        """The sums of a service at the close of the bin that began at ``minute``."""
        return self.services.get(row, NOTHING).at(minute)

    def kept(self) -> list[tuple[int, Look]]:
        """All of it, in order."""
        return [
            (row, msgspec.structs.replace(each, about=dict(sorted(each.about.items()))))
            for row, each in sorted(self.services.items(), key=lambda item: item[0])
        ]
