"""A calendar of what happened: each day (or month) by its darkest state, as values to be drawn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError, get_global

from marsad.nouns.correction import Plan
from marsad.nouns.spell import Spell
from marsad.show.period import Period, day_start

Shade = Literal["problem", "possible", "maintenance", "retracted", "unknown", "none", "future"]
DARKEST_FIRST: tuple[Shade, ...] = (
    "problem",
    "possible",
    "maintenance",
    "retracted",
    "unknown",
    "none",
    "future",
)
MOST_COLUMNS = 62
"""Days beside one another; a longer period is shown by the month."""


class Trace(NamedTuple):
    """What colours days: an incident or announced work, from an instant up to another."""

    service: str
    shade: Shade
    start: int
    end: int


class Square(NamedTuple):
    """One day, or the days of a month."""

    first: date
    last: date
    shade: Shade
    incidents: int


@dataclass(frozen=True, slots=True)
class Slots:
    """Days or months in a row: the first day of each, and the instants between them."""

    days: tuple[date, ...]
    """One more than there are slots: the last is where they end."""
    edges: tuple[int, ...]


def traces_of(spells: Iterable[Spell], plans: Iterable[Plan], now: int) -> list[Trace]:
    """What incidents and announced work leave in the calendar."""
    told = [
        Trace(each.service, shade_of(each), each.onset, now if each.ended is None else each.ended)
        for each in spells
    ]
    return told + [Trace(each.service, "maintenance", each.start, each.end) for each in plans]


def shade_of(spell: Spell) -> Shade:
    """How dark an incident makes a day: one called a problem stays that when it is over."""
    if spell.state == "retracted":
        return "retracted"
    return "problem" if spell.declared else "possible"


def slots_of(period: Period, zone: ZoneInfo) -> Slots:
    """The days of a period; its months where those would be too many."""
    after = period.last + timedelta(1)
    if period.days <= MOST_COLUMNS:
        days = [period.first + timedelta(number) for number in range(period.days)]
    else:
        days = [max(month, period.first) for month in period.months()]
    return slots(days, after, zone)


def slots(days: Sequence[date], after: date, zone: ZoneInfo) -> Slots:
    """Slots that begin with each of the days; the last ends before ``after``."""
    ends = (*days, after)
    return Slots(ends, tuple(day_start(day, zone) for day in ends))


def squares(traces: Iterable[Trace], slots: Slots, now: int, known: int | None) -> list[Square]:
    """Every slot by its darkest trace and how many incidents touch it.

    ``known`` is the instant from which the service was watched; None where it never was.
    """
    darkest = [_blank(slots.edges[n : n + 2], now, known) for n in range(len(slots.edges) - 1)]
    incidents = [0] * len(darkest)
    for trace in traces:
        # An instant's length is nothing, yet it was on that day.
        first = max(bisect_right(slots.edges, trace.start) - 1, 0)
        last = bisect_left(slots.edges, max(trace.end, trace.start + 1))
        for slot in range(first, min(last, len(darkest))):
            darkest[slot] = min(darkest[slot], trace.shade, key=DARKEST_FIRST.index)
            incidents[slot] += trace.shade != "maintenance"
    return [
        Square(slots.days[n], slots.days[n + 1] - timedelta(1), shade, incidents[n])
        for n, shade in enumerate(darkest)
    ]


def _blank(edges: Sequence[int], now: int, known: int | None) -> Shade:
    """A slot in which nothing is told of."""
    start, end = edges
    if start > now:
        return "future"
    return "unknown" if known is None or end <= known else "none"


def weeks_of(month: Sequence[Square], first_weekday: int) -> list[list[Square | None]]:
    """A month's squares as weeks of seven; None for days of the months beside it."""
    lead = (month[0].first.weekday() - first_weekday) % 7
    padded = [*[None] * lead, *month]
    padded += [None] * (-len(padded) % 7)
    return [padded[start : start + 7] for start in range(0, len(padded), 7)]


def first_weekday(zone: ZoneInfo) -> int:
    """With which day the week begins where the zone lies (0 is Monday), by CLDR.

    >>> first_weekday(ZoneInfo("Asia/Riyadh")), first_weekday(ZoneInfo("Europe/Paris"))
    (6, 0)
    """
    territory = get_global("zone_territories").get(zone.key, "001")
    try:
        return Locale.parse(f"und_{territory}").first_week_day
    except (UnknownLocaleError, ValueError):
        return 0
