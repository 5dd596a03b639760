"""The grid of the home page: every service with its state, its day and its last problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.service import Service
from marsad.nouns.status import Status
from marsad.show.moments import Moments
from marsad.show.sieve import Sieve
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
    stage: Stage, sieve: Sieve, recent: Iterable[Incident], moments: Moments
) -> list[Tile]:
    """Those asked for, in the order of their names. One question counts for all of them."""
    statuses = stage.sight.statuses()
    end = moments.now // MINUTE_MS + 1
    lines = stage.sight.lines(end - 60 * HOURS, end, 60)
    last: dict[str, Incident] = {}
    for incident in recent:
        last.setdefault(incident.service, incident)
    return [
        _tile(service, statuses[service.id], lines[service.id].tolist(), last.get(service.id))
        if service.id in lines
        else Tile(service, statuses[service.id], 0, "", last.get(service.id))
        for service in stage.services(moments.words)
        if sieve.keeps(service)
    ]


def _tile(service: Service, status: Status, counts: list[int], last: Incident | None) -> Tile:
    return Tile(service, status, counts[-1], wave_of(counts), last)
