"""Two clicks on one button are one report."""

from __future__ import annotations

from asyncio import Future
from collections import OrderedDict
from typing import NamedTuple

from marsad.intake.said import Said
from marsad.nouns.report import Report

TWICE_MS = 3_000
"""Within this the same words from the same address are a second click. People who share an address
may not send more than that on the average anyhow (``Rules.reporter_per_minute``)."""


class Click(NamedTuple):
    """A form that was taken."""

    said: Said
    report: Report
    stored: Future[None]


class Clicks:
    """The last form of each address and service, for a moment; ``room`` of them at most."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._last: OrderedDict[tuple[bytes, str], Click] = OrderedDict()

    def again(self, reporter: bytes, said: Said, now: int) -> Click | None:
        """The click that this one repeats, unless it came to nothing."""
        last = self._last.get((reporter, said.service)) if reporter else None
        if last is None or now - last.report.received > TWICE_MS or last.said != said:
            return None
        failed = last.stored.done() and (last.stored.cancelled() or last.stored.exception())
        return None if failed else last

    def note(self, reporter: bytes, click: Click) -> None:
        """Remember one."""
        if len(self._last) >= self._room:
            self._last.popitem(last=False)
        self._last[reporter, click.report.service] = click
