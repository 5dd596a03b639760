"""What somebody said of a service's failure, passed on with an API key."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Claim = Literal["fault", "crowd", "attack", "maintenance"]
Role = Literal["owner", "provider", "authority", "expert", "media", "user"]
CLAIMS: tuple[str, ...] = get_args(Claim)
"""What a statement may say the cause is."""
ROLES: tuple[str, ...] = get_args(Role)
"""In what capacity somebody speaks."""
AFTERWARDS_MS = 48 * 3_600_000
"""So long after an incident's end, statements and windows are still taken to it."""


class Stated(msgspec.Struct, frozen=True, array_like=True, tag="statement"):
    """A statement as the door took it. New fields go last, with a default."""

    id: bytes
    """16 bytes: random, or derived from the Idempotency-Key so that a repeat has the same id."""
    at: int
    """When it was said (instant)."""
    received: int
    """When the door took it (instant)."""
    service: str
    speaker: str
    text: str
    incident: str = ""
    """The incident it is about; empty for the one that runs at that time."""
    role: str = ""
    """One of ROLES, or empty."""
    language: str = ""
    """BCP 47, empty where nobody says."""
    source: str = ""
    """Where it was said: an address of the web, or empty."""
    claim: str = ""
    """One of CLAIMS, or empty where it names no cause."""
    sender: str = ""
    """Name of the API key it came by."""
