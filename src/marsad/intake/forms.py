"""The forms of a service's page by their addresses: report, and what follows it.

Comes in: what a browser posts to ``form.PATH`` or ``form.CHANGES``. Called by the door.
"""

from __future__ import annotations

from typing import NamedTuple

from marsad.intake import form
from marsad.intake.afterwards import Afterwards
from marsad.intake.answer import Answer, Headers, redirect
from marsad.intake.body import Bodies, Receive
from marsad.intake.clerk import Clerk
from marsad.intake.entrance import Entrance, Host
from marsad.intake.gate import Gate
from marsad.intake.inspection import Known
from marsad.intake.keeper import Keeper
from marsad.intake.problems import refusal
from marsad.intake.receipts import Receipts
from marsad.intake.rules import Rules
from marsad.intake.sender import Senders


class Lent(NamedTuple):
    """What the door lends to its forms."""

    rules: Rules
    senders: Senders
    bodies: Bodies
    gate: Gate
    clerk: Clerk
    journal: Keeper


def asked_of(path: str) -> tuple[str, ...]:
    """Language, service and, where a report is to be changed, how; empty for any other path."""
    match = form.PATH.fullmatch(path) or form.CHANGES.fullmatch(path)
    return match.groups() if match else ()


class Forms:
    """Takes all of them."""

    def __init__(
        self,
        catalog: Known,
        receipts: Receipts,
        lent: Lent,
        host: Host,
    ) -> None:
        self._catalog = catalog
        self._entrance = Entrance(
            catalog, lent.rules, lent.senders, lent.bodies, lent.gate, receipts, host
        )
        more = (lent.clerk, lent.senders, receipts, lent.journal, host)
        self._afterwards = Afterwards(self._entrance, *more)

    async def take(
        self, asked: tuple[str, ...], method: str, peer: str, headers: Headers, receive: Receive
    ) -> Answer:
        """Answer a request to an address of ours. Raises Refused or JournalError."""
        language, service, *change = asked
        if method in {"GET", "HEAD"} and service in self._catalog.services:
            # Somebody reloads, or follows, the address that a form is posted to.
            return redirect(form.page_of(language, service))
        if method != "POST":
            raise refusal("method-not-allowed", f"{method[:20]} is not answered here.")
        if change:
            what = (language, service, change[0])
            return await self._afterwards.take(what, peer, headers, receive)
        return await self._entrance.take(language, service, peer, headers, receive)
