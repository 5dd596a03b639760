"""The text of a log that is held at once: filled from blocks, emptied line by line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from marsad.watch.traffic.words import NEWLINE, SPARE


class Held:
    """Room for ``size`` bytes. A line that doesn't fit is passed over, up to its end."""

    def __init__(self, size: int) -> None:
        self.text: NDArray[np.uint8] = np.zeros(size + 1 + SPARE, np.uint8)
        self.filled = 0
        self._size = size
        self._passing = False

    @property
    def full(self) -> bool:
        """Whether nothing more fits."""
        return self.filled >= self._size

    def take(self, block: bytes) -> bytes:
        """Hold as much of a block as fits; answers the rest."""
        if self._passing:
            _, newline, block = block.partition(b"\n")
            self._passing = not newline
        fits = block[: self._size - self.filled]
        stop = self.filled + len(fits)
        self.text[self.filled : stop] = np.frombuffer(fits, np.uint8)
        self.filled = stop
        return block[len(fits) :]

    def end(self) -> None:
        """A last line needs no line end."""
        if self.filled and self.text[self.filled - 1] != NEWLINE:
            self.text[self.filled] = NEWLINE
            self.filled += 1

    def keep_from(self, at: int) -> bool:
        """Forget what is before ``at``; whether that leaves a line too long to be held."""
        self.text[: self.filled - at] = self.text[at : self.filled].copy()
        self.filled -= at
        if not self.full:
            return False
        self._passing, self.filled = True, 0
        return True

    def line_at(self, at: int) -> bytes:
        """The line that begins at ``at``, which is held whole."""
        return self.text[at : self.filled].tobytes().partition(b"\n")[0]

    def head(self, size: int) -> bytes:
        """The first bytes."""
        return self.text[: min(size, self.filled)].tobytes()
