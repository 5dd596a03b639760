"""The journal on one machine: a SQLite file in the data folder, no server.

The event loop never waits for the disk: one thread writes, one reads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from marsad.journal.checkpoints import Checkpoints, NoneGood, none_good
from marsad.journal.errors import JournalAway, lost
from marsad.journal.gathering import Gathering
from marsad.journal.lot import Lot
from marsad.journal.sqlite_store import SqliteStore
from marsad.nouns.entry import Entry
from marsad.nouns.event import Event

LOT_BYTES = 512 << 10


class SqliteJournal:
    """See ``Journal``."""

    def __init__(
        self, store: SqliteStore, checkpoints: Checkpoints, threads: tuple[ThreadPoolExecutor, ...]
    ) -> None:
        self.partitions = store.partitions
        self._store = store
        self._checkpoints = checkpoints
        self._writing, self._reading = threads
        self._loop = asyncio.get_running_loop()
        self._gathering = Gathering(self.partitions, self._keep, lot_bytes=LOT_BYTES)
        self._closed = False
        self._newer = [self._loop.create_future() for _ in range(self.partitions)]

    @classmethod
    async def open(cls, folder: Path, partitions: int) -> SqliteJournal:
        """Opens or makes the journal in ``folder``. Raises JournalError."""
        threads = tuple(
            ThreadPoolExecutor(1, thread_name_prefix=f"journal-{name}")
            for name in ("write", "read")
        )
        loop = asyncio.get_running_loop()
        try:
            store = await loop.run_in_executor(threads[0], SqliteStore, folder, partitions)
        except BaseException:
            _stop(threads)
            raise
        return cls(store, Checkpoints(folder / "checkpoints", store.id), threads)

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
        self._check_end(partition, after)
        if after == self._store.heads[partition]:
            return []
        return await self._loop.run_in_executor(
            self._reading, self._store.read, partition, after, limit
        )

    async def wait(self, partition: int, after: int) -> None:
        self._check(partition, after)
        self._check_end(partition, after)
        while self._store.heads[partition] <= after:
            await asyncio.shield(self._newer[partition])

    async def head(self, partition: int) -> int:
        self._check(partition)
        return self._store.heads[partition]

    async def save(self, partition: int, position: int, state: bytes) -> None:
        self._check(partition, position)
        self._check_end(partition, position)
        await self._loop.run_in_executor(
            self._reading, self._checkpoints.save, partition, position, state
        )

    async def load(self, partition: int) -> tuple[int, bytes] | None:
        self._check(partition)
        load = self._checkpoints.load
        try:
            found = await self._loop.run_in_executor(self._reading, load, partition)
        except NoneGood:
            if self._store.trimmed(partition):
                raise none_good(f"{self._store.path}, partition {partition}") from None
            return None
        if found is not None:
            self._check_end(partition, found[0])
        return found

    async def trim(self, partition: int, before: int) -> None:
        self._check(partition, before)
        trim = self._store.trim
        while await self._loop.run_in_executor(self._writing, trim, partition, before):
            self._check(partition)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        await self._gathering.close()
        for newer in self._newer:
            if not newer.done():
                newer.set_exception(JournalAway("The journal is closed", "wait", "Open it again."))
                newer.exception()
        await self._loop.run_in_executor(self._reading, int)  # reads under way end first
        await self._loop.run_in_executor(self._writing, self._store.close)
        _stop((self._writing, self._reading))

    async def _keep(self, lots: list[Lot]) -> None:
        await self._loop.run_in_executor(self._writing, self._store.write, lots)
        for partition in {lot.partition for lot in lots}:
            newer, self._newer[partition] = self._newer[partition], self._loop.create_future()
            newer.set_result(None)

    def _check(self, partition: int, position: int = 0) -> None:
        if self._closed:
            raise JournalAway("The journal is closed", str(self._store.path), "Open it again.")
        if not 0 <= partition < self.partitions:
            raise ValueError(f"partition {partition} is not one of 0 to {self.partitions - 1}")
        if position < 0:
            raise ValueError(f"position {position} is negative")

    def _check_end(self, partition: int, position: int) -> None:
        head = self._store.heads[partition]
        if position > head:
            raise lost(position, head, f"{self._store.path}, partition {partition}")


def _stop(threads: Sequence[ThreadPoolExecutor]) -> None:
    for thread in threads:
        thread.shutdown()
