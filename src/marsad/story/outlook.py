"""The present and the past for those who show them: read only, over all partitions' desks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from marsad.catalog.catalog import Catalog
from marsad.nouns.aside import SetAside
from marsad.nouns.correction import Correction, Plan
from marsad.nouns.incident import Incident, Transition
from marsad.nouns.series import Cell
from marsad.nouns.spell import Inquiry, Spell
from marsad.nouns.state import WORST_FIRST, State
from marsad.nouns.status import Status
from marsad.nouns.verdict import Verdict
from marsad.nouns.window import Window
from marsad.sense.trust.guarantee import Guarantee
from marsad.story.desk import Desk
from marsad.story.ledger import Ledger
from marsad.tally.history import History


class Outlook:
    """What pages and API see. Every answer is a value made at the moment of the call."""

    def __init__(
        self,
        catalog: Catalog,
        desks: Sequence[Desk],
        history: History,
        ledger: Ledger,
        now: Callable[[], int],
        *,
        demo: str = "",
        speed: Callable[[], float] = lambda: 1.0,
    ) -> None:
        self.catalog = catalog
        self.demo = demo
        self._desks = desks
        self._history = history
        self._ledger = ledger
        self._now = now
        self._speed = speed

    @property
    def speed(self) -> float:
        """Times as fast as life the clock runs now."""
        return self._speed()

    def now(self) -> int:
        """The present instant, by the observatory's own clock."""
        return self._now()

    def statuses(self) -> dict[str, Status]:
        """Every catalogued service, and every other one that has been reported, by id."""
        known = self._history.known_since()
        verdicts: dict[str, tuple[Verdict, ...]] = {}
        incidents: dict[str, Incident] = {}
        plans: dict[str, tuple[Plan, ...]] = {}
        for desk in self._desks:
            verdicts |= desk.suspicions | desk.verdicts
            incidents |= desk.running
            plans |= desk.plans
        now = self._now()
        work = {name: plan for name, each in plans.items() if (plan := _current(each, now))}
        services = dict.fromkeys([*self.catalog.services, *known])
        return {
            service: _status(
                service, verdicts.get(service, ()), incidents, known, work.get(service)
            )
            for service in services
        }

    def window(self, service: str, first: int, last: int, step: int, by: str = "") -> Window:
        """Counts from minute ``first`` up to, not including, ``last``.

        ``counted`` is less what verdicts set aside, as far back as that is kept.
        """
        window = self._history.window(service, first, last, step, by)
        aside = self._ledger.reports_aside(service, first, last)
        if not aside:
            return window
        bins = (np.fromiter(aside, np.int64) - first) // step
        less = np.bincount(bins, list(aside.values()), len(window.counted)).astype(np.int64)
        return replace(window, counted=np.maximum(window.counted - less, 0))

    def course(
        self, cell: Cell, first: int, last: int, step: int, measure: str = "reports", by: str = ""
    ) -> dict[str, NDArray[np.int64]]:
        """One measure of all cells within one, from memory and archive."""
        return self._history.course(cell, first, last, step, measure, by)

    def set_aside(self, service: str, first: int, last: int) -> list[SetAside]:
        """What verdicts did not count between two minutes, by hour and group, newest first."""
        return self._ledger.set_aside(service, first, last)

    def guaranteed(self, service: str) -> Guarantee | None:
        """What it takes to raise a false problem of a service; None where nobody reported yet."""
        told = (desk.sense.guaranteed(service) for desk in self._desks)
        return next((each for each in told if each), None)

    def totals(self, first: int, last: int) -> dict[str, int]:
        """Problem reports of every service between two minutes."""
        return self._history.totals(first, last)

    def lines(self, first: int, last: int, step: int) -> dict[str, NDArray[np.int64]]:
        """Problem reports of every service that had any, in bins of ``step`` minutes."""
        return self._history.lines(first, last, step)

    def incidents(self, service: str = "", state: str = "", since: int = 0) -> list[Incident]:
        """Newest onset first; ``since`` leaves out what ended before that instant."""
        return self._ledger.incidents(service, state, since)

    def spells(self, asked: Inquiry) -> list[Spell]:
        """Incidents in brief, newest onset first; merged ones left out."""
        return self._ledger.spells(asked)

    def found(self, asked: Inquiry) -> list[Incident]:
        """The same as whole incidents."""
        return self._ledger.found(asked)

    def incident(self, id: str) -> Incident | None:
        """One incident."""
        return self._ledger.incident(id)

    def transitions(self, incident: str) -> list[Transition]:
        """Its life so far, oldest first."""
        return self._ledger.transitions(incident)

    def corrections(
        self, service: str = "", incident: str = "", since: int = 0
    ) -> list[Correction]:
        """What editors changed of the public record, newest first."""
        return self._ledger.corrections(service, incident, since)

    def plans(self, service: str = "", since: int = 0) -> list[Plan]:
        """Announced work that ends after an instant, earliest first; called off ones left out."""
        return self._ledger.plans(service, since)


def _current(plans: Sequence[Plan], now: int) -> Plan | None:
    """The work announced for this instant; of several, what began first."""
    running = [plan for plan in plans if plan.start <= now < plan.end]
    return min(running, key=lambda plan: (plan.start, plan.id), default=None)


def _status(
    service: str,
    verdicts: tuple[Verdict, ...],
    incidents: Mapping[str, Incident],
    known: Mapping[str, int],
    work: Plan | None,
) -> Status:
    incident = incidents.get(service)
    worst = min(verdicts, key=lambda v: (WORST_FIRST.index(v.state), v.component), default=None)
    return Status(
        service=service,
        state=_state(worst.state if worst else "ok", incident, work),
        certainty=worst.certainty if worst else 0.0,
        since=incident.onset.at if incident else None,
        incident=incident.id if incident else None,
        verdicts=verdicts,
        known_since=known.get(service),
    )


def _state(judged: State, incident: Incident | None, work: Plan | None) -> State:
    """What the evidence says, as editors' acts have it.

    Announced work explains what begins in its window, and nothing that began before it or that
    an editor called a problem.
    """
    confirmed = incident is not None and incident.confirmed
    before = incident is not None and work is not None and incident.onset.high < work.start
    if work and not (confirmed or before):
        return "maintenance"
    return "problem" if confirmed and judged == "possible" else judged
