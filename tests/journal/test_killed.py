"""The proof of "acknowledged means kept": processes are killed under load, nothing is lost.

``MARSAD_KILLS`` and ``MARSAD_SERVER_KILLS`` set how often, ``MARSAD_SEED`` repeats a run.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from marsad.journal.journal import open_journal

APPENDER = Path(__file__).with_name("appender.py")
KILLS = int(os.environ.get("MARSAD_KILLS", "24"))
SERVER_KILLS = int(os.environ.get("MARSAD_SERVER_KILLS", "4"))
SEED = int(os.environ.get("MARSAD_SEED") or random.SystemRandom().randrange(1 << 32))

pytestmark = pytest.mark.soak


def appender(url: str, folder: Path, first: int, seconds: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, APPENDER, url, folder, "3", str(first), str(seconds), str(SEED)]
    return subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE)


def said(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdout
    return process.stdout


def acknowledged(output: bytes) -> set[int]:
    """The numbers told on whole lines; the last one may be cut by the kill."""
    numbers: set[int] = set()
    for line in output.split(b"\n")[:-1]:
        first, end = line.split()
        numbers.update(range(int(first), int(end)))
    return numbers


async def kept(url: str, folder: Path, everything) -> list[int]:
    """The numbers of all events in the journal; also checks that its checkpoint is a good one."""
    journal = await open_journal(url, folder, 3)
    try:
        found = await journal.load(0)
        if found is not None:
            position, state = found
            assert position <= await journal.head(0)
            assert state == b"%d" % position * 1000
        lanes = await everything(journal)
    finally:
        await journal.close()
    return [int.from_bytes(event.id, "big") for lane in lanes for event in lane]


def check(numbers: list[int], told: set[int]) -> None:
    assert len(numbers) == len(set(numbers)), "an event is there twice"
    assert not told - set(numbers), "an acknowledged event is lost"


async def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path, everything):
    print(f"MARSAD_SEED={SEED}")  # noqa: T201 (pytest shows it when the test fails)
    dice = random.Random(SEED)
    told: set[int] = set()
    numbers: list[int] = []
    busy = 0
    for _ in range(KILLS):
        process = appender("sqlite", tmp_path, max(numbers, default=-1) + 1, 60)
        with process:
            first_line = b"" if dice.random() < 0.1 else said(process).readline()
            await asyncio.sleep(dice.uniform(0, 0.15))
            process.kill()
            new = acknowledged(first_line + said(process).read())
        told |= new
        busy += len(new) > 100
        numbers = await kept("sqlite", tmp_path, everything)
        check(numbers, told)
    assert busy > KILLS / 3, "most kills must hit a process under load"


async def test_a_killed_server_loses_nothing_it_acknowledged(tmp_path, nats_server, everything):
    print(f"MARSAD_SEED={SEED}")  # noqa: T201 (pytest shows it when the test fails)
    dice = random.Random(SEED)
    server = nats_server()
    process = appender(server.url, tmp_path, 0, 2.0 + 0.8 * SERVER_KILLS)
    reading = asyncio.create_task(asyncio.to_thread(said(process).read))
    with process:
        await asyncio.sleep(0.7)
        for _ in range(SERVER_KILLS):
            server.kill()
            await asyncio.sleep(dice.uniform(0, 0.2))
            server.start()
            await asyncio.sleep(dice.uniform(0.1, 0.6))
        told = acknowledged(await reading)
    assert process.returncode == 0
    assert len(told) > 1000
    check(await kept(server.url, tmp_path, everything), told)


async def test_a_killed_client_of_a_server_loses_nothing_it_acknowledged(
    tmp_path, nats_server, everything
):
    dice = random.Random(SEED)
    server = nats_server()
    told: set[int] = set()
    for turn in range(SERVER_KILLS):
        process = appender(server.url, tmp_path, turn * 1_000_000, 60)
        with process:
            first_line = said(process).readline()
            await asyncio.sleep(dice.uniform(0, 0.2))
            process.kill()
            told |= acknowledged(first_line + said(process).read())
    check(await kept(server.url, tmp_path, everything), told)


async def test_a_cluster_that_loses_a_server_loses_nothing(tmp_path, nats_cluster, everything):
    url = f"nats://{','.join(f'127.0.0.1:{server.port}' for server in nats_cluster)}?replicas=3"
    journal = await open_journal(url, tmp_path, 3)
    await journal.close()
    process = appender(url, tmp_path, 0, 5)
    reading = asyncio.create_task(asyncio.to_thread(said(process).read))
    with process:
        await asyncio.sleep(1.5)
        nats_cluster[random.Random(SEED).randrange(3)].kill()
        told = acknowledged(await reading)
    assert process.returncode == 0
    assert len(told) > 100
    check(await kept(url, tmp_path, everything), told)


@pytest.mark.parametrize("partial", [b"", b"5", b"5 7", b"0 1\n5 7"])
def test_a_line_cut_by_the_kill_is_not_believed(partial):
    assert acknowledged(partial) <= {0}
