"""What people report and from where, as shares: with how many they rest on, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from marsad.nouns.names import Names
from marsad.nouns.window import Window

FEWEST = 10
"""Reports that have to be there before they are split into shares."""
PRIVATE = 5
"""Counts of a place below this are never shown."""
KNOWN = 100
"""Reports that what is usual has to rest on."""


@dataclass(frozen=True, slots=True)
class Share:
    """One row of bars."""

    key: str
    names: Names | None
    """None for all the rest together."""
    reports: int
    share: float
    usual: float | None = None
    """The share it had in the weeks before; None where that isn't known."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Rows, most first; none when there were too few to split."""

    total: int
    rows: list[Share]


def symptom_shares(window: Window, names: Mapping[str, Names], most: int = 6) -> Shares:
    """Shares of what people see, over the whole window."""
    counts = _counts(window)
    total = sum(counts.values())
    said = sum(count for key, count in counts.items() if key)
    if said < FEWEST:
        return Shares(total, [])
    return Shares(total, _rows(counts, names, total, most))


def place_shares(window: Window, names: Mapping[str, Names], most: int = 8) -> Shares:
    """Shares by country; one below ``PRIVATE`` is only in the rest, itself at least as many."""
    counts = _counts(window)
    total = sum(counts.values())
    shown = {key: count for key, count in counts.items() if key and count >= PRIVATE}
    if total < FEWEST or not shown:
        return Shares(total, [])
    counts = shown | {"": total - sum(shown.values())}
    rows = _rows(counts, names, total, most)
    return Shares(total, [row for row in rows if row.key or row.reports >= PRIVATE])


def with_usual(shares: Shares, before: Window) -> Shares:
    """The same rows beside the shares they had before: none of a place below ``PRIVATE``."""
    counts = _counts(before)
    total = sum(counts.values())
    if total < KNOWN:
        return shares
    rows = [
        replace(row, usual=counts[row.key] / total)
        if row.key and counts.get(row.key, 0) >= PRIVATE
        else row
        for row in shares.rows
    ]
    return Shares(shares.total, rows)


def _counts(window: Window) -> dict[str, int]:
    return {key: int(values.sum()) for key, values in window.by.items()}


def _rows(
    counts: Mapping[str, int], names: Mapping[str, Names], total: int, most: int
) -> list[Share]:
    ranked = sorted((item for item in counts.items() if item[0]), key=lambda item: -item[1])
    top = [(key, count) for key, count in ranked[:most] if count]
    rest = total - sum(count for _, count in top)
    rows = [
        Share(key, names.get(key, Names(ar=key, en=key)), count, count / total)
        for key, count in top
    ]
    return [*rows, Share("", None, rest, rest / total)] if rest > 0 else rows
