"""How often one sender may report: token buckets in bounded memory."""

from __future__ import annotations

from collections.abc import Hashable

WINDOW_MS = 60_000


class Buckets:
    """A bucket for each key, of ``per_minute`` tokens, refilled evenly over a minute.

    Kept as one number a key, the instant the bucket is full again (GCRA, ITU-T I.371). A bucket
    untouched for a minute is full, so two generations of a minute or longer hold all that matter;
    beyond ``room`` keys in one, the older generation is forgotten early, in the senders' favour.
    """

    def __init__(self, per_minute: int, room: int) -> None:
        if per_minute < 1 or room < 1:
            raise ValueError("a limit must allow at least 1 a minute and remember at least 1 key")
        # Time in ms / per_minute, so that one token is a whole number and nothing is rounded.
        self._scale = per_minute
        self._window = WINDOW_MS * per_minute
        self._room = room
        self._young: dict[Hashable, int] = {}
        self._old: dict[Hashable, int] = {}
        self._since = 0

    def take(self, key: Hashable, now: int) -> int:
        """Take one token: 0 if there was one, else milliseconds until there is one."""
        if now - self._since >= WINDOW_MS or len(self._young) >= self._room:
            self._old, self._young, self._since = self._young, {}, now
        present = now * self._scale
        full = max(present, self._young.get(key) or self._old.get(key, 0)) + WINDOW_MS
        over = full - present - self._window
        if over > 0:
            return -(-over // self._scale)
        self._young[key] = full
        return 0

    def left(self, key: Hashable, now: int) -> int:
        """Tokens that could be taken now."""
        present = now * self._scale
        full = max(present, self._young.get(key) or self._old.get(key, 0))
        return max(0, (present + self._window - full) // WINDOW_MS)

    def __len__(self) -> int:
        return len(self._young) + len(self._old)
