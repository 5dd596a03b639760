"""Corrections of an incident in words: what an editor changed of it, from what to what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marsad.nouns.act import ActKind
from marsad.nouns.correction import Correction
from marsad.nouns.minute import rfc3339
from marsad.show.states import STATE_WORDS
from marsad.show.words import Words, mark

CHANGED: dict[ActKind, str] = {
    "confirm": mark("An editor confirmed it"),
    "retract": mark("An editor took it back"),
    "merge": mark("An editor made two incidents one"),
    "split": mark("An editor cut it in two"),
}
"""The acts that change what was said of an incident."""


def amendments(corrections: Iterable[Correction]) -> list[Correction]:
    """Those that changed what was said, newest first as they came."""
    return [each for each in corrections if each.act.kind in CHANGED and not each.refused]


_STATES: dict[str, str] = {state: said for state, said in STATE_WORDS.items()}


def state_said(value: str, words: Words) -> str:
    """What the record said, if it was a state; empty where it is an incident's id, or nothing."""
    return words.say(_STATES[value]) if value in _STATES else ""


def correction_json(correction: Correction) -> dict[str, Any]:
    """One correction as outsiders read it."""
    act = correction.act
    return {
        "kind": act.kind,
        "at": rfc3339(act.at),
        "who": act.who,
        "why": act.why,
        "incident": act.incident,
        "into": act.into or None,
        "before": correction.before or None,
        "after": correction.after or None,
    }

