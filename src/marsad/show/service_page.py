"""A service's page: how it stands, how sure that is and why, and a button to report."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.names import Names
from marsad.nouns.service import Service
from marsad.nouns.status import Status
from marsad.nouns.window import Window
from marsad.show.answers import HTML, respond
from marsad.show.chart import chart_of
from marsad.show.map import map_of
from marsad.show.moments import DAY_MS, Moments
from marsad.show.parts import parts_of
from marsad.show.problems import quoted, refused
from marsad.show.shares import FEWEST, Shares, place_shares, symptom_shares
from marsad.show.span import range_of
from marsad.show.stage import Stage, language_of
from marsad.show.table import table_of
from marsad.show.why import why
from marsad.show.words import Words

RANGES = ("24h", "7d", "30d")
BUTTONS = 6
"""Symptoms offered at once; the others are one tap further."""
THANKS = ("problem", "works")
QUARTER = 15


async def service_page(request: Request) -> Response:
    """``/{language}/services/{id}?range=24h``; after a report also ``thanks=problem|works``."""
    stage: Stage = request.app.state.stage
    words = stage.words(request)
    service = stage.service(request.path_params["id"])
    asked = request.query_params.get("range", "24h")
    if asked not in RANGES:
        raise refused("bad-range", f"This page shows {', '.join(RANGES)}, not {quoted(asked)}")
    thanks = request.query_params.get("thanks", "")
    if thanks in THANKS:
        body = _make(stage, words, service, asked, thanks)
        return Response(body, media_type=HTML, headers={"cache-control": "no-store"})
    key = f"service {words.language} {service.id} {asked}"
    answer = stage.answers.get(
        key, stage.second(), HTML, lambda: _make(stage, words, service, asked, "")
    )
    return respond(request, answer)


async def back_to_service(request: Request) -> Response:
    """Somebody reloads, or follows, the address that the form is posted to."""
    key = request.path_params["id"]
    request.app.state.stage.service(key)
    return RedirectResponse(f"/{language_of(request)}/services/{key}", 303)


def _make(stage: Stage, words: Words, service: Service, asked: str, thanks: str) -> bytes:
    sight = stage.sight
    moments = stage.moments(words)
    status = sight.statuses().get(service.id) or Status(service.id, "unknown", 0.0)
    span = range_of(asked, moments.now)
    window = sight.window(service.id, *span)
    incidents = [
        each
        for each in sight.incidents(service=service.id, since=moments.now - 366 * DAY_MS)
        if not each.merged_into
    ]
    latest = incidents[0] if incidents else None
    fresh = latest and (not latest.ended or moments.now - latest.ended.at < 2 * DAY_MS)
    symptoms = {key: symptom.names for key, symptom in sight.catalog.symptoms.items()}
    what, what_hours = _shares(stage, service, moments, "symptom")
    where, where_hours = _shares(stage, service, moments, "country")
    return stage.render(
        "service.html.j2",
        words,
        moments,
        path=f"/services/{service.id}" + (f"?range={asked}" if asked != "24h" else ""),
        service=service,
        status=status,
        asked=asked,
        ranges=RANGES,
        thanks=thanks,
        quarter=_quarter(stage, service, moments),
        reasons=why(status, words, sight.catalog),
        chart=chart_of(window, moments, incidents),
        table=table_of(window, moments),
        total=int(window.reports.sum()),
        what=what,
        what_hours=what_hours,
        where=where,
        where_hours=where_hours,
        countries=map_of(where),
        parts=parts_of(service, status),
        latest=latest if fresh else None,
        transitions=sight.transitions(latest.id) if latest and fresh else [],
        past=[each for each in incidents if each.ended and each.state != "retracted"][:8],
        offered=[(key, symptoms[key]) for key in service.symptoms or symptoms if key in symptoms],
        buttons=BUTTONS,
        provider=_provider(stage, service),
    )


def _quarter(stage: Stage, service: Service, moments: Moments) -> Window:
    """The last fifteen minutes, as one bin."""
    end = moments.now // MINUTE_MS + 1
    return stage.sight.window(service.id, end - QUARTER, end, QUARTER)


def _shares(stage: Stage, service: Service, moments: Moments, by: str) -> tuple[Shares, int]:
    """Shares of the last hour; of the last day where an hour holds too few."""
    end = moments.now // MINUTE_MS + 1
    catalog = stage.sight.catalog
    shares = Shares(0, [])
    for hours in (1, 24):
        window = stage.sight.window(service.id, end - 60 * hours, end, 60 * hours, by=by)
        if by == "country":
            shares = place_shares(window, catalog.countries)
        else:
            shares = symptom_shares(window, {key: s.names for key, s in catalog.symptoms.items()})
        if shares.total >= FEWEST and shares.rows:
            return shares, hours
    return shares, 24


def _provider(stage: Stage, service: Service) -> Names | None:
    provider = stage.sight.catalog.providers.get(service.provider)
    return provider.names if provider else None
