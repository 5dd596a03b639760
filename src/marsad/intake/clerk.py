"""The door without its wire: one report said by one sender, judged and made into an event."""

from __future__ import annotations

from marsad.intake.gate import Gate
from marsad.intake.inspection import Inspection, Known, Matter
from marsad.intake.limits import Buckets
from marsad.intake.problems import refusal
from marsad.intake.quotas import Quotas
from marsad.intake.rules import Rules
from marsad.intake.said import Said
from marsad.intake.sender import Place, Sender, Senders
from marsad.nouns.report import Report
from marsad.nouns.withdrawn import Amended

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
        changeable: bool = False,
    ) -> Report:
        """The event this report becomes; ``waited`` as in ``Gate.admit``. Raises Refused."""
        matter = self._inspection.matter(said, now)
        at = self._inspection.at(said.at, now) if said.at else now
        note, topic = self._words(said, matter)
        place = self._admitted(said, sender, matter.service, now, waited)
        return Report(
            id,
            at,
            now,
            matter.service,
            matter.component,
            "" if topic else matter.symptom,  # who chose to complain saw no symptom
            matter.country or place.country,
            matter.kind,
            place.reporter,
            place.network,
            place.asn,
            note,
            repeatable,
            place.hosting,
            topic,
            changeable,
        )

    def amendment(self, said: Said, id: bytes, now: int) -> Amended:
        """What is added to the report of an id: part, country and note. Raises Refused."""
        matter = self._inspection.matter(said, now)
        note, topic = self._words(said, matter)
        return Amended(id, said.service, now, now, matter.component, matter.country, note, topic)

    def restrain(self, sender: Sender, service: str, now: int) -> None:
        """Hold a change to the limits of reports. Raises Refused."""
        if sender.name:
            self.quotas.take(sender.name, now)
        elif not sender.trusted:
            self._limit(sender.place, service, now)

    def _words(self, said: Said, matter: Matter) -> tuple[str, str]:
        """The note, and what it is about where that is no failure."""
        note = self._inspection.note(said.note) if said.note else ""
        return note, self._inspection.topic(note, matter)

    def _admitted(self, said: Said, sender: Sender, service: str, now: int, waited: bool) -> Place:
        """Where the report comes from, if it may."""
        place = self._place(said, sender)
        if sender.name:
            self.quotas.take(sender.name, now)
        elif not sender.trusted:
            self._limit(place, service, now)
            self._gate.admit(place, service, said.altcha or "", now, waited)
        return place

    def _place(self, said: Said, sender: Sender) -> Place:
        if said.reporter or said.ip:
            return self._spoken_for(said, sender)
        # A trusted sender's own address says nothing about its users.
        return _NOWHERE if sender.trusted else sender.place

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
