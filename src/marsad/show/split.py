"""What people see, where, and in which part: shares of the last hour, or of the last day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS
from marsad.nouns.names import Names
from marsad.nouns.service import Service
from marsad.nouns.window import Window
from marsad.show.map import map_of
from marsad.show.moments import Moments
from marsad.show.shares import FEWEST, Shares, place_shares, symptom_shares, with_usual
from marsad.show.stage import Stage

USUAL_DAYS = 28


def split(stage: Stage, service: Service, moments: Moments) -> dict[str, Any]:
    """The shares of a service's page, each with the hours it covers."""
    what, what_hours = _shares(stage, service, moments, "symptom")
    where, where_hours = _shares(stage, service, moments, "country")
    pieces, _ = _shares(stage, service, moments, "component")
    return {
        "fewest": FEWEST,
        "what": what,
        "what_hours": what_hours,
        "where": where,
        "where_hours": where_hours,
        "countries": map_of(where),
        "part_shares": {row.key: row.share for row in pieces.rows},
    }


def _shares(stage: Stage, service: Service, moments: Moments, by: str) -> tuple[Shares, int]:
    """Shares of the last hour; of the last day where an hour holds too few."""
    end = moments.now // MINUTE_MS + 1
    shares = Shares(0, [])
    for hours in (1, 24):
        first = end - 60 * hours
        shares = _counted(stage, service, _whole(stage, service, first, end, by), by)
        if shares.total >= FEWEST and shares.rows:
            return _beside_usual(stage, service, shares, first, by), hours
    return shares, 24


def _whole(stage: Stage, service: Service, first: int, end: int, by: str) -> Window:
    return stage.sight.window(service.id, first, end, end - first, by=by)


def _counted(stage: Stage, service: Service, window: Window, by: str) -> Shares:
    catalog = stage.sight.catalog
    if by == "country":
        return place_shares(window, catalog.countries)
    if by == "component":
        names: Mapping[str, Names] = {part.id: part.names for part in service.components}
        return symptom_shares(window, names, most=len(names) or 1)
    return symptom_shares(window, {key: each.names for key, each in catalog.symptoms.items()})


def _beside_usual(stage: Stage, service: Service, shares: Shares, first: int, by: str) -> Shares:
    """With what was usual for each place in the four weeks before."""
    if by != "country":
        return shares
    # From a whole day on, so that the answer is the same all day long.
    end = first // DAY_MINUTES * DAY_MINUTES
    return with_usual(shares, _whole(stage, service, end - USUAL_DAYS * DAY_MINUTES, end, by))
