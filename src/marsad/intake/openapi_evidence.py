"""Windows of request streams and statements, described for programs."""

from __future__ import annotations

from typing import Any

from marsad.intake.evidence import STATEMENTS, TRAFFIC
from marsad.intake.hearing import SPEAKER_CHARS, TEXT_CHARS
from marsad.intake.openapi_pieces import ALWAYS, KEYED, Schema, idempotency, refusals
from marsad.nouns.statement import CLAIMS, ROLES
from marsad.nouns.traffic import CAUSES
from marsad.nouns.traffic_json import TRAITS, VERDICTS

_TEXT: Schema = {"type": ["string", "null"]}
_TIME: Schema = {"type": "string", "description": "RFC 3339; at most 48 hours back"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_TIMES = ("not-a-time", "time-ahead", "time-too-old")
_SENT = ("missing-field", "no-api-key", "unknown-service", "time-ahead", "time-too-old")
_KEY: list[dict[str, list[str]]] = [{"key": []}]

SECURITY: dict[str, Schema] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key that the observatory's operator handed out (`intake.keys`)",
    }
}
SHAPES: dict[str, Schema] = {
    "Trait": {
        "type": "object",
        "description": "One feature of a window, and its share in the judgement",
        "properties": {
            "name": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "maxLength": 40},
            "value": {"type": "number"},
            "usual": {"type": ["number", "null"]},
            "weight": {"type": "number", "description": "Nats"},
            "towards": {"enum": ["", *CAUSES], "default": ""},
        },
        "required": ["name", "value", "weight"],
    },
    "TrafficWindow": {
        "type": "object",
        "description": "A window of requests, judged: what `marsad traffic --json` prints",
        "properties": {
            "service": {"type": "string", "minLength": 1, "maxLength": 100},
            "start": _TIME,
            "end": _TIME,
            "requests": _COUNT,
            "clients": _COUNT | {"description": "Distinct ones, estimated"},
            "errors": _SHARE | {"description": "Share of answers with a 5xx status"},
            "verdict": {"enum": list(VERDICTS)},
            "probabilities": {
                "type": "object",
                "description": "They sum to one",
                "properties": dict.fromkeys(CAUSES, _SHARE),
                "additionalProperties": False,
            },
            "traits": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Trait"},
                "maxItems": TRAITS,
            },
            "onset": _TEXT | {"description": "RFC 3339: when the episode began"},
            "reached_at": _TEXT | {"description": "RFC 3339: when its verdict was reached"},
        },
        "required": [
            "service",
            "start",
            "end",
            "requests",
            "clients",
            "errors",
            "verdict",
            "probabilities",
        ],
        "examples": [
            {
                "service": "x",
                "start": "2025-05-24T11:50:00Z",
                "end": "2025-05-24T11:50:10Z",
                "requests": 90210,
                "clients": 41877,
                "errors": 0.31,
                "verdict": "crowd",
                "probabilities": {"crowd": 0.82, "fault": 0.12, "attack": 0.03, "mixed": 0.03},
                "traits": [
                    {"name": "new_clients", "value": 0.35, "usual": 0.22, "weight": -1.4},
                ],
                "onset": "2025-05-24T11:48:30Z",
            }
        ],
    },
    "AcceptedWindows": {
        "type": "object",
        "properties": {
            "status": {"const": "accepted"},
            "windows": {"type": "integer", "minimum": 1},
        },
        "required": ["status", "windows"],
        "additionalProperties": False,
    },
    "Spoken": {
        "type": "object",
        "description": "Somebody's statement on a failure. `service` or `incident` must be there.",
        "properties": {
            "service": _TEXT | {"description": "Id from /api/v1/services"},
            "incident": _TEXT | {"description": "Id of an incident; else the one that runs then"},
            "speaker": {"type": "string", "minLength": 1, "maxLength": SPEAKER_CHARS},
            "text": {"type": "string", "minLength": 1, "maxLength": TEXT_CHARS},
            "role": {"enum": [*ROLES, "", None]},
            "language": _TEXT | {"description": "BCP 47: ar, en-GB"},
            "source": _TEXT | {"description": "Where it was said: an http or https address"},
            "at": _TEXT | {"description": "RFC 3339, when it was said: at most 48 hours back"},
            "claim": {"enum": [*CLAIMS, "none", "", None], "description": "The cause it names"},
        },
        "required": ["speaker", "text"],
        "examples": [
            {
                "service": "x",
                "speaker": "Owner of X",
                "role": "owner",
                "text": "We are under a massive DDoS attack.",
                "language": "en",
                "claim": "attack",
            }
        ],
    },
}


def paths() -> dict[str, Any]:
    """The path items."""
    return {TRAFFIC: {"post": _traffic()}, STATEMENTS: {"post": _statement()}}


def _traffic() -> dict[str, Any]:
    one = {"schema": {"$ref": "#/components/schemas/TrafficWindow"}}
    lines = {"schema": {"type": "string"}, "description": "One TrafficWindow on each line"}
    return {
        "operationId": "traffic",
        "summary": "Windows of a service's request stream, all of them or none",
        "security": _KEY,
        "parameters": [idempotency()],
        "requestBody": {
            "required": True,
            "content": {"application/json": one, "application/x-ndjson": lines},
        },
        "responses": {
            "202": _kept("AcceptedWindows"),
            **refusals(*ALWAYS, *KEYED, *_SENT, "bad-window", "too-many-lines"),
        },
    }


def _statement() -> dict[str, Any]:
    one = {"schema": {"$ref": "#/components/schemas/Spoken"}}
    refused = ("bad-text", "bad-value", "incident-over", "not-json", "text-too-long")
    more = ("unknown-incident", "wrong-type", *_TIMES)
    return {
        "operationId": "statement",
        "summary": "What somebody said of a failure, and which cause they claim",
        "security": _KEY,
        "parameters": [idempotency()],
        "requestBody": {"required": True, "content": {"application/json": one}},
        "responses": {
            "202": _kept("Accepted"),
            **refusals(*dict.fromkeys((*ALWAYS, *KEYED, *_SENT, *refused, *more))),
        },
    }


def _kept(shape: str) -> dict[str, Any]:
    content = {"schema": {"$ref": f"#/components/schemas/{shape}"}}
    return {"description": "On stable storage", "content": {"application/json": content}}
