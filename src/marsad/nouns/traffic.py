"""What a service's request stream looked like in one window, and what that looks like."""

from __future__ import annotations

import msgspec

CAUSES = ("normal", "crowd", "attack", "fault", "mixed")
"""Order of the probabilities of a window."""


class Trait(msgspec.Struct, frozen=True):
    """One feature of a window, and its share in the judgement."""

    name: str
    """Code of the feature: ``new_clients``, ``hosting_share``; worded by show."""
    value: float
    usual: float
    """The same in the service's own usual traffic; NaN where that isn't known yet."""
    weight: float
    """Nats it adds to attack against crowd (or of the cause against its rival)."""
    towards: str = ""
    """The cause it speaks for."""


class TrafficWindow(msgspec.Struct, frozen=True, tag="traffic", array_like=True):
    """A window of requests, judged. New fields go last, with a default."""

    service: str
    start: int
    """Instant."""
    end: int
    requests: int
    clients: int
    """Distinct ones, estimated."""
    errors: float
    """Share of answers with a 5xx status."""
    verdict: str
    """One of CAUSES, or ``uncertain``."""
    probabilities: tuple[float, float, float, float, float] = (1.0, 0.0, 0.0, 0.0, 0.0)
    """In the order of CAUSES; they sum to one."""
    traits: tuple[Trait, ...] = ()
    """Weightiest first."""
    onset: int | None = None
    """When the episode that this window belongs to began (instant); None in usual traffic."""
    reached_at: int | None = None
    """When the episode's verdict was reached (instant)."""
    source: str = ""
    """Who sent it: name of the API key."""
    received: int = 0
