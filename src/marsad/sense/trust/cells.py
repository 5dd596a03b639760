"""Who reported in the last hours, by service, component and group; older minutes in wider slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np
from numpy.typing import NDArray

from marsad.nouns.crowd import Crowd
from marsad.sense.trust.lines import Crowded, KeptLines, Lines, crowded, joined

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


@dataclass(frozen=True, slots=True, eq=False)
class Since:
    """Reports, networks and voices since several minutes, by group, groups ascending."""

    groups: NDArray[np.int64]
    reports: NDArray[np.float64]
    """Shape (minutes, groups)."""
    networks: NDArray[np.float64]
    voices: NDArray[np.float64]

    def counted(self, loud: float) -> NDArray[np.float64]:
        """Networks, and their further voices as so much of one each."""
        return self.networks + loud * (self.voices - self.networks)


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

    def starts(self, end: int) -> list[tuple[int, int]]:
        """Minutes at which an outage seen at ``end`` may have begun; for how many bins each stands.

        The newest first, none before what is kept.
        """
        if not self._joins:
            return [(end - k * self.step, 1) for k in range(1, max(1, SPAN // self.step) + 1)]
        fine = [(end - k * self.step, 1) for k in range(1, FINE // self.step + 1)]
        last = (end - FINE - self.step) // COARSE * COARSE
        coarse = range(last, end - SPAN - 1, -COARSE)
        return fine + [(start, COARSE // self.step) for start in coarse]

    def first(self, end: int, minutes: int) -> int:
        """The first minute of a window of about so many minutes: no more, but for one bin."""
        wanted = end - max(minutes, self.step)
        return min((start for start, _ in self.starts(end) if start >= wanted), default=wanted)

    def each(self, since: int, until: int) -> Iterator[tuple[int, Crowded]]:
        """The crowd of every service anybody reported on, in a span of whole slots."""
        parts = [slot.lines.whole() for slot in self._within(since, until)]
        if parts:
            yield from joined(parts).by_service()

    def since(self, service: int, component: int, starts: Sequence[int]) -> Since:
        """The crowd of a service, or of a component of it unless -1, since each of ``starts``."""
        slots = [slot for slot in self._slots if slot.start >= starts[-1]]
        lines = [slot.lines.of(service, component) for slot in slots]
        if not slots:
            return Since(np.empty(0, np.int64), *np.zeros((3, len(starts), 0)))
        rows = np.searchsorted(-np.array(starts), [-slot.start for slot in slots])
        groups, place = np.unique(np.hstack([own.groups for own in lines]), return_inverse=True)
        place += np.repeat(rows, [len(own.groups) for own in lines]) * len(groups)
        columns = np.hstack([(own.reports, own.networks, own.voices) for own in lines])
        shape = len(starts), len(groups)
        sums = (np.bincount(place, column, shape[0] * shape[1]) for column in columns)
        return Since(groups, *(each.reshape(shape).cumsum(axis=0) for each in sums))

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
