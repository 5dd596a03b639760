"""What only the JetStream engine has to get right: servers that go and come, and their limits."""

from __future__ import annotations

import asyncio
import logging

import nats
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nats.js.api import StreamConfig

from marsad.journal import jetstream_failure
from marsad.journal.errors import JournalAway, JournalError, JournalForeign
from marsad.journal.jetstream_url import parse_url
from marsad.journal.journal import open_journal


async def test_an_append_during_an_outage_is_kept_once(tmp_path, nats_server, report, everything):
    server = nats_server()
    journal = await open_journal(server.url, tmp_path, 1)
    await journal.append([report(1)])
    server.kill()
    appended = asyncio.create_task(journal.append([report(2)]))
    await asyncio.sleep(0.5)
    assert not appended.done()
    server.start()
    await appended
    await journal.append([report(3)])
    assert await everything(journal) == [[report(1), report(2), report(3)]]
    await journal.close()


async def test_a_block_sent_twice_under_its_id_is_kept_once(
    tmp_path, nats_server, report, everything
):
    server = nats_server()
    journal = await open_journal(server.url, tmp_path, 1)
    await journal.append([report(1)])
    connection = await nats.connect(server.url.split("?")[0])
    stream = connection.jetstream()
    first = await stream.get_msg("marsad", 1)
    await connection.close()
    server.kill()
    server.start()
    connection = await nats.connect(server.url.split("?")[0])
    stream = connection.jetstream()
    again = await stream.publish("marsad.0", first.data, headers=first.headers)
    assert again.duplicate
    await connection.close()
    assert await everything(journal) == [[report(1)]]
    await journal.close()


async def test_a_server_that_stays_away_is_said_in_bounded_time(
    tmp_path, nats_server, report, everything, monkeypatch
):
    monkeypatch.setattr(jetstream_failure, "PATIENCE", 0.5)
    server = nats_server()
    journal = await open_journal(server.url, tmp_path, 1)
    await journal.append([report(1)])
    server.kill()
    async with asyncio.timeout(8):
        with pytest.raises(JournalAway, match="See that nats-server runs"):
            await journal.append([report(2)])
        with pytest.raises(JournalAway):
            await journal.read(0, 0)
        with pytest.raises(JournalAway):
            await journal.load(0)
    server.start()
    await asyncio.sleep(0.5)
    await journal.append([report(3)])
    events = (await everything(journal))[0]
    assert events in ([report(1), report(3)], [report(1), report(2), report(3)])
    await journal.close()


async def test_no_server_at_all_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("marsad.journal.jetstream_connection.PATIENCE", 0.5)
    with pytest.raises(JournalAway, match=r"nats://127\.0\.0\.1:1, stream marsad"):
        await open_journal("nats://127.0.0.1:1", tmp_path, 1)


async def test_a_follower_outlives_a_restart_of_the_server(tmp_path, nats_server, report):
    server = nats_server()
    journal = await open_journal(server.url, tmp_path, 1)
    seen: list[object] = []

    async def follow() -> None:
        after = 0
        while len(seen) < 60:
            await journal.wait(0, after)
            for entry in await journal.read(0, after, limit=4):
                seen.extend(entry.events)
                after = entry.position

    following = asyncio.create_task(follow())
    for number in range(60):
        if number in (20, 40):
            server.kill()
            server.start()
        await journal.append([report(number)])
    async with asyncio.timeout(20):
        await following
    assert seen == [report(number) for number in range(60)]
    await journal.close()


async def test_several_doors_append_and_a_reader_elsewhere_sees_all(
    tmp_path, nats_server, report, everything
):
    server = nats_server()
    doors = [await open_journal(server.url, tmp_path / "a", 2) for _ in range(3)]
    reader = await open_journal(server.url, tmp_path / "b", 2)
    waiting = asyncio.create_task(reader.wait(1, 0))
    await asyncio.gather(
        *[
            door.append_to(number % 2, [report(100 * place + number)])
            for place, door in enumerate(doors)
            for number in range(100)
        ]
    )
    async with asyncio.timeout(5):
        await waiting
    lanes = await everything(reader)
    for place in range(3):
        mine = [
            [
                event.id
                for event in lane
                if event.id[-2] * 256 + event.id[-1] in range(100 * place, 100 * place + 100)
            ]
            for lane in lanes
        ]
        assert [len(lane) for lane in mine] == [50, 50]
        assert mine == [sorted(lane) for lane in mine], "each door's events keep their order"
    for journal in (*doors, reader):
        await journal.close()


async def test_blocks_fit_the_servers_largest_message(tmp_path, nats_server, report, everything):
    server = nats_server(payload=16_384)
    journal = await open_journal(server.url, tmp_path, 1)
    batch = [report(number, note="x" * 500) for number in range(300)]
    await journal.append(batch)
    await journal.save(0, await journal.head(0), bytes(200_000))
    with pytest.raises(ValueError, match="an event takes 20"):
        await journal.append([report(1, note="x" * 20_000)])
    assert await everything(journal) == [batch]
    assert len(await journal.read(0, 0)) >= 10
    assert await journal.load(0) == (await journal.head(0), bytes(200_000))
    await journal.close()


async def old_server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greets as Debian 12's nats-server does, and answers pings."""
    writer.write(b'INFO {"version":"2.9.10","max_payload":1048576,"headers":true}\r\n')
    while line := await reader.readline():
        if line.startswith(b"PING"):
            writer.write(b"PONG\r\n")
    writer.close()


async def test_a_server_too_old_to_flush_every_write_is_refused(tmp_path):
    async with await asyncio.start_server(old_server, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(JournalForeign, match=r"2\.9 can't flush every write"):
            await open_journal(f"nats://127.0.0.1:{port}", tmp_path, 1)


async def test_a_server_of_tiny_messages_is_refused(tmp_path, nats_server):
    server = nats_server(payload=2_000)
    with pytest.raises(JournalForeign, match="messages of 2000 bytes"):
        await open_journal(server.url, tmp_path, 1)


async def test_a_server_seen_not_to_flush_is_refused(tmp_path, nats_server):
    server = nats_server(sync="2m")
    with pytest.raises(JournalForeign, match="sync_interval: always"):
        await open_journal(server.url, tmp_path, 1)


async def test_a_server_whose_flushing_cannot_be_seen_is_warned_of(tmp_path, nats_server, caplog):
    server = nats_server()
    with caplog.at_level(logging.WARNING):
        journal = await open_journal(server.url.split("?")[0], tmp_path, 1)
    await journal.close()
    assert "can't be seen" in caplog.text
    with pytest.raises(JournalAway, match="monitoring can't be read"):
        await open_journal(f"nats://127.0.0.1:{server.port}?monitor=127.0.0.1:1", tmp_path, 1)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"subjects": ["marsad.>"]}, "1 subjects"),
        ({"max_age": 3600}, "forgets by itself"),
        ({"max_msgs": 10}, "forgets by itself"),
        ({"storage": "memory"}, "isn't kept on file"),
        ({"retention": "workqueue"}, "isn't kept on file"),
    ],
)
async def test_a_stream_that_is_no_journal_is_refused(tmp_path, nats_server, config, said):
    server = nats_server()
    connection = await nats.connect(server.url.split("?")[0])
    whole = {"name": "marsad", "subjects": ["marsad.0", "marsad.1"], **config}
    await connection.jetstream().add_stream(StreamConfig(**whole))
    await connection.close()
    with pytest.raises(JournalForeign, match=said):
        await open_journal(server.url, tmp_path, 2)


async def test_more_replicas_than_servers_are_refused(tmp_path, nats_server):
    server = nats_server()
    with pytest.raises(JournalError, match="replicas"):
        await open_journal(f"{server.url}&replicas=3", tmp_path, 1)
    journal = await open_journal(f"{server.url}&replicas=1", tmp_path, 1)
    await journal.close()


async def test_a_cluster_keeps_three_copies_unless_told_otherwise(tmp_path, nats_cluster):
    url = f"nats://127.0.0.1:{nats_cluster[0].port}"
    journal = await open_journal(url, tmp_path, 1)
    await journal.close()
    connection = await nats.connect(url)
    info = await connection.jetstream().stream_info("marsad")
    assert info.config.num_replicas == 3
    await connection.close()


def test_a_setting_names_servers_user_stream_and_replicas():
    url = parse_url(
        "nats://door:p%40ss@a:4222,b:4223,[::1]:4224?stream=other&replicas=3&monitor=a:8222"
    )
    assert url.servers == ("nats://a:4222", "nats://b:4223", "nats://[::1]:4224")
    assert (url.user, url.password) == ("door", "p@ss")
    assert (url.stream, url.replicas, url.monitor) == ("other", 3, "a:8222")
    assert "p@ss" not in url.where
    repeated = parse_url("nats://a:4222,nats://b:4222,nats://c:4222?replicas=3")
    assert repeated == parse_url("nats://a:4222,b:4222,c:4222?replicas=3")
    plain = parse_url("nats://localhost")
    assert (plain.user, plain.password, plain.stream, plain.replicas) == (None, None, "marsad", 0)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nats://", "No server"),
        ("nats://a b:4222", "No server"),
        ("nats://a:4222,,b:4222", "No server"),
        ("nats://a/stream", "no meaning"),
        ("nats://a?stream=a.b", "no name for a stream"),
        ("nats://a?replicas=seven", "not 1 to 5"),
        ("nats://a?replicas=9", "not 1 to 5"),
        ("nats://a?partitions=9", "Unknown options partitions"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(url, said):
    with pytest.raises(JournalForeign, match=said) as refused:
        parse_url(url)
    assert "nats://[user:password@]host:port" in refused.value.remedy


@given(text=st.text(max_size=40))
def test_no_setting_ends_in_another_error(text):
    try:
        url = parse_url(f"nats://{text}")
    except JournalForeign:
        return
    assert url.servers
