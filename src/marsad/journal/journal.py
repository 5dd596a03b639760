"""The protocol every engine keeps, and how a journal is opened.

Comes in: events. Goes out: entries, in order, per partition. Intake, bring and app append;
tally and story read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from marsad.journal.errors import JournalForeign
from marsad.journal.partition import partition_of
from marsad.nouns.entry import Entry
from marsad.nouns.event import Event

__all__ = ["Journal", "open_journal", "partition_of"]


class Journal(Protocol):
    """A durable log in ``partitions`` lanes; every service has one lane for ever.

    All methods belong to one event loop. Whatever can fail for reasons outside the program fails
    with a ``JournalError``; an argument out of range is a ``ValueError``.
    """

    partitions: int

    @property
    def strain(self) -> float:
        """What waits to be stored, as a share of what may wait: at 1 appends are refused."""
        ...

    async def append(self, events: Sequence[Event]) -> None:
        """Keep events, each in its service's partition; returns when all are durable.

        A batch is taken whole or, when refused at once (overloaded, an event that can't be
        written), not at all.
        """
        ...

    def append_nowait(self, event: Event) -> asyncio.Future[None]:
        """Keep one event; the future is done when it is durable.

        All events of one group share the future. It can't be cancelled: a waiter that is
        cancelled stops when the group is done.
        """
        ...

    async def append_to(self, partition: int, events: Sequence[Event]) -> None:
        """Keep events in a partition of the caller's choice (ticks); returns when durable."""
        ...

    async def read(self, partition: int, after: int, limit: int = 256) -> list[Entry]:
        """The oldest entries after a position, at most ``limit``; ``[]`` when none is newer.

        Fewer than ``limit`` doesn't mean the end: big entries come in shorter lists.
        """
        ...

    async def wait(self, partition: int, after: int) -> None:
        """Returns once an entry newer than ``after`` can be read."""
        ...

    async def head(self, partition: int) -> int:
        """The newest position of a partition; 0 before the first entry."""
        ...

    async def save(self, partition: int, position: int, state: bytes) -> None:
        """Keep a fold's state after ``position`` as a checkpoint; the last two are kept."""
        ...

    async def load(self, partition: int) -> tuple[int, bytes] | None:
        """The newest good checkpoint as (position, state), or None to fold from the start."""
        ...

    async def trim(self, partition: int, before: int) -> None:
        """Forget the entries at positions less than ``before``, all but the newest.

        Positions are never used again. Don't trim what the older of the two checkpoints needs.
        """
        ...

    async def close(self) -> None:
        """Store what was taken, then let go of files and connections."""
        ...


async def open_journal(url: str, folder: Path, partitions: int) -> Journal:
    """The journal ``url`` names: ``sqlite`` in ``folder``, or ``nats://host:port[,host:port…]``.

    The first opening fixes the number of partitions. Raises JournalError when it can't be opened.
    """
    if partitions < 1:
        raise ValueError(f"a journal has at least one partition, not {partitions}")
    # Imported here so that a process loads only the engine it uses.
    if url == "sqlite":
        from marsad.journal.sqlite import SqliteJournal  # noqa: PLC0415

        return await SqliteJournal.open(folder, partitions)
    if url.startswith(("nats://", "tls://")):
        from marsad.journal.jetstream import JetStreamJournal  # noqa: PLC0415

        return await JetStreamJournal.open(url, partitions)
    raise JournalForeign(
        f"There is no journal engine for {url!r}",
        "setting journal",
        "Use sqlite or nats://host:port.",
    )
