"""An incident and its life: onset, declared, peak, recovering, ended; or retracted."""

from __future__ import annotations

import msgspec

from marsad.nouns.state import IncidentState
from marsad.nouns.verdict import Peak, Reason, Span


class Scope(msgspec.Struct, frozen=True):
    """How far the failure reaches."""

    level: str
    """``component`` or ``service`` (later also ``provider``)."""
    components: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    provider: str = ""


class Cause(msgspec.Struct, frozen=True):
    """What it looks like, each with a probability; they sum to one."""

    fault: float = 0.0
    crowd: float = 0.0
    attack: float = 0.0
    maintenance: float = 0.0
    unknown: float = 1.0


class Statement(msgspec.Struct, frozen=True):
    """Who said what, where and when, about an incident."""

    speaker: str
    text: str
    at: int
    language: str = "en"
    source: str = ""
    claim: str = ""
    standing: str = "unconfirmed"


class Transition(msgspec.Struct, frozen=True):
    """One change of an incident's state: a row, never rewritten."""

    incident: str
    sequence: int
    at: int
    before: IncidentState | None
    after: IncidentState
    certainty: float
    because: tuple[Reason, ...] = ()


class Incident(msgspec.Struct, frozen=True):
    """One outage of one service, or of a component that failed alone, as it is known now."""

    id: str
    service: str
    component: str
    scope: Scope
    onset: Span
    declared_at: int | None
    peak: Peak
    recovering_at: int | None
    ended: Span | None
    state: IncidentState
    certainty: float
    reports_total: int
    excess: float
    updated_at: int
    because: tuple[Reason, ...] = ()
    statements: tuple[Statement, ...] = ()
    cause: Cause = Cause()
    bystander_of: str | None = None
    merged_into: str | None = None
    set_aside: int = 0
    """Reports that came from few networks and did not weigh; ``reports_total`` holds them."""
    set_aside_networks: int = 0
    """Networks they came from, each once an hour."""
