"""Group commit: what arrives while the last group is being stored goes into the next one.

Comes in: events of all callers. Goes out: groups of blocks, one at a time, to an engine's
``store``. An idle journal stores at once; a busy one makes its groups as large as the
arrivals of one store, so that the price of a flush is shared.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from marsad.journal.errors import JournalAway, JournalError, JournalOverloaded
from marsad.journal.lot import Lot
from marsad.journal.lots import Lots
from marsad.nouns.event import Event

WAITING_BYTES = 64 << 20
"""Appends are refused while this much waits: slow storage must not eat the memory."""

Store = Callable[[list[Lot]], Awaitable[None]]


class Stored(asyncio.Future[None]):
    """Done when its group is durable; shared by all who wait, so none of them can cancel it."""

    def cancel(self, msg: object = None) -> bool:
        return False


class Gathering:
    """Events on their way into the journal; lives on one event loop."""

    def __init__(
        self, partitions: int, store: Store, *, lot_bytes: int, waiting_bytes: int = WAITING_BYTES
    ) -> None:
        self._lots = Lots(partitions, lot_bytes)
        self._store = store
        self._limit = waiting_bytes
        self._loop = asyncio.get_running_loop()
        self._stored = Stored(loop=self._loop)
        self._busy: asyncio.Task[None] | None = None
        self._closed = False

    def put(self, event: Event) -> Stored:
        """One event, routed by service."""
        if self._lots.size >= self._limit or self._closed:
            raise self._refusal()
        self._lots.put(event)
        if self._busy is None:
            self._busy = self._loop.create_task(self._work())
        return self._stored

    def put_all(self, events: Sequence[Event], partition: int | None = None) -> Stored:
        """Many events, routed by service or to one partition; all of them or none."""
        if self._lots.size >= self._limit or self._closed:
            raise self._refusal()
        lots = self._lots
        lots.add(lots.runs(events) if partition is None else lots.runs_of(partition, events))
        if self._busy is None:
            self._busy = self._loop.create_task(self._work())
        return self._stored

    @property
    def strain(self) -> float:
        """What waits, as a share of what may wait."""
        return self._lots.size / self._limit

    async def close(self) -> None:
        """Take no more; returns when all that was taken is stored or has failed."""
        self._closed = True
        if self._busy is not None:
            await self._busy

    async def _work(self) -> None:
        try:
            while lots := self._lots.take():
                stored, self._stored = self._stored, Stored(loop=self._loop)
                await self._store_one(lots, stored)
        except asyncio.CancelledError:
            # The loop ends without a close: nobody may be left waiting for what can't come.
            self._closed = True
            _fail(self._stored, self._refusal())
            raise
        finally:
            self._busy = None

    async def _store_one(self, lots: list[Lot], stored: Stored) -> None:
        try:
            await self._store(lots)
        except Exception as error:  # whatever it is, those who wait must hear of it
            _fail(stored, error)
        except asyncio.CancelledError:
            _fail(stored, _closed())
            raise
        else:
            stored.set_result(None)

    def _refusal(self) -> JournalError:
        if self._closed:
            return _closed()
        return JournalOverloaded(
            f"{self._lots.size >> 20} MiB of events wait to be stored",
            "append",
            "Try again in a second; if it stays so, the storage is too slow for the load.",
        )


def _closed() -> JournalAway:
    return JournalAway("The journal is closed", "append", "Open it again.")


def _fail(stored: Stored, error: Exception) -> None:
    stored.set_exception(error)
    stored.exception()  # whoever doesn't wait doesn't care: no complaint in the log
