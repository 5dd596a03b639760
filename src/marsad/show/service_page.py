"""A service's page: how it stands, how sure that is and why, and a button to report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.nouns.correction import Plan
from marsad.nouns.incident import Incident
from marsad.nouns.names import Names
from marsad.nouns.service import Service
from marsad.nouns.status import Status
from marsad.show import causes, oembed
from marsad.show.after_report import After, after, around
from marsad.show.answers import HTML
from marsad.show.family import family_of
from marsad.show.happened import happened
from marsad.show.moments import DAY_MS, Moments
from marsad.show.over_time import ALL, RANGES, over_time
from marsad.show.parts import parts_of
from marsad.show.past import past_of
from marsad.show.problems import quoted, refused
from marsad.show.split import split
from marsad.show.stage import Stage, language_of
from marsad.show.why import briefly, doubt, why
from marsad.show.words import Words

BUTTONS = 6
"""Symptoms offered at once; the others are one tap further."""
ROWS = 24
"""Of what happened; the incident's page and the log of corrections have the rest."""
FRESH_MS = 2 * DAY_MS
"""How long the life of the latest incident stays on the page after its end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one address asks for."""

    range: str
    said: After
    """What became of a report, for whoever just sent one."""
    address: str
    """Scheme and host of the site."""


async def service_page(request: Request) -> Response:
    """``/{language}/services/{id}?range=24h``; after a report also what ``after`` reads."""
    stage: Stage = request.app.state.stage
    words = stage.words(request)
    service = stage.service(request.path_params["id"])
    asked = request.query_params.get("range", "24h")
    if asked not in RANGES:
        raise refused("bad-range", f"This page shows {', '.join(RANGES)}, not {quoted(asked)}")
    said = after(stage, service, request)
    address = stage.address(request)
    answer = await stage.answer(
        f"service {words.language} {service.id} {asked} {address}{said.key}",
        HTML,
        lambda: _make(stage, words, service, Asked(asked, said, address)),
    )
    return said.respond(request, answer)


async def back_to_service(request: Request) -> Response:
    """Somebody reloads, or follows, the address that the form is posted to."""
    key = request.path_params["id"]
    request.app.state.stage.service(key)
    return RedirectResponse(f"/{language_of(request)}/services/{key}", 303)


def _make(stage: Stage, words: Words, service: Service, asked: Asked) -> bytes:
    moments = stage.moments(words)
    statuses = stage.sight.statuses()
    status = statuses.get(service.id) or Status(service.id, "unknown", 0.0)
    incidents = _incidents(stage, service, moments, asked.range)
    plans = stage.sight.plans(service.id)
    shares = split(stage, service, moments)
    return stage.render(
        "service.html.j2",
        words,
        moments,
        path=f"/services/{service.id}" + (f"?range={asked.range}" if asked.range != "24h" else ""),
        service=service,
        **around(stage, words, service, asked.said),
        address=asked.address,
        embed=oembed,
        offered=_offered(stage, service),
        buttons=BUTTONS,
        family=family_of(service, stage.sight.catalog, statuses, words.language),
        parts=parts_of(service, status, shares["part_shares"]),
        **_standing(stage, words, status),
        **over_time(stage, service, status, moments, asked.range, incidents, plans),
        **shares,
        **_history(stage, service, moments, incidents, plans),
    )


def _standing(stage: Stage, words: Words, status: Status) -> dict[str, Any]:
    """How it stands, and why."""
    catalog = stage.sight.catalog
    reasons = why(status, words, catalog)
    return {
        "status": status,
        "reasons": briefly(reasons) if status.incident else reasons,
        "doubt": doubt(status, words, catalog),
    }


def _incidents(stage: Stage, service: Service, moments: Moments, asked: str) -> list[Incident]:
    """Those of a year, or ever, newest first."""
    since = 0 if asked == ALL else moments.now - 366 * DAY_MS
    found = stage.sight.incidents(service=service.id, since=since)
    return [each for each in found if not each.merged_into]


def _history(
    stage: Stage,
    service: Service,
    moments: Moments,
    incidents: Sequence[Incident],
    plans: Sequence[Plan],
) -> dict[str, Any]:
    """The latest incident while it is fresh, what happened of late, and the years before."""
    latest, fresh = incidents[0] if incidents else None, moments.now - FRESH_MS
    if latest and latest.ended and latest.ended.at < fresh:
        latest = None
    since = min(fresh, latest.onset.at) if latest else fresh
    rows = happened(
        latest,
        stage.sight.transitions(latest.id) if latest else [],
        stage.sight.corrections(service=service.id, since=since),
        [each for each in plans if each.end > fresh],
        moments,
    )
    return {
        "latest": latest,
        "happened_here": rows[:ROWS],
        "past": past_of(incidents, moments.now),
        "causes": causes,
    }


def _offered(stage: Stage, service: Service) -> list[tuple[str, Names]]:
    """Symptoms of the form, most usual first."""
    known = stage.sight.catalog.symptoms
    complaints = [
        choice for topic in stage.sight.catalog.topics.values() for choice in topic.symptoms
    ]
    offered = dict.fromkeys([*(service.symptoms or known), *complaints])
    return [(key, known[key].names) for key in offered if key in known]
