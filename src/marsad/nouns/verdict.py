"""What sense says of a service at the close of a minute: a state with its reasons."""

from __future__ import annotations

import msgspec

from marsad.nouns.aside import Aside
from marsad.nouns.state import State


class Reason(msgspec.Struct, frozen=True):
    """One signal for (weight > 0) or against (weight < 0) the verdict, as numbers."""

    signal: str
    """Code of the signal: ``reports``, ``component:login``, ``cold_start``; worded by show."""
    value: float
    expected: float
    weight: float
    """Share of the evidence, in nats of log-likelihood."""


class Span(msgspec.Struct, frozen=True):
    """An estimated instant with its 90 % interval."""

    at: int
    low: int
    high: int


class Peak(msgspec.Struct, frozen=True):
    """The highest smoothed level so far."""

    at: int
    reports_per_minute: float
    expected: float


class Part(msgspec.Struct, frozen=True):
    """A component, country or symptom that shares in the failure."""

    id: str
    state: State
    excess: float
    """Reports above expected since the onset."""
    ratio: float
    """Recent rate over the expected rate."""


class Verdict(msgspec.Struct, frozen=True):
    """State of a service, or of one component that fails alone, at the close of a minute."""

    service: str
    component: str
    """Empty when the verdict is about the whole service."""
    minute: int
    """The last closed minute the verdict knows of."""
    state: State
    certainty: float
    """Probability that a real outage runs now (0-1)."""
    reports: float
    """Reports in the last closed bin."""
    expected: float
    excess: float
    """Reports above expected since the onset."""
    because: tuple[Reason, ...] = ()
    onset: Span | None = None
    peak: Peak | None = None
    ended: Span | None = None
    components: tuple[Part, ...] = ()
    countries: tuple[Part, ...] = ()
    symptoms: tuple[Part, ...] = ()
    set_aside: tuple[Aside, ...] = ()
    """What the last closed bin counted and the verdict did not."""
