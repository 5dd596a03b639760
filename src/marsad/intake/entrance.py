"""The form's way in: who posts it is sent on to a page, whatever becomes of the report."""

from __future__ import annotations

from asyncio import shield
from collections.abc import Mapping
from typing import Protocol

from marsad.intake import form, request
from marsad.intake.answer import Answer, Fields, Headers, redirect
from marsad.intake.body import Bodies, Receive
from marsad.intake.clicks import Click, Clicks
from marsad.intake.counters import Counters
from marsad.intake.gate import Gate
from marsad.intake.inspection import Known
from marsad.intake.problems import name_of, refusal
from marsad.intake.receipts import Receipts
from marsad.intake.rules import Rules
from marsad.intake.said import Said
from marsad.intake.sender import Sender, Senders
from marsad.journal.errors import JournalError
from marsad.nouns.problem import Problem, Refused
from marsad.nouns.report import Report

_ASKED_AGAIN = frozenset({"form-expired", "proof-needed"})
"""What one more click, on a page that carries a ticket, puts right."""


class Host(Protocol):
    """What the entrance asks of the door."""

    counters: Counters

    def present(self) -> int: ...
    def keep(self, said: Said, sender: Sender, now: int, waited: bool) -> Click: ...
    def pretend(self, said: Said, sender: Sender, now: int) -> Report: ...
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
        receipts: Receipts,
        host: Host,
    ) -> None:
        self._catalog = catalog
        self._rules = rules
        self._senders = senders
        self._bodies = bodies
        self._gate = gate
        self._receipts = receipts
        self._host = host
        self._clicks = Clicks(rules.remembered)
        self._origins = frozenset(origin.encode() for origin in rules.origins)

    async def take(
        self, language: str, service: str, peer: str, headers: Headers, receive: Receive
    ) -> Answer:
        """Answer a form posted to a service's page.

        Raises Refused or JournalError where it is no browser that posts, or no service of ours.
        """
        fields = dict(headers)
        reads = self.reads(service, fields)
        try:
            entered = await self.entered(service, fields, headers, receive)
            said = form.said_in_form(service, entered)
            now = self._host.present()
            sender = self._senders.sender(peer, fields, headers)
            if entered.get(form.TRAP):
                self._host.counters.trapped += 1
                report = self._host.pretend(said, sender, now)
            else:
                report = await self._keep(said, entered, sender, now, language if reads else "")
        except (Refused, JournalError) as error:
            if not reads:
                raise
            return redirect(
                form.page_of(language, service, f"refused={name_of(self._host.problem(error))}")
            )
        return redirect(
            report if isinstance(report, str) else self._thanks(language, report, sender)
        )

    def reads(self, service: str, fields: Fields) -> bool:
        """Whether a browser posts, to a service that has a page to send it on to."""
        return service in self._catalog.services and b"text/html" in fields.get(b"accept", b"")

    def _thanks(self, language: str, report: Report, sender: Sender) -> str:
        """Address of the page that thanks for a report, with its receipt."""
        receipt = self._receipts.issue(report, sender.place.network)
        more = form.with_receipt(receipt, report.country)
        return form.page_of(language, report.service, f"thanks={report.kind}{more}")

    async def entered(
        self, service: str, fields: Fields, headers: Headers, receive: Receive
    ) -> Mapping[str, str]:
        """The fields of a form that was posted. Raises Refused."""
        if service not in self._catalog.services:
            raise refusal("unknown-service", "There is no such service.", status=404)
        request.check_origin(fields, self._origins)
        request.check_media(fields, request.FORM, self._origins)
        rules = self._rules
        body = await self._bodies.read(receive, headers, rules.single_bytes, rules.patience_seconds)
        return form.fields_in(body)

    async def _keep(
        self, said: Said, entered: Mapping[str, str], sender: Sender, now: int, language: str
    ) -> Report | str:
        """Keep the report, once for two clicks; where a browser (in a ``language``) has to be asked
        once more, the address of the page that does.
        """
        network, reporter = sender.place.network, sender.place.reporter
        click = self._clicks.again(reporter, said, now)
        if click is None or self._receipts.done("undo", click.report.id):
            try:
                waited = self._gate.waited(entered.get(form.TOKEN, ""), said.service, network, now)
                click = self._host.keep(said, sender, now, waited)
            except Refused as error:
                return self._asked_again(said, error, network, now, language)
            self._clicks.note(reporter, click)
        await shield(click.stored)
        return click.report

    def _asked_again(
        self, said: Said, error: Refused, network: bytes, now: int, language: str
    ) -> str:
        problem = error.problem
        if not language or name_of(problem) not in _ASKED_AGAIN:
            raise error
        self._host.problem(error)
        ticket = self._gate.ticket(said.service, network, now)
        return form.confirm_page(language, said, ticket, problem.extra.get("challenge"))
