"""Random ids for reports that came without an Idempotency-Key."""

from __future__ import annotations

import os
from collections.abc import Callable

SIZE = 16
_DRAWN = 256


class Ids:
    """Random 16-byte ids, cut from larger draws: asking the system costs more than the cut."""

    def __init__(self, entropy: Callable[[int], bytes] = os.urandom) -> None:
        self._entropy = entropy
        self._drawn: list[bytes] = []

    def __call__(self) -> bytes:
        """One id."""
        if not self._drawn:
            self._drawn = self.many(_DRAWN)
        return self._drawn.pop()

    def many(self, count: int) -> list[bytes]:
        """So many ids."""
        drawn = self._entropy(SIZE * count)
        return [drawn[start : start + SIZE] for start in range(0, len(drawn), SIZE)]
