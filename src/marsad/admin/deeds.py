"""What an editor does to the record, written into the journal as an event.

Comes in: an act that was looked at. Goes out: a code of why it can't be done, or the act itself,
durable and, where folding keeps up, folded already.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence

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


class Deeds:
    """The way of acts to the journal; one that is sent twice is written once."""

    def __init__(self, sight: Sight, journal: Journal) -> None:
        self._sight = sight
        self._journal = journal
        self._written: dict[bytes, None] = {}

    def objection(self, act: Act) -> str:
        """Code of why it can't be done as the record stands now, or ""."""
        return objection(
            act, self._incident(act.incident), self._incident(act.into), self._plan(act)
        )

    def is_written(self, act: Act) -> bool:
        """Whether it was kept already: its form was sent twice."""
        return act.id in self._written

    async def write(self, act: Act, *before: Event) -> Correction | None:
        """Keep an act, behind other events of the same service; what the log says of it, if it
        says something already. Raises JournalError.
        """
        if not self.is_written(act):
            self._written[act.id] = None
            try:
                await self._journal.append([*before, act])
            except BaseException:
                del self._written[act.id]
                raise
            while len(self._written) > _REMEMBERED:
                del self._written[next(iter(self._written))]
        for _ in range(_LOOKS):
            if found := self.logged(act):
                return found
            await asyncio.sleep(_LOOK_SECONDS)
        return None

    def logged(self, act: Act) -> Correction | None:
        """What the public log says of an act."""
        rows: Sequence[Correction] = self._sight.corrections(act.service)
        return next((row for row in rows if row.act.id == act.id), None)

    def _incident(self, id: str) -> Incident | None:
        return self._sight.incident(id) if id else None

    def _plan(self, act: Act) -> Plan | None:
        if act.kind != "unplan":
            return None
        return next((plan for plan in self._sight.plans() if plan.id == act.text), None)


def fresh_id() -> str:
    """The id of a deed not yet done, which its form carries: sent twice, it is done once."""
    return secrets.token_hex(16)
