"""One side of a comparison: an incident with the facts that are set beside others'."""

from __future__ import annotations

from dataclasses import dataclass

from marsad.nouns.incident import Incident
from marsad.nouns.service import Component, Service
from marsad.show.earlier import length_of
from marsad.show.first_word import FirstWord, first_word_of
from marsad.show.height import Height, height_of
from marsad.show.reach import shares_of
from marsad.show.shares import Share
from marsad.show.stage import Stage

TOP = 3
"""Symptoms and places named of each."""


@dataclass(frozen=True, slots=True)
class Side:
    """One incident's facts."""

    letter: str
    incident: Incident
    service: Service
    part: Component | None
    length: int
    height: Height
    first_word: FirstWord | None
    symptoms: list[Share]
    places: list[Share]


def side_of(letter: str, incident: Incident, stage: Stage) -> Side:
    """What one side shows."""
    sight, service = stage.sight, stage.noun(incident.service)
    places, symptoms, _ = shares_of(incident, service, sight)
    now = sight.now()
    return Side(
        letter,
        incident,
        service,
        service.component(incident.component),
        length_of(incident, now),
        height_of(incident, sight, now),
        first_word_of(incident),
        [row for row in symptoms.rows if row.key][:TOP],
        [row for row in places.rows if row.key][:TOP],
    )
