"""Puts the passing of time into the journal: a tick in every partition when a minute is over."""

from __future__ import annotations

import asyncio
import logging

from marsad.clock import Clock
from marsad.journal.errors import JournalError
from marsad.journal.journal import Journal
from marsad.nouns.event import Tick
from marsad.nouns.minute import instant_of, minute_of

log = logging.getLogger("marsad.timekeeper")


class Timekeeper:
    """Ticks for the partitions this process follows."""

    def __init__(self, journal: Journal, clock: Clock, grace_seconds: float) -> None:
        self._journal = journal
        self._clock = clock
        self._grace = round(grace_seconds * 1000)
        self._told = 0

    async def tick(self) -> None:
        """Close every minute that is over, if that has not been said yet."""
        minute = minute_of(self._clock.now() - self._grace)
        if minute > self._told:
            partitions = range(self._journal.partitions)
            ticks = (self._journal.append_to(partition, [Tick(minute)]) for partition in partitions)
            await asyncio.gather(*ticks)
            self._told = minute

    async def keep(self) -> None:
        """Tick at the end of every minute, for ever; a journal that refuses is asked again."""
        while True:
            try:
                await self.tick()
            except JournalError as error:
                log.warning("the minute could not be closed: %s", error)
            now = self._clock.now()
            due = instant_of(minute_of(now - self._grace) + 1) + self._grace
            await asyncio.sleep((due - now) / 1000 / self._clock.speed())
