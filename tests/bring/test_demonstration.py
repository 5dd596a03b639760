"""A demonstration has a quiet past, and reports that come to the door when the clock has."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator

import numpy as np
import pytest

from marsad.bring.courier import Courier
from marsad.bring.demonstration import START, UNTIL, Demonstration, demonstration
from marsad.bring.refusal import FileRefused
from marsad.nouns.event import decode_events, encode_events
from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS, parse_rfc3339


@pytest.fixture(scope="module")
def played() -> Demonstration:
    return demonstration(scale=0.02)


class Door:
    """A door that keeps what it is given, over a real connection."""

    def __init__(self) -> None:
        self.batches: list[list[bytes]] = []
        self.answers: list[int] = []
        """Status of the next answers; 200 when there is none."""
        self.judged = 202
        """Status of each line of a batch."""
        self.connections = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                writer.close()
                return
            assert head.startswith(b"POST /api/v1/reports:batch HTTP/1.1\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            body = await reader.readexactly(length)
            status = self.answers.pop(0) if self.answers else 200
            if status == 0:
                writer.close()
                return
            if status == 200:
                self.batches.append(body.split(b"\n"))
            answer = b"".join(b'{"status":%d}\n' % self.judged for _ in body.split(b"\n"))
            writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n" % (status, len(answer)))
            writer.write(answer)
            await writer.drain()


@pytest.fixture
async def door() -> AsyncIterator[tuple[Door, str]]:
    door = Door()
    server = await asyncio.start_server(door, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield door, f"http://127.0.0.1:{port}"
    server.close()
    await server.wait_closed()


class Leaping:
    """A clock that is at once wherever it is allowed to be."""

    def __init__(self, start: int) -> None:
        self.instant = start

    def now(self) -> int:
        return self.instant

    def allow(self, instant: int, speed: float) -> None:
        self.instant = max(self.instant, instant)


def test_the_past_is_a_quiet_fortnight_before_the_start(played: Demonstration) -> None:
    begin = START // MINUTE_MS
    ends = [run.start + len(run.reports) * run.step for run in played.history]
    assert max(ends) <= begin
    assert min(run.start for run in played.history) < begin - 13 * DAY_MINUTES
    assert len(encode_events(played.history)) < 1_000_000
    assert tuple(decode_events(encode_events(played.history))) == played.history
    total = sum(sum(run.reports) for run in played.history)
    assert total == pytest.approx(8 * 0.02 * 14 * DAY_MINUTES, rel=0.1)
    assert all(run.reports[0] and run.reports[-1] for run in played.history)


def test_the_outage_is_in_the_part_that_is_played(played: Demonstration) -> None:
    assert played.at[0] >= START
    assert played.at[-1] < UNTIL
    assert (np.diff(played.at) >= 0).all()
    onset = parse_rfc3339("2025-05-24T08:15:00-04:00")
    before = np.searchsorted(played.at, onset)
    assert before < 0.01 * len(played.at)
    seconds = (played.until - played.start) / played.speed / 1000
    assert seconds < 60


def test_the_title_says_that_it_is_not_real_and_how_much_is_shown(played: Demonstration) -> None:
    assert "simulated" in played.title
    assert "one report of 50" in played.title
    assert "one report of" not in demonstration(scale=1).title


def test_a_scenario_that_is_not_there_is_refused() -> None:
    with pytest.raises(FileRefused, match="no such file"):
        demonstration("nothing-of-the-kind")


async def test_every_report_comes_once_in_order_each_from_another_person(
    played: Demonstration, door: tuple[Door, str]
) -> None:
    there, address = door
    await played.play(address, Leaping(played.start))
    lines = [json.loads(line) for batch in there.batches for line in batch]
    assert len(lines) == len(played.at)
    assert len({line["reporter"] for line in lines}) == len(lines)
    assert [parse_rfc3339(line["at"]) for line in lines] == played.at.tolist()
    assert {line["service"] for line in lines} == {"x"}
    assert Counter(line["country"] for line in lines).most_common(1)[0][0] == "US"


async def test_a_door_that_hangs_up_or_is_too_busy_is_asked_again(door: tuple[Door, str]) -> None:
    there, address = door
    there.answers = [0, 503]
    async with Courier(address) as courier:
        await courier.deliver(b"{}\n{}")
        await courier.deliver(b"{}")
    assert [len(batch) for batch in there.batches] == [2, 1]
    assert there.connections == 2


async def test_what_the_door_refuses_is_said(
    door: tuple[Door, str], caplog: pytest.LogCaptureFixture
) -> None:
    there, address = door
    there.answers, there.judged = [429], 422
    async with Courier(address) as courier:
        await courier.deliver(b"{}\n{}")
    assert "the door answered 429" in caplog.text
    assert "2 reports refused; the first: {" in caplog.text
