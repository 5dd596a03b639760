"""Checkpoints in the JetStream object store, two slots a partition written in turn.

An object counts only once its last piece and its description are stored, so half of one is never
read. The bytes are those of ``checkpoints.py``.
"""

from __future__ import annotations

import asyncio
import logging
from zlib import crc32

import nats.js.errors
from nats.js import JetStreamContext
from nats.js.api import ObjectMeta, ObjectMetaOptions
from nats.js.object_store import ObjectStore

from marsad.journal.checkpoints import NoneGood, open_state, seal_state

SLOTS = ("a", "b")
SECONDS = 60.0
"""The client waits without end for a piece that is lost; this ends it."""
_log = logging.getLogger(__name__)


class JetStreamCheckpoints:
    """The checkpoints of one stream. Raises the client's errors."""

    def __init__(self, store: ObjectStore, stream: str, chunk: int) -> None:
        self._store = store
        self._chunk = chunk
        self._journal = crc32(stream.encode()).to_bytes(16, "big")

    @classmethod
    async def open(
        cls, context: JetStreamContext, stream: str, replicas: int, chunk: int
    ) -> JetStreamCheckpoints:
        """The bucket ``<stream>-checkpoints``, made when it isn't there."""
        bucket = f"{stream}-checkpoints"
        try:
            store = await context.object_store(bucket)
        except nats.js.errors.NotFoundError:
            store = await context.create_object_store(bucket, replicas=replicas)
        return cls(store, stream, chunk)

    async def save(self, partition: int, position: int, state: bytes) -> None:
        """Write over the older slot."""
        ages = [(await self._position(partition, slot), slot) for slot in SLOTS]
        meta = ObjectMeta(
            description=str(position), options=ObjectMetaOptions(max_chunk_size=self._chunk)
        )
        data = seal_state(self._journal, partition, position, state)
        await self._store.put(f"{partition}.{min(ages)[1]}", data, meta)

    async def load(self, partition: int) -> tuple[int, bytes] | None:
        """The newest good checkpoint; None if there is none at all.

        A damaged one is logged and passed over. Raises NoneGood if that leaves none.
        """
        ages = [(await self._position(partition, slot), slot) for slot in SLOTS]
        there = sorted((age for age in ages if age[0] >= 0), reverse=True)
        for _, slot in there:
            found = await self._read(partition, slot)
            if found is not None:
                return found
        if there:
            raise NoneGood
        return None

    async def _read(self, partition: int, slot: str) -> tuple[int, bytes] | None:
        name = f"{partition}.{slot}"
        try:
            async with asyncio.timeout(SECONDS):
                data = (await self._store.get(name)).data or b""
            return open_state(data, self._journal, partition)
        except (ValueError, TimeoutError, nats.js.errors.Error) as error:
            _log.warning("checkpoint %s %s: it is passed over", name, error)
            return None

    async def _position(self, partition: int, slot: str) -> int:
        try:
            info = await self._store.get_info(f"{partition}.{slot}")
        except nats.js.errors.ObjectNotFoundError:
            return -1
        return int(info.description or -1)
