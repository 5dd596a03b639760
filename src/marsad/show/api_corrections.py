"""``/api/v1/corrections`` and ``/api/v1/plans``: what editors changed, and what they announced."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from marsad.show.answers import JSON, respond
from marsad.show.correction_json import correction_json, plan_json
from marsad.show.query import instant
from marsad.show.stage import Stage


async def corrections(request: Request) -> Response:
    """Those of a ``service`` or an ``incident``, done at ``since`` or later; newest first."""
    stage: Stage = request.app.state.stage
    query = request.query_params
    service, incident = query.get("service", ""), query.get("incident", "")
    since = instant(query, "since") or 0
    if service:
        stage.service(service)
    if incident:
        stage.incident(incident)

    def made() -> bytes:
        found = stage.sight.corrections(service=service, incident=incident, since=since)
        return msgspec.json.encode({"corrections": [correction_json(each) for each in found]})

    key = f"api corrections {service} {incident} {since}"
    return respond(request, await stage.answer(key, JSON, made))


async def plans(request: Request) -> Response:
    """Work that is announced and not over, of a ``service`` or of all; earliest first."""
    stage: Stage = request.app.state.stage
    service = request.query_params.get("service", "")
    if service:
        stage.service(service)

    def made() -> bytes:
        found = stage.sight.plans(service=service, since=stage.sight.now())
        return msgspec.json.encode({"plans": [plan_json(each) for each in found]})

    return respond(request, await stage.answer(f"api plans {service}", JSON, made))
