"""What a replay tells: an incident, how it came to be so, and the recording it stood in."""

from __future__ import annotations

from typing import NamedTuple

from marsad.nouns.incident import Incident, Transition


class Told(NamedTuple):
    """One incident of a replay, as it is known in the end."""

    run: str
    """Name of the recording, where a file names several; else empty."""
    incident: Incident
    transitions: tuple[Transition, ...]

    def state_at(self, instant: int) -> str:
        """The state a visitor read at an instant; ``ok`` before the incident and after it."""
        state = "ok"
        for row in self.transitions:
            if row.at <= instant:
                state = row.after
        return "ok" if state in ("ended", "retracted") else state
