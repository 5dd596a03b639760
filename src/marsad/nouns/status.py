"""How a service stands now."""

from __future__ import annotations

import msgspec

from marsad.nouns.state import State
from marsad.nouns.verdict import Verdict


class Status(msgspec.Struct, frozen=True):
    """The present state of a service, and what it rests on."""

    service: str
    state: State
    certainty: float
    """Probability that a real outage runs now."""
    since: int | None = None
    """Estimated onset of the open incident (instant)."""
    incident: str | None = None
    """Id of the open incident."""
    verdicts: tuple[Verdict, ...] = ()
    """The latest verdicts on the service and on components that fail alone; none when ok."""
    known_since: int | None = None
    """First minute this service was ever counted; None when nobody reported yet."""
