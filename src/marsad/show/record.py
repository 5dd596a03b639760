"""What a record of outages adds up to: how long, how far apart, how often again, in which hours.

Pure. Outages are those called a problem and not taken back. None of it is an uptime: people
report what they notice, so an hour without reports is not an hour in which all worked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from marsad.nouns.spell import Spell

HOUR = 3_600_000
AGAIN = 30 * 24 * HOUR
"""Outages of a service within this time are counted as coming again."""
BAND = 3
"""Hours of the day counted together."""
Stretch = tuple[int, int]
"""From an instant up to another, with a problem."""


class Again(NamedTuple):
    """An outage's place among those of its service in the 30 days up to it."""

    number: int
    """1 when it is the first."""
    before: str
    """Id of the one before it, or empty."""


@dataclass(frozen=True, slots=True)
class Record:
    """What outages from ``start`` up to ``end`` add up to; lengths in milliseconds."""

    outages: int
    """Begun in that time."""
    length: float | None
    """Median of those of them that are over."""
    between: float | None
    """Median from the end of one to the onset of its service's next."""
    quiet: Stretch | None
    """The longest stretch without any."""


def again(spells: Iterable[Spell]) -> dict[str, Again]:
    """Every outage's place among those of its service."""
    found: dict[str, Again] = {}
    for own in _by_service(spells).values():
        onsets = [each.onset for each in own]
        for place, each in enumerate(own):
            first = bisect_right(onsets, each.onset - AGAIN)
            found[each.id] = Again(place - first + 1, own[place - 1].id if place > first else "")
    return found


def record_of(
    begun: Iterable[Spell], times: Mapping[str, Sequence[Stretch]], start: int, end: int
) -> Record:
    """The figures of outages ``begun`` in a stretch of time and of all ``times`` with a problem."""
    lengths = [
        None if each.ended is None else each.ended - each.onset for each in begun if each.is_outage
    ]
    over = [length for length in lengths if length is not None]
    gaps = [after[0] - before[1] for own in times.values() for before, after in pairwise(own)]
    return Record(
        outages=len(lengths),
        length=median(over) if over else None,
        between=median(gaps) if gaps else None,
        quiet=_longest_quiet(times.values(), start, end),
    )


def stretches(spells: Iterable[Spell], start: int, end: int) -> dict[str, list[Stretch]]:
    """Each service's times with a problem within bounds; what overlaps or touches is one."""
    return {
        service: joined(
            (max(each.onset, start), min(end if each.ended is None else each.ended, end))
            for each in own
        )
        for service, own in _by_service(spells).items()
    }


def joined(times: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in order of time, those that overlap or touch made one, empty ones left out.

    >>> joined([(5, 9), (1, 3), (3, 4), (6, 7), (8, 8)])
    [(1, 4), (5, 9)]
    """
    whole: list[Stretch] = []
    for start, end in sorted(times):
        if end <= start:
            continue
        if whole and start <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(end, whole[-1][1])
        else:
            whole.append((start, end))
    return whole


def hours(times: Mapping[str, Sequence[Stretch]], edges: Sequence[int]) -> list[int]:
    """Hours with a problem between each two edges, each hour of each service counted once.

    Hours are counted from the edge on, so a month with a change of clocks has one more or less.
    ``times`` are joined stretches, ``edges`` the first instants of months.
    """
    counts = [0] * (len(edges) - 1)
    for own in times.values():
        counted = -1
        for start, end in own:
            first = max(bisect_right(edges, start) - 1, 0)
            for month in range(first, len(counts)):
                if end <= edges[month]:
                    break
                low = (max(start, edges[month]) - edges[month]) // HOUR
                high = -(-(min(end, edges[month + 1]) - edges[month]) // HOUR)
                # The hour in which one ended may be the one in which the next began.
                low = max(low, (counted - edges[month]) // HOUR if counted >= 0 else low)
                counts[month] += max(high - low, 0)
                counted = max(counted, edges[month] + high * HOUR)
    return counts


def when(spells: Iterable[Spell], zone: ZoneInfo) -> tuple[list[int], list[int]]:
    """Outages by the three hours of the day and by the weekday (0 is Monday) they began in."""
    of_day, of_week = [0] * (24 // BAND), [0] * 7
    for each in spells:
        moment = datetime.fromtimestamp(each.onset / 1000, UTC).astimezone(zone)
        of_day[moment.hour // BAND] += 1
        of_week[moment.weekday()] += 1
    return of_day, of_week


def _by_service(spells: Iterable[Spell]) -> dict[str, list[Spell]]:
    """The outages of each service, in order of time."""
    found: defaultdict[str, list[Spell]] = defaultdict(list)
    outages = [each for each in spells if each.is_outage]
    for each in sorted(outages, key=attrgetter("onset", "id")):
        found[each.service].append(each)
    return found


def _longest_quiet(times: Iterable[Sequence[Stretch]], start: int, end: int) -> Stretch | None:
    busy = joined(each for own in times for each in own)
    edges = [start, *(edge for each in busy for edge in each), end]
    quiet = [(edges[n], edges[n + 1]) for n in range(0, len(edges), 2)]
    longest = max(quiet, key=lambda each: each[1] - each[0])
    return longest if longest[1] > longest[0] else None
