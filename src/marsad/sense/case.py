"""A service under suspicion: what is remembered of it from the first doubt to the all-clear."""

from __future__ import annotations

import msgspec

from marsad.nouns.state import State
from marsad.nouns.verdict import Span
from marsad.sense.track import Track


class Case(msgspec.Struct):
    """Lists have one value for each row of the service, in the order watched."""

    service: int
    component: str
    lead: int
    """Which of the service's rows leads: the whole one, or the component that fails alone."""
    state: State
    opened: int
    onset: Span
    track: Track
    reports: list[float] = []
    """Since the onset."""
    expected: list[float] = []
    common_x: list[float] = []
    """Since the case was opened: one window for all rows."""
    common_l: list[float] = []
    recent_x: list[float] = []
    recent_l: list[float] = []
    best: float = 0.0
    """Highest statistic so far (nats)."""
    problem_since: int = -1


class Tail(msgspec.Struct, frozen=True):
    """What may still come in after an outage has ended."""

    ended: int
    rate: float
    """Excess a minute at the end."""
