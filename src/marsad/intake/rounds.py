"""Who waits for which group of the journal to become durable, answered group by group."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol

from marsad.intake.answer import Answer, Headers, Promise
from marsad.intake.door import Door
from marsad.intake.heads import Heads


class Waiter(Protocol):
    """One request that waits for its answer."""

    def give(self, answer: Answer) -> None: ...


class Round:
    """Those who wait for one group."""

    __slots__ = ("began", "stored", "waiting")

    def __init__(self, stored: asyncio.Future[None] | None = None) -> None:
        self.stored = stored
        self.waiting: list[tuple[Waiter, Answer]] = []
        self.began = 0.0
        """The loop's times at which they began to wait, added up."""


class Rounds:
    """All waiters of a door.

    Thousands of reports share one group and its future: one callback a group answers them all,
    where a task or a callback for each would cost more than judging the report did.
    """

    def __init__(self, door: Callable[[], Door]) -> None:
        self._find = door
        self._round = Round()
        self._defaults: Headers = []
        self._lines = b""
        self.heads = Heads()
        self.held = 0
        """Bytes of bodies that are not whole yet, over all connections."""
        self.shut = False
        """No report is taken for the moment: the last of all things to be shed."""

    @property
    def door(self) -> Door:
        """The door the reports go through."""
        return self._find()

    def wait(self, waiter: Waiter, promise: Promise, now: float) -> None:
        """Give the promised answer when it holds, or the refusal if the journal failed."""
        stored, current = promise.stored, self._round
        if stored is not current.stored:
            current = self._round = Round(stored)
            stored.add_done_callback(partial(self._answer, current))
        current.waiting.append((waiter, promise.answer))
        current.began += now

    def default_lines(self, headers: Headers) -> bytes:
        """The server's own headers (Date) as lines; uvicorn renews the list each second."""
        if headers is not self._defaults:
            self._defaults = headers
            self._lines = b"".join(b"%b: %b\r\n" % header for header in headers)
        return self._lines

    def _answer(self, round: Round, stored: asyncio.Future[None]) -> None:
        if self._round is round:
            self._round = Round()
        door, error = self.door, stored.exception()
        spent = len(round.waiting) * stored.get_loop().time() - round.began
        door.counters.seconds += spent
        for waiter, answer in round.waiting:
            waiter.give(door.failure(error) if error else answer)
