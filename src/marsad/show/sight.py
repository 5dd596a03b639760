"""What the pages see of the observatory. The app hands an implementation in."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from marsad.catalog.catalog import Catalog
from marsad.nouns.aside import SetAside
from marsad.nouns.correction import Correction, Plan
from marsad.nouns.incident import Incident, Transition
from marsad.nouns.series import Cell
from marsad.nouns.spell import Inquiry, Spell
from marsad.nouns.status import Status
from marsad.nouns.window import Window
from marsad.sense.trust.guarantee import Guarantee


class Sight(Protocol):
    """Read-only view; every answer is a value made at the moment of the call."""

    catalog: Catalog
    demo: str
    """Id of the scenario being played, or empty when this is the real thing."""

    @property
    def speed(self) -> float:
        """Times as fast as life the clock runs now (1.0 for the real thing)."""
        ...

    def now(self) -> int:
        """The present instant, by the observatory's own clock."""
        ...

    def statuses(self) -> dict[str, Status]:
        """Every catalogued service (and any other one reported), by id."""
        ...

    def window(self, service: str, first: int, last: int, step: int, by: str = "") -> Window:
        """Counts from minute ``first`` up to, not including, ``last``."""
        ...

    def course(
        self, cell: Cell, first: int, last: int, step: int, measure: str = "reports", by: str = ""
    ) -> dict[str, NDArray[np.int64]]:
        """One measure (``reports``, ``counted``, ``works``) of all cells within one, a bin each.

        An empty part of ``cell`` is any. Split ``by`` a part if asked, else under the key ``""``.
        """
        ...

    def set_aside(self, service: str, first: int, last: int) -> list[SetAside]:
        """What verdicts did not count between two minutes, by hour and group, newest first."""
        ...

    def guaranteed(self, service: str) -> Guarantee | None:
        """What it takes to raise a false problem of a service; None where nobody reported yet."""
        ...

    def totals(self, first: int, last: int) -> dict[str, int]:
        """Problem reports of every service between two minutes (services without any left out)."""
        ...

    def lines(self, first: int, last: int, step: int) -> dict[str, NDArray[np.int64]]:
        """Problem reports of every service that had any, in bins of ``step`` minutes."""
        ...

    def incidents(self, service: str = "", state: str = "", since: int = 0) -> list[Incident]:
        """Newest onset first; ``since`` is an instant that the incident's end must not precede."""
        ...

    def spells(self, asked: Inquiry) -> list[Spell]:
        """Incidents in brief, newest onset first; those merged into another are left out."""
        ...

    def found(self, asked: Inquiry) -> list[Incident]:
        """The same as whole incidents."""
        ...

    def incident(self, id: str) -> Incident | None:
        """One incident."""
        ...

    def transitions(self, incident: str) -> list[Transition]:
        """Its life so far, oldest first."""
        ...

    def corrections(
        self, service: str = "", incident: str = "", since: int = 0
    ) -> list[Correction]:
        """What editors changed of the public record, newest first."""
        ...

    def plans(self, service: str = "", since: int = 0) -> list[Plan]:
        """Announced work that ends after an instant, earliest first; called off ones left out."""
        ...
