"""``/api/v1/incidents.csv``: what happened, a row each, newest onset first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS, rfc3339, rfc3339_or_none
from marsad.nouns.spell import Inquiry
from marsad.show.answers import JSON, Answer
from marsad.show.csv_file import CSV, Cell, downloaded, table_file
from marsad.show.outlet import saved_as
from marsad.show.sieve import asked_incidents
from marsad.show.stage import Stage

HEADER = (
    "id", "service", "service_en", "service_ar", "component", "level", "state", "certainty",
    "onset", "onset_low", "onset_high", "declared_at", "peak_at", "peak_reports_per_minute",
    "peak_expected", "recovering_at", "ended", "ended_low", "ended_high", "minutes",
    "reports_total", "set_aside", "components", "countries", "provider", "bystander_of",
    "fault", "crowd", "attack", "maintenance", "unknown", "statements", "page",
)  # fmt: skip
"""``minutes`` is the length of what is over; several ids in one cell are parted by spaces."""
NAME = "incidents.csv"
PAGE = 500
"""Incidents read at once."""


async def incidents_csv(request: Request) -> Response:
    """By the filters of ``/api/v1/incidents``; all of them where no ``limit`` is asked for.

    A long table is sent page by page, so that no more than one of them is held at once.
    """
    stage: Stage = request.app.state.stage
    whole = stage.address(request)
    asked = asked_incidents(stage, request.query_params)
    if "limit" not in request.query_params:
        asked = replace(asked, limit=None)
    key = f"csv incidents {replace(asked, now=0)} {whole}"
    answer = await stage.answer(key, JSON, lambda: _pages(stage, asked))
    pages = msgspec.json.decode(answer.body.plain, type=list[Inquiry])

    async def page(number: int) -> Answer:
        return await stage.answer(
            f"{key} {number}",
            CSV,
            lambda: _page(stage, pages[number], whole, with_header=number == 0),
        )

    async def body() -> AsyncIterator[bytes]:
        for number in range(len(pages)):
            yield (await page(number)).body.plain

    if len(pages) == 1:
        return downloaded(request, await page(0), NAME)
    return saved_as(StreamingResponse(body(), media_type=CSV), NAME)


def _pages(stage: Stage, asked: Inquiry) -> bytes:
    """The inquiries that together give the whole table, as JSON."""
    ids = [each.id for each in stage.sight.spells(asked)]
    ends = ids[PAGE - 1 : -1 : PAGE]
    if not ends:
        return msgspec.json.encode([asked])
    return msgspec.json.encode(
        [replace(asked, before=before, limit=PAGE) for before in (asked.before, *ends)]
    )


def _page(stage: Stage, asked: Inquiry, address: str, *, with_header: bool) -> bytes:
    header = HEADER if with_header else ()
    return table_file(header, _rows(stage, stage.sight.found(asked), address))


def _rows(stage: Stage, found: list[Incident], address: str) -> Iterator[list[Cell]]:
    for each in found:
        yield [*_whose(stage, each), *_when(each), *_what(stage, each), _address(each, address)]


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
        rfc3339_or_none(each.declared_at),
        rfc3339(each.peak.at),
        round(each.peak.reports_per_minute, 3),
        round(each.peak.expected, 3),
        rfc3339_or_none(each.recovering_at),
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


def _address(each: Incident, address: str) -> str:
    return f"{address}/en/incidents/{each.id}"
