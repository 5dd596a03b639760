"""A service's or an incident's card for others' pages, in a frame: ``/{language}/embed/…``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.service import Service
from marsad.nouns.state import IncidentState, State
from marsad.nouns.status import Status
from marsad.show.answers import HTML, respond
from marsad.show.chart import Chart, chart_of
from marsad.show.earlier import length_of
from marsad.show.guard import FRAMED
from marsad.show.incident_page import around
from marsad.show.moments import Moments
from marsad.show.query import choice
from marsad.show.shapes import OUTLINES, SIGNS, shape_of
from marsad.show.stage import Stage, language_of
from marsad.show.states import HAPPENED
from marsad.show.titles import REST, incident_title
from marsad.show.why import doubt
from marsad.show.words import Words

THEMES = ("auto", "light", "dark")
BIN = 15
"""Minutes of a bin in a day's chart."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows; the sentences are in its language."""

    title: str
    page: str
    """Address of the page it is about, after the language."""
    state: State | IncidentState
    sentence: str
    facts: list[str]
    about_chart: str
    chart: Chart | None


Make = Callable[[Moments, bool], Card]


async def service_card(request: Request) -> Response:
    """``/{language}/embed/services/{id}?theme=auto|light|dark&chart=1|0``."""
    stage: Stage = request.app.state.stage
    service = stage.service(request.path_params["id"])
    return await _answer(
        request,
        f"services/{service.id}",
        lambda moments, charted: _of_service(stage, service, moments, charted),
    )


async def incident_card(request: Request) -> Response:
    """``/{language}/embed/incidents/{id}``, by the same choices."""
    stage: Stage = request.app.state.stage
    key = request.path_params["id"]
    incident = stage.incident(key)
    if incident.merged_into:
        query = f"?{request.url.query}" if request.url.query else ""
        where = f"/{language_of(request)}/embed/incidents/{incident.merged_into}{query}"
        return RedirectResponse(where, 301)
    return await _answer(
        request,
        f"incidents/{key}",
        lambda moments, charted: _of_incident(stage, incident, moments, charted),
    )


async def _answer(request: Request, what: str, make: Make) -> Response:
    stage: Stage = request.app.state.stage
    theme = choice(request.query_params, "theme", THEMES, "auto")
    charted = choice(request.query_params, "chart", ("1", "0"), "1") == "1"
    words = stage.words(request)

    def made() -> bytes:
        moments = stage.moments(words)
        card = make(moments, charted)
        shape = shape_of(card.state)
        return stage.render(
            "embed.html.j2",
            words,
            moments,
            card=card,
            theme=theme,
            shape=shape,
            outline=OUTLINES[shape],
            sign=SIGNS[shape],
        )

    answer = await stage.answer(f"embed {words.language} {what} {theme} {charted}", HTML, made)
    response = respond(request, answer)
    response.headers["content-security-policy"] = FRAMED
    return response


def _of_service(stage: Stage, service: Service, moments: Moments, charted: bool) -> Card:
    words, sight = moments.words, stage.sight
    status = sight.statuses().get(service.id) or Status(service.id, "unknown", 0.0)
    end = (moments.now // MINUTE_MS // BIN + 1) * BIN
    window = sight.window(service.id, end - 1440, end, BIN)
    hour = int(window.reports[-4:].sum())
    incidents = sight.incidents(service=service.id, since=(end - 1440) * MINUTE_MS)
    shown = [each for each in incidents if not each.merged_into]
    since = [words.say("Since {time}", time=moments.at(status.since))] if status.since else []
    lately = words.count("{n} report in the last hour", "{n} reports in the last hour", hour)
    return Card(
        title=service.names.of(words.language),
        page=f"/services/{service.id}",
        state=status.state,
        sentence=doubt(status, words, sight.catalog) or _rest(status, words),
        facts=[*since, lately],
        about_chart=words.say("Reports of the last day, beside their usual range."),
        chart=chart_of(window, moments, shown) if charted else None,
    )


def _rest(status: Status, words: Words) -> str:
    unheard = status.state == "ok" and status.known_since is None
    state = "unknown" if unheard else status.state
    return words.say(REST[state])


def _of_incident(stage: Stage, incident: Incident, moments: Moments, charted: bool) -> Card:
    words = moments.words
    service = stage.noun(incident.service)
    lasted = moments.length(length_of(incident, moments.now))
    window = stage.sight.window(incident.service, *around(incident, moments.now))
    return Card(
        title=incident_title(incident, service, moments),
        page=f"/incidents/{incident.id}",
        state=incident.state,
        sentence=words.say(HAPPENED[incident.state]),
        facts=[
            moments.full(incident.onset.at),
            words.say("lasted {length}", length=lasted) if incident.ended else lasted,
        ],
        about_chart=words.say("Reports over time"),
        chart=chart_of(window, moments, [incident]) if charted else None,
    )
