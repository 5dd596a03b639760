"""The signals for and against an incident, with how much each of them weighs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from marsad.catalog.catalog import Catalog
from marsad.nouns.incident import Incident
from marsad.show.reasons import say_reason, shown, told_once
from marsad.show.why import ASIDE
from marsad.show.words import Words

LEAST = 1.0
"""Per cent of the whole width that even the lightest bar takes."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One signal in words and numbers."""

    text: str
    speaks: Literal["for", "against", "aside"]
    value: float
    expected: float
    weight: float
    """In nats of log-likelihood."""
    width: float
    """Of its bar: per cent of the weightiest signal's; 0 for what was set aside."""


def weighed(incident: Incident, words: Words, catalog: Catalog) -> list[Weighed]:
    """The signals that may be shown, weightiest first, those set aside last."""
    told = [each for each in told_once(shown(incident.because)) if each.signal != ASIDE]
    ranked = sorted(told, key=lambda each: (_aside(each.signal), -abs(each.weight)))
    most = max((abs(each.weight) for each in ranked if not _aside(each.signal)), default=0.0)
    return [
        Weighed(
            say_reason(each, words, catalog, incident.service),
            "aside" if _aside(each.signal) else "for" if each.weight >= 0 else "against",
            each.value,
            each.expected,
            each.weight,
            0.0 if _aside(each.signal) else width_of(each.weight, most),
        )
        for each in ranked
    ]


def width_of(weight: float, most: float) -> float:
    """A bar's width in per cent of the widest, whose weight is ``most``; always to be seen.

    >>> width_of(-20.0, 80.0)
    25.0
    """
    share = 100 * abs(weight) / most if most > 0 else 0.0
    return round(min(100.0, max(LEAST, share)), 1)


def _aside(signal: str) -> bool:
    return signal.startswith(ASIDE)
