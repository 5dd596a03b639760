"""Chunks of several logs as one stream in order of time, none of them read before it is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from marsad.nouns.requests import Requests

NAMES = tuple(field.name for field in fields(Requests))

Begun = tuple[int, Callable[[], Iterator[Requests]]]
"""The instant a log begins, and what opens it."""


@dataclass(slots=True)
class Lane:
    """One open log: what it gave last and hasn't been handed on yet."""

    chunks: Iterator[Requests]
    pending: Requests | None = None

    def fill(self) -> bool:
        """Have something pending; whether the log has anything left."""
        while self.pending is None or not len(self.pending):
            self.pending = next(self.chunks, None)
            if self.pending is None:
                return False
        return True

    def until(self, horizon: int) -> Requests:
        """Hand on the rows before the first that is later."""
        assert self.pending is not None
        latest = np.maximum.accumulate(self.pending.time)
        cut = int(np.searchsorted(latest, horizon, side="right"))
        taken, self.pending = part(self.pending, 0, cut), part(self.pending, cut)
        return taken

    @property
    def reach(self) -> int:
        """The latest instant that is pending."""
        return int(self.pending.time.max()) if self.pending is not None else 0


def merged(logs: Sequence[Begun]) -> Iterator[Requests]:
    """All rows of all logs; a log is opened when the others have come to its beginning."""
    closed = sorted(logs, key=lambda log: log[0])
    lanes: list[Lane] = []
    while closed or lanes:
        lanes = [lane for lane in lanes if lane.fill()]
        horizon = min((lane.reach for lane in lanes), default=None)
        if closed and (horizon is None or closed[0][0] <= horizon):
            lanes.append(Lane(closed.pop(0)[1]()))
        elif len(lanes) == 1 and not closed:
            yield from _alone(lanes.pop())
        elif horizon is not None:
            yield ordered([lane.until(horizon) for lane in lanes])


def _alone(lane: Lane) -> Iterator[Requests]:
    if lane.pending is not None:
        yield lane.pending
    yield from lane.chunks


def part(rows: Requests, first: int, last: int | None = None) -> Requests:
    """The rows from ``first`` up to, not including, ``last``."""
    return Requests(**{name: getattr(rows, name)[first:last] for name in NAMES})


def ordered(parts: Sequence[Requests]) -> Requests:
    """All rows in order of time; of the same instant in the order of the parts."""
    order = np.argsort(np.concatenate([each.time for each in parts]), kind="stable")
    return Requests(
        **{name: np.concatenate([getattr(each, name) for each in parts])[order] for name in NAMES}
    )
