"""The live stream: everybody hears the same, resumes where they were, and the slow are let go."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator
from typing import Any

import pytest
import uvicorn

from marsad.show.live import Live
from marsad.show.watcher import BACKLOG, Queued, Wired, framed


class Listener:
    """One watcher on a plain ASGI server, as far as the stream can see."""

    def __init__(self, live: Live, query: str = "", seen: str = "", stuck: bool = False) -> None:
        headers = [(b"last-event-id", seen.encode())] if seen else []
        self._scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "query_string": query.encode(),
            "headers": headers,
        }
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.text = ""
        self.ended = False
        self._gone = asyncio.Event()
        self._flows = asyncio.Event()
        if not stuck:
            self._flows.set()
        self.task = asyncio.ensure_future(live(self._scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = dict(message["headers"])
            return
        if self.text:
            await self._flows.wait()
        self.text += message["body"].decode()
        self.ended = not message.get("more_body", False)

    @property
    def events(self) -> list[str]:
        return [line[7:] for line in self.text.splitlines() if line.startswith("event: ")]

    async def leave(self) -> None:
        self._gone.set()
        await asyncio.wait_for(self.task, 5)


async def settle() -> None:
    await asyncio.sleep(0.02)


async def test_everybody_hears_what_is_published():
    live = Live(pace=0.0)
    ears = [Listener(live) for _ in range(3)]
    await settle()
    assert live.watchers == 3
    live.publish("counts", {"service": "x", "n": 1})
    await settle()
    for ear in ears:
        assert ear.text.endswith('id: 1\nevent: counts\ndata: {"service":"x","n":1}\n\n')
        await ear.leave()
    assert live.watchers == 0


async def test_pages_of_others_may_listen_too_and_nothing_keeps_the_stream():
    ear = Listener(Live())
    await settle()
    assert ear.headers[b"access-control-allow-origin"] == b"*"
    assert ear.headers[b"cache-control"] == b"no-store"
    await ear.leave()


async def test_a_newcomer_hears_only_what_is_new():
    live = Live(pace=0.0)
    live.publish("old", {})
    ear = Listener(live)
    live.publish("also-old", {})
    await settle()
    live.publish("new", {})
    await settle()
    assert ear.events in (["new"], ["also-old", "new"])
    await ear.leave()


async def test_who_comes_back_gets_what_they_missed_once():
    live = Live(start=1000, pace=0.0)
    for number in range(5):
        live.publish(f"e{number}", {})
    ear = Listener(live, seen="1002")
    await settle()
    live.publish("e5", {})
    await settle()
    assert ear.events == ["e2", "e3", "e4", "e5"]
    await ear.leave()


@pytest.mark.parametrize("seen", ["3", "999999", "nonsense", "-1", "1" * 40, "١٢"])
async def test_who_was_away_too_long_is_told_to_start_anew(seen: str):
    live = Live(start=100, kept=2, pace=0.0)
    for _ in range(4):
        live.publish("e", {})
    ear = Listener(live, seen=seen)
    await settle()
    assert ear.events == ["reset"]
    assert "id: 104\n" in ear.text
    await ear.leave()


async def test_a_newcomer_knows_where_they_are_before_anything_happens():
    live = Live(start=41, pace=0.0)
    live.publish("e", {})
    ear = Listener(live)
    await settle()
    assert ear.text == "retry: 3000\nid: 42\n\n"
    await ear.leave()


async def test_a_listener_to_one_service_is_not_told_of_others():
    live = Live(pace=0.0)
    ear = Listener(live, query="service=x")
    await settle()
    live.publish("state", {"service": "y"})
    live.publish("state", {"service": "x"})
    live.publish("notice", {})
    await settle()
    assert ear.events == ["state", "notice"]
    await ear.leave()


async def test_a_listener_who_does_not_keep_up_is_let_go_and_others_are_not():
    live = Live(pace=0.0)
    slow, quick = Listener(live, stuck=True), Listener(live)
    await settle()
    for _ in range(4):
        live.publish("big", {"text": "x" * (BACKLOG // 3)})
        await settle()
    slow._flows.set()
    await asyncio.wait_for(slow.task, 5)
    assert live.watchers == 1
    assert quick.events == ["big"] * 4
    await quick.leave()


async def test_a_quiet_stream_beats_now_and_then():
    live = Live(heartbeat=0.01)
    ear = Listener(live)
    await asyncio.sleep(0.06)
    assert ear.text.count(":\n\n") >= 2
    await ear.leave()


async def test_closing_ends_every_stream_and_refuses_new_ones():
    live = Live()
    ear = Listener(live)
    await settle()
    live.close()
    await asyncio.wait_for(ear.task, 5)
    assert ear.ended
    late = Listener(live)
    await late.task
    assert late.status == 503


async def test_publishing_to_nobody_costs_no_task():
    live = Live()
    assert [live.publish("e", {}) for _ in range(3)] == [1, 2, 3]
    assert len(asyncio.all_tasks()) == 1


def test_a_chunk_is_framed_as_http_says():
    assert framed(b"0123456789abcdef") == b"10\r\n0123456789abcdef\r\n"


@contextlib.asynccontextmanager
async def served(live: Live) -> AsyncGenerator[tuple[int, uvicorn.Server]]:
    """The stream on a real uvicorn, on a free port of the loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(live, log_level="error", lifespan="off"))  # type: ignore[arg-type]
    task = asyncio.ensure_future(server.serve([listening]))
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield listening.getsockname()[1], server
    live.close()
    server.should_exit = True
    await asyncio.wait_for(task, 10)


async def connected(
    port: int, extra: str = ""
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /api/v1/live HTTP/1.1\r\nHost: marsad.test\r\n{extra}\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    assert b"200 OK" in head
    assert b"text/event-stream" in head
    await reader.readuntil(b"id: 0\n\n\r\n")
    return reader, writer


async def test_under_uvicorn_bytes_go_straight_to_the_line():
    live = Live(pace=0.0)
    async with served(live) as (port, _):
        reader, writer = await connected(port)
        assert [type(watcher) for watcher in live._watchers] == [Wired]
        live.publish("counts", {"n": 1})
        chunk = await asyncio.wait_for(reader.readuntil(b"}\n\n\r\n"), 5)
        body = b'id: 1\nevent: counts\ndata: {"n":1}\n\n'
        assert chunk == b"%x\r\n%b\r\n" % (len(body), body)
        writer.close()
        for _ in range(100):
            if not live.watchers:
                break
            await asyncio.sleep(0.02)
        assert live.watchers == 0


async def test_under_uvicorn_closing_ends_the_body_properly():
    live = Live()
    async with served(live) as (port, _):
        reader, writer = await connected(port)
        live.close()
        assert await asyncio.wait_for(reader.read(), 5) == b"0\r\n\r\n"
        writer.close()


async def test_under_uvicorn_a_listener_who_does_not_read_is_cut_off():
    live = Live(pace=0.0)
    async with served(live) as (port, _):
        _, writer = await connected(port)
        for _ in range(400):
            live.publish("big", {"text": "x" * BACKLOG})
            await asyncio.sleep(0)
            await asyncio.sleep(0.001)
            if not live.watchers:
                break
        assert live.watchers == 0
        writer.close()


async def test_another_server_is_served_through_its_own_send():
    live = Live()
    ear = Listener(live)
    await settle()
    assert [type(watcher) for watcher in live._watchers] == [Queued]
    await ear.leave()


async def test_a_thinned_stream_tells_the_newest_counts_of_each_service_and_every_state():
    live = Live(pace=0.0)
    live.thin = True
    ear = Listener(live)
    await settle()
    for number in range(3):
        live.publish("counts", {"service": "x", "n": number})
        live.publish("counts", {"service": "y", "n": number})
        live.publish("state", {"service": "x", "n": number})
    await settle()
    assert ear.events == ["state", "state", "counts", "counts", "state"]
    assert ear.text.count('"n":2') == 3
    await ear.leave()
