"""What a reporter does in the two minutes after a report: tell it better, or take it back.

Comes in: the two forms of the page that thanks, with the report's receipt, which is the proof that
it was theirs. Goes out: ``Amended`` and ``Withdrawn`` into the journal.
"""

from __future__ import annotations

from asyncio import Future, shield
from typing import Protocol, cast

from marsad.intake import form
from marsad.intake.answer import Answer, Headers, redirect
from marsad.intake.body import Receive
from marsad.intake.clerk import Clerk
from marsad.intake.entrance import Entrance
from marsad.intake.keeper import Keeper
from marsad.intake.problems import name_of, refusal
from marsad.intake.receipts import Change, Receipt, Receipts
from marsad.intake.said import Said
from marsad.intake.sender import Sender, Senders
from marsad.journal.errors import JournalError
from marsad.nouns.event import Event
from marsad.nouns.problem import Problem, Refused
from marsad.nouns.withdrawn import Withdrawn


class Host(Protocol):
    """What is asked of the door."""

    def present(self) -> int: ...
    def problem(self, error: BaseException) -> Problem: ...


class Afterwards:
    """Takes the two forms for its host; what it is lent belongs to the door."""

    def __init__(
        self,
        entrance: Entrance,
        clerk: Clerk,
        senders: Senders,
        receipts: Receipts,
        journal: Keeper,
        host: Host,
    ) -> None:
        self._entrance = entrance
        self._clerk = clerk
        self._senders = senders
        self._receipts = receipts
        self._journal = journal
        self._host = host

    async def take(
        self, asked: tuple[str, str, str], peer: str, headers: Headers, receive: Receive
    ) -> Answer:
        """Answer a form posted to ``(language, service, undo or amend)``.

        Raises Refused or JournalError where it is no browser that posts, or no service of ours.
        """
        language, service, change = asked
        fields = dict(headers)
        reads = self._entrance.reads(service, fields)
        entered: dict[str, str] = {}
        sender: Sender | None = None
        try:
            entered |= await self._entrance.entered(service, fields, headers, receive)
            now = self._host.present()
            sender = self._senders.sender(peer, fields, headers)
            text = entered.get(form.RECEIPT, "")
            receipt = self._receipts.read(text, service, sender.place.network, now)
            await shield(
                self._change(cast("Change", change), receipt, entered, sender, service, now)
            )
        except (Refused, JournalError) as error:
            if not reads:
                raise
            query = f"refused={name_of(self._host.problem(error))}"
            back = entered.get(form.RECEIPT, "")
        else:
            query = "thanks=undone" if change == "undo" else f"thanks={receipt.kind}"
            back = entered[form.RECEIPT] if change == "amend" else ""
        more = form.with_receipt(back, sender.place.country if sender else "")
        return redirect(form.page_of(language, service, query + more))

    def _change(
        self,
        change: Change,
        receipt: Receipt,
        entered: dict[str, str],
        sender: Sender,
        service: str,
        now: int,
    ) -> Future[None]:
        """When the change is kept, or was: the same one again is not kept twice. Raises Refused."""
        if stored := self._receipts.done(change, receipt.id):
            return stored
        if self._receipts.done("undo", receipt.id):
            raise refusal("too-late", "The report was taken back before.")
        self._clerk.restrain(sender, service, now)
        event: Event = Withdrawn(receipt.id, service, now, now)
        if change == "amend":
            said = Said(service, entered.get("component"), None, entered.get("country"))
            said.note = entered.get("note")
            event = self._clerk.amendment(said, receipt.id, now)
        stored = self._journal.append_nowait(event)
        self._receipts.do(change, receipt.id, stored)
        return stored
