"""``/api/v1/services/{id}/guarantee``: what it takes to raise a false problem of a service."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from marsad.show.answers import JSON, respond
from marsad.show.stage import Stage


async def guarantee(request: Request) -> Response:
    """The guarantee, or null where nobody has reported on the service yet."""
    stage: Stage = request.app.state.stage
    noun = stage.service(request.path_params["id"])
    answer = await stage.answer(f"api guarantee {noun.id}", JSON, lambda: _make(stage, noun.id))
    return respond(request, answer)


def _make(stage: Stage, service: str) -> bytes:
    found = stage.sight.guaranteed(service)
    if found and not found.known:
        found = replace(found, groups=())  # of so few reports no operator is named
    return msgspec.json.encode({"service": service, "guarantee": found})
