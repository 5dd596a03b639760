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
        self._order: deque[bytes] = deque()
        self._stamps: deque[int] = deque()  # beside the keys: pairs would burden the collector
        self._newest = 0

    def __len__(self) -> int:
        return len(self._keys)

    def first(self, key: bytes, stamp: int) -> bool:
        """Whether the key is new; from now on it is not."""
        self._newest = max(self._newest, stamp)
        stamps, horizon = self._stamps, self._newest - self._span
        while stamps and stamps[0] <= horizon:
            self._forget()
        if key in self._keys:
            return False
        self._keys.add(key)
        self._order.append(key)
        stamps.append(stamp)
        if len(stamps) > self._limit:
            self._forget()
        return True

    def _forget(self) -> None:
        self._stamps.popleft()
        self._keys.discard(self._order.popleft())

    def state(self) -> Remembered:
        """Everything there is to remember."""
        stamps = np.fromiter(self._stamps, "<i8", len(self._stamps))
        return self._newest, list(self._order), stamps.tobytes()

    def restore(self, state: Remembered) -> None:
        """Take up the memory another one had."""
        self._newest, keys, stamps = state
        self._order = deque(keys)
        self._stamps = deque(np.frombuffer(stamps, "<i8").tolist())
        self._keys = set(keys)
