"""One incident while it is still being written: every verdict adds to it."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from marsad.nouns.incident import Incident, Scope, Transition
from marsad.nouns.minute import instant_of
from marsad.nouns.state import IncidentState
from marsad.nouns.verdict import Part, Peak, Span, Verdict

LEAST_SHARE = 0.002
"""Share of the incident's excess from which a part is named: chance touches every small place."""
_FAILING = ("problem", "recovering")


class Thread(msgspec.Struct):
    """An incident and what is needed to go on with it. One writer, the life it belongs to."""

    incident: Incident
    sequence: int = 0
    """Transitions so far."""
    surest: float = 0.0
    """Highest certainty while it ran."""
    was_problem: bool = False
    ended_before: Span | None = None
    """Its end as last known, should a relapse fade without becoming a problem again."""
    components: dict[str, float] = {}
    """Largest excess of each part that ever failed."""
    countries: dict[str, float] = {}
    symptoms: dict[str, float] = {}


def opened(verdict: Verdict, step: int) -> Thread:
    """A new thread from the first verdict that is not ok."""
    closed_at = instant_of(verdict.minute + 1)
    onset = verdict.onset or Span(closed_at, closed_at, closed_at)
    before = max(0.0, verdict.expected) * max(0, (closed_at - onset.at) // (60_000 * step) - 1)
    incident = Incident(
        id=identity(closed_at, verdict.service, verdict.component),
        service=verdict.service,
        component=verdict.component,
        scope=Scope(level="component" if verdict.component else "service"),
        onset=onset,
        declared_at=None,
        peak=verdict.peak or Peak(closed_at, verdict.reports / step, verdict.expected / step),
        recovering_at=None,
        ended=None,
        state="possible",
        certainty=verdict.certainty,
        reports_total=round(max(0.0, verdict.excess - verdict.reports) + before),
        excess=verdict.excess,
        updated_at=closed_at,
    )
    return Thread(incident)


def identity(instant: int, service: str, component: str) -> str:
    """The permanent name of an incident first told of at an instant."""
    stamp = datetime.fromtimestamp(instant / 1000, UTC).strftime("%Y-%m-%d-%H%M")
    parts = [stamp, service, component]
    return "-".join(part for part in parts if part)


def told(thread: Thread, verdict: Verdict) -> None:
    """Write what one verdict says into the thread, but for the state, which the life decides."""
    _gather(thread.components, verdict.components)
    _gather(thread.countries, verdict.countries)
    _gather(thread.symptoms, verdict.symptoms)
    if verdict.component:
        thread.components.setdefault(verdict.component, verdict.excess)
    old = thread.incident
    thread.surest = max(thread.surest, verdict.certainty)
    excess = max(old.excess, verdict.excess)
    thread.incident = msgspec.structs.replace(
        old,
        scope=_scope(thread, verdict.component, excess),
        component=verdict.component,
        onset=_onset(thread, verdict.onset),
        peak=_higher(old.peak, verdict.peak),
        certainty=verdict.certainty,
        reports_total=old.reports_total + round(verdict.reports),
        excess=excess,
        updated_at=instant_of(verdict.minute + 1),
        because=verdict.because or old.because,
        set_aside=old.set_aside + sum(each.reports for each in verdict.set_aside),
        set_aside_networks=old.set_aside_networks
        + sum(each.networks for each in verdict.set_aside),
    )


def _onset(thread: Thread, new: Span | None) -> Span:
    """The latest estimate; once declared, a later one is that of a relapse and changes nothing."""
    old = thread.incident.onset
    if new is None or (thread.was_problem and new.low > old.high):
        return old
    return new


def _gather(known: dict[str, float], parts: tuple[Part, ...]) -> None:
    for part in parts:
        if part.state in _FAILING or part.id in known:
            known[part.id] = max(known.get(part.id, 0.0), part.excess)


def _scope(thread: Thread, component: str, excess: float) -> Scope:
    least = LEAST_SHARE * excess
    named = {part: most for part, most in thread.components.items() if part != component}
    return Scope(
        level="component" if component else "service",
        components=(*filter(None, [component]), *_ranked(named, least)),
        countries=_ranked(thread.countries, least),
        symptoms=_ranked(thread.symptoms, least),
    )


def _ranked(parts: dict[str, float], least: float) -> tuple[str, ...]:
    named = (part for part in parts if parts[part] >= least)
    return tuple(sorted(named, key=lambda part: (-parts[part], part)))


def _higher(known: Peak, new: Peak | None) -> Peak:
    return new if new and new.reports_per_minute > known.reports_per_minute else known


def turned(thread: Thread, after: IncidentState, at: int) -> Transition:
    """Change the incident's state, and answer the row that says so."""
    before = thread.incident.state if thread.sequence else None
    thread.sequence += 1
    thread.incident = msgspec.structs.replace(thread.incident, state=after, updated_at=at)
    return Transition(
        incident=thread.incident.id,
        sequence=thread.sequence,
        at=at,
        before=before,
        after=after,
        certainty=thread.incident.certainty,
        because=thread.incident.because,
    )
