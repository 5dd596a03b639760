"""Blocks and groups: the codec, and when a group is closed."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.journal.errors import JournalAway, JournalDamaged, JournalForeign, JournalFull
from marsad.journal.gathering import Gathering
from marsad.journal.lot import HEADER, Lot, encode_run, open_lot
from marsad.journal.lots import Lots
from marsad.journal.partition import partition_of
from marsad.nouns.event import Counts, Event, Tick
from marsad.nouns.report import Report

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
INSTANT = st.integers(0, 1 << 45)
REPORTS = st.builds(
    Report,
    id=st.binary(min_size=16, max_size=16),
    at=INSTANT,
    received=INSTANT,
    service=TEXT,
    country=st.sampled_from(["", "SA", "EG"]),
    kind=st.sampled_from(["problem", "works"]),
    reporter=st.binary(max_size=16),
    asn=st.integers(0, (1 << 32) - 1),
    note=TEXT,
    repeatable=st.booleans(),
)
COUNTS = st.builds(
    Counts,
    service=TEXT,
    start=st.integers(0, 1 << 31),
    reports=st.lists(st.integers(0, 1 << 40), max_size=20).map(tuple),
    step=st.integers(1, 1440),
)
ROUTED = st.one_of(REPORTS, COUNTS)
EVENTS = st.lists(st.one_of(ROUTED, st.builds(Tick, st.integers(0, 1 << 31))), max_size=70)


def a_block(events: list[Event], partition: int = 3) -> bytes:
    lot = Lot(partition)
    for event in events:
        lot.put(event)
    return bytes(lot.seal())


@given(events=EVENTS, partition=st.integers(0, 1 << 20))
def test_a_block_opens_to_the_events_it_was_made_of(events, partition):
    assert open_lot(a_block(events, partition), partition, "here") == events


@given(events=EVENTS, cut=st.integers(0, 70))
def test_events_put_one_by_one_or_in_runs_make_the_same_block(events, cut):
    lot = Lot(3)
    for run in (events[:cut], events[cut:]):
        lot.put_run(len(run), encode_run(run))
    assert bytes(lot.seal()) == a_block(events)


@pytest.mark.parametrize("count", [0, 1, 15, 16, 65_535, 65_536])
def test_a_run_of_any_length_loses_only_its_header(count):
    ticks: list[Event] = [Tick(7)] * count
    lot = Lot(0)
    lot.put_run(count, encode_run(ticks))
    assert open_lot(lot.seal(), 0, "here") == ticks


@given(events=EVENTS, place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_in_a_block_is_noticed(events, place, bit):
    data = bytearray(a_block(events))
    data[int(place * len(data))] ^= 1 << bit
    with pytest.raises((JournalDamaged, JournalForeign), match="here"):
        open_lot(bytes(data), 3, "here")


@given(events=EVENTS, place=st.floats(0, 1, exclude_max=True))
def test_a_block_cut_short_is_noticed(events, place):
    data = a_block(events)
    with pytest.raises(JournalDamaged, match="here"):
        open_lot(data[: int(place * len(data))], 3, "here")


@given(data=st.binary(max_size=200))
def test_noise_is_no_block(data):
    with pytest.raises((JournalDamaged, JournalForeign)):
        open_lot(data, 0, "here")


def test_a_block_of_another_partition_is_noticed():
    with pytest.raises(JournalDamaged, match="checksum"):
        open_lot(a_block([Tick(1)], 3), 4, "here")


def test_a_block_of_a_newer_format_or_with_a_newer_event_says_so():
    newer = bytearray(a_block([Tick(1)]))
    newer[0] = 2
    with pytest.raises(JournalForeign, match="format 2, this version reads 1"):
        open_lot(bytes(newer), 3, "here")
    lot = Lot(0)
    lot.put_run(1, b"\x92\xa7reading\x01")  # ["reading", 1]: no kind of event of this version
    with pytest.raises(JournalForeign, match="this version can't read"):
        open_lot(lot.seal(), 0, "here")


@given(
    batches=st.lists(st.lists(ROUTED, max_size=30), max_size=12),
    room=st.integers(HEADER.size + 600, 3000),
)
def test_however_blocks_fill_up_every_event_is_in_one_of_them_in_order(batches, room):
    lots = Lots(4, room)
    expected: list[list[Event]] = [[], [], [], []]
    for batch in batches:
        if len(batch) % 2:
            lots.add(lots.runs(batch))
        else:
            for event in batch:
                lots.put(event)
        for event in batch:
            assert not isinstance(event, Tick)
            expected[partition_of(event.service, 4)].append(event)
    found: list[list[Event]] = [[], [], [], []]
    size = lots.size
    blocks = lots.take()
    for lot in blocks:
        data = lot.seal()
        assert len(data) <= room
        found[lot.partition] += open_lot(data, lot.partition, "here")
    assert found == expected
    assert size == sum(len(lot.buffer) - HEADER.size for lot in blocks)
    assert (lots.size, lots.take()) == (0, [])


class Storage:
    """Storage that takes its time, and can fail."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.go = asyncio.Event()
        self.go.set()
        self.error: Exception | None = None

    async def store(self, lots: list[Lot]) -> None:
        await self.go.wait()
        if self.error is not None:
            raise self.error
        self.groups.append(sum(lot.count for lot in lots))


async def test_an_idle_journal_stores_at_once(report):
    storage = Storage()
    gathering = Gathering(2, storage.store, lot_bytes=1000)
    for number in range(3):
        await gathering.put(report(number))
    assert storage.groups == [1, 1, 1]


async def test_what_arrives_while_a_group_is_stored_makes_the_next_one(report):
    storage = Storage()
    storage.go.clear()
    gathering = Gathering(2, storage.store, lot_bytes=10_000)
    first = gathering.put(report(0))
    await asyncio.sleep(0)
    later = [gathering.put(report(number, f"s{number}")) for number in range(1, 90)]
    assert len(set(later)) == 1, "one future for the whole group"
    assert later[0] is not first
    storage.go.set()
    await asyncio.gather(first, *later)
    assert storage.groups == [1, 89]


async def test_a_failed_group_fails_all_of_its_waiters_and_none_of_the_next(report):
    storage = Storage()
    gathering = Gathering(2, storage.store, lot_bytes=1000)
    for error in (JournalFull("full", "here", "free some"), RuntimeError("a mistake of ours")):
        storage.error = error
        futures = [gathering.put(report(number)) for number in range(5)]
        results = await asyncio.gather(*futures, return_exceptions=True)
        assert results == [error] * 5
    storage.error = None
    await gathering.put(report(6))
    assert storage.groups == [1]


async def test_a_closed_gathering_stores_what_it_has_and_takes_no_more(report):
    storage = Storage()
    gathering = Gathering(1, storage.store, lot_bytes=1000)
    future = gathering.put(report(1))
    await gathering.close()
    assert future.done()
    assert storage.groups == [1]
    with pytest.raises(JournalAway, match="closed"):
        gathering.put(report(2))


async def test_a_loop_that_ends_without_a_close_leaves_nobody_waiting(report):
    storage = Storage()
    storage.go.clear()
    gathering = Gathering(1, storage.store, lot_bytes=1000)
    stored = gathering.put(report(1))
    await asyncio.sleep(0)
    waiting = gathering.put(report(2))
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    assert len(tasks) == 1
    tasks.pop().cancel()  # as asyncio.run does at the end
    async with asyncio.timeout(5):
        for future in (stored, waiting):
            with pytest.raises(JournalAway, match="closed"):
                await future
    with pytest.raises(JournalAway, match="closed"):
        gathering.put(report(3))
    await gathering.close()
