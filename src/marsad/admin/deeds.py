"""What an editor does to the record, written into the journal as an event.

Comes in: an act that was looked at. Goes out: a code of why it can't be done, or the act itself,
durable and, where folding keeps up, folded already.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from hashlib import blake2b

from marsad.journal.errors import JournalError
from marsad.journal.journal import Journal
from marsad.nouns.act import Act
from marsad.nouns.correction import Correction, Plan
from marsad.nouns.event import Event
from marsad.nouns.incident import Incident
from marsad.show.sight import Sight
from marsad.story.acts import objection

_LOOKS = 40
_LOOK_SECONDS = 0.05
"""An editor waits two seconds at most to see their own deed in the log."""
_REMEMBERED = 1_024
_ID = 16
"""Bytes of an act's id."""


class Deeds:
    """The way of acts to the journal; one that is sent twice is written once."""

    def __init__(self, sight: Sight, journal: Journal) -> None:
        self._sight = sight
        self._journal = journal
        self._written: dict[bytes, asyncio.Future[None]] = {}

    def objection(self, act: Act) -> str:
        """Code of why it can't be done as the record stands now, or ""."""
        return objection(
            act, self._incident(act.incident), self._incident(act.into), self._plan(act)
        )

    def is_written(self, act: Act) -> bool:
        """Whether it was kept already: its form was sent twice, be it across a restart."""
        return act.id in self._written or self.logged(act) is not None

    async def write(self, act: Act, *before: Event) -> Correction | None:
        """Keep an act, behind other events of the same service; what the log says of it, if it
        says something already. Raises JournalError.
        """
        stored = self._written.get(act.id)
        if stored is None and (found := self.logged(act)):
            return found
        # A form sent again was carried out before this reading of it.
        since = 0 if stored else act.at
        stored = stored or self._begin(act, before)
        try:
            # Whoever asked may hang up; the act goes on, and a form sent twice waits for it too.
            await asyncio.shield(stored)
        except JournalError:
            self._written.pop(act.id, None)
            raise
        for _ in range(_LOOKS):
            if found := self.logged(act, since):
                return found
            await asyncio.sleep(_LOOK_SECONDS)
        return None

    def _begin(self, act: Act, before: Sequence[Event]) -> asyncio.Future[None]:
        while len(self._written) >= _REMEMBERED:
            del self._written[next(iter(self._written))]
        stored = asyncio.ensure_future(self._journal.append([*before, act]))
        stored.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._written[act.id] = stored
        return stored

    def logged(self, act: Act, since: int = 0) -> Correction | None:
        """What the public log says of an act, which was done at ``since`` or later."""
        rows: Sequence[Correction] = self._sight.corrections(act.service, since=since)
        return next((row for row in rows if row.act.id == act.id), None)

    def _incident(self, id: str) -> Incident | None:
        return self._sight.incident(id) if id else None

    def _plan(self, act: Act) -> Plan | None:
        if act.kind != "unplan":
            return None
        return next((plan for plan in self._sight.plans() if plan.id == act.text), None)


def fresh_id() -> str:
    """What the form of a deed not yet done carries: sent twice, it is done once."""
    return secrets.token_hex(_ID)


def id_of(form: str, *about: str) -> bytes:
    """The id of a deed from what its form carries, bound to whose it is and what it is about.

    So nobody can choose one: under the id of a deed in the log another would go untold. Raises
    ValueError where the form carries nothing of ours.
    """
    key = bytes.fromhex(form)
    if len(key) != _ID:
        raise ValueError("no id")
    return blake2b("\0".join(about).encode(), digest_size=_ID, key=key).digest()
