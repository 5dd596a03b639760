"""``/openapi.json``: the API described for programs (OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from marsad.show.answers import JSON, Answer, answer_of, respond
from marsad.show.openapi_corrections import SHAPES as OF_CORRECTIONS
from marsad.show.openapi_explore import SHAPES as EXPLORE_SHAPES
from marsad.show.openapi_explore import explore_parameters
from marsad.show.openapi_outlets import paths as outlet_paths
from marsad.show.openapi_parameters import (
    RANGE,
    corrections_parameters,
    counts_parameters,
    identified,
    incidents_parameters,
    query,
)
from marsad.show.openapi_shapes import SHAPES

PROBLEM = {
    "description": "What was wrong, and what to do (RFC 9457)",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class Described(NamedTuple):
    """Another room's part of the document: its path items, and the shapes they refer to."""

    paths: dict[str, Any]
    shapes: dict[str, Any]
    security: dict[str, Any]


def document(door: Described) -> dict[str, Any]:
    """The whole document, the door's part included."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Marsad",
            "version": "1",
            "summary": "Reports, states and incidents of an outage observatory",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {**door.paths, **_paths(), **outlet_paths(PROBLEM)},
        "components": {
            "schemas": {**door.shapes, **SHAPES, **EXPLORE_SHAPES, **OF_CORRECTIONS},
            "securitySchemes": door.security,
        },
    }


async def openapi(request: Request) -> Response:
    """The document; it changes with the software only."""
    return respond(request, request.app.state.description)


def _paths() -> dict[str, Any]:
    return {
        "/api/v1/services": _get("services", "Every service and how it stands", "Services"),
        "/api/v1/services/{id}": _get("service", "One service", "Service", [identified("service")]),
        "/api/v1/services/{id}/counts": _get(
            "counts", "Reports over time, beside what is usual", "Counts", counts_parameters()
        ),
        "/api/v1/services/{id}/set-aside": _get(
            "set_aside",
            "Reports that did not weigh, by hour and group of networks",
            "AllSetAside",
            [identified("service"), RANGE],
        ),
        "/api/v1/services/{id}/guarantee": _get(
            "guarantee",
            "What it takes to raise a false problem of a service",
            "Assured",
            [identified("service")],
        ),
        "/api/v1/incidents": _get(
            "incidents", "Incidents, newest onset first", "Incidents", incidents_parameters()
        ),
        "/api/v1/incidents/{id}": _get(
            "incident", "One incident", "Incident", [identified("incident")], moved=True
        ),
        "/api/v1/explore": _explore(),
        **_of_editors(),
        "/api/v1/live": _live(),
    }


def _of_editors() -> dict[str, Any]:
    return {
        "/api/v1/corrections": _get(
            "corrections",
            "What editors changed of the public record, newest first",
            "Corrections",
            corrections_parameters(),
        ),
        "/api/v1/plans": _get(
            "plans",
            "Announced work that is not over",
            "Plans",
            [query("service", {"type": "string"}, "Only that on this service")],
        ),
    }


def _get(
    name: str,
    summary: str,
    shape: str,
    parameters: list[dict[str, Any]] | None = None,
    *,
    moved: bool = False,
) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{shape}"}
    responses: dict[str, Any] = {
        "200": {"description": summary, "content": {JSON: {"schema": schema}}},
        "304": {"description": "Not changed since If-None-Match"},
        "default": PROBLEM,
    }
    for status in ("400", "404") if parameters else ():
        responses[status] = PROBLEM
    if moved:
        responses["308"] = {"description": "It was merged into another incident"}
    operation = {"operationId": name, "summary": summary, "responses": responses}
    return {"get": operation | ({"parameters": parameters} if parameters else {})}


def _explore() -> dict[str, Any]:
    path = _get("explore", "Counts of any cells over time", "Explored", explore_parameters())
    table = {"text/csv": {"schema": {"type": "string"}}}
    path["get"]["responses"]["200"]["content"] |= table
    return path


def _live() -> dict[str, Any]:
    stream = {"text/event-stream": {"schema": {"type": "string"}}}
    return {
        "get": {
            "operationId": "live",
            "summary": "Changes as they happen, as server-sent events (see docs/api.md)",
            "parameters": [
                query("service", {"type": "string"}, "Only events of this service"),
                {
                    "name": "Last-Event-ID",
                    "in": "header",
                    "schema": {"type": "string"},
                    "description": "Go on after this event",
                },
            ],
            "responses": {
                "200": {"description": "An endless stream", "content": stream},
                "default": PROBLEM,
            },
        }
    }


def description(door: Described) -> Answer:
    """The document as it is answered."""
    return answer_of(JSON, msgspec.json.encode(document(door)))
