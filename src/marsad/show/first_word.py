"""How long people waited for a word of those who run a failed service."""

from __future__ import annotations

from typing import NamedTuple

from marsad.nouns.incident import Incident

VENDOR = ("owner", "provider")
"""Roles of those who run a service."""


class FirstWord(NamedTuple):
    """The earliest statement of the service's owner or provider on an incident."""

    speaker: str
    at: int
    after: int
    """Milliseconds after the first sign; below zero where they spoke before it."""
    after_declared: int | None
    """Milliseconds after we declared it; None where we never did, or they were first."""


def first_word_of(incident: Incident) -> FirstWord | None:
    """The vendor's first word; None while there is none."""
    theirs = [each for each in incident.statements if each.role in VENDOR]
    if not theirs:
        return None
    word = min(theirs, key=lambda each: each.at)
    declared = incident.declared_at
    late = word.at - declared if declared is not None and word.at >= declared else None
    return FirstWord(word.speaker, word.at, word.at - incident.onset.at, late)
