"""Who reported in the last hours, by service, component and group; older minutes in wider slots."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
import numpy as np

from marsad.nouns.crowd import Crowd
from marsad.sense.trust.lines import Crowded, Ints, KeptLines, Lines, crowded, joined

FINE = 24
"""Minutes for which every bin is kept by itself; older ones are kept in slots of ``COARSE``."""
COARSE = 12
SPAN = 180
"""Minutes that are kept at least."""


class KeptCells(msgspec.Struct, frozen=True, array_like=True):
    """Cells as bytes."""

    slots: list[tuple[int, int, KeptLines]]


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """Minutes from ``start`` to before ``end``."""

    start: int
    end: int
    lines: Lines


@dataclass(slots=True)
class Cells:
    """Bins of ``step`` minutes, oldest first; those in which nobody reported are left out."""

    step: int
    _slots: list[Slot] = field(default_factory=list[Slot])

    @property
    def bytes(self) -> int:
        return sum(slot.lines.bytes for slot in self._slots)

    def take(self, minute: int, crowd: Crowd, number: int) -> None:
        """What the bin at ``minute``, the newest so far, tells; ``number`` is its place there."""
        lines = Lines.of_bin(crowd, number)
        if len(lines.services):
            self._slots.append(Slot(minute, minute + self.step, lines))

    def age(self, now: int) -> None:
        """Forget what is too old, and join what is old enough."""
        while self._slots and self._slots[0].end <= now - SPAN:
            self._slots.pop(0)
        while fine := self._due(now):
            start = fine[0].start // COARSE * COARSE
            at = self._slots.index(fine[0])
            lines = joined([slot.lines for slot in fine]).bounded()
            self._slots[at : at + len(fine)] = [Slot(start, start + COARSE, lines)]

    def _due(self, now: int) -> list[Slot]:
        """The oldest bins that are to be joined now."""
        if not self._joins:
            return []
        for slot in self._slots:
            start = slot.start // COARSE * COARSE
            if start + COARSE > now - FINE:
                break
            if slot.end - slot.start < COARSE:
                return [each for each in self._slots if start <= each.start < start + COARSE]
        return []

    @property
    def _joins(self) -> bool:
        """Whether bins are narrow enough to be joined."""
        return self.step < COARSE and COARSE % self.step == 0

    def first(self, end: int, minutes: int) -> int:
        """The first minute of a window of about so many minutes, within what is kept apart."""
        start = end - max(1, -(-minutes // self.step)) * self.step
        wide = minutes > FINE and self._joins
        return -(-start // COARSE) * COARSE if wide else start

    def services(self, since: int, until: int) -> Ints:
        """Rows of the services anybody reported on."""
        told = [slot.lines.services for slot in self._within(since, until)]
        return np.unique(np.concatenate(told)) if told else np.empty(0, np.int32)

    def of(self, service: int, component: int, since: int, until: int) -> Crowded:
        """The crowd of a service, or of a component of it unless -1, in a span of whole slots."""
        parts = [slot.lines.of(service, component) for slot in self._within(since, until)]
        return crowded([part for part in parts if len(part.groups)])

    def _within(self, since: int, until: int) -> list[Slot]:
        return [slot for slot in self._slots if slot.start >= since and slot.end <= until]

    def kept(self) -> KeptCells:
        return KeptCells([(slot.start, slot.end, slot.lines.kept()) for slot in self._slots])

    @classmethod
    def restored(cls, kept: KeptCells, step: int) -> Cells:
        """The Cells that ``kept`` were."""
        slots = [Slot(start, end, Lines.restored(lines)) for start, end, lines in kept.slots]
        return cls(step, slots)
