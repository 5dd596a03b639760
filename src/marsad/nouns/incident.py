"""An incident and its life: onset, declared, peak, recovering, ended; or retracted."""

from __future__ import annotations

import msgspec

from marsad.nouns.evidence import Stream
from marsad.nouns.state import IncidentState
from marsad.nouns.verdict import Peak, Reason, Span

STANDINGS = ("claimed", "disputed", "supported", "refuted", "unconfirmed")
"""Of a claim: nobody checked it; others say otherwise; what was measured speaks for it, speaks
against it, or doesn't decide (docs/claims.md)."""


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
    """An address of the web, or empty."""
    claim: str = ""
    """``fault``, ``crowd``, ``attack``, ``maintenance``; empty where it names no cause."""
    standing: str = ""
    """How the claim stands: one of STANDINGS; empty where there is none."""
    role: str = ""
    """``owner``, ``provider``, ``authority``, ``expert``, ``media``, ``user``, or empty."""
    sender: str = ""
    """Name of the API key it came by."""
    measured: float | None = None
    """Probability of what it claims, by the request stream; None where that says nothing."""
    own_measurement: bool = False
    """Whether all that was measured came by the same API key as the claim."""
    disputed_by: tuple[str, ...] = ()
    """Other speakers who claim another cause."""


class Transition(msgspec.Struct, frozen=True):
    """One change of an incident's state: a row, never rewritten."""

    incident: str
    sequence: int
    at: int
    before: IncidentState | None
    after: IncidentState
    certainty: float
    because: tuple[Reason, ...] = ()
    act: str = ""
    """Hexadecimal id of the editor's act that made it; empty where the evidence did."""


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
    evidence: tuple[Stream, ...] = ()
    """The request stream while it ran, as its senders measured it; in order of time and source."""
    confirmed: bool = False
    """An editor called it a problem; its certainty stays what the evidence says."""
