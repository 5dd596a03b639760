"""The door's short way through uvicorn.

uvicorn parses every request with llhttp and starts an asyncio task with an ASGI scope for it. A
single report needs neither: as soon as its body is whole it is judged, and it is answered when its
group has become durable. Everything else goes uvicorn's own way, in the order of the requests on
the connection. Called by the app: ``uvicorn.Config(…, http=wire(lambda: door))``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from marsad.intake.answer import Answer, Headers, Promise, head_of
from marsad.intake.body import DRAINED, crowded, too_large
from marsad.intake.connection import Connection
from marsad.intake.door import SINGLE, Door
from marsad.intake.due import Due
from marsad.intake.problems import refusal
from marsad.intake.rounds import Rounds
from marsad.intake.seats import Seats
from marsad.nouns.problem import Refused

AHEAD = 1_024
"""Reports sent ahead of the answer to the first, before no more is read."""
_URL = SINGLE.encode()
_CLOSE = b"connection: close\r\n"


def wire(door: Callable[[], Door], seats: Seats | None = None) -> type[Wire]:
    """An HTTP protocol for uvicorn that hands single reports straight to the door.

    The door is asked for when a connection is made, so it may be opened after the server is
    configured. ``seats`` bounds the connections.
    """
    return type(
        "DoorWire", (Wire,), {"rounds": Rounds(door), "seats": Seats() if seats is None else seats}
    )


class Wire(Connection):
    """One connection, reports on the short way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting = False
        """One answer is owed, to the only request in flight: what nearly always is the case."""
        self._due: deque[Due] = deque()
        """Answers owed after that, to requests that were sent ahead."""
        self._later: tuple[RequestResponseCycle, Any] | None = None
        self._parts: list[bytes] = []
        self._size = 0
        self._held = 0
        self._whole = b""
        """What came last, where a request begins with it."""
        self._ending = False

    # The connection

    def connection_lost(self, exc: Exception | None) -> None:
        self._let_go()
        self._due.clear()
        self._waiting = False
        self._later = None
        super().connection_lost(exc)

    def eof_received(self) -> bool | None:  # type: ignore[override]
        """A client that has said all it wants still hears what it is owed."""
        self._ending = self._owes()
        return self._ending

    def shutdown(self) -> None:
        """Close, but after the answers that are owed."""
        if self._owes():
            self._ending = True
        else:
            super().shutdown()

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        if self._began is None and self._is_free() and not self.flow.write_paused:
            if known := self.rounds.heads.recall(data):
                self._again(*known)
                return
            self._whole = data
        else:
            self._whole = b""
        super().data_received(data)

    # The parser's words, in order

    def on_headers_complete(self) -> None:
        self._in_body = True
        self._short = self._deaf or not self._head_is_bearable() or self._may_be_short()
        if not self._short:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._short:
            super().on_body(body)
            return
        if self._deaf:
            return
        limit = self._door.rules.single_bytes
        self._size += len(body)
        if self._size <= limit:
            self._parts.append(body)
            self._held += len(body)
            self.rounds.held += len(body)
            if self.rounds.held > self._door.rules.held_bytes:
                self._end(crowded())
        elif self._size > limit * DRAINED:
            self._end(too_large(limit))

    def on_message_complete(self) -> None:
        self._in_body = False
        self._began = None
        if not self._short:
            super().on_message_complete()
        elif not self._deaf:
            self._report()

    def _may_be_short(self) -> bool:
        parser: Any = self.parser
        return (
            self.url == _URL
            and parser.get_method() == b"POST"
            and parser.get_http_version() == "1.1"
            and not self.expect_100_continue
            and not parser.should_upgrade()
            and self._is_free()
            and not self.flow.write_paused
        )

    def _is_free(self) -> bool:
        return self._later is None and super()._is_free()

    # Reports, and answers in order

    def _again(self, headers: Headers, body: bytes) -> None:
        """A report whose head was parsed before."""
        self._active = self._spoke = True
        self._unset_keepalive_if_required()
        self._hand_in(headers, body, len(body), last=False)

    def _report(self) -> None:
        """The report that the parser has just completed."""
        parser: Any = self.parser
        parts, size = self._parts, self._size
        self._let_go()
        body = parts[0] if len(parts) == 1 else b"".join(parts)
        last = not parser.should_keep_alive()
        self._deaf = last
        if self._whole and not last:
            self.rounds.heads.learn(self._whole, self.headers, size)
        self._hand_in(self.headers, body, size, last)

    def _hand_in(self, headers: Headers, body: bytes, size: int, last: bool) -> None:
        if self.rounds.shut:
            given = self._door.failure(refusal("busy", "Reports wait in a line.", retry_after=2))
        else:
            given = self._door.hand_in(self._peer, headers, body, size)
        if isinstance(given, Promise) and not (last or self._waiting or self._due):
            self._waiting = True
            self.rounds.wait(self, given, self.loop.time())
            return
        due = Due(self, last)
        self._due.append(due)
        if len(self._due) >= AHEAD:
            self.flow.pause_reading()
        if isinstance(given, Answer):
            due.give(given)
        else:
            self.rounds.wait(due, given, self.loop.time())

    def give(self, answer: Answer) -> None:
        """The answer to the only request in flight."""
        self._waiting = False
        self._write(answer, last=False)
        if self._due or self._later or self._ending:
            self.settle()

    def _owes(self) -> bool:
        return self._waiting or bool(self._due)

    def _let_go(self) -> None:
        self.rounds.held -= self._held
        self._held = self._size = 0
        self._parts = []

    def _end(self, refused: Refused) -> None:
        """Answer no more than this on the connection, and close it."""
        self._deaf = True
        self._began = None
        if not self._is_free():
            self._hang_up()
            return
        due = Due(self, last=True)
        self._due.append(due)
        due.give(self._door.failure(refused))

    def settle(self) -> None:
        """Send the answers whose turn has come, then begin what waited behind them."""
        due = self._due
        while due and not self._waiting and (answer := due[0].answer):
            self._write(answer, due.popleft().last)
        if self._owes():
            return
        self.flow.resume_reading()
        if self._later:
            waited, self._later = self._later, None
            super()._start_asgi_task(*waited)
        elif self._ending:
            self.transport.close()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        if self._owes():
            self._later = cycle, app
        else:
            super()._start_asgi_task(cycle, app)

    def _write(self, answer: Answer, last: bool) -> None:
        if self.transport.is_closing():
            return
        head = answer.head or head_of(answer.status, answer.headers)
        if answer.closes:
            last = True
        elif last:
            head += _CLOSE
        defaults = self.rounds.default_lines(self.server_state.default_headers)
        self.transport.write(b"".join((head, defaults, b"\r\n", answer.body)))
        self.server_state.total_requests += 1
        if last:
            self.transport.close()
