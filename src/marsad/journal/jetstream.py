"""The journal on a NATS JetStream server or cluster, for rooms on several machines.

One message per group and partition; an acknowledgement of the server (of a majority, where there
are replicas) is what makes it durable. The server must flush each write: see docs/journal.md.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence

import nats.js.errors
from nats.aio.client import Client
from nats.js.api import StreamInfo

from marsad.journal.checkpoints import NoneGood, none_good
from marsad.journal.errors import JournalAway, JournalForeign, lost
from marsad.journal.gathering import Gathering
from marsad.journal.jetstream_checkpoints import JetStreamCheckpoints
from marsad.journal.jetstream_connection import connect
from marsad.journal.jetstream_failure import patiently
from marsad.journal.jetstream_flush import check_flush
from marsad.journal.jetstream_stream import open_stream
from marsad.journal.jetstream_tails import Tails
from marsad.journal.jetstream_url import JetStreamUrl, parse_url
from marsad.journal.lot import Lot, open_lot
from marsad.nouns.entry import Entry
from marsad.nouns.event import Event

LOT_BYTES = 512 << 10
HEADERS_BYTES = 1024
"""Kept free of a message's limit for its headers."""
LEAST_PAYLOAD = 16 << 10
FIRST_FLUSHING = (2, 10)
"""The first version of nats-server that has ``sync_interval``."""
CHUNK_BYTES = 128 << 10
ANSWER = 2.0
"""Seconds until an unanswered message is sent again."""


class JetStreamJournal:
    """See ``Journal``."""

    def __init__(
        self, client: Client, url: JetStreamUrl, partitions: int, checkpoints: JetStreamCheckpoints
    ) -> None:
        self.partitions = partitions
        self._client = client
        self._context = client.jetstream(timeout=ANSWER)
        self._url = url
        self._checkpoints = checkpoints
        self._tails = Tails(client, self._context, url.stream)
        self._writer = secrets.token_hex(8)
        self._sent = 0
        self._closed = False
        room = min(LOT_BYTES, client.max_payload - HEADERS_BYTES)
        self._gathering = Gathering(partitions, self._keep, lot_bytes=room)

    @classmethod
    async def open(cls, setting: str, partitions: int) -> JetStreamJournal:
        """Connects, makes the stream when it isn't there. Raises JournalError."""
        url = parse_url(setting)
        await check_flush(url)
        client = await connect(url)
        try:
            _check_server(client, url)
            context = client.jetstream(timeout=ANSWER)
            stream = await patiently(lambda: open_stream(context, url, partitions), url.where)
            replicas = stream.config.num_replicas or 1
            chunk = min(CHUNK_BYTES, client.max_payload - HEADERS_BYTES)
            checkpoints = await patiently(
                lambda: JetStreamCheckpoints.open(context, url.stream, replicas, chunk), url.where
            )
        except BaseException:
            await client.close()
            raise
        return cls(client, url, partitions, checkpoints)

    @property
    def strain(self) -> float:
        """See Journal."""
        return self._gathering.strain

    def append_nowait(self, event: Event) -> asyncio.Future[None]:
        return self._gathering.put(event)

    async def append(self, events: Sequence[Event]) -> None:
        if events:
            await self._gathering.put_all(events)

    async def append_to(self, partition: int, events: Sequence[Event]) -> None:
        self._check(partition)
        if events:
            await self._gathering.put_all(events, partition)

    async def read(self, partition: int, after: int, limit: int = 256) -> list[Entry]:
        self._check(partition, after)
        if limit < 1:
            raise ValueError(f"limit is {limit}, at least 1 is needed")
        found = await patiently(lambda: self._tails.read(partition, after, limit), self._url.where)
        return [
            Entry(partition, position, open_lot(data, partition, self._where(partition, position)))
            for position, data in found
        ]

    async def wait(self, partition: int, after: int) -> None:
        self._check(partition, after)
        while not await patiently(lambda: self._tails.wait(partition, after), self._url.where):
            self._check(partition)

    async def head(self, partition: int) -> int:
        self._check(partition)
        return await patiently(lambda: self._head(partition), self._url.where)

    async def save(self, partition: int, position: int, state: bytes) -> None:
        self._check(partition, position)
        await self._check_end(partition, position)
        await patiently(lambda: self._checkpoints.save(partition, position, state), self._url.where)

    async def load(self, partition: int) -> tuple[int, bytes] | None:
        self._check(partition)
        where = self._url.where
        try:
            found = await patiently(lambda: self._checkpoints.load(partition), where)
        except NoneGood:
            if (await self._stream()).state.first_seq > 1:
                raise none_good(f"{where}, partition {partition}") from None
            return None
        if found is not None:
            await self._check_end(partition, found[0])
        return found

    async def trim(self, partition: int, before: int) -> None:
        self._check(partition, before)
        # The newest entry stays: it tells where the partition ends.
        last = min(before, await self.head(partition))
        if last > 1:
            await patiently(
                lambda: self._context.purge_stream(
                    self._url.stream, seq=last, subject=self._subject(partition)
                ),
                self._url.where,
            )

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        await self._gathering.close()
        await self._client.close()

    async def _keep(self, lots: list[Lot]) -> None:
        lanes: dict[int, list[Lot]] = {}
        for lot in lots:
            lanes.setdefault(lot.partition, []).append(lot)
        results = await asyncio.gather(
            *(self._send(lane) for lane in lanes.values()), return_exceptions=True
        )
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _send(self, lane: list[Lot]) -> None:
        """Blocks of one partition, one after another: sent again, none may overtake another."""
        for lot in lane:
            self._sent += 1
            await self._send_one(
                self._subject(lot.partition), bytes(lot.seal()), f"{self._writer}-{self._sent}"
            )

    async def _send_one(self, subject: str, data: bytes, id: str) -> None:
        """Sent again under the same id, a block that did arrive is counted once."""
        headers = {"Nats-Msg-Id": id, "Nats-Expected-Stream": self._url.stream}
        await patiently(
            lambda: self._context.publish(subject, data, timeout=ANSWER, headers=headers),
            f"{self._url.where}, {subject}",
        )

    async def _head(self, partition: int) -> int:
        try:
            newest = await self._context.get_last_msg(self._url.stream, self._subject(partition))
        except nats.js.errors.NotFoundError:
            return 0
        return newest.seq or 0

    async def _stream(self) -> StreamInfo:
        return await patiently(lambda: self._context.stream_info(self._url.stream), self._url.where)

    async def _check_end(self, partition: int, position: int) -> None:
        end = (await self._stream()).state.last_seq
        if position > end:
            raise lost(position, end, f"{self._url.where}, partition {partition}")

    def _subject(self, partition: int) -> str:
        return f"{self._url.stream}.{partition}"

    def _where(self, partition: int, position: int) -> str:
        return f"{self._url.where}, partition {partition}, position {position}"

    def _check(self, partition: int, position: int = 0) -> None:
        if self._closed:
            raise JournalAway("The journal is closed", self._url.where, "Open it again.")
        if not 0 <= partition < self.partitions:
            raise ValueError(f"partition {partition} is not one of 0 to {self.partitions - 1}")
        if position < 0:
            raise ValueError(f"position {position} is negative")


def _check_server(client: Client, url: JetStreamUrl) -> None:
    version = client.connected_server_version
    if (version.major, version.minor) < FIRST_FLUSHING:
        raise JournalForeign(
            f"nats-server {version.major}.{version.minor} can't flush every write",
            url.where,
            "Run nats-server 2.10 or newer, with sync_interval: always.",
        )
    if client.max_payload < LEAST_PAYLOAD:
        raise JournalForeign(
            f"The server takes messages of {client.max_payload} bytes at most",
            url.where,
            f"Set its max_payload to {LEAST_PAYLOAD} or more; 1 MB is usual.",
        )
