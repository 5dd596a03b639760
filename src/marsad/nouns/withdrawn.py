"""What a reporter says of their own report within two minutes: it is taken back, or told better."""

from __future__ import annotations

import msgspec

CHANGEABLE_MS = 2 * 60_000
"""How long after it was received a report can be changed or taken back."""


class Withdrawn(msgspec.Struct, frozen=True, array_like=True, tag="withdrawn"):
    """A report is taken back by whoever sent it. New fields go last, with a default."""

    id: bytes
    """Of the report."""
    service: str
    at: int
    """When it was taken back (instant)."""
    received: int
    """When the door took that (instant)."""


class Amended(msgspec.Struct, frozen=True, array_like=True, tag="amended"):
    """What a reporter adds to their report; what is empty stays as it was."""

    id: bytes
    """Of the report."""
    service: str
    at: int
    received: int
    component: str = ""
    country: str = ""
    note: str = ""
    topic: str = ""
    """What the note is about where that is no failure."""
