"""What went through the door, counted for /metrics."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counters:
    """Plain totals since the start."""

    accepted: int = 0
    """Reports kept in the journal."""
    repeated: int = 0
    """Repeats of an Idempotency-Key answered from memory."""
    trapped: int = 0
    """Forms whose hidden field was filled in: answered kindly, not kept."""
    requests: int = 0
    disconnected: int = 0
    seconds: float = 0.0
    """Time spent on all requests, waiting for the disk included."""
    keyed: Counter[str] = field(default_factory=Counter[str])
    """Reports handed in with an API key, by its name."""
    refused: Counter[str] = field(default_factory=Counter[str])
    """Reports and requests refused, by name of the problem."""
