"""Days leave the journal for the archive, and are there after any start."""

import asyncio
import shutil

import pytest

from marsad.app import Observatory
from marsad.nouns.event import Tick
from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS
from marsad.nouns.report import Report
from marsad.settings import JournalSettings, Settings, TallySettings

FIRST_DAY = 20_000
DAYS = 9
PER_HOUR = 3


class Standing:
    """A clock that stands at the end of the days that were recorded."""

    def now(self):
        return (FIRST_DAY + DAYS) * DAY_MINUTES * MINUTE_MS

    def speed(self):
        return 1.0


def settings_for(folder):
    return Settings(
        data=str(folder),
        journal=JournalSettings(partitions=1, retention_days=2),
        tally=TallySettings(hot_hours=25),
    )


async def opened(folder):
    return await Observatory.open(settings_for(folder), Standing(), "", asyncio.Event())


async def lived(observatory):
    """Nine days of reports, an hour an entry, followed and saved day by day."""
    (follower,) = observatory.followers
    number = 0
    for hour in range(DAYS * 24):
        minute = FIRST_DAY * DAY_MINUTES + hour * 60
        reports = [
            Report(number.to_bytes(16, "big"), minute * MINUTE_MS, minute * MINUTE_MS, "x")
            for number in range(number, number + PER_HOUR)
        ]
        number += PER_HOUR
        await observatory.journal.append_to(0, [*reports, Tick(minute + 60)])
        if hour % 24 == 23:
            await follower.catch_up()
            await follower.save()


def counted(observatory):
    first = FIRST_DAY * DAY_MINUTES
    window = observatory.outlook.window("x", first, first + DAYS * DAY_MINUTES, DAY_MINUTES)
    return window.reports.tolist()


WHOLE = [24 * PER_HOUR] * DAYS


@pytest.fixture
async def folder(tmp_path):
    observatory = await opened(tmp_path)
    await lived(observatory)
    assert counted(observatory) == WHOLE
    await observatory.stop()
    return tmp_path


async def test_old_days_leave_the_journal_and_stay_in_the_history(folder):
    observatory = await opened(folder)
    (oldest, *_) = await observatory.journal.read(0, 0, 1)
    assert oldest.position > 24 * 4
    assert counted(observatory) == WHOLE
    await observatory.stop()


async def test_without_a_checkpoint_the_archive_and_the_journal_give_the_same_history(folder):
    shutil.rmtree(folder / "journal" / "checkpoints")
    observatory = await opened(folder)
    (follower,) = observatory.followers
    await follower.catch_up()
    assert counted(observatory) == WHOLE
    await observatory.stop()


async def test_a_checkpoint_of_another_version_is_made_anew_from_the_journal(folder, caplog):
    observatory = await opened(folder)
    position = observatory.desks[0].position
    await observatory.journal.save(0, position, b"of another version")
    await observatory.stop()
    observatory = await opened(folder)
    (follower,) = observatory.followers
    await follower.catch_up()
    assert "checkpoint 0 is not read" in caplog.text
    assert counted(observatory) == WHOLE
    await observatory.stop()


async def test_a_journal_that_was_deleted_leaves_the_archive(folder):
    shutil.rmtree(folder / "journal")
    observatory = await opened(folder)
    found = counted(observatory)
    assert found[: DAYS - 2] == WHOLE[: DAYS - 2]
    await observatory.stop()
