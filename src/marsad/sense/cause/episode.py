"""A stretch in which requests, errors or slowness left the usual, and what it looked like."""

from __future__ import annotations

from dataclasses import dataclass

from marsad.nouns.traffic import Trait

Probabilities = tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Episode:
    """Judged by all that was seen of it so far."""

    onset: int
    """Instant."""
    end: int | None
    """None while it runs."""
    verdict: str
    """One of CAUSES, or ``uncertain``."""
    probabilities: Probabilities
    """In the order of CAUSES."""
    reached_at: int | None
    """When the verdict that stayed was reached; None while it is uncertain."""
    traits: tuple[Trait, ...]
    """Weightiest first."""
    requests: int
    peak: float
    """Requests per second in its busiest window."""
