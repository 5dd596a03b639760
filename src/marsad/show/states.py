"""The states in words: on a pill, and as what happened in a timeline."""

from __future__ import annotations

from marsad.nouns.state import IncidentState, State
from marsad.show.words import mark

STATE_WORDS: dict[State | IncidentState, str] = {
    "ok": mark("No problem seen"),
    "possible": mark("Possible problem"),
    "problem": mark("Problem"),
    "recovering": mark("Recovering"),
    "maintenance": mark("Planned work"),
    "unknown": mark("Not known"),
    "ended": mark("Over"),
    "retracted": mark("Taken back"),
}
HAPPENED: dict[IncidentState, str] = {
    "possible": mark("More reports than usual: a problem is possible"),
    "problem": mark("Enough evidence: we call it a problem"),
    "recovering": mark("Reports are falling: the service seems to be recovering"),
    "ended": mark("Over: reports are back to the usual"),
    "retracted": mark("Taken back: this was not an outage"),
}


def sureness(certainty: float) -> str:
    """How sure a certainty (0-1) is, in a word to be said."""
    if certainty >= 0.95:
        return mark("very sure")
    if certainty >= 0.8:
        return mark("fairly sure")
    if certainty >= 0.5:
        return mark("more likely than not")
    return mark("not sure") if certainty >= 0.2 else mark("doubtful")
