"""The world with the countries that reports come from, darker where more do."""

from __future__ import annotations

from typing import NamedTuple

from marsad.show.shares import Shares

STEPS = (0.03, 0.1, 0.3)
"""Shares of all reports at which a country gets the next of the four shades."""


class Country(NamedTuple):
    """A country to be drawn over the grey world."""

    code: str
    shade: int
    """1 (fewest) to 4."""


def map_of(places: Shares) -> list[Country]:
    """The countries of some shares; those that may not be shown aren't in them."""
    return [
        Country(row.key, 1 + sum(row.share >= step for step in STEPS))
        for row in places.rows
        if row.key
    ]
