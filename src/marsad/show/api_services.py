"""``/api/v1/services``: every service with its present state."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.minute import rfc3339_or_none
from marsad.nouns.service import Service
from marsad.nouns.status import Status
from marsad.show.answers import JSON, respond
from marsad.show.stage import Stage


async def services(request: Request) -> Response:
    """All of them, by id."""
    stage: Stage = request.app.state.stage
    answer = await stage.answer("api services", JSON, lambda: _all(stage))
    return respond(request, answer)


async def service(request: Request) -> Response:
    """One of them."""
    stage: Stage = request.app.state.stage
    noun = stage.service(request.path_params["id"])
    answer = await stage.answer(f"api service {noun.id}", JSON, lambda: _one(stage, noun))
    return respond(request, answer)


def _all(stage: Stage) -> bytes:
    statuses = sorted(stage.sight.statuses().items())
    return msgspec.json.encode(
        {"services": [service_json(stage.noun(key), status) for key, status in statuses]}
    )


def _one(stage: Stage, noun: Service) -> bytes:
    status = stage.sight.statuses().get(noun.id) or Status(noun.id, "unknown", 0.0)
    return msgspec.json.encode(service_json(noun, status))


def service_json(noun: Service, status: Status) -> dict[str, Any]:
    """A service and how it stands, as JSON values."""
    return {
        "id": noun.id,
        "names": noun.names.by_language(),
        "provider": noun.provider,
        "category": noun.category,
        "countries": list(noun.countries),
        "components": [
            {"id": part.id, "names": part.names.by_language()} for part in noun.components
        ],
        "symptoms": list(noun.symptoms),
        "state": status.state,
        "certainty": round(status.certainty, 4),
        "since": rfc3339_or_none(status.since),
        "incident": status.incident,
    }
