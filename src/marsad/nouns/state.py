"""The states a service, a component or an incident can be in."""

from __future__ import annotations

from typing import Literal

State = Literal["ok", "possible", "problem", "recovering", "maintenance", "unknown"]
IncidentState = Literal["possible", "problem", "recovering", "ended", "retracted"]

STATES: tuple[State, ...] = ("ok", "possible", "problem", "recovering", "maintenance", "unknown")
WORST_FIRST: tuple[State, ...] = (
    "problem",
    "possible",
    "recovering",
    "maintenance",
    "unknown",
    "ok",
)
