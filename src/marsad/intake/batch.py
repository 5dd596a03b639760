"""Many reports in one request: each line is judged by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import msgspec

from marsad.intake.answer import Answer, Headers
from marsad.intake.clerk import Clerk
from marsad.intake.counters import Counters
from marsad.intake.problems import name_of, refusal
from marsad.intake.said import UNREADABLE, decode_said, refusal_of, said_in
from marsad.intake.sender import Sender
from marsad.nouns.problem import Refused, document
from marsad.nouns.report import Report

_SLICE = 250
"""Lines judged before others get their turn on the loop: about half a millisecond."""


def lines_in(body: bytes, limit: int) -> list[bytes]:
    """All lines, blank ones too, so that a line's number is its place. Raises Refused."""
    count = body.count(b"\n") + (not body.endswith(b"\n"))
    if count > limit:
        raise refusal(
            "too-many-lines", f"{count} lines came; up to {limit} are taken.", limit=limit
        )
    return body.split(b"\n")


class Batch:
    """Judges the lines of one batch; keeps answers in order beside the reports to append."""

    def __init__(self, clerk: Clerk, sender: Sender, counters: Counters) -> None:
        self.reports: list[Report] = []
        self._answers: list[str] = []
        self._clerk = clerk
        self._sender = sender
        self._counters = counters

    async def judge(
        self,
        body: bytes,
        limit: int,
        ids: Callable[[range], Sequence[bytes]],
        now: int,
        repeatable: bool,
    ) -> None:
        """Judge all lines; ``ids`` gives the report ids of the lines of these numbers.

        Raises Refused where there are none, or more than ``limit``.
        """
        lines = lines_in(body, limit)
        decode = decode_said if _is_utf8(body) else said_in
        for start in range(0, len(lines), _SLICE):
            part = lines[start : start + _SLICE]
            numbers = range(start + 1, start + 1 + len(part))
            for number, line, own in zip(numbers, part, ids(numbers), strict=True):
                try:
                    report = self._clerk.report(decode(line), self._sender, own, now, repeatable)
                except (Refused, *UNREADABLE) as error:
                    self._refuse(number, line, error)
                else:
                    self.reports.append(report)
                    self._answers.append(f'{{"line":{number},"status":202,"id":"{own.hex()}"}}')
            await asyncio.sleep(0)
        if not self._answers:
            raise refusal("body-empty", "The batch has no line.")

    def _refuse(self, number: int, line: bytes, error: Exception) -> None:
        if not line.strip():
            return
        refused = error if isinstance(error, Refused) else refusal_of(error, line)
        self._counters.refused[name_of(refused.problem)] += 1
        answer = {"line": number, **document(refused.problem)}
        self._answers.append(msgspec.json.encode(answer).decode())

    def answer(self, more: Headers) -> Answer:
        """The answer to the whole batch, a line for each of its lines that said something; with
        ``more`` headers.
        """
        self._answers.append("")
        body = "\n".join(self._answers).encode()
        headers: Headers = [
            (b"content-type", b"application/x-ndjson"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
            *more,
        ]
        return Answer(200, headers, body)


def _is_utf8(body: bytes) -> bool:
    """Whether the whole batch is UTF-8, and so each of its lines."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
