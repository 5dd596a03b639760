"""A service's page: how it stands, how sure that is and why, and a button to report."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.names import Names
from marsad.nouns.service import Service
from marsad.nouns.status import Status
from marsad.nouns.window import Window
from marsad.show.after_report import After, after, around
from marsad.show.answers import HTML
from marsad.show.chart import chart_of
from marsad.show.map import map_of
from marsad.show.moments import DAY_MS, Moments
from marsad.show.parts import parts_of
from marsad.show.problems import quoted, refused
from marsad.show.shares import FEWEST, Shares, place_shares, symptom_shares
from marsad.show.span import range_of
from marsad.show.stage import Stage, language_of
from marsad.show.table import table_of
from marsad.show.why import doubt, why
from marsad.show.words import Words

RANGES = ("24h", "7d", "30d")
BUTTONS = 6
"""Symptoms offered at once; the others are one tap further."""
QUARTER = 15
FRESH_MS = 2 * DAY_MS
"""How long the life of the latest incident stays on the page after its end."""


async def service_page(request: Request) -> Response:
    """``/{language}/services/{id}?range=24h``; after a report also what ``after`` reads."""
    stage: Stage = request.app.state.stage
    words = stage.words(request)
    service = stage.service(request.path_params["id"])
    asked = request.query_params.get("range", "24h")
    if asked not in RANGES:
        raise refused("bad-range", f"This page shows {', '.join(RANGES)}, not {quoted(asked)}")
    said = after(stage, service, request)
    answer = await stage.answers.get(
        f"service {words.language} {service.id} {asked}{said.key}",
        stage.second(),
        HTML,
        lambda: _make(stage, words, service, asked, said),
    )
    return said.respond(request, answer)


async def back_to_service(request: Request) -> Response:
    """Somebody reloads, or follows, the address that the form is posted to."""
    key = request.path_params["id"]
    request.app.state.stage.service(key)
    return RedirectResponse(f"/{language_of(request)}/services/{key}", 303)


def _make(stage: Stage, words: Words, service: Service, asked: str, said: After) -> bytes:
    moments = stage.moments(words)
    status = stage.sight.statuses().get(service.id) or Status(service.id, "unknown", 0.0)
    incidents = _incidents(stage, service, moments)
    return stage.render(
        "service.html.j2",
        words,
        moments,
        path=f"/services/{service.id}" + (f"?range={asked}" if asked != "24h" else ""),
        service=service,
        **around(stage, words, service, said),
        **_standing(stage, words, status),
        parts=parts_of(service, status),
        offered=_offered(stage, service),
        buttons=BUTTONS,
        provider=_provider(stage, service),
        **_over_time(stage, service, moments, asked, incidents),
        **_split(stage, service, moments),
        **_history(stage, moments, incidents),
    )


def _standing(stage: Stage, words: Words, status: Status) -> dict[str, Any]:
    """How it stands, and why."""
    catalog = stage.sight.catalog
    return {
        "status": status,
        "reasons": why(status, words, catalog),
        "doubt": doubt(status, words, catalog),
    }


def _incidents(stage: Stage, service: Service, moments: Moments) -> list[Incident]:
    """Those of a year, newest first."""
    found = stage.sight.incidents(service=service.id, since=moments.now - 366 * DAY_MS)
    return [each for each in found if not each.merged_into]


def _over_time(
    stage: Stage, service: Service, moments: Moments, asked: str, incidents: list[Incident]
) -> dict[str, Any]:
    """The chart, its table, and the last fifteen minutes."""
    window = stage.sight.window(service.id, *range_of(asked, moments.now))
    return {
        "asked": asked,
        "ranges": RANGES,
        "chart": chart_of(window, moments, incidents),
        "table": table_of(window, moments),
        "total": int(window.reports.sum()),
        "counted": int(window.counted.sum()),
        "quarter": _quarter(stage, service, moments),
    }


def _split(stage: Stage, service: Service, moments: Moments) -> dict[str, Any]:
    """What people see, and where."""
    what, what_hours = _shares(stage, service, moments, "symptom")
    where, where_hours = _shares(stage, service, moments, "country")
    return {
        "fewest": FEWEST,
        "what": what,
        "what_hours": what_hours,
        "where": where,
        "where_hours": where_hours,
        "countries": map_of(where),
    }


def _history(stage: Stage, moments: Moments, incidents: list[Incident]) -> dict[str, Any]:
    """The latest incident while it is fresh, its life, and those before."""
    latest = incidents[0] if incidents else None
    if latest and latest.ended and moments.now - latest.ended.at > FRESH_MS:
        latest = None
    return {
        "latest": latest,
        "transitions": stage.sight.transitions(latest.id) if latest else [],
        "past": [each for each in incidents if each.ended and each.state != "retracted"][:8],
    }


def _offered(stage: Stage, service: Service) -> list[tuple[str, Names]]:
    """Symptoms of the form, most usual first."""
    known = stage.sight.catalog.symptoms
    complaints = [
        choice for topic in stage.sight.catalog.topics.values() for choice in topic.symptoms
    ]
    offered = dict.fromkeys([*(service.symptoms or known), *complaints])
    return [(key, known[key].names) for key in offered if key in known]


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
