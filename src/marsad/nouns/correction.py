"""A row of the public correction log: what an editor changed of the public record, and why."""

from __future__ import annotations

import msgspec

from marsad.nouns.act import Act


class Correction(msgspec.Struct, frozen=True):
    """One act as it was carried out; never rewritten."""

    act: Act
    before: str = ""
    """What the record said before: a state, an incident's id, or empty."""
    after: str = ""
    """What it says since."""
    refused: str = ""
    """Code of why nothing was changed (the incident had moved on by then), else empty."""


class Plan(msgspec.Struct, frozen=True):
    """Announced work on a service."""

    id: str
    """Hexadecimal id of the act that announced it."""
    service: str
    start: int
    end: int
    text: str
    who: str
    announced: int
    """When it was announced (instant)."""
