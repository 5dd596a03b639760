"""What folding some of the journal changed: rows for the ledger, and what the live stream tells."""

from __future__ import annotations

import msgspec

from marsad.nouns.act import Act
from marsad.nouns.aside import SetAside
from marsad.nouns.correction import Correction, Plan
from marsad.nouns.incident import Incident, Transition
from marsad.story.editing import Done


class Outcome(msgspec.Struct):
    """What folding changed."""

    transitions: list[Transition] = []
    incidents: dict[str, Incident] = {}
    services: set[str] = set()
    """Services whose counts changed."""
    closed: int | None = None
    """Every minute before this one is closed now; None when no minute was closed."""
    set_aside: list[SetAside] = []
    """What the verdicts did not count, by minute."""
    corrections: list[Correction] = []
    """What editors changed, or could not."""
    plans: list[Plan] = []
    called_off: list[str] = []
    """Ids of plans."""
    recalled: list[Act] = []
    """Acts on what the desk no longer holds: the ledger carries them out."""

    def edit(self, done: Done) -> None:
        """Put in what an act changed."""
        self.add([*done.rows], [*done.incidents])
        self.corrections.append(done.correction)
        self.plans += done.plans
        self.called_off += done.called_off

    def add(self, rows: list[Transition], incidents: list[Incident]) -> None:
        """Put more changes behind those that are here."""
        self.transitions += rows
        self.incidents.update((incident.id, incident) for incident in incidents)
