"""An incident in brief, and which incidents are asked for: what lists and calendars need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from marsad.nouns.state import IncidentState


class Spell(NamedTuple):
    """One incident that stands by itself (was not merged into another): whose, what and when."""

    id: str
    service: str
    component: str
    state: IncidentState
    onset: int
    ended: int | None
    declared: bool
    """Whether it was ever called a problem."""

    @property
    def is_outage(self) -> bool:
        """Whether it was called a problem, and not taken back."""
        return self.declared and self.state != "retracted"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Which incidents are asked for; each part narrows it, the defaults leave nothing out."""

    services: tuple[str, ...] | None = None
    """Only those of these services; None for any."""
    state: str = ""
    since: int = 0
    """Not over before this instant."""
    until: int | None = None
    """Begun before this instant."""
    least: int = 0
    """Milliseconds they lasted at least; those that run are measured up to ``now``."""
    now: int = 0
    before: str = ""
    """Id of an incident: only those listed after it, to go on where a page ended."""
    limit: int | None = None
