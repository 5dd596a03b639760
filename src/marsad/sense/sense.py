"""All series of one partition: closed bins in, verdicts and usual bands out.

Pure: time comes with the blocks, nothing is read, and the same bins give the same verdicts
however they are cut into blocks. Services that report from one country share its panel; others
don't touch each other.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from marsad.nouns.block import Bands, Block
from marsad.nouns.occasion import DaysOf, no_days
from marsad.nouns.series import Series
from marsad.nouns.state import State
from marsad.nouns.verdict import Verdict
from marsad.sense.calendars import Calendars
from marsad.sense.case import Case, Tail
from marsad.sense.columns import CALENDAR, SERVICE, Ints
from marsad.sense.glance import state_so_far, telling
from marsad.sense.heard import Heard
from marsad.sense.judge import Judge
from marsad.sense.jury import Jury
from marsad.sense.known import Bins, Out
from marsad.sense.recent import RECALL, Kept, Recent
from marsad.sense.record import Past
from marsad.sense.store import Store, Stored
from marsad.sense.trust.book import Book, Look
from marsad.sense.trust.guarantee import Guarantee
from marsad.sense.trust.hearing import manner
from marsad.sense.trust.standing import Standing
from marsad.sense.tuning import Tuning
from marsad.sense.ward import COUNT, Facts
from marsad.sense.wards import Wards


class Saved(msgspec.Struct, frozen=True, array_like=True):
    """A Sense as bytes."""

    tuning: Tuning
    step: int
    series: list[Series]
    store: Stored
    opened: int
    end: int
    cases: list[Case]
    tails: list[tuple[int, Tail]]
    recent: Kept
    jury: bytes = b""
    looks: list[tuple[int, Look]] = []


class Sense:
    """Detects outages in counts of reports. Raises ValueError on blocks that don't fit.

    ``days`` tells the holidays and events of each series. They are told again to every Sense, and
    so no part of its bytes: those of a time to come may be corrected until it has come.
    """

    def __init__(self, tuning: Tuning | None = None, step: int = 1, days: DaysOf = no_days) -> None:
        if step < 1:
            raise ValueError(f"step: {step} minutes; a bin is at least one minute wide")
        self.tuning = tuning or Tuning()
        self.step = step
        self._knobs = self.tuning.knobs(step)
        self._judge = Judge(self.tuning, step)
        self._days = days
        self._calendars = Calendars()
        self._wards = Wards()
        self._store = Store()
        self._opened = -1
        self._end = -1
        self._cases: dict[int, Case] = {}
        self._tails: dict[int, Tail] = {}
        self._recent = Recent(step)
        self._jury = Jury(step)
        self._book = Book()

    @property
    def end(self) -> int:
        """The minute up to which everything is judged; -1 before the first block."""
        return self._end

    @property
    def bytes_per_series(self) -> float:
        """What the arrays take, shared out over the series watched."""
        return self._store.bytes / max(1, len(self._wards.series))

    def watch(self, series: Sequence[Series]) -> None:
        """More rows, in order. A service's whole row comes before its parts."""
        self._wards.take(
            [(one, self._calendars.number(self._days(one))) for one in series], self._store
        )
        if len(self._calendars) > len(self._knobs.calendars):
            rows, stretches = self._calendars.rows, self._calendars.stretches
            self._knobs = self._knobs._replace(calendars=rows, stretches=stretches)

    def advance(self, block: Block) -> tuple[list[Verdict], Bands]:
        """Judge the bins of a block: verdicts by minute, service, component; the usual bands."""
        self._check(block)
        if self._opened < 0:
            self._open(block.first)
            self._end = block.first
        if block.first > self._end:
            self._store.gap(self._end, block.first)
        bands = np.zeros((block.bins, 4, len(self._wards.roots)), np.float32)
        verdicts = self._run(block, bands)
        self._recent.take(block, self._store.ints)
        self._end = block.first + block.bins * block.step
        return verdicts, Bands(self._wards.roots, *(bands[:, c, :] for c in range(4)))

    def glance(self, rows: NDArray[np.int32], counts: NDArray[np.int32]) -> list[tuple[str, State]]:
        """Services that what has come of the open bin alone makes ``possible`` or ``problem``.

        ``rows`` are those of whole services, ``counts`` their reports since ``end``. Nothing is
        remembered, so call it as often as wanted; the bin's close says what holds. Services whose
        problem is known already are left out. Raises ValueError on a row that is no whole service.
        """
        if len(rows) and not (rows.min() >= 0 and np.isin(rows, self._wards.roots).all()):
            raise ValueError("glance: takes rows of whole services only")
        if self._end < 0:
            return []
        known, said = self._store.known(), list[tuple[str, State]]()
        for j in telling(known, rows, counts, self._knobs):
            number = int(known.ints[rows[j], SERVICE])
            case, tail = self._cases.get(number), self._tails.get(number)
            if case and case.problem_since >= 0:
                continue
            ward, x = self._wards[number], int(counts[j])
            state = state_so_far(ward, known, x, self._end, case, tail, self._knobs, self._judge)
            if state != "ok":
                said.append((ward.service, state))
        return sorted(said)

    def _open(self, minute: int) -> None:
        self._opened = minute
        self._knobs = self._knobs._replace(opened=minute)

    def _check(self, block: Block) -> None:
        if block.step != self.step:
            raise ValueError(f"block: bins of {block.step} minutes, not of {self.step}")
        if block.first < self._end:
            raise ValueError(f"block: begins at minute {block.first}, before {self._end}")
        if len(block.rows) and not 0 <= block.rows.min() <= block.rows.max() < len(
            self._wards.series
        ):
            raise ValueError(f"block: a row not among the {len(self._wards.series)} series watched")

    def _run(self, block: Block, bands: NDArray[np.float32]) -> list[Verdict]:
        from marsad.sense.sweep import sweep  # noqa: PLC0415 - numba: only when first needed

        bins = Bins(block.first, block.offsets, block.rows, block.counts, block.observed)
        out = self._scratch(bands)
        said: list[Verdict] = []
        done = 0
        widest, roots = int(np.diff(block.offsets).max(initial=0)), self._wards.roots
        while done < block.bins:
            self._store.room(len(roots) + widest)
            known, before = self._store.known(), done
            done, n = sweep(
                known, bins, done, self._wards.roots, len(self._cases), out, self._knobs
            )
            minute = block.first + (done - 1) * block.step
            self._jury.hear(block, before, done)
            self._book.hear(block, before, done)
            if done > before and not block.observed[done - 1]:
                self._store.gap(minute, minute + block.step)
            elif done > before:
                said.extend(self._judged(minute, {int(w) for w in out.stirred[:n]}, block))
        return said

    def _scratch(self, bands: NDArray[np.float32]) -> Out:
        wards = len(self._wards)
        mark = np.full(wards, -1, np.int32)
        return Out(bands, np.zeros(wards, np.int32), mark, np.zeros(wards, np.int32))

    def _judged(self, minute: int, stirred: set[int], block: Block) -> list[Verdict]:
        from marsad.sense.sweep import FACTS, look  # noqa: PLC0415 - as above

        numbers = sorted(stirred | self._cases.keys())
        wards = [self._wards[number] for number in numbers]
        rows = np.array([row for ward in wards for row in ward.rows], np.int32)
        table = np.zeros((len(rows), FACTS))
        if numbers:
            look(self._store.known(), rows, minute, table, self._knobs)
        said: list[Verdict] = []
        at = 0
        for number, ward in zip(numbers, wards, strict=True):
            own = slice(at, at + len(ward.rows))
            said.extend(self._rule(number, rows[own], table[own], minute, block))
            at = own.stop
        self._jury.suspected(minute, (self._wards[number].rows[0] for number in self._cases))
        said.sort(key=lambda v: (v.minute, v.service, v.component))
        return said

    def _rule(
        self, number: int, rows: Ints, table: Facts, minute: int, block: Block
    ) -> Sequence[Verdict]:
        from marsad.sense.sweep import calm  # noqa: PLC0415 - as above

        ward, case, tail = self._wards[number], self._cases.get(number), self._tails.get(number)
        counted, asides = self._jury.set_aside(ward, table, case.lead if case else 0)

        def past(j: int) -> Past:
            known = self._past(ward.rows[j], minute, block)
            known.counts[-1] -= table[j, COUNT] - counted[j, COUNT]
            return known

        def standing(j: int) -> Standing:
            known, threshold = self._store.known(), self.tuning.threshold(self.step)
            past = self._past(ward.rows[j], minute, block).usual, tail.ended if tail else 0
            return self._jury.standing(ward, j, minute, past, known, threshold)

        looks = manner(self._book.of(ward.rows[0], minute), ward, counted, case, self.step)
        heard = Heard(counted, asides, standing, looks)
        ruling = self._judge.rule(ward, table, minute, case, tail, past, heard)
        if ruling.calm:
            calm(self._store.known(), rows, minute + self.step, self._knobs)
        self._remember(number, ruling.case, ruling.tail)
        return ruling.verdicts

    def _past(self, row: int, minute: int, block: Block) -> Past:
        """Reports and usual ones of a row in the bins up to the one that began at ``minute``."""
        from marsad.sense.hours import usual_before  # noqa: PLC0415 - numba, as above

        known, usual = self._store.known(), np.empty(RECALL)
        usual_before(known.reals, known.ints, known.paper, row, minute, self._knobs, usual)
        return Past(self._recent.of(row, minute, block), usual)

    def _remember(self, number: int, case: Case | None, tail: Tail | None) -> None:
        self._cases.pop(number, None)
        if case:
            case.service = number
            self._cases[number] = case
        elif tail:
            self._tails[number] = tail

    def guaranteed(self, service: str) -> Guarantee | None:
        """What it takes to raise a false problem of a service; None where nobody ever reported."""
        row = self._wards.row(service)
        return self._jury.guaranteed(row, self._store.reals[row], self.tuning) if row >= 0 else None

    def to_bytes(self) -> bytes:
        """All that is known, as bytes; equal states give equal bytes."""
        saved = Saved(
            self.tuning,
            self.step,
            self._wards.series,
            self._store.stored(),
            self._opened,
            self._end,
            [self._cases[n] for n in sorted(self._cases)],
            sorted(self._tails.items(), key=lambda item: item[0]),
            self._recent.kept(self._end),
            self._jury.to_bytes(),
            self._book.kept(),
        )
        return msgspec.msgpack.encode(saved)

    @classmethod
    def from_bytes(cls, data: bytes, tuning: Tuning | None = None, days: DaysOf = no_days) -> Sense:
        """The Sense that gave these bytes, with another ``tuning`` from here on where one is given.

        Raises msgspec.DecodeError on anything else, and ValueError on another version's.
        """
        saved = msgspec.msgpack.decode(data, type=Saved)
        sense = cls(tuning or saved.tuning, saved.step, days)
        sense.watch(saved.series)
        told = sense._store.ints[: saved.store.series, CALENDAR].copy()
        told_panels = sense._store.panel_ints[:, CALENDAR].copy()
        sense._store = Store.restored(saved.store)
        sense._store.ints[: len(told), CALENDAR] = told
        sense._store.panel_ints[:, CALENDAR] = told_panels
        sense._open(saved.opened)
        sense._end = saved.end
        sense._cases = {case.service: case for case in saved.cases}
        sense._tails = dict(saved.tails)
        sense._recent = Recent.restored(saved.recent, saved.step)
        sense._jury = Jury.from_bytes(saved.jury, saved.step)
        sense._book = Book(dict(saved.looks))
        return sense
