"""One connection to uvicorn, with the limits that its parser and its timers lack.

Heads, requests sent ahead and time are bounded; whoever does not take what is written is let go.
The wire (``wire.py``) is built on it.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from marsad.intake.body import too_slow
from marsad.intake.problems import refusal
from marsad.intake.rounds import Rounds
from marsad.intake.seats import Seats
from marsad.nouns.problem import Refused

HEAD_BYTES = 32 * 1024
"""Request line and headers together; uvicorn by itself takes any number."""
AHEAD = 32
"""Requests that may wait behind one that is being answered: each of them is an ASGI scope."""
TAKEN = 512
"""Bytes a second at least that a client must take of what waits for it."""
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class Connection(HttpToolsProtocol):
    """One connection, and how long it may stay."""

    rounds: ClassVar[Rounds]
    seats: ClassVar[Seats]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._door = self.rounds.door
        self._peer = ""
        self._short = False
        """The request that comes in goes the short way."""
        self._head = 0
        self._came = 0
        """Bytes that came last."""
        self._in_body = False
        self._began: float | None = None
        self._active = True
        self._spoke = True
        self._unread = 0
        self._moved = 0.0
        self._deaf = False
        self._watch: asyncio.TimerHandle | None = None
        self._running: RequestResponseCycle | None = None
        """The request that is being answered; uvicorn knows only the one that came last."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._peer = self.client[0] if self.client else ""
        if not self.seats.enter(self, self._peer):
            self._deaf = True
            transport.write(_FULL)
            transport.close()
            return
        self._moved = self.loop.time()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        self.seats.leave(self)
        if self._watch:
            self._watch.cancel()
        self._gone()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._came = len(data)
        if not self._in_body:
            self._head += len(data)
        super().data_received(data)
        if self._head > HEAD_BYTES and not self._in_body:
            self._end(_head_too_large())

    def send_400_response(self, msg: str) -> None:
        self._end(refusal("bad-request", "What came is not an HTTP/1.1 request."))

    # What the table of seats asks

    def is_idle(self) -> bool:
        """Whether nothing is owed, and it began no request since it was asked before."""
        spoke, self._spoke = self._spoke, False
        return not spoke and self._is_free() and not self._owes()

    def dismiss(self) -> None:
        """End it: somebody else needs the place."""
        self._hang_up(at_once=True)

    # Patience

    def _look(self) -> None:
        """Now and then: end connections that are idle, stuck, or too slow with a request."""
        transport = self.transport
        if transport.get_protocol() is not self:
            return
        unread, now = transport.get_write_buffer_size(), self.loop.time()
        least = TAKEN * self.timeout_keep_alive
        if not unread or unread > self._unread or unread + least < self._unread:
            self._unread, self._moved = unread, now
        elif now - self._moved > self._door.rules.patience_seconds:
            # The client takes nothing of its answer, or next to nothing.
            self._hang_up(at_once=True)
            return
        if not transport.is_closing():
            self._judge_pace(now)
        self._watch = self.loop.call_later(self.timeout_keep_alive, self._look)

    def _judge_pace(self, now: float) -> None:
        patience = self._door.rules.patience_seconds
        busy = self._owes() or not self._is_free()
        if self._began is not None and now - self._began > patience:
            if self._short or not self._in_body:
                self._end(too_slow(patience))
            elif not busy:
                # Answered already, and it goes on sending: nobody wants to know what.
                self.transport.close()
        elif not busy and not self._active and self._began is None:
            self.transport.close()
        self._active = busy

    # The parser's words

    def on_message_begin(self) -> None:
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._began = self.loop.time()
        self._active = self._spoke = True

    def on_headers_complete(self) -> None:
        """The head is whole; ``_head_is_bearable`` has been asked."""
        # The scope that uvicorn makes when any message begins, and we only where it is used.
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url = url
        self.headers += headers
        self.expect_100_continue = expects
        super().on_headers_complete()

    def _head_is_bearable(self) -> bool:
        """Whether head and queue keep to their limits; else the connection is being ended."""
        self._head = 0
        # A head that came in one piece was not counted while it came.
        if self._came > HEAD_BYTES and _size(self.url, self.headers) > HEAD_BYTES:
            self._end(_head_too_large())
        elif len(self.pipeline) >= AHEAD:
            self._end(refusal("busy", f"Up to {AHEAD} requests may be sent ahead.", retry_after=1))
        return not self._deaf

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def _hang_up(self, at_once: bool = False) -> None:
        """Hear and say nothing more: what is still being made is not sent."""
        self._deaf = True
        self._gone()
        if at_once:
            self.transport.abort()
        else:
            self.transport.close()

    def _gone(self) -> None:
        running = self._running
        if running is not None and not running.response_complete:
            running.disconnected = True
            running.message_event.set()

    def _is_free(self) -> bool:
        """Whether no request that went uvicorn's way is being answered."""
        cycle: Any = self.cycle
        return cycle is None or cycle.response_complete

    def _owes(self) -> bool:
        """Whether an answer is owed on the short way."""
        raise NotImplementedError

    def _end(self, refused: Refused) -> None:
        """Answer no more than this on the connection, and close it."""
        raise NotImplementedError


def _size(url: bytes, headers: list[tuple[bytes, bytes]]) -> int:
    return len(url) + sum(len(name) + len(value) + 4 for name, value in headers)


def _head_too_large() -> Refused:
    return refusal("head-too-large", f"Up to {HEAD_BYTES} bytes of headers are taken.")
