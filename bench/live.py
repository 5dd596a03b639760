"""What one watcher of the live stream costs, in time for each event and in memory, beside bare
sockets of uvloop written to in a loop: the limit on this machine.
"""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import resource
import socket
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

import uvicorn
import uvloop
from figure import figure

from marsad.show.live import Live

FIRST = 2_000
"""Watchers who come before memory is weighed, and use up what importing left free."""
WATCHERS = 2_000
EVENTS = 40
DATA = {"service": "x", "time": "2026-05-24T13:00:00Z", "last_15_minutes": 1_234}
REQUEST = b"GET /api/v1/live HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n"


def main() -> None:
    """Measure both, and print."""
    _allow_files()
    bare_us, bare_kb = _measured(_bare)
    live_us, live_kb = _measured(_live)
    figure(
        "live stream, time of one event for one watcher",
        f"{live_us:.1f} µs",
        limit=f"{bare_us:.1f} µs (bare sockets)",
        target="≤ 12 µs",
        met=live_us <= 12,
    )
    figure(
        "live stream, memory of one watcher",
        f"{live_kb:.1f} KB",
        limit=f"{bare_kb:.1f} KB (bare sockets)",
        target="≤ 12 KB",
        met=live_kb <= 12,
    )


def _allow_files() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, FIRST + WATCHERS + 200), hard))


def _measured(server: Callable[[Connection], None]) -> tuple[float, float]:
    """CPU µs per event and watcher, and KB per watcher, of a server in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=server, args=(there,), daemon=True)
    process.start()
    port = here.recv()
    lines: list[socket.socket] = []
    for number in (FIRST, WATCHERS):
        lines += [_line(port) for _ in range(number)]
        here.send("they are here")
        here.recv()
    answer: tuple[float, float] = here.recv()
    for line in lines:
        line.close()
    process.terminate()
    process.join()
    return answer


def _line(port: int) -> socket.socket:
    """One watcher; what it is sent fits into its buffer and is never read."""
    line = socket.create_connection(("127.0.0.1", port))
    line.sendall(REQUEST)
    line.recv(4096)
    return line


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()


async def _weighed(pipe: Connection, tell: Callable[[], Awaitable[None]]) -> None:
    """Weigh the second lot of watchers, tell ``EVENTS`` events, answer CPU time and memory."""
    weights: list[int] = []
    for _ in range(2):
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        ctypes.CDLL(None).malloc_trim(0)
        weights.append(_resident())
        pipe.send("weighed")
    grown = weights[1] - weights[0]
    begin = time.process_time()
    for _ in range(EVENTS):
        await tell()
    spent = time.process_time() - begin
    pipe.send((spent / EVENTS / (FIRST + WATCHERS) * 1e6, grown / WATCHERS / 1024))


def _live(pipe: Connection) -> None:
    async def run() -> None:
        live = Live(heartbeat=3600, pace=0.0)
        listening = socket.create_server(("127.0.0.1", 0), backlog=4096)
        server = uvicorn.Server(
            uvicorn.Config(live, log_level="error", lifespan="off", http="httptools")  # type: ignore[arg-type]
        )
        serving = asyncio.ensure_future(server.serve([listening]))
        pipe.send(listening.getsockname()[1])

        async def tell() -> None:
            live.publish("counts", DATA)
            while live.behind:  # noqa: ASYNC110 - it is the sending that is measured
                await asyncio.sleep(0)

        await _weighed(pipe, tell)
        await serving

    uvloop.run(run())


class _Bare(asyncio.Protocol):
    def __init__(self, lines: list[asyncio.Transport]) -> None:
        self._lines = lines

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transport is one by its methods, not by its class.
        self._lines.append(cast("asyncio.Transport", transport))

    def data_received(self, data: bytes) -> None:
        self._lines[-1].write(b"HTTP/1.1 200 OK\r\n\r\n")


def _bare(pipe: Connection) -> None:
    async def run() -> None:
        lines: list[asyncio.Transport] = []
        loop = asyncio.get_running_loop()
        listening = socket.create_server(("127.0.0.1", 0), backlog=4096)
        server = await loop.create_server(lambda: _Bare(lines), sock=listening)
        pipe.send(listening.getsockname()[1])
        chunk = b"x" * 110

        async def tell() -> None:
            for line in lines:
                line.write(chunk)
            await asyncio.sleep(0)

        await _weighed(pipe, tell)
        await server.serve_forever()

    uvloop.run(run())


if __name__ == "__main__":
    main()
