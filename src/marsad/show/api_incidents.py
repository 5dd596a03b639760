"""``/api/v1/incidents``: what happened, newest onset first."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.nouns.correction import Correction
from marsad.nouns.incident import Incident
from marsad.nouns.spell import Inquiry
from marsad.show.amended import corrections_of, named
from marsad.show.answers import JSON, respond
from marsad.show.incident_json import incident_json
from marsad.show.sieve import asked_incidents
from marsad.show.stage import Stage


async def incidents(request: Request) -> Response:
    """Those the filters of ``sieve.py`` keep, a page at a time; ``next`` is where it goes on."""
    stage: Stage = request.app.state.stage
    asked = asked_incidents(stage, request.query_params)
    told = replace(asked, now=0)
    answer = await stage.answer(
        f"api incidents {told} {request.url.query}",
        JSON,
        lambda: _list(stage, asked, dict(request.query_params)),
    )
    return respond(request, answer)


async def incident(request: Request) -> Response:
    """One of them; one that was merged into another redirects there."""
    stage: Stage = request.app.state.stage
    key = request.path_params["id"]
    found = stage.incident(key)
    if found.merged_into:
        return RedirectResponse(f"/api/v1/incidents/{found.merged_into}", 308)
    answer = await stage.answer(
        f"api incident {key}",
        JSON,
        lambda: _one(stage, found),
    )
    return respond(request, answer)


def _one(stage: Stage, found: Incident) -> bytes:
    corrections = corrections_of(found, stage.sight)
    return msgspec.json.encode(incident_json(found, stage.sight.catalog, corrections))


def _list(stage: Stage, asked: Inquiry, query: dict[str, str]) -> bytes:
    assert asked.limit
    found = stage.sight.found(replace(asked, limit=asked.limit + 1))
    shown = found[: asked.limit]
    more = urlencode({**query, "before": shown[-1].id}) if len(found) > len(shown) else ""
    corrected: dict[str, list[Correction]] = {}
    for each in stage.sight.corrections():
        for key in named(each):
            corrected.setdefault(key, []).append(each)
    answer = {
        "incidents": [
            incident_json(each, stage.sight.catalog, corrected.get(each.id, ())) for each in shown
        ],
        "next": f"/api/v1/incidents?{more}" if more else None,
    }
    return msgspec.json.encode(answer)
