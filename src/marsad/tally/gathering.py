"""Where the counted reports of the open minutes came from, until a minute closes.

Reports come in one by one and are added up by minute, service, component and group; when minutes
close, their lines go out as a ``Crowd``. Imported counts say nothing of this and leave no line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from marsad.nouns.crowd import LOCAL, STRANGE, VOUCHED, Crowd
from marsad.nouns.report import Report
from marsad.nouns.series import Series

Place = tuple[int, str, str, int]
"""Minute, service, component and group."""
Line = tuple[Place, list[int]]
"""Counted reports of a place, those first of their network in the hour, and voices."""


class Gathering:
    """Lines of the open minutes, a few numbers each; as many as there are groups in them."""

    def __init__(self) -> None:
        self._lines: dict[Place, list[int]] = {}

    def add(self, report: Report, minute: int, first: bool, voice: bool) -> None:
        """One counted report, to go out with ``minute``: first of its network? A voice of it?"""
        place = (minute, report.service, report.component, _group(report))
        try:
            line = self._lines[place]
        except KeyError:
            line = self._lines[place] = [0, 0, 0]
        line[0] += 1
        line[1] += first
        line[2] += voice

    def move(self, report: Report, minute: int, component: str) -> None:
        """Somebody whose report of ``component`` went out with ``minute`` now says another part."""
        old = (minute, report.service, component, _group(report))
        line = self._lines.get(old)
        if line is None or component == report.component:
            return
        first, voice = line[1] >= line[0], line[2] >= line[0]
        line[0] -= 1
        line[1] -= first
        line[2] -= voice
        if not line[0]:
            del self._lines[old]
        self.add(report, minute, first, voice)

    def remove(self, report: Report, minute: int, first: bool, voice: bool) -> bool:
        """Take out a report that was added like this; whether it was there."""
        place = (minute, report.service, report.component, _group(report))
        line = self._lines.get(place)
        if line is None:
            return False
        line[0] -= 1
        line[1] = min(max(line[1] - first, 0), line[0])
        line[2] = min(max(line[2] - voice, line[1]), line[0])
        if not line[0]:
            del self._lines[place]
        return True

    def part(self, report: Report, minute: int) -> tuple[bool, bool]:
        """Whether one of a place's reports is first of its network, and a voice, for all that is
        known of one that was moved there.
        """
        line = self._lines.get((minute, report.service, report.component, _group(report)))
        return (line[1] >= line[0], line[2] >= line[0]) if line else (False, False)

    def harvest(self, first: int, before: int, row: Callable[[Series], int]) -> Crowd | None:
        """Take out the lines of minutes from ``first`` up to ``before``; None where there is none.

        ``row`` gives the row of a series.
        """
        due = [item for item in self._lines.items() if item[0][0] < before]
        if not due:
            return None
        for place, _ in due:
            del self._lines[place]
        lines = np.array([(*_key(place, first, row), *counts) for place, counts in due], np.int64)
        columns = lines[np.lexsort(lines.T[3::-1])].T
        bins, services, components = columns[:3].astype(np.int32)
        reports, networks, voices = columns[4:].astype(np.int32)
        return Crowd(bins, services, components, columns[3].copy(), reports, networks, voices)

    def state(self) -> list[Line]:
        """Everything there is to remember."""
        return list(self._lines.items())

    def restore(self, lines: Iterable[Line]) -> None:
        """Take up what another one had."""
        self._lines = dict(lines)


def _group(report: Report) -> int:
    if not report.network:
        return VOUCHED
    if report.hosting or not report.asn:
        return STRANGE
    # The door numbers networks that are not on the internet downwards.
    return report.asn if report.asn > 0 else LOCAL - report.asn


def _key(place: Place, first: int, row: Callable[[Series], int]) -> tuple[int, int, int, int]:
    minute, service, component, group = place
    part = row(Series(service, "component", component)) if component else -1
    return minute - first, row(Series(service)), part, group
