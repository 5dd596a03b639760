"""The form's way in: who posts it is sent on to a page, whatever becomes of the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from marsad.intake import form, request
from marsad.intake.answer import Answer, Fields, Headers, Promise, redirect
from marsad.intake.body import Bodies, Receive
from marsad.intake.counters import Counters
from marsad.intake.gate import Gate
from marsad.intake.inspection import Known
from marsad.intake.problems import name_of, refusal
from marsad.intake.rules import Rules
from marsad.intake.said import Said
from marsad.intake.sender import Sender, Senders
from marsad.journal.errors import JournalError
from marsad.nouns.problem import Problem, Refused

_ASKED_AGAIN = frozenset({"form-expired", "proof-needed"})
"""What one more click, on a page that carries a ticket, puts right."""


class Host(Protocol):
    """What the entrance asks of the door."""

    counters: Counters

    def present(self) -> int: ...
    def keep(self, said: Said, sender: Sender, now: int, waited: bool) -> Promise: ...
    def problem(self, error: BaseException) -> Problem: ...


class Entrance:
    """Takes forms for its host; what it is lent belongs to the door."""

    def __init__(
        self,
        catalog: Known,
        rules: Rules,
        senders: Senders,
        bodies: Bodies,
        gate: Gate,
        host: Host,
    ) -> None:
        self._catalog = catalog
        self._rules = rules
        self._senders = senders
        self._bodies = bodies
        self._gate = gate
        self._host = host
        self._origins = frozenset(origin.encode() for origin in rules.origins)

    async def take(
        self, language: str, service: str, peer: str, headers: Headers, receive: Receive
    ) -> Answer:
        """Answer a form posted to a service's page.

        Raises Refused or JournalError where it is no browser that posts, or no service of ours.
        """
        fields = dict(headers)
        reads = service in self._catalog.services and b"text/html" in fields.get(b"accept", b"")
        try:
            entered = await self._entered(service, fields, headers, receive)
            said = form.said_in_form(service, entered)
            now = self._host.present()
            if entered.get(form.TRAP):
                self._host.counters.trapped += 1
            else:
                sender = self._senders.sender(peer, fields, headers)
                if again := await self._keep(said, entered, sender, now, language if reads else ""):
                    return redirect(again)
        except (Refused, JournalError) as error:
            if not reads:
                raise
            query = f"refused={name_of(self._host.problem(error))}"
        else:
            query = "thanks=works" if said.kind == "works" else "thanks=problem"
        return redirect(form.page_of(language, service, query))

    async def _entered(
        self, service: str, fields: Fields, headers: Headers, receive: Receive
    ) -> Mapping[str, str]:
        if service not in self._catalog.services:
            raise refusal("unknown-service", "There is no such service.", status=404)
        request.check_origin(fields, self._origins)
        request.check_media(fields, request.FORM, self._origins)
        rules = self._rules
        body = await self._bodies.read(receive, headers, rules.single_bytes, rules.patience_seconds)
        return form.fields_in(body)

    async def _keep(
        self, said: Said, entered: Mapping[str, str], sender: Sender, now: int, language: str
    ) -> str:
        """Keep the report; where a browser (in a ``language``) has to be asked once more, the
        address of the page that does.
        """
        network = sender.place.network
        try:
            waited = self._gate.waited(entered.get(form.TOKEN, ""), said.service, network, now)
            await self._host.keep(said, sender, now, waited).stored
        except Refused as error:
            problem = error.problem
            if not language or name_of(problem) not in _ASKED_AGAIN:
                raise
            self._host.problem(error)
            ticket = self._gate.ticket(said.service, network, now)
            return form.confirm_page(language, said, ticket, problem.extra.get("challenge"))
        return ""
