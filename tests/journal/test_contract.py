"""What both engines promise, tested on both with the same words."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad.journal.errors import (
    JournalAway,
    JournalDamaged,
    JournalForeign,
    JournalOverloaded,
)
from marsad.journal.journal import open_journal, partition_of
from marsad.nouns.act import Act
from marsad.nouns.event import Counts, Tick
from marsad.nouns.statement import Stated
from marsad.nouns.traffic import TrafficWindow, Trait
from marsad.nouns.withdrawn import Amended, Withdrawn


async def test_a_new_journal_is_empty(engine):
    journal = await engine.open()
    assert [await journal.read(partition, 0) for partition in range(4)] == [[], [], [], []]
    assert [await journal.head(partition) for partition in range(4)] == [0, 0, 0, 0]
    assert await journal.load(0) is None


async def test_an_appended_event_is_read_in_the_partition_of_its_service(engine, report):
    journal = await engine.open()
    await journal.append([report(1, "absher"), report(2, "x")])
    for number, service in ((1, "absher"), (2, "x")):
        (entry,) = await journal.read(partition_of(service, 4), 0)
        assert entry.events == [report(number, service)]
        assert entry.position >= 1


async def test_every_kind_of_event_comes_back_as_it_went_in(engine, report, everything):
    journal = await engine.open(partitions=1)
    events = [
        report(7, "absher", "لا يفتح"),
        Counts("x", 5, (1, 0, 3), country="SA"),
        TrafficWindow(
            "x", 0, 10_000, 900, 400, 0.2, "crowd", traits=(Trait("ramp", 2.0, 1.0, 0.5),)
        ),
        Stated(b"i" * 16, 1, 2, "x", "وكالة", "تعطّل الخدمة", claim="attack"),
        Amended(b"i" * 16, "absher", 1, 2, "login", "SA", "لا يفتح", "price"),
        Withdrawn(b"i" * 16, "absher", 1, 2),
        Act(b"a" * 16, 3, "retract", "نورة", "اختبار معلن", "x", "2026-11-20-1200-x"),
        report(8),
    ]
    await journal.append(events)
    await journal.append_to(0, [Tick(29_134_860)])
    assert await everything(journal) == [[*events, Tick(29_134_860)]]


async def test_what_a_reporter_changes_is_in_the_partition_of_the_report(engine, report):
    journal = await engine.open()
    await journal.append([report(1, "absher")])
    changes = [Amended(b"i" * 16, "absher", 1, 2), Withdrawn(b"i" * 16, "absher", 1, 2)]
    await asyncio.gather(*map(journal.append_nowait, changes))
    entries = await journal.read(partition_of("absher", 4), 0)
    assert [event for entry in entries for event in entry.events] == [report(1, "absher"), *changes]


async def test_what_was_appended_is_there_after_reopening(engine, report, everything):
    journal = await engine.open()
    await journal.append([report(number, f"s{number}") for number in range(100)])
    before = await everything(journal)
    await journal.close()
    journal = await engine.open()
    assert await everything(journal) == before
    assert sum(len(lane) for lane in before) == 100


async def test_positions_go_on_after_reopening(engine, report):
    journal = await engine.open(partitions=1)
    await journal.append([report(1)])
    await journal.close()
    journal = await engine.open(partitions=1)
    first = await journal.head(0)
    await journal.append([report(2)])
    (entry,) = await journal.read(0, first)
    assert entry.position > first
    assert await journal.head(0) == entry.position


async def test_reading_goes_on_after_a_position(engine, report):
    journal = await engine.open(partitions=1)
    for number in range(5):
        await journal.append([report(number)])
    entries = await journal.read(0, 0)
    assert [entry.events for entry in entries] == [[report(number)] for number in range(5)]
    assert await journal.read(0, entries[1].position) == entries[2:]
    assert await journal.read(0, 0, limit=2) == entries[:2]
    assert await journal.read(0, entries[-1].position) == []


async def test_a_journal_of_many_entries_is_read_to_its_end(engine, report, everything):
    journal = await engine.open(partitions=2)
    for number in range(600):
        await journal.append_to(number % 2, [report(number)])
    expected = [[report(number) for number in range(lane, 600, 2)] for lane in range(2)]
    for limit in (1, 7, 100, 256):
        assert await everything(journal, limit) == expected


async def test_several_readers_stand_at_different_places(engine, report):
    journal = await engine.open(partitions=2)
    for number in range(6):
        await journal.append_to(number % 2, [report(number)])
    whole = await journal.read(0, 0)
    for after in (whole[1].position, 0, whole[0].position, 0):
        assert await journal.read(0, after) == [e for e in whole if e.position > after]
    assert len(await journal.read(1, 0)) == 3


async def test_an_event_alone_is_durable_when_its_future_is_done(engine, report, everything):
    journal = await engine.open(partitions=1)
    futures = [journal.append_nowait(report(number)) for number in range(50)]
    assert not any(future.done() for future in futures)
    await asyncio.gather(*futures)
    assert await everything(journal) == [[report(number) for number in range(50)]]


async def test_a_cancelled_waiter_takes_nobody_with_it(engine, report, everything):
    journal = await engine.open(partitions=1)
    impatient = asyncio.create_task(journal.append([report(1)]))
    patient = asyncio.create_task(journal.append([report(2)]))
    await asyncio.sleep(0)
    impatient.cancel()
    await patient
    with pytest.raises(asyncio.CancelledError):
        await impatient
    assert await everything(journal) == [[report(1), report(2)]]


async def test_nothing_is_appended_at_no_price(engine, everything):
    journal = await engine.open(partitions=1)
    await journal.append([])
    await journal.append_to(0, [])
    assert await everything(journal) == [[]]


async def test_a_tick_must_be_told_its_partition(engine):
    journal = await engine.open()
    with pytest.raises(ValueError, match="append_to"):
        await journal.append([Tick(1)])
    with pytest.raises(ValueError, match="append_to"):
        journal.append_nowait(Tick(1))


async def test_an_event_that_cannot_be_written_harms_no_other(engine, report, everything):
    journal = await engine.open(partitions=1)
    good = journal.append_nowait(report(1))
    with pytest.raises(UnicodeEncodeError):
        journal.append_nowait(report(2, note="\ud800"))
    with pytest.raises(UnicodeEncodeError):
        await journal.append([report(3), report(4, note="\ud800"), report(5)])
    await good
    await journal.append([report(6)])
    assert await everything(journal) == [[report(1), report(6)]]


async def test_an_event_larger_than_a_block_is_refused(engine, report, everything):
    journal = await engine.open(partitions=1)
    huge = report(1, note="x" * 600_000)
    with pytest.raises(ValueError, match="an event takes 600"):
        journal.append_nowait(huge)
    with pytest.raises(ValueError, match="an event takes 600"):
        await journal.append([report(2), huge])
    await journal.append([report(3)])
    assert await everything(journal) == [[report(3)]]


async def test_a_batch_of_many_megabytes_is_kept_in_order(engine, report, everything):
    journal = await engine.open(partitions=1)
    batch = [report(number, note="ب" * 1000) for number in range(3000)]
    await journal.append(batch)
    singles = [report(number, note="ب" * 1000) for number in range(3000, 4000)]
    await asyncio.gather(*[journal.append_nowait(event) for event in singles])
    assert await everything(journal) == [batch + singles]
    assert len(await journal.read(0, 0)) > 1


async def test_more_than_memory_should_hold_is_refused_and_the_rest_is_kept(
    engine, report, everything
):
    journal = await engine.open(partitions=1)
    note = "x" * 400_000
    taken = [report(number, note=note) for number in range(168)]  # 64 MiB and a little
    futures = [journal.append_nowait(event) for event in taken]
    with pytest.raises(JournalOverloaded, match="64 MiB of events wait"):
        journal.append_nowait(report(168))
    with pytest.raises(JournalOverloaded, match="64 MiB of events wait"):
        await journal.append([report(169)])
    await asyncio.gather(*futures)
    await journal.append([report(170)])
    assert await everything(journal) == [[*taken, report(170)]]


async def test_waiting_ends_when_something_newer_can_be_read(engine, report):
    journal = await engine.open(partitions=2)
    await journal.append_to(0, [report(1)])
    first = await journal.head(0)
    await journal.wait(0, 0)
    waiting = [asyncio.create_task(journal.wait(0, first)) for _ in range(3)]
    await journal.append_to(1, [report(2)])
    await asyncio.sleep(0.1)
    assert not any(task.done() for task in waiting)
    await journal.append_to(0, [report(3)])
    async with asyncio.timeout(5):
        await asyncio.gather(*waiting)
    (entry,) = await journal.read(0, first)
    assert entry.events == [report(3)]


async def test_a_follower_sees_everything_once_while_others_append(engine, report):
    journal = await engine.open(partitions=1)
    seen = []

    async def follow():
        after = 0
        while len(seen) < 500:
            await journal.wait(0, after)
            for entry in await journal.read(0, after, limit=3):
                seen.extend(entry.events)
                after = entry.position

    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(follow())
        for number in range(500):
            future = journal.append_nowait(report(number))
            if number % 7 == 0:
                await future
    assert seen == [report(number) for number in range(500)]


async def test_a_position_beyond_the_end_means_that_the_journal_lost_something(engine, report):
    journal = await engine.open(partitions=1)
    await journal.append([report(1)])
    with pytest.raises(JournalDamaged, match="1000 was known"):
        await journal.read(0, 1000)
    with pytest.raises(JournalDamaged, match="1000 was known"):
        await journal.wait(0, 1000)
    with pytest.raises(JournalDamaged, match="1000 was known"):
        await journal.save(0, 1000, b"")
    assert await journal.load(0) is None


async def test_a_checkpoint_comes_back_and_the_newest_wins(engine, report):
    journal = await engine.open()
    for number in range(3):
        await journal.append_to(2, [report(number)])
    for entry in await journal.read(2, 0):
        await journal.save(2, entry.position, b"state %d" % entry.position)
    newest = await journal.head(2)
    assert await journal.load(2) == (newest, b"state %d" % newest)
    assert await journal.load(1) is None
    await journal.close()
    journal = await engine.open()
    assert await journal.load(2) == (newest, b"state %d" % newest)


async def test_a_large_and_an_empty_state_are_kept(engine, report):
    journal = await engine.open()
    await journal.append_to(0, [report(1)])
    await journal.append_to(1, [report(1)])
    state = bytes(range(256)) * 20_000
    await journal.save(0, await journal.head(0), state)
    await journal.save(1, await journal.head(1), b"")
    assert await journal.load(0) == (await journal.head(0), state)
    assert await journal.load(1) == (await journal.head(1), b"")


async def test_a_trimmed_journal_forgets_the_old_and_keeps_its_positions(engine, report):
    journal = await engine.open(partitions=2)
    for number in range(10):
        await journal.append_to(0, [report(number)])
    await journal.append_to(1, [report(99)])
    before = await journal.read(0, 0)
    await journal.trim(0, before[6].position)
    assert await journal.read(0, 0) == before[6:]
    assert await journal.read(0, before[7].position) == before[8:]
    assert len(await journal.read(1, 0)) == 1
    await journal.close()
    journal = await engine.open(partitions=2)
    assert await journal.read(0, 0) == before[6:]


async def test_the_newest_entry_survives_every_trim(engine, report):
    journal = await engine.open(partitions=1)
    for number in range(4):
        await journal.append([report(number)])
    head = await journal.head(0)
    await journal.trim(0, head + 1000)
    await journal.trim(0, 0)
    assert [entry.position for entry in await journal.read(0, 0)] == [head]
    assert await journal.head(0) == head
    await journal.append([report(5)])
    assert (await journal.read(0, head))[0].position > head


async def test_another_number_of_partitions_is_refused(engine, report):
    journal = await engine.open(partitions=4)
    await journal.append([report(1)])
    await journal.close()
    with pytest.raises(JournalForeign, match="partitions"):
        await engine.open(partitions=5)


@pytest.mark.parametrize("partition", [-1, 4, 1000])
async def test_a_partition_that_is_not_there_is_refused(engine, partition):
    journal = await engine.open()
    calls = (
        lambda: journal.append_to(partition, [Tick(1)]),
        lambda: journal.read(partition, 0),
        lambda: journal.wait(partition, 0),
        lambda: journal.head(partition),
        lambda: journal.save(partition, 0, b""),
        lambda: journal.load(partition),
        lambda: journal.trim(partition, 0),
    )
    for call in calls:
        with pytest.raises(ValueError, match="not one of 0 to 3"):
            await call()


async def test_impossible_positions_and_limits_are_refused(engine):
    journal = await engine.open()
    with pytest.raises(ValueError, match="negative"):
        await journal.read(0, -1)
    with pytest.raises(ValueError, match="negative"):
        await journal.wait(0, -1)
    with pytest.raises(ValueError, match="negative"):
        await journal.save(0, -1, b"")
    with pytest.raises(ValueError, match="limit"):
        await journal.read(0, 0, limit=0)


async def test_a_closed_journal_says_so(engine, report):
    journal = await engine.open()
    await journal.append([report(1)])
    waiting = asyncio.create_task(journal.wait(1, 0))
    await asyncio.sleep(0.05)
    await journal.close()
    await journal.close()
    for call in (
        lambda: journal.append([report(2)]),
        lambda: journal.append_to(0, [Tick(1)]),
        lambda: journal.read(0, 0),
        lambda: journal.wait(0, 0),
        lambda: journal.load(0),
    ):
        with pytest.raises(JournalAway, match="closed"):
            await call()
    with pytest.raises(JournalAway, match="closed"):
        journal.append_nowait(report(3))
    async with asyncio.timeout(5):
        with pytest.raises(JournalAway):
            await waiting


async def test_closing_lets_reads_and_trims_under_way_end(engine, report):
    journal = await engine.open(partitions=1)
    await journal.append([report(number, note="x" * 5000) for number in range(2000)])
    for number in range(700):
        journal.append_nowait(report(number))
        await asyncio.sleep(0)
    busy = [asyncio.create_task(journal.read(0, 0)) for _ in range(3)]
    busy.append(asyncio.create_task(journal.trim(0, 1_000_000)))
    await asyncio.sleep(0.001)
    await journal.close()
    for result in await asyncio.gather(*busy, return_exceptions=True):
        assert not isinstance(result, BaseException) or isinstance(result, JournalAway)


async def test_closing_keeps_what_was_taken(engine, report, everything):
    journal = await engine.open(partitions=1)
    future = journal.append_nowait(report(1))
    await journal.close()
    assert future.done()
    assert await everything(await engine.open(partitions=1)) == [[report(1)]]


SERVICES = st.sampled_from(["absher", "facebook", "x", "stc", "whatsapp", "يلا"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("one"), SERVICES),
        st.tuples(st.just("batch"), st.lists(SERVICES, max_size=40)),
        st.tuples(st.just("to"), st.integers(0, 2)),
        st.tuples(st.just("pause"), st.integers(0, 3)),
    ),
    max_size=30,
)
_streams = iter(range(1_000_000))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, limit=st.integers(1, 9))
async def test_however_it_is_grouped_every_event_is_read_once_in_order(
    engine, report, everything, steps, limit
):
    journal = await engine.open(f"p{next(_streams)}", partitions=3)
    expected: list[list[object]] = [[], [], []]
    futures: list[asyncio.Future[None]] = []
    number = 0
    for kind, what in steps:
        if kind == "pause":
            for _ in range(what):
                await asyncio.sleep(0.0005)
            continue
        services = [what] if kind == "one" else what if kind == "batch" else ["to"]
        events = [report(number + k, service) for k, service in enumerate(services)]
        number += len(events)
        for event in events:
            lane = what if kind == "to" else partition_of(event.service, 3)
            expected[lane].append(event)
        if kind == "one":
            futures.append(journal.append_nowait(events[0]))
        else:
            call = journal.append_to(what, events) if kind == "to" else journal.append(events)
            futures.append(asyncio.ensure_future(call))
            await asyncio.sleep(0)
    await asyncio.gather(*futures)
    assert await everything(journal, limit) == expected
    await journal.close()


@pytest.mark.parametrize("url", ["", "kafka://x", "sqlite3", "nats:x"])
async def test_an_unknown_engine_is_refused(url, tmp_path):
    with pytest.raises(JournalForeign, match="no journal engine"):
        await open_journal(url, tmp_path, 4)


async def test_a_journal_without_partitions_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at least one"):
        await open_journal("sqlite", tmp_path, 0)
