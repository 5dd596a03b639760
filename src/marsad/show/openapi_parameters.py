"""What the API's addresses take, for its description."""

from __future__ import annotations

from typing import Any

from marsad.show.api_counts import BY
from marsad.show.sieve import INCIDENT_STATES, LIMIT, LONGEST, MOST


def query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    """One value of a query."""
    return {"name": name, "in": "query", "schema": schema, "description": description}


def identified(what: str) -> dict[str, Any]:
    """The id of what the address is about."""
    schema = {"type": "string", "minLength": 1}
    return {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": schema,
        "description": f"Id of the {what}",
    }


RANGE = query(
    "range",
    {"type": "string", "pattern": "^[0-9]{1,6}[mhd]$", "default": "24h"},
    "How far back, in minutes, hours or days up to 366d",
)


def counts_parameters() -> list[dict[str, Any]]:
    """Those of a service's counts."""
    return [
        identified("service"),
        RANGE,
        query("by", {"enum": list(BY)}, "Also split the reports by this"),
    ]


def incidents_parameters() -> list[dict[str, Any]]:
    """Those of ``sieve.py``."""
    text, time = {"type": "string"}, {"type": "string", "format": "date-time"}
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}
    length = {"type": "integer", "minimum": 0, "maximum": LONGEST}
    return [
        query("service", text, "Only those of this service"),
        query("category", text, "Only those of services of this category"),
        query("country", text, "Only those of services at home here, or used everywhere"),
        query("state", {"enum": list(INCIDENT_STATES)}, "Only those in this state"),
        query("since", time, "Only those not over before this"),
        query("until", time, "Only those begun before this"),
        query("min_minutes", length, "Only those that lasted as many minutes"),
        query("limit", limit, "How many at most"),
        query("before", text, "Go on after this incident (its id), as `next` does"),
    ]


def corrections_parameters() -> list[dict[str, Any]]:
    """Those of the public log."""
    return [
        query("service", {"type": "string"}, "Only those of this service"),
        query("incident", {"type": "string"}, "Only those that name this incident"),
        query("since", {"type": "string", "format": "date-time"}, "Only those from then on"),
    ]
