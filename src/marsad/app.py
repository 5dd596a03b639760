"""The observatory of one process: opens the rooms in order, wires them, and closes them again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Self

from marsad.catalog.catalog import Catalog
from marsad.catalog.loading import load as load_catalog
from marsad.clock import Clock
from marsad.follower import Follower
from marsad.journal.journal import Journal, open_journal
from marsad.publisher import Publisher
from marsad.sense.tuning import Tuning
from marsad.settings import Settings
from marsad.show.live import Live
from marsad.story.desk import Desk, Outcome
from marsad.story.ledger import Ledger
from marsad.story.outlook import Outlook
from marsad.tally.archive import Archive
from marsad.tally.history import History
from marsad.tally.tally import Tally
from marsad.timekeeper import Timekeeper

log = logging.getLogger("marsad.app")


class Observatory:
    """Every room of this process. ``open`` it, ``start`` it, ``stop`` it."""

    def __init__(
        self, settings: Settings, clock: Clock, catalog: Catalog, journal: Journal, demo: str
    ) -> None:
        folder = Path(settings.data)
        self.settings = settings
        self.clock = clock
        self.catalog = catalog
        self.journal = journal
        self.ledger = Ledger(folder / "story.db")
        self.archive = Archive(folder / "archive")
        self.live = Live(start=clock.now())
        self.desks: list[Desk] = []
        self.history = History(self.desks, self.archive)
        self.outlook = Outlook(
            catalog, self.desks, self.history, self.ledger, clock.now, demo=demo, speed=clock.speed
        )
        self.publisher = Publisher(self.live, self.outlook, catalog)
        self.timekeeper = Timekeeper(journal, clock, settings.tally.grace_seconds)
        self.followers: list[Follower] = []
        self.caught_up = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.failed = asyncio.Event()

    @classmethod
    async def open(cls, settings: Settings, clock: Clock, demo: str = "") -> Self:
        """Open catalogue, journal and folds; nothing runs yet. Raises Failure."""
        folder = Path(settings.data)
        folder.mkdir(parents=True, exist_ok=True)
        catalog = load_catalog([Path(own) for own in settings.catalog])
        journal = await open_journal(settings.journal.url, folder, settings.journal.partitions)
        self = cls(settings, clock, catalog, journal, demo)
        for partition in range(journal.partitions):
            desk = await self._desk(partition)
            self.desks.append(desk)
            self.followers.append(
                Follower(journal, desk, self.ledger, self.archive, self.publisher.hear)
            )
        return self

    async def _desk(self, partition: int) -> Desk:
        tuning = Tuning(false_alarms=self.settings.sense.false_alarms)
        tally = Tally(late_minutes=self.settings.tally.late_minutes)
        saved = await self.journal.load(partition)
        if saved is None:
            return Desk.fresh(partition, tuning, tally)
        return Desk.restored(partition, saved[0], saved[1], tuning)

    async def start(self) -> None:
        """Catch up with the journal, then follow it and keep time, in the background."""
        self._run(self._catch_up_and_follow())
        self._run(self.publisher.keep())

    async def _catch_up_and_follow(self) -> None:
        await asyncio.gather(*(follower.catch_up() for follower in self.followers))
        self.caught_up = True
        self._run(self.timekeeper.keep())
        for follower in self.followers:
            self._run(follower.follow())

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        """A task that dies takes the observatory with it: half a fold must not look alive."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("stopping: %s", error, exc_info=error)
            self.failed.set()

    async def stop(self) -> None:
        """End the streams, keep a checkpoint, and let go of everything."""
        self.live.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.caught_up and not self.failed.is_set():
            await asyncio.gather(*(follower.save() for follower in self.followers))
        await self.journal.close()
        self.ledger.close()
