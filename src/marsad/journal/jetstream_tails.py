"""The readers of a stream that this process has open, found again by where they stand."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import suppress

import nats.errors
from nats.aio.client import Client
from nats.js import JetStreamContext

from marsad.journal.jetstream_tail import Tail

KEPT = 256
WAIT = 20.0
"""Seconds one request to the server waits for news."""

Standing = tuple[int, int, int]
"""Partition, position after which it reads, and the connection it was made on."""


class Tails:
    """A reader that goes on where it left off costs one request; any other place, a new one."""

    def __init__(self, client: Client, context: JetStreamContext, stream: str) -> None:
        self._client = client
        self._context = context
        self._stream = stream
        self._idle: OrderedDict[Standing, Tail] = OrderedDict()
        self._goodbyes: set[asyncio.Task[None]] = set()

    async def read(self, partition: int, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Positions and blocks after a position, as many as are there, at most ``limit``."""
        tail = await self._take(partition, after)
        try:
            messages = await tail.next(limit)
        except BaseException:
            self._dismiss(tail)
            raise
        found = [(message.metadata.sequence.stream, message.data) for message in messages]
        self._put(tail, partition, found[-1][0] if found else after)
        return found

    async def wait(self, partition: int, after: int) -> bool:
        """True once there is something after a position; False when nothing came for a while."""
        tail = await self._take(partition, after)
        try:
            news = await tail.wait(WAIT)
        except BaseException:
            self._dismiss(tail)
            raise
        self._put(tail, partition, after)
        return news

    async def _take(self, partition: int, after: int) -> Tail:
        tail = self._idle.pop(self._standing(partition, after), None)
        if tail is not None:
            return tail
        subject = f"{self._stream}.{partition}"
        return await Tail.start(self._client, self._context, self._stream, subject, after)

    def _put(self, tail: Tail, partition: int, after: int) -> None:
        standing = self._standing(partition, after)
        if standing in self._idle or tail.connection != standing[2]:
            self._dismiss(tail)
            return
        self._idle[standing] = tail
        while len(self._idle) > KEPT:
            self._dismiss(self._idle.popitem(last=False)[1])

    def _standing(self, partition: int, after: int) -> Standing:
        # What was under way when a connection broke is lost: readers of old ones aren't found.
        return partition, after, self._client.stats["reconnects"]

    def _dismiss(self, tail: Tail) -> None:
        task = asyncio.create_task(_stop(tail))
        self._goodbyes.add(task)
        task.add_done_callback(self._goodbyes.discard)


async def _stop(tail: Tail) -> None:
    # A server that can't be told forgets the reader by itself.
    with suppress(nats.errors.Error, OSError):
        await tail.stop()
