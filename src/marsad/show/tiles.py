"""The grid of the home page: every service with its state, its day and its last problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.service import Service
from marsad.nouns.status import Status
from marsad.show.collation import place_of
from marsad.show.filters import Filters
from marsad.show.moments import Moments
from marsad.show.stage import Stage
from marsad.show.wave import HOURS, wave_of


@dataclass(frozen=True, slots=True)
class Tile:
    """One service of the grid."""

    service: Service
    status: Status
    reports: int
    """Last hour, the running minute in it."""
    wave: str
    last: Incident | None


def tiles_of(
    stage: Stage, filters: Filters, recent: Iterable[Incident], moments: Moments
) -> list[Tile]:
    """Those asked for, in the order of their names. One question counts for all of them."""
    statuses = stage.sight.statuses()
    end = moments.now // MINUTE_MS + 1
    lines = stage.sight.lines(end - 60 * HOURS, end, 60)
    last: dict[str, Incident] = {}
    for incident in recent:
        last.setdefault(incident.service, incident)
    language = moments.words.language
    services = [each for each in map(stage.noun, statuses) if filters.keeps(each)]
    services.sort(key=lambda service: place_of(service.names.of(language), language))
    return [
        _tile(service, statuses[service.id], lines[service.id].tolist(), last.get(service.id))
        if service.id in lines
        else Tile(service, statuses[service.id], 0, "", last.get(service.id))
        for service in services
    ]


def _tile(service: Service, status: Status, counts: list[int], last: Incident | None) -> Tile:
    return Tile(service, status, counts[-1], wave_of(counts), last)
