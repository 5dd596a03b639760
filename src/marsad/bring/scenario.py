"""A scenario: the quiet life of some services, and what then goes wrong, as a TOML file.

The format is described in docs/scenarios.md; ``scenario_file`` reads it, ``simulate`` makes it
into counts, the demonstration plays it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from marsad.bring.expectation import Expectation

Moment = Annotated[datetime, Meta(tz=True)]
Positive = Annotated[float, Meta(gt=0)]
Natural = Annotated[float, Meta(ge=0)]
Mix = Annotated[dict[str, Natural], Meta(min_length=1)]
"""Shares by name; they need not sum to one."""


class Quiet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The usual life of one service, outages apart."""

    id: str
    rate: Positive
    """Reports a minute over all countries, as the mean of a day (weekends apart)."""
    countries: Mix
    parts: Mix
    """Shares by ``component/symptom``; either may be empty, as in ``/slow``."""
    dispersion: Annotated[float, Meta(ge=1)] = 1.5
    """Variance over mean of the reports of a minute (NB1); 1 is Poisson."""
    wobble: Natural = 0.0
    """Standard deviation of a slow (90 min) wobble of the logarithm of the rate."""


class Size(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How large an outage is, as it was published."""

    reports: Positive
    minutes: Annotated[int, Meta(ge=1)] = 15
    """Width of the bin the figure is a sum over; Downdetector's bins are 15 minutes wide."""
    country: str = ""
    """Where the figure was counted; empty for the whole world."""


class Outage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Reports above the usual: a ramp, a level held, and a decay by half-lives."""

    service: str
    start: Moment
    ramp: Positive
    """Minutes from the start to the full level ..."""
    until: Moment
    """When the decay begins."""
    half_life: Positive
    """Minutes in which the decay halves."""
    countries: Mix
    parts: Mix
    peak: Size | None = None
    """The largest sum of one bin (bins on whole multiples of their width), usual level included."""
    first: Size | None = None
    """The sum of the first minutes after the start, usual level included."""
    total: Size | None = None
    """All reports above the usual; ``minutes`` has no meaning here."""
    swell: Positive = 1.0
    """... in a straight line, or as this power of the time: at 2 it begins slowly."""
    delays: dict[str, Natural] = {}
    """Minutes by which a country begins later than ``start``."""
    note: str = ""


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who said what, when: evidence for later rooms, told with the scenario."""

    speaker: str
    at: Moment
    text: str
    language: str = "en"
    source: str = ""
    claim: str = ""


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything one file says."""

    title: str
    seed: int
    start: Moment
    """Where the story begins; ``quiet_days`` of usual life lie before it."""
    end: Moment
    zones: dict[str, str]
    """Time zone (IANA) of each country that is named anywhere."""
    service: Annotated[list[Quiet], Meta(min_length=1)]
    quiet_days: Annotated[int, Meta(ge=0, le=400)] = 14
    hours: Annotated[list[Natural], Meta(min_length=24, max_length=24)] | None = None
    """Relative rate at each full hour of local time, instead of the usual shape."""
    weekend: Positive = 0.9
    """Rate on Saturday and Sunday relative to the other days."""
    about: str = ""
    sources: list[str] = []
    outage: list[Outage] = []
    statement: list[Said] = []
    expect: list[Expectation] = []
