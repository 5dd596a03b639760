"""Whether an editor's act can be done: asked before it is written, and again when it is folded.

Comes in: the act, and what it is about as the record has it now. Goes out: a code of why it can't
be done, "" when it can. Pure, and the same for the admin's pages and for the fold.
"""

from __future__ import annotations

from marsad.nouns.act import Act
from marsad.nouns.correction import Plan
from marsad.nouns.incident import Incident
from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS
from marsad.nouns.statement import AFTERWARDS_MS

LONGEST_WINDOW_MS = 14 * DAY_MINUTES * MINUTE_MS
"""Of announced work. What goes on for longer is no window any more."""
MOST_NAME = 100
MOST_WHY = 2_000
MOST_TEXT = 16_384
"""Characters of who, why and text."""
OBJECTIONS = (
    "no-editor",
    "no-reason",
    "no-text",
    "too-long",
    "unknown-incident",
    "merged",
    "confirmed-already",
    "retracted-already",
    "retracted",
    "unknown-target",
    "same-incident",
    "both-run",
    "too-long-ago",
    "outside",
    "only-possible",
    "bad-window",
    "window-over",
    "window-too-long",
    "unknown-plan",
    "unsound",
)
"""Every code; ``unsound`` is said of a catalogue's text (catalog/edit.py)."""


def objection(
    act: Act, incident: Incident | None, into: Incident | None = None, plan: Plan | None = None
) -> str:
    """Code of why ``act`` can't be done, or "".

    ``incident`` and ``into`` are those the act names, as the record has them now; ``plan`` is the
    one ``unplan`` names. Whether a catalogue's text is sound is ``catalog.edit.faults``'s to say.
    """
    if code := _of_words(act):
        return code
    match act.kind:
        case "plan":
            return _of_window(act)
        case "unplan":
            return _of_plan(act, plan)
        case "statement" | "catalogue":
            return "" if act.text.strip() else "no-text"
        case _:
            return _of_incident(act, incident, into)


def _of_words(act: Act) -> str:
    if not act.who.strip():
        return "no-editor"
    if not act.why.strip():
        return "no-reason"
    long = len(act.who) > MOST_NAME or len(act.why) > MOST_WHY or len(act.text) > MOST_TEXT
    return "too-long" if long else ""


def is_old(incident: Incident, at: int) -> bool:
    """Whether it has been over for so long that only its state can be corrected."""
    return incident.ended is not None and at - incident.ended.at > AFTERWARDS_MS


def _of_incident(act: Act, incident: Incident | None, into: Incident | None) -> str:
    if incident is None or incident.id != act.incident or incident.service != act.service:
        return "unknown-incident"
    if incident.merged_into:
        return "merged"
    if act.kind == "confirm":
        return "confirmed-already" if incident.confirmed else ""
    if incident.state == "retracted":
        return "retracted-already" if act.kind == "retract" else "retracted"
    if act.kind == "split":
        return _of_split(act, incident)
    return _of_merge(act, incident, into) if act.kind == "merge" else ""


def _of_merge(act: Act, incident: Incident, into: Incident | None) -> str:
    if into is None or into.id != act.into or into.service != act.service or into.merged_into:
        return "unknown-target"
    if into.id == incident.id:
        return "same-incident"
    if into.state == "retracted":
        return "retracted"
    if incident.ended is None and into.ended is None:
        return "both-run"
    return "too-long-ago" if is_old(incident, act.at) or is_old(into, act.at) else ""


def _of_split(act: Act, incident: Incident) -> str:
    if incident.declared_at is None:
        return "only-possible"
    last = incident.ended.at if incident.ended else act.at
    if not incident.onset.at < act.start < last:
        return "outside"
    return "too-long-ago" if is_old(incident, act.at) else ""


def _of_window(act: Act) -> str:
    if not act.text.strip():
        return "no-text"
    if act.end <= act.start:
        return "bad-window"
    if act.end <= act.at:
        return "window-over"
    return "window-too-long" if act.end - act.start > LONGEST_WINDOW_MS else ""


def _of_plan(act: Act, plan: Plan | None) -> str:
    if plan is None or plan.id != act.text or plan.service != act.service:
        return "unknown-plan"
    return "window-over" if plan.end <= act.at else ""
