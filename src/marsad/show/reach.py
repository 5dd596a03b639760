"""Who an incident reached, by the counts of its own time: places, symptoms, parts, networks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.names import Names
from marsad.nouns.service import Service
from marsad.nouns.window import Window
from marsad.show.api_set_aside import private
from marsad.show.groups import say_group
from marsad.show.map import Country, map_of
from marsad.show.shares import Shares, place_shares, symptom_shares
from marsad.show.sight import Sight
from marsad.show.words import Words

MOST = 5
"""Groups of networks named; the rest is in the JSON."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Shares of the reports of an incident's time."""

    places: Shares
    symptoms: Shares
    parts: Shares
    countries: list[Country]
    aside: list[tuple[str, int]]
    """Whose reports were set aside, and how many, most first."""


def minutes_of(incident: Incident, now: int) -> tuple[int, int]:
    """First minute of an incident, and the one after its last."""
    first = incident.onset.at // MINUTE_MS
    end = incident.ended.at if incident.ended else now
    return first, max(end // MINUTE_MS, first) + 1


def reach_of(incident: Incident, service: Service, sight: Sight, words: Words) -> Reach:
    """Counts between an incident's onset and its end, or now."""
    first, last = minutes_of(incident, sight.now())
    shares = shares_of(incident, service, sight)
    rows = private(sight.set_aside(incident.service, first, last)) if incident.set_aside else []
    groups: Counter[int] = Counter()
    for row in rows:
        groups[row.aside.group] += row.aside.reports
    aside = [(say_group(group, words), reports) for group, reports in groups.most_common(MOST)]
    return Reach(*shares, map_of(shares[0]), aside)


def shares_of(incident: Incident, service: Service, sight: Sight) -> tuple[Shares, Shares, Shares]:
    """Places, symptoms and parts."""
    catalog = sight.catalog
    first, last = minutes_of(incident, sight.now())

    def window(by: str):
        return sight.window(incident.service, first, last, last - first, by=by)

    symptoms: dict[str, Names] = {key: each.names for key, each in catalog.symptoms.items()}
    parts = {part.id: part.names for part in service.components}
    return (
        place_shares(window("country"), catalog.countries),
        symptom_shares(window("symptom"), symptoms),
        symptom_shares(_known(window("component"), parts), parts),
    )


def _known(window: Window, names: Mapping[str, Names]) -> Window:
    """The same, with what bears no name as “not said”."""
    nothing = np.zeros(len(window.reports), np.int64)
    rest = sum((each for key, each in window.by.items() if key not in names), nothing)
    return replace(window, by={k: v for k, v in window.by.items() if k in names} | {"": rest})
