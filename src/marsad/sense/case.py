"""A service under suspicion: what is remembered of it from the first doubt to the all-clear."""

from __future__ import annotations

import math

import msgspec

from marsad.nouns.state import State
from marsad.nouns.verdict import Reason, Span
from marsad.sense.record import Record
from marsad.sense.track import Track
from marsad.sense.trust.manner import PLAIN, Manner


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
    record: Record = msgspec.field(default_factory=Record)
    """Of the row that leads."""
    plateau: int = 0
    """Minute from which on no more than one plateau and one decline are seen."""
    height: float = 0.0
    """Mean excess of the plateau, as a multiple of what is usual."""
    over: float = 0.0
    """Probability that nothing of it runs now, by the decline seen."""
    set_aside: int = 0
    """Reports that did not count ..."""
    set_aside_networks: int = 0
    """... and the networks they came from, each once an hour."""
    why: tuple[Reason, ...] = ()
    """What trust said last, while there was a problem to be told by the counts."""
    standing: float = math.inf
    """Nats that it left of them."""
    manner: Manner = PLAIN
    """How the reports look, as of the last bin."""


class Tail(msgspec.Struct, frozen=True):
    """What may still come in after an outage has ended."""

    ended: int
    rate: float
    """Excess a minute at the end."""
