"""The cards of the home page: who isn't well, worst first, since when, what, where, how bad."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS
from marsad.nouns.names import Names
from marsad.nouns.service import Service
from marsad.nouns.state import WORST_FIRST
from marsad.nouns.status import Status
from marsad.nouns.window import Window
from marsad.show.chart import Chart, spark_of
from marsad.show.height import times_over
from marsad.show.moments import Moments
from marsad.show.shares import place_shares, symptom_shares
from marsad.show.stage import Stage
from marsad.show.tiles import Tile
from marsad.show.why import doubt
from marsad.show.words import Words

MOST = 12
"""Cards with a chart at most: on a day when all fails the page still has to be light."""
STEP = 30
"""Minutes a bin of the line on a card."""
ILL = ("problem", "possible", "recovering")
SEEN = 1.5
"""Times the usual below which it isn't said."""


@dataclass(frozen=True, slots=True)
class Card:
    """One service that isn't well."""

    service: Service
    status: Status
    reports: int
    """Last hour."""
    spark: Chart | None
    doubt: str
    """Why many reports are no problem all the same, or empty."""
    times: float = 0.0
    """The last hour's reports over what is usual; 0 where that says nothing."""
    symptom: Names | None = None
    place: Names | None = None


def cards_of(stage: Stage, words: Words, tiles: Iterable[Tile], moments: Moments) -> list[Card]:
    """Of the services that aren't well, worst first."""
    ill = [tile for tile in tiles if tile.status.state in ILL]
    ill.sort(key=_worst_first)
    return [
        _card(stage, words, tile, moments) if number < MOST else _plain_card(stage, words, tile)
        for number, tile in enumerate(ill)
    ]


def _worst_first(tile: Tile) -> tuple[int, float, int, str]:
    status = tile.status
    return (WORST_FIRST.index(status.state), -status.certainty, -tile.reports, status.service)


def _plain_card(stage: Stage, words: Words, tile: Tile) -> Card:
    why_not = doubt(tile.status, words, stage.sight.catalog)
    return Card(tile.service, tile.status, tile.reports, None, why_not)


def _card(stage: Stage, words: Words, tile: Tile, moments: Moments) -> Card:
    sight, key = stage.sight, tile.service.id
    minute = moments.now // MINUTE_MS
    end = (minute // STEP + 1) * STEP
    symptoms = sight.window(key, minute - 59, minute + 1, 60, by="symptom")
    places = sight.window(key, minute - 59, minute + 1, 60, by="country")
    what = symptom_shares(symptoms, {code: s.names for code, s in sight.catalog.symptoms.items()})
    where = place_shares(places, sight.catalog.countries)
    return Card(
        tile.service,
        tile.status,
        tile.reports,
        spark_of(sight.window(key, end - DAY_MINUTES, end, STEP), moments.now),
        doubt(tile.status, words, sight.catalog),
        times_usual(symptoms),
        what.rows[0].names if what.rows else None,
        where.rows[0].names if where.rows else None,
    )


def times_usual(window: Window) -> float:
    """How many times the usual a window holds; 0 where that is unknown, below one, or no more."""
    times = times_over(int(window.reports.sum()), float(window.expected.sum()))
    return 0.0 if times is None or times < SEEN else times
