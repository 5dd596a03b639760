"""The door's part of ``/openapi.json``: how to report, and every reason a report is refused for.

Plain dictionaries (OpenAPI 3.1, JSON Schema 2020-12) that show merges with its own. They refer to
the shape ``Problem``, which show describes.
"""

from __future__ import annotations

from typing import Any

from marsad.intake import openapi_evidence
from marsad.intake.form import LANGUAGE, TOKEN, TRAP
from marsad.intake.openapi_pieces import ALWAYS, KEYED, Schema, idempotency, problem, refusals
from marsad.intake.rules import Rules

_RULES = Rules()
_TEXT: Schema = {"type": ["string", "null"]}
_SAID = (
    "bad-kind",
    "bad-text",
    "missing-field",
    "note-too-long",
    "unknown-component",
    "unknown-country",
    "unknown-service",
    "unknown-symptom",
)
"""Of the form too, where they become ``?refused=`` for browsers."""
_JSON = (
    "bad-address",
    "not-a-time",
    "not-json",
    "not-trusted",
    "time-ahead",
    "time-too-old",
    "wrong-type",
)

SHAPES: dict[str, Schema] = {
    "Report": {
        "type": "object",
        "description": "One person's word. Members that are null, empty or unknown are ignored.",
        "properties": {
            "service": {"type": "string", "description": "Id from /api/v1/services"},
            "component": _TEXT | {"description": "Part of the service; else told by the symptom"},
            "symptom": _TEXT | {"description": "What the person sees"},
            "country": _TEXT | {"description": "ISO 3166-1 alpha-2; else told by the address"},
            "note": _TEXT | {"maxLength": _RULES.note_chars},
            "kind": {"enum": ["problem", "works", "", None], "default": "problem"},
            "at": _TEXT
            | {"description": "RFC 3339, when it was seen: at most a day back; else now"},
            "reporter": _TEXT
            | {"description": "Your own opaque id of the person; kept only as a hash of the day"},
            "ip": _TEXT | {"description": "The person's address; kept only as hashes of the day"},
            "altcha": _TEXT
            | {"description": "Solution of the `challenge` of a proof-needed problem, as base64"},
        },
        "required": ["service"],
        "examples": [{"service": "x", "symptom": "home_not_loading", "country": "SA"}],
    },
    "Accepted": {
        "type": "object",
        "properties": {
            "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "status": {"const": "accepted"},
            "service": {"type": "string"},
        },
        "required": ["id", "status", "service"],
        "additionalProperties": False,
    },
    "Line": {
        "description": "The answer to one line of a batch: kept, or the problem with it",
        "type": "object",
        "properties": {
            "line": {"type": "integer", "minimum": 1},
            "status": {"type": "integer", "minimum": 202, "maximum": 599},
            "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        },
        "required": ["line", "status"],
    },
    **openapi_evidence.SHAPES,
}


def paths() -> dict[str, Any]:
    """The path items of the door."""
    return {
        "/api/v1/reports": {"post": _single()},
        "/api/v1/reports:batch": {"post": _batch()},
        "/{language}/services/{id}/reports": {"post": _form()},
        **openapi_evidence.paths(),
    }


def _single() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Report"}
    accepted = {"$ref": "#/components/schemas/Accepted"}
    kept = {
        "description": "On stable storage",
        "headers": {"Location": {"schema": {"type": "string"}, "description": "The service"}},
        "content": {"application/json": {"schema": accepted}},
    }
    return {
        "operationId": "report",
        "summary": "Report that a service fails, or works",
        "parameters": [idempotency()],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"202": kept, **refusals(*ALWAYS, *KEYED, *_SAID, *_JSON)},
    }


def _batch() -> dict[str, Any]:
    lines = {"schema": {"type": "string"}, "description": "One shape Report on each line"}
    answers = {"schema": {"type": "string"}, "description": "One shape Line on each line"}
    return {
        "operationId": "reports",
        "summary": f"Up to {_RULES.batch_lines} reports, each taken or refused by itself",
        "parameters": [idempotency()],
        "requestBody": {"required": True, "content": {"application/x-ndjson": lines}},
        "responses": {
            "200": {"description": "In order", "content": {"application/x-ndjson": answers}},
            **refusals(*ALWAYS, *KEYED, "too-many-lines"),
        },
    }


def _form() -> dict[str, Any]:
    names = ("symptom", "kind", "component", "country", "note", "altcha")
    members: Schema = {name: {"type": "string"} for name in names}
    members[TOKEN] = {"type": "string", "description": "As the page's form has it"}
    members[TRAP] = {"type": "string", "description": "Left empty by people"}
    form = {"schema": {"type": "object", "properties": members}}
    return {
        "operationId": "form",
        "summary": "The plain form of a service's page: symptom, or kind=works",
        "parameters": [
            _in_path("language", {"type": "string", "pattern": f"^{LANGUAGE}$"}),
            _in_path("id", {"type": "string"}),
        ],
        "requestBody": {
            "required": True,
            "content": {"application/x-www-form-urlencoded": form},
        },
        "responses": {
            "303": {
                "description": "Back to the page, with thanks=problem|works or refused=<problem>, "
                "or to one that asks once more",
                "headers": {"Location": {"schema": {"type": "string"}}},
            },
            "404": problem(["unknown-service"]),
            **refusals(*ALWAYS, *_SAID, "bad-form", "form-expired"),
        },
    }


def _in_path(name: str, schema: Schema) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}
