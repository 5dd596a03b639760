"""The passing of time is put into every partition of the journal once a minute."""

import asyncio

import pytest

from marsad.journal.errors import JournalFull
from marsad.journal.journal import open_journal
from marsad.nouns.event import Tick
from marsad.nouns.minute import MINUTE_MS
from marsad.timekeeper import Timekeeper

START = 29_000_000


class Moved:
    """A clock that is moved by hand."""

    def __init__(self):
        self.instant = START * MINUTE_MS

    def now(self):
        return self.instant

    def speed(self):
        return 1000.0


@pytest.fixture
async def journal(tmp_path):
    journal = await open_journal("sqlite", tmp_path, 3)
    yield journal
    await journal.close()


async def ticks(journal):
    entries = [await journal.read(lane, 0) for lane in range(journal.partitions)]
    return [
        [event.minute for entry in lane for event in entry.events if isinstance(event, Tick)]
        for lane in entries
    ]


async def test_a_minute_is_closed_in_every_partition_once_its_grace_is_over(journal):
    clock = Moved()
    keeper = Timekeeper(journal, clock, grace_seconds=3)
    await keeper.tick()
    clock.instant += MINUTE_MS + 2_999
    await keeper.tick()
    assert await ticks(journal) == [[START - 1, START]] * 3
    clock.instant += 1
    await keeper.tick()
    await keeper.tick()
    assert await ticks(journal) == [[START - 1, START, START + 1]] * 3


async def test_minutes_nobody_watched_are_closed_by_one_tick(journal):
    clock = Moved()
    keeper = Timekeeper(journal, clock, grace_seconds=0)
    await keeper.tick()
    clock.instant += 90 * MINUTE_MS
    await keeper.tick()
    assert (await ticks(journal))[0] == [START, START + 90]


class Refusing:
    """The real journal, which has no room the first time it is asked."""

    def __init__(self, journal):
        self.partitions = journal.partitions
        self.refusals = 3
        self._journal = journal

    async def append_to(self, partition, events):
        if self.refusals:
            self.refusals -= 1
            raise JournalFull("No room", "here", "Make some.")
        await self._journal.append_to(partition, events)


async def test_a_journal_that_refuses_a_tick_is_asked_again(journal, caplog):
    clock = Moved()
    keeping = asyncio.create_task(Timekeeper(Refusing(journal), clock, 0).keep())
    for _ in range(200):
        clock.instant += MINUTE_MS
        await asyncio.sleep(0.01)
        if (await ticks(journal))[0]:
            break
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    assert (await ticks(journal))[0]
    assert "No room" in caplog.text
