"""An incident as it is once an editor has confirmed, retracted, merged or split it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from marsad.nouns.act import Act
from marsad.nouns.incident import Incident, Scope, Transition
from marsad.nouns.minute import MINUTE_MS, instant_of, minute_of
from marsad.nouns.state import IncidentState
from marsad.nouns.verdict import Peak, Span
from marsad.story.thread import identity

replace = msgspec.structs.replace


class Bin(NamedTuple):
    """What one verdict on a failing service counted."""

    minute: int
    """Its last minute."""
    reports: float
    expected: float


def confirmed(incident: Incident, at: int) -> Incident:
    """Called a problem; one that was taken back is over, or runs again where it has no end."""
    over: IncidentState = "ended" if incident.ended else "problem"
    was_none = incident.state in ("possible", "retracted")
    return replace(
        incident,
        confirmed=True,
        state=over if was_none else incident.state,
        declared_at=at if incident.declared_at is None else incident.declared_at,
        updated_at=max(at, incident.updated_at),
    )


def retracted(incident: Incident, at: int) -> Incident:
    """Taken back, and over at that instant where it still ran."""
    return replace(
        incident,
        confirmed=False,
        state="retracted",
        ended=incident.ended or Span(at, at, at),
        updated_at=max(at, incident.updated_at),
    )


def absorbed(incident: Incident, into: str, at: int) -> Incident:
    """Made part of another, whose address its own leads to from now on."""
    return replace(
        incident,
        state="ended",
        ended=incident.ended or Span(at, at, at),
        merged_into=into,
        updated_at=max(at, incident.updated_at),
    )


def joined(into: Incident, other: Incident, at: int) -> Incident:
    """``into`` with all that was ``other``; it runs if one of them does."""
    first, last = sorted((into, other), key=lambda each: each.onset.at)
    latest = next((i for i in (into, other) if i.ended is None), None) or max(
        (first, last), key=lambda each: each.ended.at if each.ended else 0
    )
    declared = [i.declared_at for i in (into, other) if i.declared_at is not None]
    return replace(
        latest,
        id=into.id,
        component=into.component if into.component == other.component else "",
        scope=_both(into, other),
        onset=first.onset,
        declared_at=min(declared, default=None),
        peak=max((into.peak, other.peak), key=lambda peak: peak.reports_per_minute),
        reports_total=into.reports_total + other.reports_total,
        excess=into.excess + other.excess,
        updated_at=max(at, into.updated_at, other.updated_at),
        confirmed=into.confirmed or other.confirmed,
        set_aside=into.set_aside + other.set_aside,
        set_aside_networks=into.set_aside_networks + other.set_aside_networks,
    )


def _both(into: Incident, other: Incident) -> Scope:
    alone = into.component == other.component != ""
    return Scope(
        level="component" if alone else "service",
        components=_all(into.scope.components, other.scope.components),
        countries=_all(into.scope.countries, other.scope.countries),
        symptoms=_all(into.scope.symptoms, other.scope.symptoms),
        provider=into.scope.provider or other.scope.provider,
    )


def _all(mine: Iterable[str], theirs: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*mine, *theirs)))


def cut(
    incident: Incident, start: int, at: int, course: Sequence[Bin], step: int
) -> tuple[Incident, Incident]:
    """What was before ``start`` and what came after it; ``course`` is what was counted since."""
    ended = incident.ended.at if incident.ended else None
    after = [b for b in course if b.minute >= minute_of(start)]
    after = [b for b in after if ended is None or instant_of(b.minute) < ended]
    before = [b for b in course if incident.onset.at // MINUTE_MS <= b.minute < minute_of(start)]
    total = min(incident.reports_total, round(sum(b.reports for b in after)))
    excess = min(incident.excess, max(0.0, sum(b.reports - b.expected for b in after)))
    declared = incident.declared_at
    first = replace(
        incident,
        declared_at=None if declared is None else min(declared, start),
        peak=_peak(incident.peak, before, step, incident.peak.at <= start, start),
        recovering_at=_before(incident.recovering_at, start),
        ended=Span(start, start, start),
        state="ended",
        reports_total=incident.reports_total - total,
        excess=incident.excess - excess,
        updated_at=max(at, incident.updated_at),
    )
    second = replace(
        incident,
        id=identity(start, incident.service, incident.component),
        onset=Span(start, start, start),
        declared_at=None if declared is None else max(declared, start),
        peak=_peak(incident.peak, after, step, incident.peak.at > start, start),
        recovering_at=_after(incident.recovering_at, start),
        reports_total=total,
        excess=excess,
        updated_at=max(at, incident.updated_at),
        set_aside=0,
        set_aside_networks=0,
    )
    return first, second


def _peak(whole: Peak, course: Sequence[Bin], step: int, is_here: bool, start: int) -> Peak:
    if is_here:
        return whole
    if not course:
        return Peak(start, 0.0, whole.expected)
    top = max(course, key=lambda b: b.reports)
    return Peak(instant_of(top.minute + 1), top.reports / step, top.expected / step)


def _before(instant: int | None, start: int) -> int | None:
    return instant if instant is not None and instant < start else None


def _after(instant: int | None, start: int) -> int | None:
    return instant if instant is not None and instant >= start else None


def turn(act: Act, before: Incident | None, after: Incident, sequence: int) -> Transition:
    """The row that tells of a state an editor changed."""
    return Transition(
        incident=after.id,
        sequence=sequence,
        at=act.at,
        before=before.state if before else None,
        after=after.state,
        certainty=after.certainty,
        because=after.because,
        act=act.id.hex(),
    )
