"""A service's past problems in figures: how many, how long, how far apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from marsad.nouns.incident import Incident
from marsad.show.moments import DAY_MS

YEAR_MS = 365 * DAY_MS
SHOWN = 6
ENOUGH = 3
"""Lengths, or times between, that a median has to rest on."""


@dataclass(frozen=True, slots=True)
class Past:
    """Of the last 12 months. Lengths are milliseconds."""

    shown: list[Incident]
    """Those over, newest first."""
    number: int
    """Problems that were declared, one that runs too."""
    median: int | None
    between: int | None
    """The median from the end of one to the beginning of the next."""
    longest: Incident | None
    """None where there is only one."""
    pair: tuple[Incident, Incident] | None
    """The last one and the one before it."""


def past_of(incidents: Sequence[Incident], now: int) -> Past:
    """The figures of a service's incidents, newest first; not of those taken back."""
    stood = [each for each in incidents if each.state != "retracted"]
    declared = [
        each
        for each in stood
        if each.declared_at is not None and (not each.ended or each.ended.at > now - YEAR_MS)
    ]
    over = [each for each in declared if each.ended]
    lengths = [_length(each) for each in over]
    between = [
        max(0, later.onset.at - earlier.ended.at)
        for later, earlier in pairwise(declared)
        if earlier.ended
    ]
    return Past(
        shown=[each for each in stood if each.ended][:SHOWN],
        number=len(declared),
        median=_median(lengths),
        between=_median(between),
        longest=max(over, key=_length) if len(over) > 1 else None,
        pair=(declared[0], declared[1]) if len(declared) > 1 else None,
    )


def _length(incident: Incident) -> int:
    return incident.ended.at - incident.onset.at if incident.ended else 0


def _median(values: Sequence[int]) -> int | None:
    return round(median(values)) if len(values) >= ENOUGH else None
