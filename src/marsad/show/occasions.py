"""Today's holidays and events that touch a service, and whether more reports are usual for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from marsad.catalog.catalog import Catalog
from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS, WEEK_MINUTES
from marsad.nouns.names import Names
from marsad.nouns.occasion import Occasion
from marsad.nouns.service import Service
from marsad.show.moments import Moments
from marsad.show.stage import Stage

RAISED = 1.1
"""Times what was usual a week before, from which it is said."""
STEP = 30


@dataclass(frozen=True, slots=True)
class Today:
    """What is special about the last 24 hours."""

    occasions: list[Names]
    raised: bool
    """Whether the usual range lies higher than at the same hours a week before."""


def occasions_of(stage: Stage, service: Service, moments: Moments) -> Today:
    """Of the day up to now."""
    end = moments.now // MINUTE_MS + 1
    found = _touching(stage.sight.catalog, service, end - DAY_MINUTES, end, moments)
    names = list(dict.fromkeys(each.names for each in found))
    return Today(names, bool(names) and _raised(stage, service, end))


def _touching(
    catalog: Catalog, service: Service, first: int, last: int, moments: Moments
) -> Iterator[Occasion]:
    home = service.countries[0] if len(service.countries) == 1 else ""
    year = moments.local(moments.now).year
    holidays = catalog.holidays(home, range(year - 1, year + 2)) if home else []
    mine = [each for each in catalog.events if _touches(each, service.id, home)]
    return (each for each in (*mine, *holidays) if each.begin < last and each.end > first)


def _touches(event: Occasion, service: str, home: str) -> bool:
    return service in event.services if event.services else home in event.countries


def _raised(stage: Stage, service: Service, end: int) -> bool:
    end = end // STEP * STEP
    today, before = (
        stage.sight.window(service.id, last - DAY_MINUTES, last, STEP).expected
        for last in (end, end - WEEK_MINUTES)
    )
    known = np.isfinite(today) & np.isfinite(before)
    return bool(known.any() and today[known].sum() > RAISED * before[known].sum())
