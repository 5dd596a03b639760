"""The days a page of history is about: a month, a year, or from one day to another.

Days are those of the site's zone; the first instant of a day is where the zone's clock first shows
it, so a day may have 23 or 25 hours.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from marsad.show.problems import quoted, refused

FIRST_YEAR = 2000
LAST_YEAR = 2199
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, the last one included."""

    kind: Literal["month", "year", "days"]
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    def bounds(self, zone: ZoneInfo) -> tuple[int, int]:
        """Its first instant, and the first one after it."""
        return day_start(self.first, zone), day_start(self.last + timedelta(1), zone)

    def pairs(self) -> dict[str, str]:
        """As in an address."""
        if self.kind == "month":
            return {"month": f"{self.first:%Y-%m}"}
        if self.kind == "year":
            return {"year": str(self.first.year)}
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    def beside(self, steps: int) -> Period | None:
        """As long a period so many before (negative) or after it; None beyond what can be asked."""
        if self.kind == "days":
            ahead = timedelta(steps * self.days)
            first, last = self.first + ahead, self.last + ahead
        elif self.kind == "year":
            return year_of(self.first.year + steps)
        else:
            return month_of(*_month(self.first, steps))
        inside = first.year >= FIRST_YEAR and last.year <= LAST_YEAR
        return Period("days", first, last) if inside else None

    def months(self) -> list[date]:
        """The first day of each month that it touches."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return [date(*_month(self.first, step), 1) for step in range(count)]


def month_of(year: int, month: int) -> Period | None:
    """A month; None in a year that can't be asked for."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    days = calendar.monthrange(year, month)[1]
    return Period("month", date(year, month, 1), date(year, month, days))


def year_of(year: int) -> Period | None:
    """A year; None where it can't be asked for."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return Period("year", date(year, 1, 1), date(year, 12, 31))


def months_before(day: date, count: int) -> list[date]:
    """First days of ``count`` months, the one of ``day`` the last of them.

    >>> [f"{each:%Y-%m}" for each in months_before(date(2026, 2, 7), 3)]
    ['2025-12', '2026-01', '2026-02']
    """
    return [date(*_month(day, step), 1) for step in range(1 - count, 1)]


def day_start(day: date, zone: ZoneInfo) -> int:
    """The first instant of a day on the zone's clock."""
    return round(datetime.combine(day, time(), zone).timestamp() * 1000)


def day_of(instant: int, zone: ZoneInfo) -> date:
    """The day an instant lies in."""
    return datetime.fromtimestamp(instant / 1000, UTC).astimezone(zone).date()


def period_of(query: Mapping[str, str], today: date) -> Period:
    """What an address asks for: ``month``, ``year``, or ``from`` and ``to``; else this month.

    Raises Refused (``bad-period``).
    """
    if query.get("from") or query.get("to"):
        return _from_to(query, today)
    if text := query.get("month"):
        match = re.fullmatch(r"(\d{4})-(\d\d)", text, re.ASCII)
        found = month_of(int(match[1]), int(match[2])) if match else None
    elif text := query.get("year"):
        found = year_of(int(text)) if re.fullmatch(r"\d{4}", text, re.ASCII) else None
    else:
        text, found = "", month_of(today.year, today.month)
    if found is None:
        raise refused("bad-period", f"There is no month or year {quoted(text)} to be shown")
    return found


def _from_to(query: Mapping[str, str], today: date) -> Period:
    first = _day(query.get("from") or query["to"])
    last = _day(query.get("to") or max(today, first).isoformat())
    if last < first:
        raise refused("bad-period", f"{first} to {last} ends before it begins")
    if (last - first).days >= MOST_DAYS:
        raise refused("bad-period", f"{first} to {last} is more than {MOST_DAYS} days")
    return Period("days", first, last)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise refused("bad-period", f"{quoted(text)} is no day like 2026-05-24") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refused("bad-period", f"{day} lies beyond {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _month(day: date, steps: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + steps, 12)
    return day.year + years, month + 1
