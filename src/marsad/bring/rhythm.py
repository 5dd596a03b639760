"""The daily and weekly shape of people's reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

# fmt: off
USUAL_HOURS = (
    0.72, 0.58, 0.50, 0.46, 0.45, 0.50, 0.62, 0.78, 0.93, 1.03, 1.10, 1.15,
    1.18, 1.18, 1.16, 1.15, 1.16, 1.18, 1.22, 1.28, 1.32, 1.30, 1.18, 0.95,
)
# fmt: on
"""Relative rate at each full hour: low at night, highest in the evening, as people's days are."""


def rhythm(
    first: int, minutes: int, zone: str, hours: Sequence[float] | None, weekend: float
) -> NDArray[np.float64]:
    """Relative rate of each minute from minute ``first`` on, in the local time of ``zone``.

    The mean over a working day is one.
    """
    factors = np.asarray(hours or USUAL_HOURS, float)
    local = np.arange(first, first + minutes) + _offsets(first, minutes, zone)
    hour, minute = np.divmod(local, 60)
    part = minute / 60
    level = factors[hour % 24] * (1 - part) + factors[(hour + 1) % 24] * part
    # Minute 0 was a Thursday, so that Saturday and Sunday are days 2 and 3 of its weeks.
    at_weekend = np.isin(local // 1440 % 7, (2, 3))
    return level / factors.mean() * np.where(at_weekend, weekend, 1.0)


def _offsets(first: int, minutes: int, zone: str) -> NDArray[np.int64]:
    """Minutes that local time is ahead of UTC at each minute; zones change on whole hours."""
    hours = np.arange(first, first + minutes) // 60
    return np.asarray([_offset(int(hour), zone) for hour in np.unique(hours)])[hours - hours[0]]


@lru_cache(maxsize=100_000)
def _offset(hour: int, zone: str) -> int:
    moment = datetime.fromtimestamp(hour * 3600, UTC).astimezone(ZoneInfo(zone))
    offset = moment.utcoffset()
    return 0 if offset is None else round(offset.total_seconds() / 60)
