"""Corrections of an incident in words: what an editor changed of it, from what to what."""

from __future__ import annotations

from collections.abc import Iterable

from marsad.nouns.act import ActKind
from marsad.nouns.correction import Correction
from marsad.nouns.incident import Incident
from marsad.show.sight import Sight
from marsad.show.states import STATE_WORDS
from marsad.show.words import Words, mark

CHANGED: dict[ActKind, str] = {
    "confirm": mark("An editor confirmed it"),
    "retract": mark("An editor took it back"),
    "merge": mark("An editor made two incidents one"),
    "split": mark("An editor cut it in two"),
}
"""The acts that change what was said of an incident."""


def corrections_of(incident: Incident, sight: Sight) -> list[Correction]:
    """What was carried out on an incident, newest first; on one that was cut off another, too."""
    return [
        each
        for each in sight.corrections(service=incident.service)
        if incident.id in named(each) and not each.refused
    ]


def named(correction: Correction) -> set[str]:
    """Ids of the incidents that a correction is about."""
    act = correction.act
    halves = {correction.before, correction.after} if act.kind in ("merge", "split") else set[str]()
    return {act.incident, act.into, *halves} - {""}


def amendments(corrections: Iterable[Correction]) -> list[Correction]:
    """Those that changed what was said, in the order they came."""
    return [each for each in corrections if each.act.kind in CHANGED]


_STATES: dict[str, str] = {**STATE_WORDS}


def state_said(value: str, words: Words) -> str:
    """What the record said, if it was a state; empty where it is an incident's id, or nothing."""
    return words.say(_STATES[value]) if value in _STATES else ""
