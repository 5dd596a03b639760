"""``/api/v1/incidents``: what happened, newest onset first."""

from __future__ import annotations

from typing import get_args

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.nouns.minute import parse_rfc3339
from marsad.nouns.state import IncidentState
from marsad.show.answers import JSON, respond
from marsad.show.incident_json import incident_json
from marsad.show.problems import quoted, refused
from marsad.show.stage import Stage

INCIDENT_STATES: tuple[str, ...] = get_args(IncidentState)


async def incidents(request: Request) -> Response:
    """Those of a ``service``, in a ``state``, not ended before ``since``; each may be left out."""
    stage: Stage = request.app.state.stage
    service = request.query_params.get("service", "")
    state = request.query_params.get("state", "")
    since = since_of(request.query_params.get("since", ""))
    if service:
        stage.service(service)
    if state and state not in INCIDENT_STATES:
        raise refused("bad-state", f"state is one of {', '.join(INCIDENT_STATES)}")
    answer = await stage.answers.get(
        f"api incidents {service} {state} {since}",
        stage.second(),
        JSON,
        lambda: _list(stage, service, state, since),
    )
    return respond(request, answer)


async def incident(request: Request) -> Response:
    """One of them; one that was merged into another redirects there."""
    stage: Stage = request.app.state.stage
    key = request.path_params["id"]
    found = stage.sight.incident(key)
    if found is None:
        raise refused("unknown-incident", f"There is no incident {quoted(key)}")
    if found.merged_into:
        return RedirectResponse(f"/api/v1/incidents/{found.merged_into}", 308)
    answer = await stage.answers.get(
        f"api incident {key}",
        stage.second(),
        JSON,
        lambda: msgspec.json.encode(incident_json(found, stage.sight.catalog)),
    )
    return respond(request, answer)


def _list(stage: Stage, service: str, state: str, since: int) -> bytes:
    found = stage.sight.incidents(service=service, state=state, since=since)
    catalog = stage.sight.catalog
    shown = [incident_json(each, catalog) for each in found if not each.merged_into]
    return msgspec.json.encode({"incidents": shown})


def since_of(text: str) -> int:
    """An instant; a plus sign that came as a space (as in a careless query) is mended."""
    if not text:
        return 0
    try:
        return parse_rfc3339(text.replace(" ", "+"))
    except (ValueError, OverflowError):
        raise refused("not-a-time", f"since is not RFC 3339: {quoted(text)}") from None
