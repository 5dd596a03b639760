"""The door: reports come in over HTTP and are answered once they are durable.

Comes in: ASGI requests on its own paths (see ``path_is_mine``). Goes out: ``Report`` events into
the journal. Called by the app, which routes to it before any framework.
"""

from __future__ import annotations

import os
from asyncio import Future
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from marsad.catalog.networks import Networks
from marsad.intake import request
from marsad.intake.accepted import Prepared
from marsad.intake.answer import Answer, Headers, Promise, problem_answer
from marsad.intake.batch import Batch
from marsad.intake.body import Bodies, Disconnected, Receive, too_large
from marsad.intake.clerk import Clerk
from marsad.intake.clicks import Click
from marsad.intake.counters import Counters
from marsad.intake.evidence import PATHS as EVIDENCE
from marsad.intake.evidence import Evidence
from marsad.intake.faults import Faults
from marsad.intake.forms import Forms, Lent, asked_of
from marsad.intake.gate import Gate
from marsad.intake.hearing import Hearing, Incidents, nobody_knows
from marsad.intake.ids import Ids
from marsad.intake.inspection import Known
from marsad.intake.keeper import Keeper
from marsad.intake.problems import name_of, refusal
from marsad.intake.receipts import Receipts, Standing
from marsad.intake.repeats import Repeats
from marsad.intake.rules import Rules
from marsad.intake.said import Said, said_in
from marsad.intake.salt import Salt, StandingKey, standing_key
from marsad.intake.sender import Sender, Senders
from marsad.nouns.problem import Problem
from marsad.nouns.report import Report

SINGLE = "/api/v1/reports"
BATCH = "/api/v1/reports:batch"

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def path_is_mine(scope: Mapping[str, Any]) -> bool:
    """Whether the door answers this request's path (whatever its method)."""
    path: str = scope.get("path", "") if scope["type"] == "http" else ""
    return path in {SINGLE, BATCH} or path in EVIDENCE or asked_of(path) != ()


class Door:
    """An ASGI application for the report paths.

    ``folder`` keeps the day's salt and the key for idempotency keys; ``now`` gives the present
    instant. ``turn`` should be called now and then (each minute), so that the salt of a day dies
    with the day even when nobody reports.
    """

    def __init__(
        self,
        catalog: Known,
        journal: Keeper,
        now: Callable[[], int],
        folder: Path,
        rules: Rules | None = None,
        entropy: Callable[[int], bytes] = os.urandom,
        incidents: Incidents = nobody_knows,
    ) -> None:
        self.rules = rules or Rules()
        self._now = now
        self._journal = journal
        self._salt = Salt(folder, now(), entropy)
        self._standing = StandingKey(folder, entropy)
        self._senders = Senders(self.rules, self._salt, _networks(self.rules))
        self._ids = Ids(entropy)
        key = standing_key(folder / "form.key", entropy)
        self._gate = Gate(self.rules, key, now(), self._ids)
        self._receipts = Receipts(key, self.rules.remembered)
        self._clerk = Clerk(catalog, self._senders, self.rules, self._gate)
        self._repeats = Repeats(self.rules.remembered)
        self._bodies = Bodies(self.rules.held_bytes)
        self._origins = frozenset(origin.encode() for origin in self.rules.origins)
        self._accepted = Prepared()
        self._faults = Faults()
        self._group: Future[None] | None = None
        self._count = count(1)
        self.counters = Counters()
        lent = Lent(self.rules, self._senders, self._bodies, self._gate, self._clerk, self._journal)
        self._forms = Forms(catalog, self._receipts, lent, self)
        self._evidence = self._lend(Hearing(catalog, self.rules, incidents))

    def _lend(self, hearing: Hearing) -> Evidence:
        lent = (self._senders, self._bodies, self._standing, self.counters)
        return Evidence(hearing, self._journal, self.rules, *lent)

    def token(self, service: str) -> str:
        """What the form on a service's page carries now; from any thread."""
        return self._gate.tokens.page(service, self._now())

    def receipt(self, service: str, text: str) -> Standing | None:
        """How the report of a receipt stands; None where it is no receipt; from any thread."""
        return self._receipts.standing(text, service, self._now())

    def network(self, peer: str, headers: Headers) -> bytes:
        """What stands today for the network that a request comes from. Raises Refused."""
        self.present()
        return self._senders.sender(peer, dict(headers), headers).place.network

    def present(self) -> int:
        """The present instant, under this day's salt."""
        now = self._now()
        self.turn(now)
        return now

    def turn(self, now: int) -> None:
        """Begin a new salt if the day (UTC) has changed; the old one is destroyed."""
        if self._salt.turn(now):
            self._senders.forget()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = self._now()
        try:
            answer = await self._answer(scope, receive)
        except Disconnected:
            self.counters.disconnected += 1
            return
        self.counters.requests += 1
        self.counters.seconds += (self._now() - began) / 1000
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": answer.status,
                    "headers": answer.headers,
                }
            )
            await send({"type": "http.response.body", "body": answer.body})
        except OSError:  # the client has gone; its report is kept
            self.counters.disconnected += 1

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        """The answer, refusals included. Raises only Disconnected."""
        try:
            return await self._route(scope, receive)
        except Disconnected:
            raise
        except Exception as error:  # every one is answered; the unforeseen ones are logged
            return self.failure(error)

    def hand_in(self, peer: str, headers: Headers, body: bytes, size: int) -> Promise | Answer:
        """Take one report from its whole request, refusals answered: for servers' short ways.

        ``size`` is the body's true size, where one too large wasn't held. Never raises.
        """
        self.counters.requests += 1
        try:
            if size > self.rules.single_bytes:
                raise too_large(self.rules.single_bytes)
            return self.take(peer, headers, body)
        except Exception as error:  # see _answer
            return self.failure(error)

    async def _route(self, scope: Scope, receive: Receive) -> Answer:
        path: str = scope["path"]
        method: str = scope["method"]
        headers: Headers = list(scope["headers"])
        client = scope.get("client")
        peer: str = client[0] if client else ""
        if asked := asked_of(path):
            return await self._forms.take(asked, method, peer, headers, receive)
        if path not in {SINGLE, BATCH} and path not in EVIDENCE:
            raise refusal("not-found", "The door does not answer this address.")
        if method != "POST":
            raise refusal("method-not-allowed", f"{method[:20]} is not answered here.")
        if path in EVIDENCE:
            return await self._evidence.take(path, peer, headers, receive, self.present)
        if path == BATCH:
            return await self._batch(peer, headers, receive)
        rules = self.rules
        body = await self._bodies.read(receive, headers, rules.single_bytes, rules.patience_seconds)
        promise = self.take(peer, headers, body)
        await promise.stored
        return promise.answer

    def take(self, peer: str, headers: Headers, body: bytes) -> Promise:
        """Take one report from its whole request; the answer holds once the promise is stored.

        Raises Refused or JournalError.
        """
        now = self.present()
        fields = dict(headers)
        request.check_media(fields, request.JSON, self._origins)
        sender = self._senders.sender(peer, fields, headers)
        if b"idempotency-key" in fields:
            return self._take_keyed(request.idempotency_key(fields), sender, body, now)
        return self._keep(said_in(body), sender, self._ids(), now)

    def _take_keyed(self, key: bytes, sender: Sender, body: bytes, now: int) -> Promise:
        known_as = self._standing.id(sender.name, key)
        if promise := self._repeats.recall(known_as, body):
            self.counters.repeated += 1
            return promise
        promise = self._keep(said_in(body), sender, known_as, now, repeatable=True)
        self._repeats.remember(known_as, body, promise)
        return promise

    def keep(self, said: Said, sender: Sender, now: int, waited: bool) -> Click:
        """Take a report that came by the form. Raises Refused or JournalError."""
        report = self._clerk.report(said, sender, self._ids(), now, False, waited, True)
        return Click(said, report, self._append(report).stored)

    def pretend(self, said: Said, sender: Sender, now: int) -> Report:
        """A report that nobody keeps, for one who is to believe it was."""
        kind, where = "works" if said.kind == "works" else "problem", sender.place.country
        return Report(self._ids(), now, now, said.service, country=where, kind=kind)

    def _keep(
        self, said: Said, sender: Sender, id: bytes, now: int, repeatable: bool = False
    ) -> Promise:
        promise = self._append(self._clerk.report(said, sender, id, now, repeatable))
        if not sender.name:
            return promise
        self.counters.keyed[sender.name] += 1
        answer = promise.answer
        headers = answer.headers + self._clerk.quotas.headers(sender.name, now)
        return Promise(promise.stored, Answer(answer.status, headers, answer.body))

    def _append(self, report: Report) -> Promise:
        stored = self._journal.append_nowait(report)
        if stored is not self._group:
            self._group, self._count = stored, count(1)
            stored.add_done_callback(partial(self._kept, self._count))
        next(self._count)
        return Promise(stored, self._accepted[report.service].answer(report.id))

    def _kept(self, reports: count[int], stored: Future[None]) -> None:
        if not stored.exception():
            self.counters.accepted += next(reports) - 1
            self._faults.over()

    async def _batch(self, peer: str, headers: Headers, receive: Receive) -> Answer:
        rules = self.rules
        fields = dict(headers)
        request.check_media(fields, request.NDJSON, self._origins)
        key = request.idempotency_key(fields)
        body = await self._bodies.read(
            receive, headers, rules.batch_bytes, rules.batch_patience_seconds
        )
        now = self.present()
        sender = self._senders.sender(peer, fields, headers)
        whole = self._standing.id(sender.name, b"batch\0" + key)
        if key:
            self._repeats.recall(whole, body)
        batch = Batch(self._clerk, sender, self.counters)
        with self._bodies.holding(body):
            await batch.judge(body, rules.batch_lines, self._line_ids(whole, key), now, bool(key))
            if batch.reports:
                await self._journal.append(batch.reports)
        self.counters.accepted += len(batch.reports)
        if sender.name:
            self.counters.keyed[sender.name] += len(batch.reports)
        if key:
            self._repeats.remember(whole, body)
        return batch.answer(self._clerk.quotas.headers(sender.name, now) if sender.name else [])

    def _line_ids(self, whole: bytes, key: bytes) -> Callable[[range], list[bytes]]:
        if not key:
            return lambda numbers: self._ids.many(len(numbers))
        return lambda numbers: [self._standing.id("line", b"%b %d" % (whole, n)) for n in numbers]

    def failure(self, error: BaseException) -> Answer:
        """The answer to a request that failed so, counted."""
        return problem_answer(self.problem(error))

    def problem(self, error: BaseException) -> Problem:
        """The problem that a failure is told as, counted."""
        problem = self._faults.problem(error)
        self.counters.refused[name_of(problem)] += 1
        return problem


def _networks(rules: Rules) -> Networks:
    table = Networks.load(Path(rules.networks) if rules.networks else None)
    table.ready()
    return table
