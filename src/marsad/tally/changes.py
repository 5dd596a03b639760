"""Takes reports back, or tells them better, where they were counted.

What sense has heard of a closed minute stays heard; what is shown is put right in any minute.
Called by the tally for each change that a reporter makes.
"""

from __future__ import annotations

from msgspec.structs import replace

from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.report import Report
from marsad.nouns.withdrawn import Amended, Withdrawn
from marsad.tally.changeable import NEVER, Kept
from marsad.tally.opened import Opened
from marsad.tally.voices import Voices
from marsad.tally.watched import CellKey


class Changes:
    """What is done with ``Withdrawn`` and ``Amended``; the counts belong to the tally."""

    def __init__(self, opened: Opened, voices: Voices, carried: dict[CellKey, int]) -> None:
        self._opened = opened
        self._voices = voices
        self._carried = carried

    def withdraw(self, change: Withdrawn, closed: int | None) -> None:
        """Take a report back; nothing happens where there is none to take back."""
        kept = self._voices.changes.find(change)
        if kept is None:
            return
        self._shift(kept, kept.report, -1)
        if kept.weight != NEVER:
            is_open = self._is_open(kept, closed)
            if is_open:
                self._carry(kept, kept.report, -1)
            self._voices.release(kept, is_open, change.received // MINUTE_MS)
        self._voices.changes.drop(kept)

    def amend(self, change: Amended, closed: int | None) -> None:
        """Put what is known better in a report's place; its time and its weight stay."""
        kept = self._voices.changes.find(change)
        if kept is None:
            return
        before, after = kept.report, _amended(kept.report, change)
        self._shift(kept, before, -1)
        self._shift(kept, after, 1)
        if kept.weight != NEVER and self._is_open(kept, closed):
            self._carry(kept, before, -1)
            self._carry(kept, after, 1)
            self._voices.retell(kept, after, cell_of(after), change.note)
        kept.report = after

    @staticmethod
    def _is_open(kept: Kept, closed: int | None) -> bool:
        """Whether sense hasn't heard of its weight yet."""
        return closed is None or kept.out >= closed

    def _shift(self, kept: Kept, report: Report, by: int) -> None:
        """Count a report once more, or once less, where it counts."""
        cell, works = cell_of(report), report.kind == "works"
        if not works:
            self._opened.counts(cell, report.at // MINUTE_MS)[0] += by
        if kept.weight != NEVER:
            self._opened.counts(cell, kept.weight)[2 if works else 1] += by

    def _carry(self, kept: Kept, report: Report, by: int) -> None:
        """The same for a late report that waits for the next close."""
        if not kept.heard or kept.out == kept.weight:
            return
        cell = cell_of(report)
        self._carried[cell] = self._carried.get(cell, 0) + by
        if not self._carried[cell]:
            del self._carried[cell]


def cell_of(report: Report) -> CellKey:
    """Where a report counts."""
    return (report.service, report.component, report.symptom, report.country)


def _amended(report: Report, change: Amended) -> Report:
    return replace(
        report,
        component=change.component or report.component,
        country=change.country or report.country,
        note=change.note[:1] or report.note,
        topic="" if report.symptom else change.topic or report.topic,
    )
