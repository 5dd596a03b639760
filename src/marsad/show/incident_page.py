"""An incident's page, at an address that stays: when, how sure and why, who, and what happened."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS, instant_of
from marsad.nouns.service import Service
from marsad.show import amended, causes
from marsad.show.answers import HTML, respond
from marsad.show.chart import chart_of
from marsad.show.curve import full_bins
from marsad.show.earlier import earlier_of
from marsad.show.first_word import first_word_of
from marsad.show.happened import Happening, happened
from marsad.show.height import height_of
from marsad.show.moments import Moments
from marsad.show.quote import day, quote_of
from marsad.show.reach import reach_of
from marsad.show.span import BINS, STEPS
from marsad.show.stage import Stage, language_of
from marsad.show.states import HAPPENED
from marsad.show.table import table_of
from marsad.show.ticks import ticks_of
from marsad.show.weights import weighed
from marsad.show.words import Words

AROUND = 60
"""Minutes shown before the start and after the end."""


async def incident_page(request: Request) -> Response:
    """``/{language}/incidents/{id}``."""
    stage: Stage = request.app.state.stage
    words = stage.words(request)
    key = request.path_params["id"]
    incident = stage.incident(key)
    if incident.merged_into:
        where = f"/{language_of(request)}/incidents/{incident.merged_into}"
        return RedirectResponse(where, 301)
    site = stage.address(request)
    answer = await stage.answer(
        f"incident {words.language} {site} {key}",
        HTML,
        lambda: _make(stage, words, incident, site),
    )
    return respond(request, answer)


def _make(stage: Stage, words: Words, incident: Incident, site: str) -> bytes:
    sight, service = stage.sight, stage.noun(incident.service)
    moments = stage.moments(words)
    height = height_of(incident, sight, moments.now)
    return stage.render(
        "incident.html.j2",
        words,
        moments,
        path=f"/incidents/{incident.id}",
        address=f"{site}/{words.language}/incidents/{incident.id}",
        incident=incident,
        service=service,
        component=service.component(incident.component),
        quote=quote_of(incident, service, height, moments),
        seen=day(moments.now, moments),
        height=height,
        first_word=first_word_of(incident),
        signals=weighed(incident, words, sight.catalog),
        reach=reach_of(incident, service, sight, words),
        causes=causes,
        earlier=earlier_of(incident, sight, moments.now),
        **_others(stage, incident, service),
        **_over_time(stage, incident, moments),
    )


def _over_time(stage: Stage, incident: Incident, moments: Moments) -> dict[str, Any]:
    """The chart with its ticks and its table, and what happened as a list."""
    sight = stage.sight
    changes = amended.amendments(amended.corrections_of(incident, sight))
    statements = causes.shown(incident.statements)
    life = happened(incident, sight.transitions(incident.id), changes, (), moments)[::-1]
    first, last, step = around(incident, moments.now)
    window = sight.window(incident.service, first, last, step)
    full = full_bins(first, step, (last - first) // step, moments.now) * step
    return {
        "amended": amended,
        "amendments": changes,
        "life": life,
        "statements": statements,
        "chart": chart_of(window, moments, [incident]),
        "ticks": _ticks(life, instant_of(first), instant_of(first + full)),
        "table": table_of(window, moments),
    }


def _ticks(life: list[Happening], first: int, last: int) -> list[tuple[str, float]]:
    """Statements and changes of state: what, and where along the chart."""
    told = [each for each in life if each.statement or each.state in HAPPENED]
    places = ticks_of((each.at for each in told), first, last)
    return [
        ("said" if each.statement else "state", place)
        for each, place in zip(told, places, strict=True)
        if place is not None
    ]


def _others(stage: Stage, incident: Incident, service: Service) -> dict[str, Any]:
    """Who else is in it: the provider, the incident it stands by, and those that stand by it."""
    sight = stage.sight
    provider = sight.catalog.providers.get(incident.scope.provider or service.provider)
    began = sight.incidents(since=incident.onset.at)
    return {
        "provider": provider.names if provider else None,
        "culprit": sight.incident(incident.bystander_of) if incident.bystander_of else None,
        "bystanders": [each for each in began if each.bystander_of == incident.id],
        "noun": stage.noun,
    }


def around(incident: Incident, now: int) -> tuple[int, int, int]:
    """First minute, last minute and step of the incident's own chart."""
    first = incident.onset.at // MINUTE_MS - AROUND
    end = incident.ended.at if incident.ended else now
    last = min(end // MINUTE_MS + AROUND, now // MINUTE_MS + 1)
    minutes = max(last - first, 1)
    step = next((step for step in STEPS if minutes <= step * BINS), STEPS[-1])
    return first // step * step, -(-(first + minutes) // step) * step, step
