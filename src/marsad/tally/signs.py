"""When counted reports came and what they said, summed up by minute and service.

Comes in: each report that weighs. Goes out: the ``Signs`` of a block. Texts are not kept: only the
likeness of the last few of each service is, to compare the next ones with.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.report import Report
from marsad.nouns.series import Series
from marsad.nouns.signs import (
    ALIKE,
    COLUMNS,
    COMPLAINTS,
    EAST,
    FAILING,
    NORTH,
    PAIRS,
    REPORTS,
    TEXTS,
    TIMED,
    UNEVEN,
    Signs,
)
from marsad.tally.likeness import alike, likeness

REMEMBERED = 32
"""Notes of a service that the next one is compared with."""
COMPARED = 200
"""Notes of a service that are compared in a minute, at most: a flood of them must not stop us."""
FINEST_MS = 20
"""Two gaps together; less, and the clock's milliseconds would show."""
_STEP_MS = 100
_CIRCLE = [
    (math.cos(angle), math.sin(angle))
    for angle in (2 * math.pi * n * _STEP_MS / MINUTE_MS for n in range(MINUTE_MS // _STEP_MS))
]


class Line(msgspec.Struct, array_like=True):
    """One minute of one service."""

    sums: list[float]
    about: dict[str, int]


class Trail(msgspec.Struct, array_like=True):
    """The last of a service's reports."""

    last: int = -1
    """Instant it was received; -1 before the first."""
    gap: int = -1
    """Between it and the one before, where that waits for another to be paired with."""
    texts: list[int] = []


class SavedSigns(msgspec.Struct, array_like=True, frozen=True):
    """What is known, in order."""

    lines: list[tuple[int, str, Line]] = []
    trails: list[tuple[str, Trail]] = []


class OpenSigns:
    """Sums of minutes that are not closed yet."""

    def __init__(self) -> None:
        self._minutes: dict[int, dict[str, Line]] = {}
        self._trails: dict[str, Trail] = {}

    def take(self, report: Report, minute: int) -> None:
        """One more report that weighs, in an open minute."""
        services = self._minutes.setdefault(minute, {})
        line = services.get(report.service)
        if line is None:
            line = services[report.service] = Line([0.0] * len(COLUMNS), {})
        sums = line.sums
        sums[REPORTS] += 1
        _classify(line, report, 1)
        if report.network:  # a sender that vouches for others hands them in by the batch
            self._time(sums, self._trail(report.service), report.received)
        if report.note:
            self._compare(sums, self._trail(report.service), report.note)

    def take_back(self, report: Report, minute: int) -> None:
        """What a report said doesn't count; that one came at that moment stays true."""
        line = self._minutes.get(minute, {}).get(report.service)
        if line:
            line.sums[REPORTS] -= 1
            _classify(line, report, -1)

    def retell(self, before: Report, after: Report, minute: int, note: str) -> None:
        """A report says something else, with a note that is new."""
        line = self._minutes.get(minute, {}).get(before.service)
        if line:
            _classify(line, before, -1)
            _classify(line, after, 1)
            if note:
                self._compare(line.sums, self._trail(before.service), note)

    def _trail(self, service: str) -> Trail:
        trail = self._trails.get(service)
        if trail is None:
            trail = self._trails[service] = Trail()
        return trail

    @staticmethod
    def _time(sums: list[float], trail: Trail, received: int) -> None:
        """Gaps are taken two by two, so that no gap is in two pairs."""
        east, north = _CIRCLE[received % MINUTE_MS // _STEP_MS]
        sums[TIMED] += 1
        sums[EAST] += east
        sums[NORTH] += north
        gap = received - trail.last if trail.last >= 0 else -1
        trail.last = max(received, trail.last)
        if trail.gap < 0 or gap < 0:
            trail.gap = max(gap, -1)
            return
        whole = trail.gap + gap
        if whole >= FINEST_MS:
            sums[PAIRS] += 1
            sums[UNEVEN] += ((trail.gap - gap) / whole) ** 2
        trail.gap = -1

    @staticmethod
    def _compare(sums: list[float], trail: Trail, note: str) -> None:
        if sums[TEXTS] >= COMPARED:
            return
        bits = likeness(note)
        if bits is None:
            return
        if trail.texts:
            same = sum(alike(bits, other) for other in trail.texts)
            sums[TEXTS] += 1
            sums[ALIKE] += same / len(trail.texts)
        trail.texts.append(bits)
        del trail.texts[:-REMEMBERED]

    def harvest(self, first: int, before: int, row_of: Callable[[Series], int]) -> Signs | None:
        """Take out what lies before a minute, as lines of a block that begins at ``first``."""
        due = [
            (minute - first, row_of(Series(service)), line)
            for minute in sorted(minute for minute in self._minutes if minute < before)
            for service, line in self._minutes.pop(minute).items()
        ]
        if not due:
            return None
        due.sort(key=lambda each: each[:2])
        topics = sorted({topic for _, _, line in due for topic in line.about})
        about = [[line.about.get(topic, 0) for topic in topics] for _, _, line in due]
        return Signs(
            bins=np.array([bin_ for bin_, _, _ in due], np.int32),
            services=np.array([row for _, row, _ in due], np.int32),
            sums=np.array([line.sums for _, _, line in due], np.float64),
            topics=tuple(topics),
            about=np.array(about, np.int32).reshape(len(due), len(topics)),
        )

    def state(self) -> SavedSigns:
        """Everything there is to remember, in the same order however it came."""
        lines = [
            (minute, service, Line(line.sums, dict(sorted(line.about.items()))))
            for minute in sorted(self._minutes)
            for service, line in sorted(self._minutes[minute].items(), key=_name)
        ]
        return SavedSigns(lines, sorted(self._trails.items(), key=_name))

    def restore(self, saved: SavedSigns) -> None:
        """Take up what another one had."""
        for minute, service, line in saved.lines:
            self._minutes.setdefault(minute, {})[service] = line
        self._trails = dict(saved.trails)


def _classify(line: Line, report: Report, by: int) -> None:
    """Count what a report says of failing, or complains of."""
    if report.symptom or report.component or (report.note and not report.topic):
        line.sums[FAILING] += by
    elif report.topic:
        line.sums[COMPLAINTS] += by
        about = line.about.get(report.topic, 0) + by
        line.about[report.topic] = about
        if not about:
            del line.about[report.topic]


def _name(item: tuple[str, Any]) -> str:
    return item[0]
