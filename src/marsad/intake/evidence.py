"""Where bearers of an API key hand in windows of request streams and statements.

Comes in: requests on ``PATHS``, from the door. Goes out: events into the journal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from marsad.intake import request
from marsad.intake.accepted import Accepted
from marsad.intake.answer import Answer, Fields, Headers, Promise
from marsad.intake.batch import lines_in
from marsad.intake.body import Bodies, Receive
from marsad.intake.counters import Counters
from marsad.intake.hearing import Hearing
from marsad.intake.ids import Ids
from marsad.intake.keeper import Keeper
from marsad.intake.problems import refusal
from marsad.intake.repeats import Repeats
from marsad.intake.rules import Rules
from marsad.intake.salt import StandingKey
from marsad.intake.sender import Senders
from marsad.nouns.problem import Problem, Refused
from marsad.nouns.traffic import TrafficWindow

TRAFFIC = "/api/v1/traffic"
STATEMENTS = "/api/v1/statements"
PATHS = frozenset({TRAFFIC, STATEMENTS})
_SLICE = 100
"""Windows judged before others get their turn on the loop."""
_NOWHERE: frozenset[bytes] = frozenset()


class Evidence:
    """The two endpoints; what the door has of limits and names, it lends."""

    def __init__(
        self,
        hearing: Hearing,
        journal: Keeper,
        rules: Rules,
        senders: Senders,
        bodies: Bodies,
        standing: StandingKey,
        counters: Counters,
    ) -> None:
        self._hearing = hearing
        self._journal = journal
        self._rules = rules
        self._senders = senders
        self._bodies = bodies
        self._standing = standing
        self._counters = counters
        self._repeats = Repeats(rules.remembered)
        self._ids = Ids()

    async def take(
        self, path: str, peer: str, headers: Headers, receive: Receive, now: Callable[[], int]
    ) -> Answer:
        """Take what was sent to one of ``PATHS``. Raises Refused, JournalError, Disconnected."""
        fields, rules = dict(headers), self._rules
        many = path == TRAFFIC
        request.check_media(fields, request.NDJSON if many else request.JSON, _NOWHERE)
        key = request.idempotency_key(fields)
        # The key is asked for before the body: strangers shall not make us read megabytes.
        name = self._name(peer, fields, headers, now)
        limit = rules.batch_bytes if many else rules.single_bytes
        patience = rules.batch_patience_seconds if many else rules.patience_seconds
        body = await self._bodies.read(receive, headers, limit, patience)
        known_as = self._standing.id(name, path.encode() + b"\0" + key) if key else self._ids()
        promise = self._repeats.recall(known_as, body) if key else None
        if promise is None:
            with self._bodies.holding(body):
                lines = many and request.is_lines(fields)
                promise = await self._keep(path, body, lines, name, known_as, now())
            if key:
                self._repeats.remember(known_as, body, promise)
        else:
            self._counters.repeated += 1
        await promise.stored
        return promise.answer

    def _name(self, peer: str, fields: Fields, headers: Headers, now: Callable[[], int]) -> str:
        now()  # a new day has a new salt, before the address is looked at
        name = self._senders.sender(peer, fields, headers).name
        if not name:
            raise refusal("no-api-key", "This is taken from bearers of an API key alone.")
        return name

    async def _keep(
        self, path: str, body: bytes, lines: bool, name: str, id: bytes, now: int
    ) -> Promise:
        if path == STATEMENTS:
            stated = self._hearing.statement(body, name, id, now)
            stored = self._journal.append_nowait(stated)
            stored.add_done_callback(self._count)
            return Promise(stored, Accepted(stated.service).answer(id))
        windows = await self._windows(body, lines, name, now)
        await self._journal.append(windows)
        self._counters.evidence += len(windows)
        stored = asyncio.get_running_loop().create_future()
        stored.set_result(None)
        return Promise(stored, _accepted(len(windows)))

    def _count(self, stored: asyncio.Future[None]) -> None:
        self._counters.evidence += stored.exception() is None

    async def _windows(self, body: bytes, lines: bool, name: str, now: int) -> list[TrafficWindow]:
        """All of them, or Refused for the first that is wrong: then none is kept."""
        if not lines:
            return [self._hearing.window(body, name, now)]
        windows: list[TrafficWindow] = []
        for number, line in enumerate(lines_in(body, self._rules.batch_lines), 1):
            if line.strip():
                try:
                    windows.append(self._hearing.window(line, name, now))
                except Refused as error:
                    raise _in_line(error.problem, number) from None
            if number % _SLICE == 0:
                await asyncio.sleep(0)
        if not windows:
            raise refusal("body-empty", "No line has a window.")
        return windows


def _in_line(problem: Problem, number: int) -> Refused:
    detail = f"Line {number}: {problem.detail} Nothing of this request was kept."
    extra = problem.extra | {"line": number}
    return Refused(msgspec.structs.replace(problem, detail=detail, extra=extra))


def _accepted(windows: int) -> Answer:
    body = msgspec.json.encode({"status": "accepted", "windows": windows})
    headers: Headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
    ]
    return Answer(202, headers, body)
