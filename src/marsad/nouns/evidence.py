"""What a service's own request stream was measured to be while it failed."""

from __future__ import annotations

import msgspec

from marsad.nouns.traffic import Trait


class Stream(msgspec.Struct, frozen=True):
    """One sender's windows of one episode, or of an hour of usual traffic, made into one."""

    source: str
    """Name of the API key that sent them: whose measurement it is."""
    start: int
    """The first window's start (instant)."""
    end: int
    """The last window's end (instant)."""
    onset: int | None
    """When the episode began; None in usual traffic."""
    requests: int
    clients: int
    """Distinct ones in the window that had most."""
    per_second: float
    """Requests a second in the busiest window."""
    errors: float
    """Share of answers with a 5xx status, over all windows."""
    verdict: str
    """As the last window has it: one of CAUSES, or ``uncertain``."""
    probabilities: tuple[float, float, float, float, float]
    """As the last window has them, in the order of CAUSES."""
    reached_at: int | None = None
    """When the verdict was reached (instant)."""
    traits: tuple[Trait, ...] = ()
    """Weightiest first."""
