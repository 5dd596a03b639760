"""The SQLite engine flushes every commit before it says so."""

from __future__ import annotations

from contextlib import ExitStack

from marsad.journal.journal import open_journal
from marsad.journal.sqlite_file import connect


async def test_connections_use_the_log_and_flush_every_commit(tmp_path):
    journal = await open_journal("sqlite", tmp_path, 1)
    await journal.close()
    with ExitStack() as opened:
        connection = connect(tmp_path / "journal.db", opened)
        assert connection.pragma("journal_mode") == "wal"
        assert connection.pragma("synchronous") == 2
        assert connection.pragma("page_size") == 8192


async def test_the_log_stays_small_however_much_is_written(tmp_path, report):
    journal = await open_journal("sqlite", tmp_path, 1)
    batch = [report(number, note="x" * 1000) for number in range(400)]
    for _ in range(200):
        await journal.append(batch)
    assert (tmp_path / "journal.db-wal").stat().st_size < 60_000_000
    assert (tmp_path / "journal.db").stat().st_size > 30_000_000, "most of 80 MB is merged"
    await journal.close()
    assert not (tmp_path / "journal.db-wal").exists()


async def test_a_copy_made_while_it_runs_opens_as_a_journal(tmp_path, report, everything):
    journal = await open_journal("sqlite", tmp_path / "one", 2)
    await journal.append([report(number, f"s{number}") for number in range(50)])
    (tmp_path / "two").mkdir()
    with ExitStack() as opened:
        running = connect(tmp_path / "one" / "journal.db", opened)
        running.execute("VACUUM INTO ?", (str(tmp_path / "two" / "journal.db"),))
    whole = await everything(journal)
    await journal.close()
    copy = await open_journal("sqlite", tmp_path / "two", 2)
    assert await everything(copy) == whole
    await copy.append([report(51)])
    await copy.close()
    with ExitStack() as opened:
        assert connect(tmp_path / "two" / "journal.db", opened).pragma("journal_mode") == "wal"
