"""Many reports in one request: each line is judged by itself."""

from __future__ import annotations

import asyncio
from binascii import hexlify
from collections.abc import Callable

import msgspec

from marsad.intake.answer import Answer
from marsad.intake.clerk import Clerk
from marsad.intake.counters import Counters
from marsad.intake.problems import document, name_of, refusal
from marsad.intake.said import said_in
from marsad.intake.sender import Sender
from marsad.nouns.problem import Refused
from marsad.nouns.report import Report

_SLICE = 250
"""Lines judged before others get their turn on the loop: some half a millisecond."""


def lines_in(body: bytes, limit: int) -> list[tuple[int, bytes]]:
    """The lines that say something, with their numbers from 1. Raises Refused."""
    lines = [(n, line) for n, line in enumerate(body.split(b"\n"), 1) if line.strip()]
    if not lines:
        raise refusal("body-empty", "The batch has no line.")
    if len(lines) > limit:
        raise refusal(
            "too-many-lines", f"{len(lines)} lines came; up to {limit} are taken.", limit=limit
        )
    return lines


class Batch:
    """Judges the lines of one batch; keeps answers in order beside the reports to append."""

    def __init__(self, clerk: Clerk, sender: Sender, counters: Counters) -> None:
        self.reports: list[Report] = []
        self._answers: list[bytes] = []
        self._clerk = clerk
        self._sender = sender
        self._counters = counters

    async def judge(
        self, lines: list[tuple[int, bytes]], id: Callable[[int], bytes], now: int, keyed: bool
    ) -> None:
        """Judge all lines; ``id`` gives the report id of a line."""
        for start in range(0, len(lines), _SLICE):
            for number, line in lines[start : start + _SLICE]:
                self._judge(number, line, id(number), now, keyed)
            await asyncio.sleep(0)

    def _judge(self, number: int, line: bytes, id: bytes, now: int, keyed: bool) -> None:
        try:
            report = self._clerk.report(said_in(line), self._sender, id, now, repeatable=keyed)
        except Refused as refused:
            self._counters.refused[name_of(refused.problem)] += 1
            answer = {"line": number, **document(refused.problem)}
            self._answers.append(msgspec.json.encode(answer))
        else:
            self.reports.append(report)
            self._answers.append(b'{"line":%d,"status":202,"id":"%b"}' % (number, hexlify(id)))

    def answer(self) -> Answer:
        """The answer to the whole batch, a line for each of its lines."""
        self._answers.append(b"")
        body = b"\n".join(self._answers)
        headers = [
            (b"content-type", b"application/x-ndjson"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
        ]
        return Answer(200, headers, body)
