"""Who was heard: which reports weigh, and from which networks they came.

A network has a voice at its 1st, 2nd, 4th, 8th ... report on a service in the hour: thousands of
people behind one address count for more than one, and thousands of names of one hand for little.
"""

from __future__ import annotations

import struct
from typing import Any

from marsad.nouns.crowd import Crowd
from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS
from marsad.nouns.report import Report
from marsad.nouns.signs import Signs
from marsad.tally.changeable import NEVER, Changeable, Kept
from marsad.tally.gathering import Gathering
from marsad.tally.memory import Memory
from marsad.tally.opened import Opened
from marsad.tally.saved import Saved
from marsad.tally.signs import OpenSigns
from marsad.tally.times import Times
from marsad.tally.watched import CellKey, Watched
from marsad.tally.words import Words

HOUR = 60
LOUDER = 2
"""Times as many reports as for its last voice a network must send for one more."""
_SPEAKS = frozenset(LOUDER**n for n in range(32))
_PREFIX = struct.Struct("<Iq").pack


class Voices:
    """Reporters and networks' counts by service and hour; at most ``memory`` of each."""

    def __init__(self, watched: Watched, opened: Opened, memory: int) -> None:
        self._watched = watched
        self._opened = opened
        self._gathering = Gathering()
        self._reporters = Memory(DAY_MINUTES // HOUR + 1, memory)
        self._networks = Times(DAY_MINUTES // HOUR + 1, memory)
        self._words = Words(memory)
        self._signs = OpenSigns()
        self.changes = Changeable(memory)

    def works(self, report: Report, minute: int) -> bool:
        """Whether a "works for me" is the first of its network (or reporter) in the hour."""
        # Under another name: that it works now doesn't take back that it failed before.
        who = report.network or report.reporter
        if not who:
            self.changes.stand(report, minute)
            return True
        key = self._key(report, b"works" + who)
        first = self._reporters.first(key, minute // HOUR)
        if not first and self.changes.occupy(key) is None:
            return False
        self.changes.hold(key, report, minute)
        return True

    def weighs(self, report: Report, cell: CellKey, minute: int, closed: int | None) -> bool:
        """Whether a reporter's report is the first of the hour. If not, the weight of the first
        moves to where this one says, as long as the minute of the first is open.
        """
        if not report.reporter:
            self.changes.stand(report, minute)
            return True
        key = self._key(report, report.reporter)
        if self._reporters.first(key, minute // HOUR):
            return self._begins(key, report, cell, minute, closed)
        vacant = self.changes.occupy(key)
        if vacant == NEVER:
            return self._begins(key, report, cell, minute, closed)
        if vacant is not None:
            # Sense has heard this reporter: only what is shown gets its weight again.
            self._opened.counts(cell, vacant)[1] += 1
            self.changes.hold(key, report, vacant)
        elif before := self._words.replace(key, cell):
            self._opened.counts(before.cell, before.minute)[1] -= 1
            self._opened.counts(cell, before.minute)[1] += 1
            self._gathering.move(report, before.minute, before.cell[1])
            self.changes.hold(key, report, before.minute)
        return False

    def _begins(
        self, key: bytes, report: Report, cell: CellKey, minute: int, closed: int | None
    ) -> bool:
        if closed is None or minute >= closed:
            self._words.begin(key, minute, cell)
        self.changes.hold(key, report, minute)
        return True

    def gather(self, report: Report, minute: int) -> None:
        """Note whose a report is that weighs and goes out with ``minute``."""
        count = self._heard(report) if report.network else 1
        self._gathering.add(report, minute, count == 1, count in _SPEAKS)
        self._signs.take(report, minute)
        if report.changeable:
            self.changes.go_out(report, minute, count)

    def release(self, kept: Kept, is_open: bool, now: int) -> None:
        """A report that has its reporter's weight is taken back, in minute ``now``; before sense
        heard of it, where its minute ``is_open``.
        """
        report = kept.report
        if report.kind == "works":
            if who := report.network or report.reporter:
                self.changes.vacate(self._key(report, b"works" + who), NEVER, now)
            return
        if is_open:
            self._gathering.remove(report, kept.out, *self._part(kept))
        if is_open and kept.heard:
            self._signs.take_back(report, kept.out)
            # Only as the last one heard: else who comes and goes would speak more than once.
            self._networks.unheard(self._key(report, report.network), kept.heard)
        if report.reporter:
            key = self._key(report, report.reporter)
            self._words.drop(key)
            self.changes.vacate(key, NEVER if is_open else kept.weight, now)

    def retell(self, kept: Kept, after: Report, cell: CellKey, note: str) -> None:
        """A report with its reporter's weight, of an open minute, says something else now."""
        before = kept.report
        if before.kind == "works":
            return
        if before.reporter:
            self._words.replace(self._key(before, before.reporter), cell)
        part = self._part(kept)
        if self._gathering.remove(before, kept.out, *part):
            self._gathering.add(after, kept.out, *part)
        if kept.heard:
            self._signs.retell(before, after, kept.out, note)

    def _part(self, kept: Kept) -> tuple[bool, bool]:
        if kept.heard:
            return kept.heard == 1, kept.heard in _SPEAKS
        return self._gathering.part(kept.report, kept.out)

    def harvest(self, first: int, before: int) -> tuple[Crowd | None, Signs | None]:
        """Crowd and signs of the minutes that close, in a block that begins at ``first``."""
        row = self._watched.row
        signs = self._signs.harvest(first, before, row)
        return self._gathering.harvest(first, before, row), signs

    def close(self, minute: int) -> None:
        """Nobody's word changes what was said before ``minute``."""
        self._words.close(minute)
        self.changes.close(minute)

    def _heard(self, report: Report) -> int:
        """How often a report's network was heard on the service in this hour."""
        key, hour = self._key(report, report.network), report.at // (HOUR * MINUTE_MS)
        return self._networks.heard(key, hour)

    def _key(self, report: Report, who: bytes) -> bytes:
        hour = report.at // (HOUR * MINUTE_MS)
        return _PREFIX(self._watched.services.codes[report.service], hour) + who

    def state(self) -> dict[str, Any]:
        """Everything there is to remember, by its name in ``Saved``."""
        return {
            "reporters": self._reporters.state(),
            "words": self._words.state(),
            "crowd": (self._gathering.state(), self._networks.state()),
            "signs": self._signs.state(),
            "changes": self.changes.state(),
        }

    def restore(self, saved: Saved) -> None:
        """Take up what another one had."""
        self._reporters.restore(saved.reporters)
        self._words.restore(saved.words)
        lines, networks = saved.crowd
        self._gathering.restore(lines)
        self._networks.restore(networks)
        self._signs.restore(saved.signs)
        self.changes.restore(saved.changes)
