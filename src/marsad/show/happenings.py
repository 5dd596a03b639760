"""What happened to an incident, in order: from its first sign to what was corrected of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from marsad.nouns.correction import Correction
from marsad.nouns.incident import Incident, Statement, Transition

Kind = Literal["sign", "said", "state", "peak", "end", "corrected"]
_ORDER: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Happening:
    """One line; of the members after ``kind``, the one that belongs to it is there."""

    at: int
    kind: Kind
    transition: Transition | None = None
    statement: Statement | None = None
    correction: Correction | None = None
    late: int = 0
    """Milliseconds after the first sign."""


def happenings_of(
    incident: Incident,
    transitions: Iterable[Transition],
    statements: Iterable[Statement],
    corrections: Iterable[Correction],
) -> list[Happening]:
    """The lines, oldest first."""
    onset = incident.onset.at
    lines = [
        Happening(onset, "sign"),
        *(Happening(each.at, "state", transition=each) for each in transitions),
        *(Happening(each.at, "said", statement=each) for each in statements),
        *(Happening(each.act.at, "corrected", correction=each) for each in corrections),
    ]
    if incident.state != "retracted" and incident.peak.reports_per_minute > 0:
        lines.append(Happening(incident.peak.at, "peak"))
    if incident.ended and incident.state == "ended":
        lines.append(Happening(incident.ended.at, "end"))
    placed = [
        Happening(
            line.at,
            line.kind,
            line.transition,
            line.statement,
            line.correction,
            line.at - onset,
        )
        for line in lines
    ]
    return sorted(placed, key=lambda line: (line.at, _ORDER.index(line.kind)))
