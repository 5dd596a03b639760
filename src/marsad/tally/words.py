"""The last word of each reporter, as long as the minute of the first is open."""

from __future__ import annotations

from typing import NamedTuple

from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.report import Report
from marsad.tally.gathering import Gathering, Place
from marsad.tally.opened import Opened
from marsad.tally.watched import CellKey

HOUR_MS = 60 * MINUTE_MS
Who = tuple[str, int, bytes]
"""Service, hour and reporter."""


class Word(NamedTuple):
    """Where a reporter's one weight stands."""

    cell: CellKey
    place: Place
    first: bool
    """The first of its network."""


class Words:
    """At most ``limit`` reporters' words; who comes beyond that keeps to the first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._words: dict[Who, Word] = {}

    def __len__(self) -> int:
        return len(self._words)

    def put(self, report: Report, word: Word) -> None:
        """What the reporter of a report said last."""
        if report.reporter and len(self._words) < self._limit:
            self._words[_who(report)] = word

    def correct(self, report: Report, cell: CellKey, opened: Opened, crowd: Gathering) -> None:
        """A later word takes the weight of the first with it, while that one's minute is open."""
        word = self._words.get(_who(report))
        if word is None or word.cell == cell:
            return
        minute = word.place[0]
        opened.counts(word.cell, minute)[1] -= 1
        opened.counts(cell, minute)[1] += 1
        place = crowd.move(word.place, report.component, word.first)
        self._words[_who(report)] = Word(cell, place, word.first)

    def close(self, before: int) -> None:
        """Minutes up to this one are closed: what was said in them stands."""
        self._words = {who: word for who, word in self._words.items() if word.place[0] >= before}

    def state(self) -> list[tuple[Who, Word]]:
        """Everything there is to remember."""
        return list(self._words.items())

    def restore(self, state: list[tuple[Who, Word]]) -> None:
        """Take up what another one had."""
        self._words = dict(state)


def _who(report: Report) -> Who:
    return report.service, report.at // HOUR_MS, report.reporter
