"""Who waits for which group of the journal to become durable, answered group by group."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol

from marsad.intake.answer import Answer, Headers, Promise
from marsad.intake.door import Door


class Waiter(Protocol):
    """One request that waits for its answer."""

    def give(self, answer: Answer) -> None: ...


class Rounds:
    """All waiters of a door.

    Thousands of reports share one group and its future: one callback a group answers them all,
    where a task or a callback for each would cost more than judging the report did.
    """

    def __init__(self, door: Callable[[], Door]) -> None:
        self._find = door
        self._stored: asyncio.Future[None] | None = None
        self._waiting: list[tuple[Waiter, Answer]] = []
        self._defaults: Headers = []
        self._lines = b""
        self.held = 0
        """Bytes of bodies that are not whole yet, over all connections."""

    @property
    def door(self) -> Door:
        """The door the reports go through."""
        return self._find()

    def wait(self, waiter: Waiter, promise: Promise) -> None:
        """Give the promised answer when it holds, or the refusal if the journal failed."""
        stored = promise.stored
        if stored is not self._stored:
            self._stored, self._waiting = stored, []
            stored.add_done_callback(partial(self._answer, self._waiting))
        self._waiting.append((waiter, promise.answer))

    def default_lines(self, headers: Headers) -> bytes:
        """The server's own headers (Date) as lines; uvicorn renews the list each second."""
        if headers is not self._defaults:
            self._defaults = headers
            self._lines = b"".join(b"%b: %b\r\n" % header for header in headers)
        return self._lines

    def _answer(self, waiting: list[tuple[Waiter, Answer]], stored: asyncio.Future[None]) -> None:
        if self._stored is stored:
            self._stored = None
        error = stored.exception()
        for waiter, answer in waiting:
            waiter.give(self.door.failure(error) if error else answer)
