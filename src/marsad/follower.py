"""Follows one partition of the journal: folds what is new, and keeps what the folding made."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

import msgspec

from marsad.journal.errors import JournalError
from marsad.journal.journal import Journal
from marsad.nouns.correction import Correction
from marsad.nouns.entry import Entry
from marsad.story.desk import Desk
from marsad.story.ledger import Ledger
from marsad.story.outcome import Outcome
from marsad.tally.archive import Archive
from marsad.tally.tally import Tally
from marsad.tally.usual import Usual

CHECKPOINT_MINUTES = 10
GATHER_SECONDS = 0.05

log = logging.getLogger("marsad.follower")


class Follower:
    """One partition's worker. The journal says what happened; this only ever reads it in order."""

    def __init__(
        self,
        journal: Journal,
        desk: Desk,
        ledger: Ledger,
        archive: Archive,
        heard: Callable[[Outcome], None],
        retention_days: int,
        catalogue: Callable[[str, str], bool] = lambda _service, _text: True,
    ) -> None:
        self.desk = desk
        self._journal = journal
        self._ledger = ledger
        self._archive = archive
        self._heard = heard
        self._retention_days = retention_days
        self._catalogue = catalogue
        self._saved = desk.closed

    async def catch_up(self) -> None:
        """Fold everything that is in the journal already."""
        while entries := await self._journal.read(self.desk.partition, self.desk.position):
            await self._take(entries)

    async def follow(self) -> None:
        """Fold what comes, for ever."""
        while True:
            await self._journal.wait(self.desk.partition, self.desk.position)
            await self.catch_up()
            # What comes in the meantime is read at one go: under load that halves the work.
            await asyncio.sleep(GATHER_SECONDS)

    async def _take(self, entries: Sequence[Entry]) -> None:
        # Folding runs beside the event loop: a minute's close may take a while, the door must not.
        outcomes = await asyncio.to_thread(self._fold, entries)
        for outcome in outcomes:
            self._heard(outcome)
        if self.desk.closed - self._saved >= CHECKPOINT_MINUTES:
            await self.save()

    def _fold(self, entries: Sequence[Entry]) -> list[Outcome]:
        outcomes = [self.desk.take(entry) for entry in entries]
        for outcome in outcomes:
            if outcome.incidents:
                self._ledger.write(outcome.incidents.values(), outcome.transitions)
            self._edit(outcome)
            if outcome.set_aside:
                self._ledger.keep_aside(outcome.set_aside)
            for row in outcome.transitions:
                told = {"incident": row.incident, "state": row.after, "certainty": row.certainty}
                log.info("%s is %s", row.incident, row.after, extra=told)
        self.desk.look()
        return outcomes

    def _edit(self, outcome: Outcome) -> None:
        """Keep what editors did, and do what is not the desk's: older incidents, the catalogue."""
        corrections = [self._catalogued(each) for each in outcome.corrections]
        if corrections:
            self._ledger.correct(corrections)
            self._ledger.plan(outcome.plans, outcome.called_off)
            outcome.corrections[:] = corrections
        for act in outcome.recalled:
            if done := self._ledger.recall(act):
                outcome.edit(done)

    def _catalogued(self, correction: Correction) -> Correction:
        act = correction.act
        if act.kind != "catalogue" or correction.refused or self._catalogue(act.service, act.text):
            return correction
        return msgspec.structs.replace(correction, after="", refused="unsound")

    async def save(self) -> None:
        """Write old minutes to the archive, then a checkpoint to the journal, in that order."""
        if self.desk.position == 0:
            return
        state = await asyncio.to_thread(self._archived_state)
        try:
            await self._journal.save(self.desk.partition, self.desk.position, state)
        except JournalError as error:
            # A checkpoint only shortens the next start: without one, more is folded again.
            log.warning("no checkpoint: %s", error)
            return
        await asyncio.to_thread(self._archive.tidy, *self._shelved())
        if old := self.desk.older_than(self._retention_days):
            await self._journal.trim(self.desk.partition, old)
        self._saved = self.desk.closed
        log.debug(
            "checkpoint", extra={"partition": self.desk.partition, "position": self.desk.position}
        )

    def _archived_state(self) -> bytes:
        self._archive.keep(*self._shelved())
        return self.desk.to_bytes()

    def _shelved(self) -> tuple[int, Tally, Usual]:
        return self.desk.partition, self.desk.tally, self.desk.usual
