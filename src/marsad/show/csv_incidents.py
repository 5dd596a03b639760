"""``/api/v1/incidents.csv``: what happened, a row each, newest onset first."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS, rfc3339
from marsad.show.api_incidents import asked_incidents
from marsad.show.csv_file import CSV, Cell, downloaded, table_file
from marsad.show.stage import Stage

HEADER = (
    "id", "service", "service_en", "service_ar", "component", "level", "state", "certainty",
    "onset", "onset_low", "onset_high", "declared_at", "peak_at", "peak_reports_per_minute",
    "peak_expected", "recovering_at", "ended", "ended_low", "ended_high", "minutes",
    "reports_total", "set_aside", "components", "countries", "provider", "bystander_of",
    "fault", "crowd", "attack", "maintenance", "unknown", "statements", "page",
)  # fmt: skip
"""``minutes`` is the length of what is over; several ids in one cell are parted by spaces."""


async def incidents_csv(request: Request) -> Response:
    """By the filters of ``/api/v1/incidents``."""
    stage: Stage = request.app.state.stage
    asked, address = asked_incidents(request), stage.address(request)
    answer = await stage.answers.get(
        f"csv incidents {asked} {address}",
        stage.second(),
        CSV,
        lambda: table_file(HEADER, _rows(stage, asked.found(stage.sight), address)),
    )
    return downloaded(request, answer, "incidents.csv")


def _rows(stage: Stage, found: list[Incident], address: str) -> Iterator[list[Cell]]:
    for each in found:
        yield [*_whose(stage, each), *_when(each), *_what(stage, each), _page(each, address)]


def _whose(stage: Stage, each: Incident) -> list[Cell]:
    names = stage.noun(each.service).names
    return [
        each.id,
        each.service,
        names.en,
        names.ar,
        each.component,
        each.scope.level,
        each.state,
        round(each.certainty, 4),
    ]


def _when(each: Incident) -> list[Cell]:
    ended = each.ended
    return [
        *map(rfc3339, (each.onset.at, each.onset.low, each.onset.high)),
        _time(each.declared_at),
        rfc3339(each.peak.at),
        round(each.peak.reports_per_minute, 3),
        round(each.peak.expected, 3),
        _time(each.recovering_at),
        *([rfc3339(at) for at in (ended.at, ended.low, ended.high)] if ended else [None] * 3),
        round((ended.at - each.onset.at) / MINUTE_MS) if ended else None,
    ]


def _what(stage: Stage, each: Incident) -> list[Cell]:
    cause = each.cause
    chances = (cause.fault, cause.crowd, cause.attack, cause.maintenance, cause.unknown)
    return [
        each.reports_total,
        each.set_aside,
        " ".join(each.scope.components),
        " ".join(each.scope.countries),
        each.scope.provider or stage.noun(each.service).provider,
        each.bystander_of,
        *(round(chance, 4) for chance in chances),
        len(each.statements),
    ]


def _page(each: Incident, address: str) -> str:
    return f"{address}/en/incidents/{each.id}"


def _time(instant: int | None) -> str | None:
    return None if instant is None else rfc3339(instant)
