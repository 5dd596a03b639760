"""How far back a chart looks: ``60m``, ``24h``, ``30d``, and the bins that suit it."""

from __future__ import annotations

import re
from typing import NamedTuple

from marsad.nouns.minute import MINUTE_MS
from marsad.show.problems import quoted, refused

LONGEST = 366 * 1440
STEPS = (1, 5, 10, 30, 60, 120, 180, 360, 720, 1440, 10_080, 40_320)
BINS = 366
"""A chart's bins at most: more would be finer than a screen shows."""
_UNITS = {"m": 1, "h": 60, "d": 1440}


class Range(NamedTuple):
    """Whole minutes ``first`` up to, not including, ``last``, in bins of ``step`` minutes."""

    first: int
    last: int
    step: int


def minutes_of(text: str) -> int:
    """The minutes that a text like ``24h`` names; 0 for what is none.

    >>> minutes_of("24h"), minutes_of("a day")
    (1440, 0)
    """
    match = re.fullmatch(r"([0-9]{1,6})([mhd])", text)
    return int(match[1]) * _UNITS[match[2]] if match else 0


def range_of(text: str, now: int) -> Range:
    """The range a text like ``24h`` names, up to and with the running minute of ``now``.

    Bins lie on whole multiples of their step, so the newest may still be filling. Raises ValueError
    on anything but 1 minute to 366 days.

    >>> range_of("60m", 120 * 60_000)
    Range(first=61, last=121, step=1)
    """
    minutes = minutes_of(text)
    if not 0 < minutes <= LONGEST:
        raise ValueError(text)
    step = _step(minutes)
    last = (now // MINUTE_MS // step + 1) * step
    return Range(last - -(-minutes // step) * step, last, step)


def since(first: int | None, now: int) -> Range:
    """All that is known: from minute ``first`` on, of a day at least; years in weeks.

    >>> since(119, 3000 * 60_000)
    Range(first=110, last=3010, step=10)
    """
    running = now // MINUTE_MS
    first = min(running if first is None else first, running + 1 - _UNITS["d"])
    step = _step(running + 1 - first)
    return Range(first // step * step, (running // step + 1) * step, step)


def _step(minutes: int) -> int:
    return next((step for step in STEPS if minutes <= step * BINS), STEPS[-1])


def asked_range(text: str, now: int) -> Range:
    """The range a request of the API asks for. Raises Refused (``bad-range``)."""
    try:
        return range_of(text, now)
    except ValueError:
        detail = f"range is a number of minutes, hours or days up to 366d, not {quoted(text)}"
        raise refused("bad-range", detail) from None
