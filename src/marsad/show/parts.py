"""The parts of a service, each with its state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from marsad.nouns.names import Names
from marsad.nouns.service import Service
from marsad.nouns.state import WORST_FIRST, State
from marsad.nouns.status import Status


class PartState(NamedTuple):
    """A component and how it stands."""

    names: Names
    state: State
    share: float | None
    """Of the reports of late, where enough of them say what fails."""


def parts_of(service: Service, status: Status, shares: Mapping[str, float]) -> list[PartState]:
    """Every component in the catalogue's order; what no verdict speaks of is well, or not known."""
    found: dict[str, State] = {}
    for verdict in status.verdicts:
        told: list[tuple[str, State]] = [(part.id, part.state) for part in verdict.components]
        if verdict.component:
            told.append((verdict.component, verdict.state))
        for part, state in told:
            both: list[State] = [found.get(part, "ok"), state]
            found[part] = min(both, key=WORST_FIRST.index)
    other: State = "unknown" if status.state == "unknown" else "ok"
    return [
        PartState(part.names, found.get(part.id, other), shares.get(part.id))
        for part in service.components
    ]
