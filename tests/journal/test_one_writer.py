"""One process at a time writes a SQLite journal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.journal.errors import JournalBusy
from marsad.journal.journal import open_journal

APPENDER = Path(__file__).with_name("appender.py")


async def test_a_second_opening_is_refused_and_told_who_has_it(tmp_path, report, everything):
    first = await open_journal("sqlite", tmp_path, 1)
    with pytest.raises(JournalBusy, match=f"Process {os.getpid()} has this journal open"):
        await open_journal("sqlite", tmp_path, 1)
    await first.append([report(1)])
    await first.close()
    second = await open_journal("sqlite", tmp_path, 1)
    assert await everything(second) == [[report(1)]]
    await second.close()


@pytest.fixture
def appender(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has the journal open."""
    command = [sys.executable, APPENDER, "sqlite", tmp_path, "3", "0", "60", "1"]
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


async def test_another_process_is_refused_until_this_one_ends(tmp_path, appender):
    with pytest.raises(JournalBusy, match=f"Process {appender.pid} "):
        await open_journal("sqlite", tmp_path, 3)
    appender.kill()
    appender.wait()
    journal = await open_journal("sqlite", tmp_path, 3)
    await journal.close()


async def test_a_refused_opening_lets_go_of_everything(tmp_path):
    journal = await open_journal("sqlite", tmp_path, 2)
    await journal.close()
    for _ in range(3):
        with pytest.raises(Exception, match="partitions"):
            await open_journal("sqlite", tmp_path, 3)
    journal = await open_journal("sqlite", tmp_path, 2)
    await journal.close()
