"""From a report at the door until a watcher of the live stream sees it counted, at 5,000 reports a
second, beside the same way through bare sockets: one server that echoes. About 25 seconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx
import uvloop
from figure import figure

RATE = 5_000
BATCHES = 20
"""A second; each brings its share of the rate as NDJSON."""
SECONDS = 12
PROGRAM = Path(sys.executable).with_name("marsad")


async def main() -> None:
    """Run the load, measure, and print."""
    echo = await _echo()
    with tempfile.TemporaryDirectory() as folder:
        process = await _started(Path(folder))
        try:
            delays, rate = await _measured(await _address(process))
        finally:
            process.terminate()
            await process.wait()
    centiles = statistics.quantiles(delays, n=100)
    p50, p99 = centiles[49], centiles[98]
    figure(
        f"report to live stream at {rate:,.0f} reports/s, p50 / p99",
        f"{p50:.2f} s / {p99:.2f} s",
        limit=f"{echo * 1000:.2f} ms (a socket's echo; counts are told 4 times a second)",
        target="p50 ≤ 0.3 s, p99 ≤ 1.5 s",
        met=p50 <= 0.3 and p99 <= 1.5,
    )


async def _started(folder: Path) -> asyncio.subprocess.Process:
    command = [PROGRAM, "serve", "--data", folder / "data", "--port", "0"]
    environment = {**os.environ, "MARSAD_INTAKE_TRUSTED": "127.0.0.0/8"}
    return await asyncio.create_subprocess_exec(
        *command, stderr=asyncio.subprocess.PIPE, env=environment
    )


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr
    async for line in process.stderr:
        if found := re.search(r"Marsad is at (http://\S+)", line.decode()):
            asyncio.get_running_loop().create_task(_drain(process.stderr))
            return found[1]
    raise RuntimeError("marsad serve ended without an address")


async def _drain(stream: asyncio.StreamReader) -> None:
    while await stream.read(65_536):
        pass


async def _measured(address: str) -> tuple[list[float], float]:
    """Delay of every batch from its sending until its count was seen, and the rate reached."""
    sent: list[tuple[int, float]] = []
    seen: list[tuple[int, float]] = []
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        watching = asyncio.create_task(_watch(address, seen))
        await asyncio.sleep(0.5)
        began = time.perf_counter()
        await _load(client, sent)
        lasted = time.perf_counter() - began
        await asyncio.sleep(2)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    delays: list[float] = []
    for total, at in sent:
        delays.append(next(when for count, when in seen if count >= total) - at)
    return delays, sent[-1][0] / lasted


async def _load(client: httpx.AsyncClient, sent: list[tuple[int, float]]) -> None:
    each = RATE // BATCHES
    began = time.perf_counter()
    for number in range(SECONDS * BATCHES):
        await asyncio.sleep(max(0.0, began + number / BATCHES - time.perf_counter()))
        lines = [
            json.dumps({"service": "x", "reporter": f"{number}-{line}", "country": "SA"})
            for line in range(each)
        ]
        sent.append(((number + 1) * each, time.perf_counter()))
        answer = await client.post(
            "/api/v1/reports:batch",
            content="\n".join(lines),
            headers={"content-type": "application/x-ndjson"},
        )
        answer.raise_for_status()


async def _watch(address: str, seen: list[tuple[int, float]]) -> None:
    async with (
        httpx.AsyncClient(timeout=None) as client,
        client.stream("GET", f"{address}/api/v1/live") as stream,
    ):
        async for line in stream.aiter_lines():
            if line.startswith("data: ") and "last_15_minutes" in line:
                count = json.loads(line[6:])["last_15_minutes"]
                seen.append((count, time.perf_counter()))


async def _echo() -> float:
    """Median seconds for one byte there and back through a socket on this loop."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
    taken: list[float] = []
    for _ in range(500):
        began = time.perf_counter()
        writer.write(b".")
        await reader.readexactly(1)
        taken.append(time.perf_counter() - began)
    writer.close()
    server.close()
    return statistics.median(taken)


if __name__ == "__main__":
    uvloop.run(main())
