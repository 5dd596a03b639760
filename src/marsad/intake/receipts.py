"""Receipts of reports: who holds one may tell the report better once, or take it back once.

A receipt is the report's id, kind and instant, signed; it is good for two minutes, from the network
that the report came from. It says nothing about a person, and no cookie carries it.
"""

from __future__ import annotations

from asyncio import Future
from collections import OrderedDict
from hashlib import blake2b
from hmac import compare_digest
from typing import Literal, NamedTuple

from marsad.intake.problems import refusal
from marsad.intake.tokens import bytes_in, text_of
from marsad.nouns.report import Report, ReportKind
from marsad.nouns.withdrawn import CHANGEABLE_MS

_TIME, _ID, _KIND, _WHOSE, _MAC = 6, 16, 1, 6, 16
_SIGNED = _TIME + _ID + _KIND + _WHOSE
_KINDS: tuple[ReportKind, ...] = ("problem", "works")
Change = Literal["undo", "amend"]
State = Literal["open", "told", "late", "undone"]


class Receipt(NamedTuple):
    """What one says."""

    id: bytes
    received: int
    kind: ReportKind
    whose: bytes


class Standing(NamedTuple):
    """How a report stands, as its page shows it."""

    kind: ReportKind
    state: State
    age: int
    """Milliseconds since it was received."""

    @property
    def left(self) -> int:
        """Milliseconds in which it can still be changed."""
        return max(0, CHANGEABLE_MS - self.age)


class Receipts:
    """Makes and knows receipts, signed with BLAKE2b (RFC 7693, keyed).

    The last ``room`` changes are remembered, so that the same one again is answered and not kept
    twice. What is forgotten, in a flood or by a restart, would change nothing when it came again.
    """

    def __init__(self, key: bytes, room: int) -> None:
        self._key = key
        self._room = room
        self._done: OrderedDict[tuple[Change, bytes], Future[None]] = OrderedDict()

    def issue(self, report: Report, network: bytes) -> str:
        """The receipt of a report, for whoever sent it from a network."""
        stamp = report.received.to_bytes(_TIME) + report.id
        stamp += _KINDS.index(report.kind).to_bytes() + self._whose(report.id, network)
        return text_of(stamp + self._mac(stamp, report.service))

    def read(self, text: str, service: str, network: bytes, now: int) -> Receipt:
        """The receipt in a text. Raises Refused where it is none of ours, of another service or
        network, or too old.
        """
        receipt = self._ours(text, service)
        if receipt is None or not compare_digest(receipt.whose, self._whose(receipt.id, network)):
            raise refusal("bad-receipt", "This is no receipt of a report of yours.")
        if now - receipt.received > CHANGEABLE_MS:
            raise refusal("too-late", "The report was sent more than two minutes ago.")
        return receipt

    def standing(self, text: str, service: str, now: int) -> Standing | None:
        """How the report of a receipt stands; None where it is none. From any thread."""
        receipt = self._ours(text, service) if text else None
        if receipt is None:
            return None
        age = now - receipt.received
        state: State = "told" if self.done("amend", receipt.id) else "open"
        if age > CHANGEABLE_MS:
            state = "late"
        if self.done("undo", receipt.id):
            state = "undone"
        return Standing(receipt.kind, state, age)

    def done(self, change: Change, report: bytes) -> Future[None] | None:
        """When a change of the report of this id was or will be kept, if it was asked for before
        and has not failed.
        """
        stored = self._done.get((change, report))
        failed = stored is None or (stored.done() and (stored.cancelled() or stored.exception()))
        return None if failed else stored

    def do(self, change: Change, report: bytes, stored: Future[None]) -> None:
        """Note that a change of a report is being kept."""
        if len(self._done) >= self._room:
            self._done.popitem(last=False)
        self._done[change, report] = stored

    def _ours(self, text: str, service: str) -> Receipt | None:
        data = bytes_in(text, _SIGNED + _MAC)
        if data is None:
            return None
        stamp, mac = data[:_SIGNED], data[_SIGNED:]
        if not compare_digest(mac, self._mac(stamp, service)):
            return None
        report, rest = stamp[_TIME : _TIME + _ID], stamp[_TIME + _ID :]
        return Receipt(report, int.from_bytes(stamp[:_TIME]), _KINDS[rest[0]], rest[_KIND:])

    def _whose(self, id: bytes, network: bytes) -> bytes:
        return blake2b(id + network, digest_size=_WHOSE, key=self._key, person=b"whose").digest()

    def _mac(self, stamp: bytes, service: str) -> bytes:
        data = stamp + service.encode()
        return blake2b(data, digest_size=_MAC, key=self._key, person=b"receipt").digest()
