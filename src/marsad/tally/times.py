"""How often somebody was heard lately: bounded counts of keys, oldest forgotten first."""

from __future__ import annotations

from collections import deque

import numpy as np

Counted = tuple[int, list[bytes], bytes, bytes]
"""Newest stamp, keys in order, their stamps as little-endian int64, their counts as int32."""


class Times:
    """Counts of keys first heard within ``span`` of the newest stamp, at most ``limit`` of them.

    What is remembered depends on the sequence of calls alone, never on how they were grouped.

    >>> times = Times(span=10, limit=100)
    >>> times.heard(b"a", 1), times.heard(b"a", 5), times.heard(b"b", 11), times.heard(b"a", 11)
    (1, 2, 1, 1)
    """

    def __init__(self, span: int, limit: int) -> None:
        self._span = span
        self._limit = limit
        self._counts: dict[bytes, int] = {}
        self._order: deque[bytes] = deque()
        self._stamps: deque[int] = deque()  # beside the keys: pairs would burden the collector
        self._newest = 0

    def __len__(self) -> int:
        return len(self._counts)

    def heard(self, key: bytes, stamp: int) -> int:
        """How often a key was heard, this time among them."""
        self._newest = max(self._newest, stamp)
        stamps, horizon = self._stamps, self._newest - self._span
        while stamps and stamps[0] <= horizon:
            self._forget()
        before = self._counts.get(key)
        count = self._counts[key] = (before or 0) + 1
        if before is None:
            self._order.append(key)
            stamps.append(stamp)
            if len(stamps) > self._limit:
                self._forget()
        return count

    def unheard(self, key: bytes, count: int) -> None:
        """As if the key had not been heard the last time, if that was the ``count``-th."""
        if self._counts.get(key) == count:
            self._counts[key] = count - 1

    def _forget(self) -> None:
        self._stamps.popleft()
        del self._counts[self._order.popleft()]

    def state(self) -> Counted:
        """Everything there is to remember."""
        stamps = np.fromiter(self._stamps, "<i8", len(self._stamps))
        counts = np.fromiter((self._counts[key] for key in self._order), "<i4", len(self._order))
        return self._newest, list(self._order), stamps.tobytes(), counts.tobytes()

    def restore(self, state: Counted) -> None:
        """Take up the memory another one had."""
        self._newest, keys, stamps, counts = state
        self._order = deque(keys)
        self._stamps = deque(np.frombuffer(stamps, "<i8").tolist())
        self._counts = dict(zip(keys, np.frombuffer(counts, "<i4").tolist(), strict=True))
