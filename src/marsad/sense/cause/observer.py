"""A service's requests, chunk by chunk, into judged windows: what ``marsad traffic`` calls.

Memory doesn't grow with the log: a window is a few arrays of fixed size, clients are sampled by
hash above 2,048 a window, and a million are remembered as seen before.
"""

from __future__ import annotations

from marsad.nouns.requests import Requests
from marsad.nouns.traffic import TrafficWindow
from marsad.sense.cause import gather as rows
from marsad.sense.cause.course import Course
from marsad.sense.cause.episode import Episode
from marsad.sense.cause.seen import nobody
from marsad.sense.cause.summary import summary

BORDER = 10
"""A window whose last row is in its last tenth is whole."""
GAP = 600_000
"""Milliseconds without any request that are a gap in the log, not a silent service."""


class Observer:
    """Windows of ``window_seconds``; ``capacity``: requests per second the service was tested to
    bear, 0 where nobody knows.
    """

    def __init__(
        self, window_seconds: float = 10.0, service: str = "", capacity: float = 0.0
    ) -> None:
        self._step = max(round(window_seconds * 1000), 1)
        self.course = Course(service, capacity, self._step)
        """What was learned and is going on."""
        self._open, self._seen = rows.opened(), nobody()
        self._start: int | None = None
        self._latest = 0
        """Instant of the last row."""

    @property
    def episodes(self) -> list[Episode]:
        """Those so far, in order; the last may be running."""
        running = self.course.running
        return [*self.course.ended, *([running] if running else [])]

    def take(self, chunk: Requests) -> list[TrafficWindow]:
        """The windows that these requests close, in order."""
        told: list[TrafficWindow] = []
        columns, i = rows.rows_of(chunk), 0
        if len(chunk):
            self._latest = int(columns.time.max())
        while i < len(chunk):
            if self._start is None:
                self._start = self._floor(int(columns.time[i]))
            i = int(rows.gather(self._open, self._seen, columns, i, self._start, self._end))
            if i < len(chunk):
                told += self._move(int(columns.time[i]))
        return told

    def end(self) -> list[TrafficWindow]:
        """The window that is still open."""
        if self._start is None:
            return []
        whole = self._latest >= self._end - self._step // BORDER
        told, self._start = [self._close(whole=whole)], None
        return told

    def idle(self, now: int) -> list[TrafficWindow]:
        """The windows that have ended by the instant ``now`` though no request came since."""
        told: list[TrafficWindow] = []
        while self._start is not None and self._end <= now:
            told.append(self._close())
            self._start = self._end
        return told

    @property
    def _end(self) -> int:
        return (self._start or 0) + self._step

    def _floor(self, instant: int) -> int:
        return instant - instant % self._step

    def _move(self, instant: int) -> list[TrafficWindow]:
        """Close the open window and go on at the one this instant is in."""
        told = [self._close()]
        aim, following = self._floor(instant), self._end
        if aim < following or aim - following > max(GAP, 2 * self._step):
            self.course.interrupt()
        else:
            for start in range(following, aim, self._step):
                self._start = start
                told.append(self._close())
        self._start = aim
        return told

    def _close(self, *, whole: bool = True) -> TrafficWindow:
        closed = summary(self._open, self._start or 0, self._end)
        rows.clear(self._open)
        return self.course.take(closed, whole=whole)
