"""The last word of each reporter, as long as the minute of the first is open."""

from __future__ import annotations

from typing import NamedTuple

from marsad.tally.watched import CellKey

Remembered = list[tuple[bytes, int, CellKey]]


class Word(NamedTuple):
    """Where a reporter's one weight stands."""

    minute: int
    cell: CellKey


class Words:
    """At most ``limit`` reporters' words; who is beyond that keeps to the first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._words: dict[bytes, Word] = {}

    def __len__(self) -> int:
        return len(self._words)

    def begin(self, key: bytes, minute: int, cell: CellKey) -> None:
        """A reporter's first word of the hour; ``key`` names reporter, service and hour."""
        if len(self._words) < self._limit:
            self._words[key] = Word(minute, cell)

    def replace(self, key: bytes, cell: CellKey) -> Word | None:
        """A later word: the one that it replaces, None where that can't be taken back."""
        before = self._words.get(key)
        if before is None or before.cell == cell:
            return None
        self._words[key] = Word(before.minute, cell)
        return before

    def drop(self, key: bytes) -> None:
        """A word was taken back."""
        self._words.pop(key, None)

    def close(self, before: int) -> None:
        """Minutes up to this one are closed: what was said in them stands."""
        self._words = {key: word for key, word in self._words.items() if word.minute >= before}

    def state(self) -> Remembered:
        """Everything there is to remember."""
        return [(key, word.minute, word.cell) for key, word in self._words.items()]

    def restore(self, state: Remembered) -> None:
        """Take up what another one had."""
        self._words = {key: Word(minute, cell) for key, minute, cell in state}
