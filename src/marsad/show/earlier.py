"""An incident among those that its service had before."""

from __future__ import annotations

from typing import NamedTuple

from marsad.nouns.incident import Incident
from marsad.show.moments import DAY_MS
from marsad.show.sight import Sight

MONTH_MS = 30 * DAY_MS
YEAR_MS = 366 * DAY_MS


class Earlier(NamedTuple):
    """What came before, within a year."""

    previous: Incident | None
    """The one just before."""
    month: int
    """How many began in the thirty days before."""
    ended: int
    """How many have an end, so that lengths compare."""
    shorter: int
    """How many of these were shorter than this one is, or is by now."""


def earlier_of(incident: Incident, sight: Sight, now: int) -> Earlier:
    """The service's outages of the year before an incident."""
    since = incident.onset.at - YEAR_MS
    return among(incident, sight.incidents(service=incident.service, since=since), now)


def among(incident: Incident, others: list[Incident], now: int) -> Earlier:
    """How an incident stands among others; suspicions that came to nothing are none of them."""
    start = incident.onset.at
    before = [
        each
        for each in others
        if is_outage(each) and each.id != incident.id and start - YEAR_MS <= each.onset.at < start
    ]
    length = length_of(incident, now)
    ended = [each for each in before if each.ended]
    return Earlier(
        previous=max(before, key=lambda each: (each.onset.at, each.id), default=None),
        month=sum(each.onset.at >= start - MONTH_MS for each in before),
        ended=len(ended),
        shorter=sum(length_of(each, now) < length for each in ended),
    )


def is_outage(incident: Incident) -> bool:
    """Whether we called it a problem and still do; what was merged counts with the other."""
    return (
        incident.declared_at is not None
        and incident.state != "retracted"
        and not incident.merged_into
    )


def length_of(incident: Incident, now: int) -> int:
    """Milliseconds from the onset to the end, or to now."""
    return max(0, (incident.ended.at if incident.ended else now) - incident.onset.at)
