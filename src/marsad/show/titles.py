"""What an incident and a service's state are called in one line of plain text."""

from __future__ import annotations

from marsad.nouns.incident import Incident
from marsad.nouns.names import Names
from marsad.nouns.service import Service
from marsad.nouns.state import State
from marsad.show.moments import Moments
from marsad.show.words import mark

STANDING: dict[State, str] = {
    "ok": mark("{service}: no problem seen"),
    "possible": mark("{service}: possible problem"),
    "problem": mark("{service}: problems reported"),
    "recovering": mark("{service} is recovering"),
    "maintenance": mark("{service}: planned work"),
    "unknown": mark("{service}: not known yet"),
}
REST: dict[State, str] = {
    "ok": mark("Reports are within their usual range."),
    "possible": mark("More people than usual report it; it is too early to be sure."),
    "problem": mark("Many more people than usual report it."),
    "recovering": mark("Reports are falling back to the usual."),
    "maintenance": mark("The operator has announced work."),
    "unknown": mark("Nobody has reported it yet, so there is nothing to compare with."),
}
"""The sentence after the state."""


def incident_title(incident: Incident, service: Service, moments: Moments) -> str:
    """``Chirp: outage of 24 May``, as the incident's page is headed."""
    words, day = moments.words, moments.day(incident.onset.at)
    name = words.isolated(service.names)
    part = service.component(incident.component)
    if incident.state == "retracted" or incident.declared_at is None:
        return words.say("{service}: possible problem of {day}", service=name, day=day)
    if part:
        of = words.isolated(part.names)
        return words.say("{service}, {part}: outage of {day}", service=name, part=of, day=day)
    return words.say("{service}: outage of {day}", service=name, day=day)


def standing_title(names: Names, state: State, moments: Moments) -> str:
    """``Chirp: problems reported``, as the service's page is headed."""
    return moments.words.say(STANDING[state], service=moments.words.isolated(names))
