"""A full disk and a folder that can't be written: a clear refusal, and nothing is broken."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.journal.errors import JournalFull, JournalReadOnly
from marsad.journal.journal import Journal, open_journal


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system is not allowed here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A folder; ``lock(folder)`` makes it read-only for whoever we are."""
    folder = tmp_path / "locked"
    folder.mkdir()
    yield folder
    if os.geteuid() == 0:
        subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=False)
    else:
        folder.chmod(0o700)


def lock(folder: Path) -> None:
    if os.geteuid():
        folder.chmod(0o500)
        for file in folder.iterdir():
            file.chmod(0o400)
        return
    for options in (["--bind"], ["-o", "remount,ro,bind"]):
        mount = ["mount", *options, str(folder), str(folder)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("the superuser may write everywhere, and mounting is not allowed here")


async def append_until_full(journal: Journal, report, first: int = 0) -> list[object]:
    """What was acknowledged before the first refusal."""
    taken = []
    for number in range(first, first + 4000):
        event = report(number, note="x" * 2000)
        try:
            await journal.append([event])
        except JournalFull:
            return taken
        taken.append(event)
    raise AssertionError("it never got full")


async def test_a_full_disk_refuses_and_keeps_what_it_acknowledged(small_disk, report, everything):
    journal = await open_journal("sqlite", small_disk / "j", 1)
    taken = await append_until_full(journal, report)
    assert len(taken) > 50
    assert await everything(journal) == [taken]
    for _ in range(3):
        with pytest.raises(JournalFull, match=r"No space is left .*journal\.db.* Free some"):
            await journal.append([report(9999, note="x" * 2000)])
    await journal.close()
    journal = await open_journal("sqlite", small_disk / "j", 1)
    assert await everything(journal) == [taken]
    await journal.close()


async def test_it_goes_on_by_itself_when_there_is_space_again(small_disk, report, everything):
    filler = small_disk / "filler"
    filler.write_bytes(bytes(1_000_000))
    journal = await open_journal("sqlite", small_disk / "j", 1)
    taken = await append_until_full(journal, report)
    filler.unlink()
    more = [report(5000 + number) for number in range(100)]
    await asyncio.gather(*[journal.append_nowait(event) for event in more])
    assert await everything(journal) == [taken + more]
    await journal.close()
    journal = await open_journal("sqlite", small_disk / "j", 1)
    assert await everything(journal) == [taken + more]
    await journal.close()


async def test_all_who_wait_for_a_group_hear_that_it_was_refused(small_disk, report, everything):
    journal = await open_journal("sqlite", small_disk / "j", 1)
    taken = await append_until_full(journal, report)
    futures = [journal.append_nowait(report(7000 + k, note="x" * 30_000)) for k in range(20)]
    results = await asyncio.gather(*futures, return_exceptions=True)
    assert all(isinstance(result, JournalFull) for result in results)
    assert await everything(journal) == [taken]
    await journal.close()


async def test_no_journal_is_made_on_a_full_disk(small_disk, report):
    filler = small_disk / "filler"
    room = os.statvfs(small_disk)
    filler.write_bytes(bytes(room.f_bfree * room.f_bsize))
    with pytest.raises(JournalFull, match="No space is left"):
        await open_journal("sqlite", small_disk / "j", 1)
    filler.unlink()
    journal = await open_journal("sqlite", small_disk / "j", 1)
    await journal.append([report(1)])
    await journal.close()


async def test_a_checkpoint_that_does_not_fit_leaves_the_old_one(small_disk, report):
    journal = await open_journal("sqlite", small_disk / "j", 1)
    await journal.append([report(1)])
    await journal.save(0, 1, b"old")
    await journal.append([report(2)])
    with pytest.raises(JournalFull):
        await journal.save(0, 2, bytes(3_000_000))
    assert await journal.load(0) == (1, b"old")
    await journal.save(0, 2, b"new")
    assert await journal.load(0) == (2, b"new")
    await journal.close()
    assert not list(small_disk.rglob("*.half"))


async def test_a_read_only_folder_is_refused(locked):
    lock(locked)
    with pytest.raises(JournalReadOnly, match="can't be written"):
        await open_journal("sqlite", locked, 1)


async def test_a_read_only_journal_is_refused_and_left_as_it_is(locked, report):
    journal = await open_journal("sqlite", locked, 1)
    await journal.append([report(1)])
    await journal.close()
    before = {file.name: file.read_bytes() for file in locked.iterdir()}
    lock(locked)
    with pytest.raises(JournalReadOnly, match="can't be written"):
        await open_journal("sqlite", locked, 1)
    assert {file.name: file.read_bytes() for file in locked.iterdir()} == before


async def test_a_full_server_refuses_and_keeps_what_it_acknowledged(
    tmp_path, nats_server, report, everything
):
    server = nats_server(store=2_000_000)
    journal = await open_journal(server.url, tmp_path, 1)
    taken = await append_until_full(journal, report)
    assert len(taken) > 50
    assert await everything(journal) == [taken]
    with pytest.raises(JournalFull, match="takes no more"):
        await journal.append([report(9999, note="x" * 2000)])
    await journal.trim(0, await journal.head(0) - 5)
    await journal.append([report(10_000)])
    assert (await everything(journal))[0][-1] == report(10_000)
    await journal.close()


async def test_a_server_that_knows_us_not_is_said(tmp_path, nats_server):
    server = nats_server(more='authorization { user: "door", password: "right" }')
    url = server.url.replace("nats://", "nats://door:wrong@")
    with pytest.raises(JournalReadOnly, match=r"[Aa]uthorization") as refused:
        await open_journal(url, tmp_path, 1)
    assert "wrong" not in str(refused.value)
    journal = await open_journal(url.replace("wrong", "right"), tmp_path, 1)
    await journal.close()
