"""An incident's page, at an address that stays: when, how sure and why, who, and what happened."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS
from marsad.show import causes
from marsad.show.answers import HTML, respond
from marsad.show.chart import chart_of
from marsad.show.problems import quoted, refused
from marsad.show.span import BINS, STEPS
from marsad.show.stage import Stage, language_of
from marsad.show.table import table_of
from marsad.show.why import reasons_said
from marsad.show.words import Words

AROUND = 60
"""Minutes shown before the start and after the end."""


async def incident_page(request: Request) -> Response:
    """``/{language}/incidents/{id}``."""
    stage: Stage = request.app.state.stage
    words = stage.words(request)
    key = request.path_params["id"]
    incident = stage.sight.incident(key)
    if incident is None:
        raise refused("unknown-incident", f"There is no incident {quoted(key)}")
    if incident.merged_into:
        where = f"/{language_of(request)}/incidents/{incident.merged_into}"
        return RedirectResponse(where, 301)
    answer = await stage.answers.get(
        f"incident {words.language} {key}",
        stage.second(),
        HTML,
        lambda: _make(stage, words, incident),
    )
    return respond(request, answer)


def _make(stage: Stage, words: Words, incident: Incident) -> bytes:
    sight, catalog = stage.sight, stage.sight.catalog
    moments = stage.moments(words)
    service = stage.noun(incident.service)
    window = sight.window(incident.service, *around(incident, moments.now))
    return stage.render(
        "incident.html.j2",
        words,
        moments,
        path=f"/incidents/{incident.id}",
        incident=incident,
        service=service,
        component=service.component(incident.component),
        components=[c.names for c in service.components if c.id in incident.scope.components],
        countries=[
            catalog.countries[c] for c in incident.scope.countries if c in catalog.countries
        ],
        symptoms=[
            catalog.symptoms[s].names for s in incident.scope.symptoms if s in catalog.symptoms
        ],
        reasons=reasons_said(incident.because, words, catalog, incident.service),
        causes=causes,
        transitions=sight.transitions(incident.id),
        chart=chart_of(window, moments, [incident]),
        table=table_of(window, moments),
    )


def around(incident: Incident, now: int) -> tuple[int, int, int]:
    """First minute, last minute and step of the incident's own chart."""
    first = incident.onset.at // MINUTE_MS - AROUND
    end = incident.ended.at if incident.ended else now
    last = min(end // MINUTE_MS + AROUND, now // MINUTE_MS + 1)
    minutes = max(last - first, 1)
    step = next((step for step in STEPS if minutes <= step * BINS), STEPS[-1])
    return first // step * step, -(-(first + minutes) // step) * step, step
