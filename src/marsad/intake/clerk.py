"""The door without its wire: one report said by one sender, judged and made into an event."""

from __future__ import annotations

from marsad.intake.gate import Gate
from marsad.intake.inspection import Inspection, Known
from marsad.intake.limits import Buckets
from marsad.intake.problems import refusal
from marsad.intake.quotas import Quotas
from marsad.intake.rules import Rules
from marsad.intake.said import Said
from marsad.intake.sender import Place, Sender, Senders
from marsad.nouns.report import Report

_NOWHERE = Place()


class Clerk:
    """Makes reports of what is said. Knows nothing of HTTP; keeps nothing on disk."""

    def __init__(self, catalog: Known, senders: Senders, rules: Rules, gate: Gate) -> None:
        self._gate = gate
        self.quotas = Quotas(rules)
        self._inspection = Inspection(catalog, rules)
        self._senders = senders
        self._networks = Buckets(rules.network_per_minute, rules.remembered)
        self._reporters = Buckets(rules.reporter_per_minute, rules.remembered)

    def report(
        self,
        said: Said,
        sender: Sender,
        id: bytes,
        now: int,
        repeatable: bool = False,
        waited: bool = False,
    ) -> Report:
        """The event this report becomes; ``waited`` as in ``Gate.admit``. Raises Refused."""
        matter = self._inspection.matter(said, now)
        at = self._inspection.at(said.at, now) if said.at else now
        note = self._inspection.note(said.note) if said.note else ""
        if said.reporter or said.ip:
            place = self._spoken_for(said, sender)
        else:
            # A trusted sender's own address says nothing about its users.
            place = _NOWHERE if sender.trusted else sender.place
        if sender.name:
            self.quotas.take(sender.name, now)
        elif not sender.trusted:
            self._limit(place, matter.service, now)
            self._gate.admit(place, matter.service, said.altcha or "", now, waited)
        return Report(
            id,
            at,
            now,
            matter.service,
            matter.component,
            matter.symptom,
            matter.country or place.country,
            matter.kind,
            place.reporter,
            place.network,
            place.asn,
            note,
            repeatable,
            place.hosting,
        )

    def _spoken_for(self, said: Said, sender: Sender) -> Place:
        if not sender.trusted:
            field = "reporter" if said.reporter else "ip"
            raise refusal(
                "not-trusted",
                f"`{field}` is taken only from trusted networks or with an API key.",
                pointer=f"/{field}",
            )
        place = self._senders.place(said.ip) if said.ip else _NOWHERE
        if place is None:
            raise refusal("bad-address", "`ip` is no IP address.", pointer="/ip")
        if said.reporter:
            return place._replace(reporter=self._senders.reporter(said.reporter))
        return place

    def _limit(self, place: Place, service: str, now: int) -> None:
        wait = self._networks.take(place.network, now)
        what = "your network"
        if not wait:
            wait = self._reporters.take((place.reporter, service), now)
            what = f"your address on {service}"
        if wait:
            seconds = -(-wait // 1000)
            raise refusal(
                "too-many-requests",
                f"There were too many reports from {what}; try again in {seconds} s.",
                retry_after=seconds,
            )
