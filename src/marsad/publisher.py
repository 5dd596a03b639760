"""Tells the live stream what folding changed: states at once, counts four times a second."""

from __future__ import annotations

import asyncio

from marsad.catalog.catalog import Catalog
from marsad.nouns.minute import minute_of, rfc3339, rfc3339_or_none
from marsad.show.correction_json import correction_json
from marsad.show.incident_json import incident_json
from marsad.show.live import Live
from marsad.story.outcome import Outcome
from marsad.story.outlook import Outlook

PACE_SECONDS = 0.25
LEFT_OUT = ("statements", "evidence", "corrections")
"""Members of an incident that are for who asks: they may be larger than a stream should carry."""


class Publisher:
    """Between the followers and the live stream; gathers counts so that a flood stays a trickle."""

    def __init__(self, live: Live, outlook: Outlook, catalog: Catalog) -> None:
        self._live = live
        self._outlook = outlook
        self._catalog = catalog
        self._touched: set[str] = set()
        self._states: dict[str, tuple[str, float]] = {}
        self._woken = asyncio.Event()

    def hear(self, outcome: Outcome) -> None:
        """Take in what one entry of the journal changed."""
        for incident in outcome.incidents.values():
            told = incident_json(incident, self._catalog)
            self._live.publish("incident", {k: v for k, v in told.items() if k not in LEFT_OUT})
        for correction in outcome.corrections:
            self._live.publish("correction", correction_json(correction, brief=True))
        if outcome.closed is not None or outcome.corrections:
            self._tell_states()
        if outcome.services:
            self._touched |= outcome.services
            self._woken.set()

    def _tell_states(self) -> None:
        for status in self._outlook.statuses().values():
            seen = (status.state, round(status.certainty, 2))
            if self._states.get(status.service, ("ok", 0.0)) == seen:
                continue
            self._states[status.service] = seen
            body = {"service": status.service, "state": status.state, "certainty": seen[1]}
            since = rfc3339_or_none(status.since)
            self._live.publish("state", body | {"since": since, "incident": status.incident})

    async def keep(self) -> None:
        """Publish the counts of services that were reported, for ever."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            self._tell_counts()
            self._tell_states()
            await asyncio.sleep(PACE_SECONDS)

    def _tell_counts(self) -> None:
        touched, self._touched = self._touched, set()
        minute = minute_of(self._outlook.now())
        totals = self._outlook.totals(minute - 15, minute + 1)
        for service in sorted(touched):
            self._live.publish(
                "counts",
                {
                    "service": service,
                    "time": rfc3339(self._outlook.now()),
                    "last_15_minutes": totals.get(service, 0),
                },
            )
