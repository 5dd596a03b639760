"""Pieces of the door's description that several of its addresses share."""

from __future__ import annotations

from typing import Any

from marsad.intake.problems import KINDS

Schema = dict[str, Any]
ALWAYS = (
    "body-too-large",
    "broken-utf8",
    "busy",
    "cross-site",
    "journal-away",
    "journal-full",
    "method-not-allowed",
    "too-many-requests",
    "too-slow",
    "trouble",
    "unsupported-encoding",
    "unsupported-media-type",
    "proof-needed",
)
KEYED = (
    "quota-spent",
    "bad-api-key",
    "bad-idempotency-key",
    "body-empty",
    "idempotency-key-reused",
)


def idempotency() -> Schema:
    """The header that makes a repeat count once."""
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A new one (UUID) for each new request; a repeat counts once",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    }


def refusals(*names: str) -> dict[str, Any]:
    """A response for every status that the problems of these names have."""
    by_status: dict[int, list[str]] = {}
    for name in names:
        by_status.setdefault(KINDS[name].status, []).append(name)
    return {str(status): problem(sorted(by_status[status])) for status in sorted(by_status)}


def problem(names: list[str]) -> dict[str, Any]:
    """The response that refuses for one of these problems."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": "; ".join(f"{name}: {KINDS[name].title}" for name in names),
        "content": {"application/problem+json": {"schema": schema}},
    }
