"""What was answered to an Idempotency-Key, so that a repeat gets the same answer."""

from __future__ import annotations

from marsad.intake.answer import Promise
from marsad.intake.problems import refusal


class Repeats:
    """The last ``room`` keyed requests: the body's hash and, of single reports, the answer."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._known: dict[bytes, tuple[int, Promise | None]] = {}

    def recall(self, id: bytes, body: bytes) -> Promise | None:
        """The answer to the request of this id, unless it was never given or not kept.

        Raises Refused when the body is another one than then.
        """
        known = self._known.get(id)
        if known is None:
            return None
        body_hash, promise = known
        if body_hash != hash(body):
            raise refusal(
                "idempotency-key-reused", "This Idempotency-Key came with another body before."
            )
        if promise and promise.stored.done() and promise.stored.exception():
            return None
        return promise

    def remember(self, id: bytes, body: bytes, promise: Promise | None = None) -> None:
        """Note that a request was taken, and with a single report the promise given for it."""
        if len(self._known) >= self._room:
            del self._known[next(iter(self._known))]
        self._known[id] = (hash(body), promise)

    def __len__(self) -> int:
        return len(self._known)
