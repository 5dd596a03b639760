"""The door's part of the API description: how to report."""

from __future__ import annotations

from typing import Any

REPORT = {"$ref": "#/components/schemas/Report"}


def door_paths(problem: dict[str, Any]) -> dict[str, Any]:
    """``POST /api/v1/reports`` and its batch form; ``problem`` is the answer that refuses."""
    return {
        "/api/v1/reports": {"post": _report(problem)},
        "/api/v1/reports:batch": {"post": _batch(problem)},
    }


def _report(problem: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": "report",
        "summary": "Report that a service fails, or works",
        "description": "Answers 202 when the report is on stable storage. With an Idempotency-Key "
        "a repeat counts once.",
        "parameters": [
            {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}},
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": REPORT}}},
        "responses": {"202": {"description": "Kept"}, "default": problem},
    }


def _batch(problem: dict[str, Any]) -> dict[str, Any]:
    content = {"application/x-ndjson": {"schema": {"type": "string"}}}
    return {
        "operationId": "reports",
        "summary": "Many reports, one on each line, each taken or refused by itself",
        "requestBody": {"required": True, "content": content},
        "responses": {
            "200": {"description": "A line for each line", "content": content},
            "default": problem,
        },
    }
