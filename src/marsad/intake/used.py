"""What may be used once only: a bounded memory that errs on the side of refusing."""

from __future__ import annotations


class Used:
    """Keys that were used, each kept for ``life`` (ms) after it was issued.

    Two generations, like ``Buckets``. When more than ``room`` keys come in one, the older
    generation is forgotten early, and with it everything issued up to then counts as used: nothing
    can be used twice, whatever the flood, and who is refused for it asks for a new one.
    """

    def __init__(self, room: int, life: int, now: int) -> None:
        self._room = room
        self._life = life
        self._young: set[bytes] = set()
        self._old: set[bytes] = set()
        self._newest = self._old_newest = 0
        self._since = now
        self.floor = now
        """What was issued before this instant counts as used."""

    def first(self, key: bytes, issued: int, now: int) -> bool:
        """Whether the key was not used before; from now on it was."""
        if len(self._young) >= self._room:
            self.floor = max(self.floor, self._old_newest + 1)
            self._turn(now)
        elif now - self._since >= self._life:
            self._turn(now)
        if issued < self.floor or key in self._young or key in self._old:
            return False
        self._young.add(key)
        self._newest = max(self._newest, issued)
        return True

    def _turn(self, now: int) -> None:
        self._old, self._young, self._since = self._young, set(), now
        self._old_newest, self._newest = self._newest, 0

    def __len__(self) -> int:
        return len(self._young) + len(self._old)
