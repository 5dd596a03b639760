"""One person's word that a service shows a symptom, at a time and place."""

from __future__ import annotations

from typing import Literal

import msgspec

ReportKind = Literal["problem", "works"]


class Report(msgspec.Struct, frozen=True, array_like=True, tag="report"):
    """A validated, de-identified report. New fields go last, with a default."""

    id: bytes
    """16 bytes: random, or derived from the Idempotency-Key so that a repeat has the same id."""
    at: int
    """When the person saw it (instant)."""
    received: int
    """When the door took it (instant)."""
    service: str
    component: str = ""
    symptom: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2, or empty where unknown."""
    kind: ReportKind = "problem"
    reporter: bytes = b""
    """Keyed hash under a salt that lives one day; empty where the sender vouches for it."""
    network: bytes = b""
    """Keyed hash of the /24 or /48 network, same salt; empty where unknown."""
    asn: int = 0
    """Autonomous system the report came from; 0 where unknown."""
    note: str = ""
    repeatable: bool = False
    """True when the id was derived from an Idempotency-Key: the tally counts such an id once."""
    hosting: bool = False
    """The network is one anybody can rent: hosting, VPN, Tor exit."""
    topic: str = ""
    """What the note is about where that is no failure: ``price``, ``policy``, ``boycott``, …"""
    changeable: bool = False
    """Its sender holds a receipt: it may be amended or withdrawn for two minutes."""
