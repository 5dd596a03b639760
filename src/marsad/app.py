"""The observatory of one process: opens the rooms in order, wires them, and closes them again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from copy import copy
from pathlib import Path
from typing import Any, NamedTuple, Self

import msgspec

from marsad.clock import Clock
from marsad.follower import Follower
from marsad.intake.door import Door
from marsad.intake.rules import Rules
from marsad.journal.journal import Journal, open_journal
from marsad.nouns.event import Tick
from marsad.nouns.failure import Failure
from marsad.nouns.minute import DAY_MINUTES, minute_of
from marsad.overlay import Overlay
from marsad.publisher import Publisher
from marsad.sense.tuning import Tuning
from marsad.settings import IntakeSettings, Settings, TallySettings
from marsad.show.live import Live
from marsad.story.desk import Desk
from marsad.story.ledger import Ledger
from marsad.story.outlook import Outlook
from marsad.tally.archive import Archive
from marsad.tally.history import History
from marsad.tally.tally import Tally
from marsad.timekeeper import Timekeeper

log = logging.getLogger("marsad.app")


class Opened(NamedTuple):
    """What has to be there before the rooms can be."""

    overlay: Overlay
    ledger: Ledger
    journal: Journal
    clock: Clock


class Observatory:
    """Every room of this process. ``open`` it, ``start`` it, ``stop`` it."""

    def __init__(
        self, opened: Opened, settings: Settings, *, demo: str, failed: asyncio.Event
    ) -> None:
        self.overlay, self.ledger, self.journal, self.clock = opened
        self.catalog = self.overlay.catalog
        now, folder = self.clock.now, Path(settings.data)
        self.settings = settings
        self.archive = _archive(settings.tally, folder)
        self.live = Live(start=now())
        self.desks: list[Desk] = []
        history = History(self.desks, self.archive)
        self.outlook = Outlook(
            self.catalog, self.desks, history, self.ledger, now, demo=demo, speed=self.clock.speed
        )
        self.publisher = Publisher(self.live, self.outlook, self.catalog)
        self.timekeeper = Timekeeper(self.journal, self.clock, settings.tally.grace_seconds)
        rules = _rules(settings.intake)
        self.door = Door(
            self.catalog, self.journal, now, folder, rules, incidents=self.ledger.incident
        )
        # An edit of the catalogue must not change a fold that runs, only the next start's.
        self._days = copy(self.catalog).days
        self.followers: list[Follower] = []
        self.caught_up = False
        self.failed = failed
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(cls, settings: Settings, clock: Clock, demo: str, failed: asyncio.Event) -> Self:
        """Open catalogue, journal and folds; nothing runs yet. ``failed`` is set when a part dies.

        Raises Failure, JournalError or CatalogError.
        """
        folder, lanes = _folder(settings), settings.journal.partitions
        ledger = Ledger(folder / "story.db")
        overlay = Overlay([Path(own) for own in settings.catalog], ledger)
        journal = await open_journal(settings.journal.url, folder / "journal", lanes)
        self = cls(Opened(overlay, ledger, journal, clock), settings, demo=demo, failed=failed)
        for partition in range(journal.partitions):
            desk = await self._desk(partition)
            self.desks.append(desk)
            for service, text in desk.catalogue.items():
                self.overlay.put(service, text)
            self.followers.append(
                Follower(
                    journal,
                    desk,
                    self.ledger,
                    self.archive,
                    self.publisher.hear,
                    settings.journal.retention_days,
                    self.overlay.put,
                )
            )
        return self

    async def _desk(self, partition: int) -> Desk:
        tuning = Tuning(false_alarms=self.settings.sense.budget(len(self.catalog.services)))
        tally = Tally(late_minutes=self.settings.tally.late_minutes)
        saved = await self.journal.load(partition)
        if saved is not None:
            late, days = self.settings.tally.late_minutes, self._days
            try:
                return Desk.restored(partition, *saved, tuning, late, days)
            except (msgspec.MsgspecError, ValueError) as error:
                # What another version remembered is in the journal still.
                log.warning("checkpoint %d is not read, the journal is: %s", partition, error)
        desk = Desk.fresh(partition, tuning, tally, days=self._days)
        self.archive.adopt(partition, desk.tally, desk.usual, await self._first_day(partition))
        return desk

    async def _first_day(self, partition: int) -> int:
        """The UTC day from which the journal counts anew; days before it stay as archived."""
        entries = await self.journal.read(partition, 0)
        if not entries:
            return minute_of(self.clock.now()) // DAY_MINUTES + 1
        if entries[0].position == 1:  # never trimmed: all of it is counted anew
            return 0
        while entries:
            for event in (event for entry in entries for event in entry.events):
                if isinstance(event, Tick):
                    return (event.minute - 1) // DAY_MINUTES  # a tick closes the minute before it
            entries = await self.journal.read(partition, entries[-1].position)
        return 0

    async def start(self) -> None:
        """Catch up with the journal, then follow it and keep time, in the background."""
        self._run(self._catch_up_and_follow())
        self._run(self.publisher.keep())
        self._run(self._turn_salts())

    async def _catch_up_and_follow(self) -> None:
        await asyncio.gather(*(follower.catch_up() for follower in self.followers))
        self.caught_up = True
        self._run(self.timekeeper.keep())
        for follower in self.followers:
            self._run(follower.follow())

    async def _turn_salts(self) -> None:
        """A day's salt dies with the day, even when nobody comes to the door."""
        while True:
            self.door.turn(self.clock.now())
            await asyncio.sleep(60)

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


def _folder(settings: Settings) -> Path:
    folder = Path(settings.data)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        remedy = "name a folder this user may write to with --data"
        raise Failure(reason, where=str(folder), remedy=remedy) from None
    return folder


def _archive(settings: TallySettings, folder: Path) -> Archive:
    return Archive(folder / "archive", settings.hot_hours * 60, settings.archive_days)


def _rules(intake: IntakeSettings) -> Rules:
    return Rules(
        trusted=intake.trusted,
        proxies=intake.proxies,
        keys=intake.keys,
        quotas=intake.quotas,
        quota=intake.quota,
        origins=intake.origins,
        networks=intake.networks,
        network_per_minute=intake.per_network_minute,
        reporter_per_minute=intake.per_reporter_minute,
        oldest_ms=intake.oldest_hours * 3_600_000,
    )
