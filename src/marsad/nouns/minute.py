"""Instants and minutes as integers, and their RFC 3339 form.

An instant is whole milliseconds since 1970-01-01T00:00Z; a minute is whole minutes since then.
Minute *m* covers the instants from ``m * 60_000`` up to, not including, ``(m + 1) * 60_000``.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

MINUTE_MS = 60_000
DAY_MINUTES = 1_440
WEEK_MINUTES = 10_080


def minute_of(instant: int) -> int:
    """The minute an instant lies in.

    >>> minute_of(119_999)
    1
    """
    return instant // MINUTE_MS


def instant_of(minute: int) -> int:
    """The first instant of a minute."""
    return minute * MINUTE_MS


def rfc3339(instant: int) -> str:
    """An instant as RFC 3339 in UTC, with milliseconds only where there are any.

    >>> rfc3339(1_748_091_600_000)
    '2025-05-24T13:00:00Z'
    """
    moment = datetime.fromtimestamp(instant / 1000, UTC)
    precision = "milliseconds" if instant % 1000 else "seconds"
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")


def rfc3339_or_none(instant: int | None) -> str | None:
    """The same of what may not have happened yet, or isn't known."""
    return None if instant is None else rfc3339(instant)


def parse_rfc3339(text: str, zone: tzinfo = UTC) -> int:
    """The instant an RFC 3339 time names; a time without an offset is one of ``zone``.

    Raises ValueError on anything else.

    >>> parse_rfc3339("2025-05-24T09:00:00-04:00")
    1748091600000
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return round(moment.timestamp() * 1000)
