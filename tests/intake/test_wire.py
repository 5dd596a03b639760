"""Over real connections: the short way answers as the long one does, and outlasts bad clients."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import chain

import pytest
import uvicorn

from marsad.intake.connection import AHEAD, HEAD_BYTES
from marsad.intake.rules import Rules
from marsad.intake.wire import wire
from marsad.journal.errors import JournalFull

REPORT = b'{"service":"x"}'


def request(body: bytes = REPORT, *more: bytes, path: bytes = b"/api/v1/reports") -> bytes:
    lines = [
        b"POST %b HTTP/1.1" % path,
        b"host: here",
        b"content-type: application/json",
        b"content-length: %d" % len(body),
        *more,
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


class Client:
    """One connection, spoken to in bytes."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> Client:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """The next answer: status, headers and body."""
        async with asyncio.timeout(10):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.split(": ", 1) for line in head[1:] if line)
            body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return int(head[0].split()[1]), headers, body

    async def ask(self, data: bytes) -> tuple[int, dict[str, str], bytes]:
        self.writer.write(data)
        return await self.answer()

    async def ended(self) -> bool:
        """Whether the server ends the connection without another word."""
        async with asyncio.timeout(10):
            try:
                return await self.reader.read(1) == b""
            except ConnectionResetError:
                return True


Connect = Callable[[], Client]


@pytest.fixture
async def server(visitor) -> AsyncIterator[uvicorn.Server]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        visitor.door,
        http=wire(lambda: visitor.door),
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_keep_alive=1,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:  # noqa: ASYNC110 (uvicorn has no event for it)
        await asyncio.sleep(0.01)
    yield server
    server.should_exit = True
    await serving
    listener.close()


@pytest.fixture
def connect(server: uvicorn.Server) -> Connect:
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return lambda: Client(port)


async def test_a_report_is_answered_with_its_id(connect, visitor):
    async with connect() as client:
        status, headers, body = await client.ask(request())
    [report] = await visitor.kept()
    assert status == 202
    assert json.loads(body) == {"id": report.id.hex(), "status": "accepted", "service": "x"}
    assert headers["content-type"] == "application/json"
    assert "date" in headers


async def test_the_short_way_and_the_long_one_answer_alike(connect, visitor):
    wrong = b'{"service":"nowhere"}'
    async with connect() as client:
        short = await client.ask(request(wrong))
        long = await client.ask(request(wrong, b"expect: nothing", b"connection: keep-alive"))
        status, _, body = await visitor_answer(visitor, wrong)
    assert short[0] == long[0] == status == 422
    assert short[2] == long[2] == body


async def visitor_answer(visitor, body):
    reply = await visitor.post(body, peer="127.0.0.1")
    return reply.status, reply.headers, reply.body


async def test_a_connection_serves_many_reports(connect, visitor):
    async with connect() as client:
        statuses = [(await client.ask(request()))[0] for _ in range(50)]
    assert statuses == [202] * 50
    assert len(await visitor.kept()) == 50


async def test_a_head_seen_before_is_not_parsed_again_and_means_the_same(connect, visitor, server):
    heads = server.config.http.rounds.heads
    other = b'{"service":"absher","kind":"works"}'
    async with connect() as one, connect() as two:
        for client in (one, two, one):
            assert (await client.ask(request()))[0] == 202
            assert (await client.ask(request(other)))[0] == 202
            assert (await client.ask(request(b'{"service":"no"}')))[0] == 422
    assert len(heads) == 3
    kept = await visitor.kept()
    assert sorted((r.service, r.kind) for r in kept) == (
        [("absher", "works")] * 3 + [("x", "problem")] * 3
    )


async def test_a_known_head_with_more_or_less_than_its_body_goes_through_the_parser(connect):
    async with connect() as client:
        assert (await client.ask(request()))[0] == 202
        client.writer.write(request()[:-4])
        await client.writer.drain()
        await asyncio.sleep(0.05)
        client.writer.write(request()[-4:] + request() + request()[:9])
        assert [(await client.answer())[0] for _ in range(2)] == [202, 202]
        client.writer.write(request()[9:])
        assert (await client.answer())[0] == 202


@pytest.mark.parametrize(
    "header", [b"authorization: Bearer x", b"x-forwarded-for: 1.2.3.4", b"idempotency-key: a"]
)
async def test_heads_that_tell_who_sends_are_not_kept(connect, server, header):
    async with connect() as client:
        await client.ask(request(REPORT, header))
    assert len(server.config.http.rounds.heads) == 0


async def test_the_memory_of_heads_is_bounded(connect, server):
    async with connect() as client:
        for number in range(600):
            await client.ask(request(REPORT, b"x-n: %d" % number))
        await client.ask(request(REPORT, b"x-n: " + b"a" * 2_000))
    assert 0 < len(server.config.http.rounds.heads) <= 512


async def test_nothing_is_taken_after_a_request_to_close(connect, visitor):
    async with connect() as client:
        await client.ask(request())
    async with connect() as client:
        client.writer.write(request(REPORT, b"connection: close"))
        await client.writer.drain()
        client.writer.write(request())
        assert (await client.answer())[0] == 202
        assert await client.ended()
    assert len(await visitor.kept()) == 2


async def test_requests_sent_ahead_are_answered_in_their_order(connect, visitor):
    wrong = request(b'{"service":"nowhere"}')
    get = b"GET /api/v1/reports HTTP/1.1\r\nhost: here\r\n\r\n"
    lost = b"GET /lost HTTP/1.1\r\nhost: here\r\n\r\n"
    async with connect() as client:
        client.writer.write(request() + wrong + get + request() + lost + lost + request() + wrong)
        statuses = [(await client.answer())[0] for _ in range(8)]
    assert statuses == [202, 422, 405, 202, 404, 404, 202, 422]
    assert len(await visitor.kept()) == 3


@pytest.mark.parametrize("size", [1, 2, 7, 40, 100])
async def test_the_network_may_cut_requests_anywhere(connect, size):
    get = b"GET /api/v1/reports HTTP/1.1\r\nhost: here\r\n\r\n"
    data = request() + get + request(b"{}") + request()
    async with connect() as client:
        for start in range(0, len(data), size):
            client.writer.write(data[start : start + size])
            await client.writer.drain()
            await asyncio.sleep(0)
        assert [(await client.answer())[0] for _ in range(4)] == [202, 405, 422, 202]


async def test_a_body_in_chunks_is_one_body(connect):
    head = b"POST /api/v1/reports HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n\r\n"
    async with connect() as client:
        status, _, _ = await client.ask(head + b'6\r\n{"serv\r\n9\r\nice":"x"}\r\n0\r\n\r\n')
    assert status == 202


async def test_a_connection_is_closed_where_the_client_asks_for_it(connect):
    async with connect() as client:
        _, headers, _ = await client.ask(request(REPORT, b"connection: close"))
        assert headers["connection"] == "close"
        assert await client.ended()


async def test_http_1_0_is_answered(connect):
    async with connect() as client:
        status, _, _ = await client.ask(
            b"POST /api/v1/reports HTTP/1.0\r\ncontent-length: 15\r\n\r\n" + REPORT
        )
        assert status == 202
        assert await client.ended()


async def test_a_client_may_ask_before_it_sends(connect):
    head, _, body = request(REPORT, b"expect: 100-continue").partition(b"\r\n\r\n")
    async with connect() as client:
        status, _, _ = await client.ask(head + b"\r\n\r\n")
        assert status == 100
        assert (await client.ask(body))[0] == 202


async def test_a_repeat_in_the_same_breath_is_kept_once(connect, visitor):
    twice = request(REPORT, b"idempotency-key: k-1") * 2
    async with connect() as client:
        first = await client.ask(twice)
        second = await client.answer()
    assert first[2] == second[2]
    assert len(await visitor.kept()) == 1


async def test_what_every_client_was_told_is_what_was_kept(connect, visitor):
    async def client_of(number: int) -> list[str]:
        async with connect() as client:
            answers = [
                await client.ask(request(b'{"service":"x","note":"%d"}' % number)) for _ in range(5)
            ]
        return [json.loads(body)["id"] for status, _, body in answers if status == 202]

    told = await asyncio.gather(*(client_of(number) for number in range(60)))
    kept = [report.id.hex() for report in await visitor.kept()]
    assert sorted(chain.from_iterable(told)) == sorted(kept)
    assert len(kept) == 300
    assert visitor.door.counters.requests == 300


async def test_headers_without_end_are_refused(connect):
    async with connect() as client:
        client.writer.write(b"POST /api/v1/reports HTTP/1.1\r\nx: ")
        for _ in range(HEAD_BYTES // 1000 + 2):
            client.writer.write(b"a" * 1000)
            await asyncio.sleep(0)
        status, headers, body = await client.answer()
        assert status == 431
        assert headers["connection"] == "close"
        assert json.loads(body)["type"] == "/problems/head-too-large"
        assert await client.ended()


async def test_a_large_head_in_one_piece_is_refused_too(connect):
    async with connect() as client:
        head = b"GET /lost HTTP/1.1\r\nhost: a\r\nx: " + b"a" * HEAD_BYTES + b"\r\n\r\n"
        assert (await client.ask(head))[0] == 431
        assert await client.ended()


async def test_reports_together_larger_than_a_head_may_be_are_no_large_head(connect):
    async with connect() as client:
        many = HEAD_BYTES // len(request()) + 50
        client.writer.write(request() * many)
        assert {(await client.answer())[0] for _ in range(many)} <= {202, 429}


@pytest.mark.parametrize("ahead", [AHEAD, 5_000])
async def test_only_so_many_requests_may_wait_behind_another(connect, server, ahead):
    get = b"GET /api/v1/reports HTTP/1.1\r\nhost: here\r\n\r\n"
    async with connect() as client:
        client.writer.write(get * (ahead + 1))
        if ahead > AHEAD:
            assert await client.ended()
        else:
            assert [(await client.answer())[0] for _ in range(ahead + 1)] == [405] * (ahead + 1)


@pytest.mark.parametrize("rules", [Rules(patience_seconds=0.5)])
async def test_one_who_goes_on_sending_after_the_answer_is_let_go(connect):
    async with connect() as client:
        head = b"GET /lost HTTP/1.1\r\nhost: a\r\ncontent-length: 999999\r\n\r\n"
        assert (await client.ask(head))[0] == 404
        async with asyncio.timeout(10):
            with contextlib.suppress(OSError):
                while not client.reader.at_eof():
                    client.writer.write(b"x")
                    await asyncio.sleep(0.2)


async def test_who_hangs_up_on_requests_sent_ahead_leaves_nothing_in_the_log(
    connect, server, caplog
):
    for _ in range(20):
        async with connect() as client:
            client.writer.write(b"GET /lost HTTP/1.1\r\nhost: a\r\n\r\n" * AHEAD)
            await asyncio.sleep(0)
            client.writer.transport.abort()
    while server.server_state.connections:  # noqa: ASYNC110 (uvicorn has no event)
        await asyncio.sleep(0.01)
    assert "Traceback" not in caplog.text


async def test_a_full_table_turns_a_newcomer_away_with_the_time_to_wait(connect, server):
    seats = server.config.http.seats
    seats.room, seats._share = 1, 1
    async with connect() as first:
        first.writer.write(request()[:-1])
        await asyncio.sleep(0.1)
        async with connect() as second:
            status, headers, _ = await second.answer()
            assert (status, headers["retry-after"]) == (503, "2")
            assert await second.ended()
        assert (await first.ask(request()[-1:]))[0] == 202
    assert seats.turned_away == 1


async def test_an_idle_connection_leaves_for_a_newcomer(connect, server):
    seats = server.config.http.seats
    seats.room, seats._share = 1, 1
    async with connect() as silent:
        await asyncio.sleep(0.1)
        async with connect() as second:
            assert not await _answers(second)
        async with connect() as third:
            assert await _answers(third)
        assert await silent.ended()


async def _answers(client):
    client.writer.write(request())
    return (await client.answer())[0] == 202


async def test_what_is_not_http_is_refused(connect):
    async with connect() as client:
        status, _, body = await client.ask(b"\x16\x03\x01\x02\x00\x01\r\n\r\n")
        assert status == 400
        assert json.loads(body)["type"] == "/problems/bad-request"
        assert await client.ended()


@pytest.mark.parametrize(
    "head",
    [
        b"content-length: 5\r\ncontent-length: 15",
        b"content-length: 15\r\ntransfer-encoding: chunked",
        b"content-length: -1",
        b"content-length: 15abc",
        b"content length: 15",
        b"x: a\x00b",
        b": no name",
    ],
)
async def test_requests_that_could_be_read_in_two_ways_are_refused(connect, visitor, head):
    async with connect() as client:
        status, _, _ = await client.ask(
            b"POST /api/v1/reports HTTP/1.1\r\nhost: here\r\n" + head + b"\r\n\r\n" + REPORT
        )
        assert status == 400
    assert await visitor.kept() == []


async def test_a_body_too_large_is_refused_and_the_refusal_heard(connect):
    async with connect() as client:
        status, headers, _ = await client.ask(request(b" " * 17_000))
        assert (status, headers["connection"]) == (413, "close")
    async with connect() as client:
        lost = b"GET /lost HTTP/1.1\r\nhost: here\r\n\r\n"
        assert (await client.ask(request(b" " * 100_000) + request() + lost))[0] == 413
        assert await client.ended()


@pytest.mark.parametrize("rules", [Rules(patience_seconds=0.5)])
@pytest.mark.parametrize("start", [b"POST /api", request()[:-1], request()[:60]])
async def test_a_slow_client_is_let_go(connect, start):
    async with connect() as client:
        status, _, body = await client.ask(start)
        assert status == 408
        assert json.loads(body)["type"] == "/problems/too-slow"
        assert await client.ended()


@pytest.mark.parametrize("rules", [Rules(batch_patience_seconds=0.2)])
async def test_a_slow_batch_is_let_go(connect):
    async with connect() as client:
        status, _, _ = await client.ask(request(path=b"/api/v1/reports:batch")[:-1])
        assert status == 408


async def test_idle_connections_are_closed(connect):
    async with connect() as silent, connect() as used:
        assert (await used.ask(request()))[0] == 202
        assert await silent.ended()
        assert await used.ended()


@pytest.mark.parametrize("rules", [Rules(patience_seconds=0.5)])
async def test_one_who_never_reads_the_answer_is_let_go(connect, server):
    batch = request(b"\n".join([b"{}"] * 10_000), path=b"/api/v1/reports:batch")
    async with connect() as client:
        client.reader._limit = 1  # asyncio stops reading then, and the answer stays with the server
        client.writer.write(batch * 3)
        async with asyncio.timeout(20):
            await asyncio.sleep(1)
            while server.server_state.connections:  # noqa: ASYNC110 (uvicorn has no event)
                await asyncio.sleep(0.05)


async def test_one_who_leaves_in_the_middle_leaves_nothing(connect, visitor, server):
    async with connect() as client:
        client.writer.write(request()[:-3])
        await client.writer.drain()
        await asyncio.sleep(0.05)
    while server.server_state.connections:  # noqa: ASYNC110 (nor for this)
        await asyncio.sleep(0.01)
    assert await visitor.kept() == []
    assert server.config.http.rounds.held == 0


@pytest.mark.parametrize("rules", [Rules(held_bytes=20)])
async def test_too_many_bodies_at_once_are_refused(connect):
    async with connect() as slow, connect() as client:
        slow.writer.write(request(b" " * 30)[:-5])
        status, _, _ = await slow.answer()
        assert status == 503
        assert (await client.ask(request()))[0] == 202


async def test_a_failing_journal_is_said_to_everybody_who_waits(connect, visitor, caplog):
    await visitor.journal.close()
    async with connect() as client:
        status, headers, body = await client.ask(request())
        again, _, _ = await client.ask(request())
    assert (status, again) == (503, 503)
    assert headers["retry-after"] == "30"
    assert json.loads(body)["type"] == "/problems/journal-away"
    assert caplog.text.count("The journal refuses reports") == 1


async def test_a_group_that_could_not_be_stored_is_refused(connect, visitor, monkeypatch):
    def full(_lots: object) -> None:
        raise JournalFull("No room is left", "the disk", "Make room.")

    monkeypatch.setattr(visitor.journal._store, "write", full)
    async with connect() as client:
        client.writer.write(request(REPORT, b"idempotency-key: k-1") + request())
        statuses = [(await client.answer())[0] for _ in range(2)]
        assert statuses == [507, 507]
        monkeypatch.undo()
        assert (await client.ask(request(REPORT, b"idempotency-key: k-1")))[0] == 202
    assert len(await visitor.kept()) == 1


async def test_stopping_answers_what_is_owed(connect, visitor, server, monkeypatch):
    release = asyncio.Event()
    keep: Callable[[object], Awaitable[None]] = visitor.journal._gathering._store

    async def slowly(lots: object) -> None:
        await release.wait()
        await keep(lots)

    monkeypatch.setattr(visitor.journal._gathering, "_store", slowly)
    async with connect() as client:
        client.writer.write(request())
        await asyncio.sleep(0.1)
        server.should_exit = True
        await asyncio.sleep(0.2)
        release.set()
        assert (await client.answer())[0] == 202
        assert await client.ended()


async def test_a_client_that_has_said_all_it_wants_hears_its_answer(connect):
    async with connect() as client:
        client.writer.write(request() * 2)
        client.writer.write_eof()
        assert [(await client.answer())[0] for _ in range(2)] == [202, 202]
        assert await client.ended()


async def test_a_client_that_leaves_before_its_answer_harms_nobody(connect, visitor):
    for _ in range(5):
        async with connect() as client:
            client.writer.write(request() * 3)
    async with connect() as client:
        assert (await client.ask(request()))[0] == 202
    assert visitor.door.counters.refused == {}
