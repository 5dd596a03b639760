"""Heads of requests that were parsed before: the same bytes mean the same again."""

from __future__ import annotations

from marsad.intake.answer import Headers

END = b"\r\n\r\n"
_ROOM = 512
_BYTES = 1_024
_SINGULAR = frozenset({b"idempotency-key", b"x-forwarded-for", b"authorization"})
"""Headers that differ from request to request, or tell who sends: not worth or not fit to keep."""


class Heads:
    """What llhttp made of whole heads of reports, kept for the next ones of the same bytes.

    Who sends many reports over a connection sends the same head with each, but for the length.
    Nothing is parsed here: a head is known by all its bytes or not at all.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[Headers, int]] = {}

    def recall(self, data: bytes) -> tuple[Headers, bytes] | None:
        """Headers and body, where ``data`` is a known head and just the body it announces."""
        cut = data.find(END) + len(END)
        known = self._known.get(data[:cut])
        if known is None or len(data) - cut != known[1]:
            return None
        return known[0], data[cut:]

    def learn(self, data: bytes, headers: Headers, size: int) -> None:
        """Remember the head of ``data``, one whole request on a connection that goes on."""
        cut = data.find(END) + len(END)
        length = b"%d" % size
        if cut > _BYTES or len(data) - cut != size or (b"content-length", length) not in headers:
            return
        if any(name in _SINGULAR for name, _ in headers):
            return
        if len(self._known) >= _ROOM:
            self._known.clear()
        self._known[data[:cut]] = headers, size

    def __len__(self) -> int:
        return len(self._known)
