"""The server is killed at random moments under load: what was acknowledged is there, once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import signal
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from marsad.journal.journal import open_journal
from marsad.nouns.report import Report

SERVER = Path(__file__).parents[2] / "bench" / "door.py"
CLIENTS = 16
SERVICES = (b"x", b"absher", b"facebook", b"instagram")
PARTITIONS = 4


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


async def started(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """The door of the bench, as it runs in production, once it listens."""
    command = [sys.executable, str(SERVER), "--serve", str(folder), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: ASYNC220
    for _ in range(600):
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return process
        await asyncio.sleep(0.05)
    raise TimeoutError("the door did not open")


async def send(port: int, keys: list[str], told: dict[str, str]) -> None:
    """Send a report for each key over one connection, until the server dies."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for key in keys:
            service = SERVICES[int(key.rpartition("-")[2]) % len(SERVICES)]
            body = b'{"service":"%b"}' % service
            writer.write(
                b"POST /api/v1/reports HTTP/1.1\r\nhost: a\r\nidempotency-key: %b\r\n"
                b"content-length: %d\r\n\r\n%b" % (key.encode(), len(body), body)
            )
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            answer = json.loads(await reader.readexactly(length))
            assert head.startswith(b"HTTP/1.1 202"), answer
            told[key] = answer["id"]
    except (ConnectionError, asyncio.IncompleteReadError):
        return
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def kept(folder: Path) -> list[Report]:
    journal = await open_journal("sqlite", folder, PARTITIONS)
    found: list[Report] = []
    for partition in range(PARTITIONS):
        position = 0
        while entries := await journal.read(partition, position):
            position = entries[-1].position
            found += [e for entry in entries for e in entry.events if isinstance(e, Report)]
    await journal.close()
    return found


@pytest.mark.parametrize("seed", [1, 2])
async def test_what_was_acknowledged_survives_being_killed(tmp_path, seed):
    chance = random.Random(seed)
    told: dict[str, str] = {}
    sent: list[list[str]] = []
    for life in range(2):
        port = free_port()
        process = await started(tmp_path, port)
        keys = [[f"{life}-{client}-{n}" for n in range(4_000)] for client in range(CLIENTS)]
        sent += keys
        clients = asyncio.gather(*(send(port, mine, told) for mine in keys))
        await asyncio.sleep(chance.uniform(0.1, 0.6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        await clients
    there = Counter(report.id.hex() for report in await kept(tmp_path))
    assert told
    assert {there[name] for name in told.values()} == {1}
    await _repeats_are_the_same(tmp_path, told, [keys[len(set(keys) & set(told))] for keys in sent])


async def _repeats_are_the_same(folder: Path, told: dict[str, str], unsure: list[str]) -> None:
    """Those who heard nothing send again: each report has one id, however often it is there."""
    port = free_port()
    process = await started(folder, port)
    again: dict[str, str] = {}
    await send(port, [*list(told)[:50], *unsure], again)
    process.send_signal(signal.SIGTERM)
    process.wait()
    assert len(again) == len(unsure) + min(50, len(told))
    assert all(told.get(key, name) == name for key, name in again.items())
    reports = await kept(folder)
    assert {report.id.hex() for report in reports} == set(told.values()) | set(again.values())
    assert all(report.repeatable for report in reports)
