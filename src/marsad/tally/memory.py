"""What was seen lately: a bounded memory of keys, oldest forgotten first."""

from __future__ import annotations

from collections import deque

import numpy as np

Remembered = tuple[int, list[bytes], bytes]
"""Newest stamp, keys in order, their stamps as little-endian int64."""


class Memory:
    """Keys seen within ``span`` of the newest stamp so far, at most ``limit`` of them.

    What is remembered depends on the sequence of calls alone, never on how they were grouped.

    >>> memory = Memory(span=10, limit=100)
    >>> memory.first(b"a", 1), memory.first(b"a", 5), memory.first(b"b", 11), memory.first(b"a", 11)
    (True, False, True, True)
    """

    def __init__(self, span: int, limit: int) -> None:
        self._span = span
        self._limit = limit
        self._keys: set[bytes] = set()
        self._order: deque[tuple[bytes, int]] = deque()
        self._newest = 0

    def __len__(self) -> int:
        return len(self._keys)

    def first(self, key: bytes, stamp: int) -> bool:
        """Whether the key is new; from now on it is not."""
        self._newest = max(self._newest, stamp)
        order, horizon = self._order, self._newest - self._span
        while order and order[0][1] <= horizon:
            self._keys.discard(order.popleft()[0])
        if key in self._keys:
            return False
        self._keys.add(key)
        order.append((key, stamp))
        if len(order) > self._limit:
            self._keys.discard(order.popleft()[0])
        return True

    def state(self) -> Remembered:
        """Everything there is to remember."""
        stamps = np.fromiter((stamp for _, stamp in self._order), "<i8", len(self._order))
        return self._newest, [key for key, _ in self._order], stamps.tobytes()

    def restore(self, state: Remembered) -> None:
        """Take up the memory another one had."""
        self._newest, keys, stamps = state
        self._order = deque(zip(keys, np.frombuffer(stamps, "<i8").tolist(), strict=True))
        self._keys = set(keys)
