"""Who was heard: which reports weigh, and from which networks they came."""

from __future__ import annotations

import struct
from typing import Any

from marsad.nouns.crowd import Crowd
from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS
from marsad.nouns.report import Report
from marsad.tally.gathering import Gathering
from marsad.tally.memory import Memory
from marsad.tally.opened import Opened
from marsad.tally.saved import Saved
from marsad.tally.watched import CellKey, Watched
from marsad.tally.words import Words

HOUR = 60
_PREFIX = struct.Struct("<Iq").pack


class Voices:
    """Reporters and networks by service and hour; at most ``memory`` of each."""

    def __init__(self, watched: Watched, opened: Opened, memory: int) -> None:
        self._watched = watched
        self._opened = opened
        self._gathering = Gathering()
        self._reporters = Memory(DAY_MINUTES // HOUR + 1, memory)
        self._networks = Memory(DAY_MINUTES // HOUR + 1, memory)
        self._words = Words(memory)

    def works(self, report: Report) -> bool:
        """Whether a "works for me" is its reporter's first of the hour."""
        # Under another name: that it works now doesn't take back that it failed before.
        who = b"works" + report.reporter
        return not report.reporter or self._first(self._reporters, report, who)

    def weighs(self, report: Report, cell: CellKey, minute: int, closed: int | None) -> bool:
        """Whether a reporter's report is the first of the hour. If not, the weight of the first
        moves to where this one says, as long as the minute of the first is open.
        """
        if not report.reporter:
            return True
        key = self._key(report, report.reporter)
        if self._reporters.first(key, minute // HOUR):
            if closed is None or minute >= closed:
                self._words.begin(key, minute, cell)
            return True
        if before := self._words.replace(key, cell):
            self._opened.counts(before.cell, before.minute)[1] -= 1
            self._opened.counts(cell, before.minute)[1] += 1
            self._gathering.move(report, before.minute, before.cell[1])
        return False

    def gather(self, report: Report, minute: int) -> None:
        """Note whose a report is that weighs and goes out with ``minute``."""
        first = not report.network or self._first(self._networks, report, report.network)
        self._gathering.add(report, minute, first)

    def harvest(self, first: int, before: int) -> Crowd | None:
        """The crowd of the minutes that close, in a block that begins at ``first``."""
        return self._gathering.harvest(first, before, self._watched.row)

    def close(self, minute: int) -> None:
        """Nobody's word changes what was said before ``minute``."""
        self._words.close(minute)

    def _first(self, memory: Memory, report: Report, who: bytes) -> bool:
        """Whether somebody wasn't heard on the service in this hour."""
        return memory.first(self._key(report, who), report.at // (HOUR * MINUTE_MS))

    def _key(self, report: Report, who: bytes) -> bytes:
        hour = report.at // (HOUR * MINUTE_MS)
        return _PREFIX(self._watched.services.codes[report.service], hour) + who

    def state(self) -> dict[str, Any]:
        """Everything there is to remember, by its name in ``Saved``."""
        return {
            "reporters": self._reporters.state(),
            "words": self._words.state(),
            "crowd": (self._gathering.state(), self._networks.state()),
        }

    def restore(self, saved: Saved) -> None:
        """Take up what another one had."""
        self._reporters.restore(saved.reporters)
        self._words.restore(saved.words)
        lines, networks = saved.crowd
        self._gathering.restore(lines)
        self._networks.restore(networks)
