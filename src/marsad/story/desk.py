"""The fold of one partition: entries of the journal in, transitions and incidents out.

Running live, catching up after a restart and replaying a file are this one path.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import msgspec
import numpy as np

from marsad.nouns.act import Act
from marsad.nouns.aside import SetAside
from marsad.nouns.block import Bands, Block
from marsad.nouns.correction import Plan
from marsad.nouns.entry import Entry
from marsad.nouns.event import Counts, Tick
from marsad.nouns.incident import Incident
from marsad.nouns.minute import DAY_MINUTES, instant_of
from marsad.nouns.occasion import DaysOf, no_days
from marsad.nouns.report import Report
from marsad.nouns.series import Series
from marsad.nouns.state import State
from marsad.nouns.statement import Stated
from marsad.nouns.traffic import TrafficWindow
from marsad.nouns.verdict import Reason, Verdict
from marsad.nouns.withdrawn import Amended, Withdrawn
from marsad.sense.sense import Sense
from marsad.sense.tuning import Tuning
from marsad.story.docket import Docket
from marsad.story.editing import Editing
from marsad.story.life import Life
from marsad.story.outcome import Outcome
from marsad.tally.rows import COUNTED, SERVICE, no_rows
from marsad.tally.tally import Tally
from marsad.tally.usual import Usual

Folded = Report | Counts | Stated | TrafficWindow | Withdrawn | Amended
"""Every event but a tick."""
GAP_AFTER_MINUTES = 5
OPEN_MINUTES = 1
"""Minutes looked at that are not closed yet: the one that runs, or waits for its grace."""


class _State(msgspec.Struct, array_like=True):
    tally: bytes
    sense: bytes
    usual: bytes
    life: Life
    verdicts: dict[str, tuple[Verdict, ...]]
    closed: int
    watched: int
    days: dict[int, int]
    docket: Docket = msgspec.field(default_factory=Docket)
    catalogue: dict[str, str] = {}


_decoder = msgspec.msgpack.Decoder(_State)


class Desk:
    """Tally, sense and life of one partition, and how far in the journal they have come."""

    def __init__(
        self, partition: int, tally: Tally, sense: Sense, usual: Usual, life: Life
    ) -> None:
        self.partition = partition
        self.position = 0
        self.closed = 0
        """Every minute before this one is closed."""
        self.tally = tally
        self.sense = sense
        self.usual = usual
        self.life = life
        self.docket = Docket()
        self.verdicts: dict[str, tuple[Verdict, ...]] = {}
        """The latest verdicts of every service that is not ok. Replaced whole, never changed."""
        self.suspicions: dict[str, tuple[Verdict, ...]] = {}
        """Services that are hardly ok by the minute that runs now (see ``look``)."""
        self.running: dict[str, Incident] = {}
        """The open incident of every service that has one, the whole service's before a part's."""
        self.plans: dict[str, tuple[Plan, ...]] = {}
        """Announced work by service. Replaced whole, never changed."""
        self.catalogue: dict[str, str] = {}
        """YAML of every service that editors catalogued anew, as they last wrote it."""
        self.days: dict[int, int] = {}
        """UTC day -> the position after that of the entry in which it began."""
        self._watched = 0
        self._usual_now: dict[str, tuple[int, float]] = {}

    @classmethod
    def fresh(
        cls, partition: int, tuning: Tuning, tally: Tally, step: int = 1, days: DaysOf = no_days
    ) -> Self:
        """A desk that has seen nothing yet; bins are ``step`` minutes wide."""
        return cls(partition, tally, Sense(tuning, step, days), Usual(), Life(step=step))

    @classmethod
    def restored(
        cls,
        partition: int,
        position: int,
        state: bytes,
        tuning: Tuning,
        late_minutes: int,
        days: DaysOf = no_days,
    ) -> Self:
        """The desk that ``to_bytes`` was called on. Raises ValueError on any other bytes."""
        try:
            saved = _decoder.decode(state)
        except msgspec.MsgspecError as error:
            raise ValueError(f"not a desk's checkpoint: {error}") from error
        tally = Tally.from_bytes(saved.tally, late_minutes)
        sense, usual = Sense.from_bytes(saved.sense, tuning, days), Usual.from_bytes(saved.usual)
        desk = cls(partition, tally, sense, usual, saved.life)
        desk.position, desk.closed, desk.verdicts = position, saved.closed, saved.verdicts
        desk.running = saved.life.open_incidents()
        desk._watched, desk.days, desk.docket = saved.watched, saved.days, saved.docket
        desk.catalogue, desk.plans = saved.catalogue, saved.docket.plans()
        return desk

    def take(self, entry: Entry) -> Outcome:
        """Fold one entry of this partition's journal."""
        outcome = Outcome()
        waiting: list[Folded] = []
        for event in entry.events:
            if isinstance(event, Tick):
                self._count(waiting, outcome)
                waiting = []
                self._close(event.minute, outcome)
            elif isinstance(event, Act):
                self._count(waiting, outcome)
                waiting = []
                self._edit(event, outcome)
            else:
                waiting.append(event)
        self._count(waiting, outcome)
        self.position = entry.position
        if outcome.closed is not None:
            self.days.setdefault(outcome.closed // DAY_MINUTES, entry.position + 1)
        return outcome

    def look(self) -> None:
        """Glance at the minute that still runs; whoever folds may call it as often as wanted.

        It changes no incident: the next close judges in full.
        """
        view = self.tally.all_rows(self.closed, self.closed + OPEN_MINUTES)
        table = np.concatenate([no_rows(), *view.tables], axis=1)
        counted = np.bincount(table[SERVICE], weights=table[COUNTED])
        names = self.tally.names()
        open_counts = {names[code]: int(counted[code]) for code in np.flatnonzero(counted)}
        known = [service for service in open_counts if service in self._usual_now]
        rows = np.array([self._usual_now[service][0] for service in known], np.int32)
        counts = np.array([open_counts[service] for service in known], np.int32)
        self.suspicions = {
            service: (self._suspicion(service, state, open_counts[service]),)
            for service, state in self.sense.glance(rows, counts)
            if not self.life.is_quiet(service)
        }

    def _suspicion(self, service: str, state: State, count: int) -> Verdict:
        """``possible`` at most, however much has come: the minute is not over."""
        tuning, expected = self.sense.tuning, self._usual_now[service][1]
        false = tuning.false_alarms * (tuning.suspicions if state == "possible" else 1.0)
        return Verdict(
            service=service,
            component="",
            minute=self.closed,
            state="possible",
            certainty=round(tuning.real_outages / (tuning.real_outages + false), 4),
            reports=count,
            expected=expected,
            excess=count - expected,
            because=(Reason("running_minute", count, expected, tuning.suspicion(1)),),
        )

    def older_than(self, days: int) -> int:
        """The position before which entries are more than so many days old; 0 when none is."""
        last = self.closed // DAY_MINUTES - days
        past = [day for day in self.days if day <= last]
        positions = [self.days[day] for day in past]
        for day in past:
            if day != max(past):
                del self.days[day]
        return max(positions, default=0)

    def _count(self, events: Sequence[Folded], outcome: Outcome) -> None:
        if not events:
            return
        self.tally.take(events)
        filed: dict[str, None] = {}
        for event in events:
            if isinstance(event, Stated | TrafficWindow):
                self.docket.take(event)
                filed[event.service] = None
            else:
                outcome.services.add(event.service)
        outcome.add([], self.docket.settled(filed))

    def _edit(self, act: Act, outcome: Outcome) -> None:
        done = Editing(self.life, self.docket).carry_out(act, self.catalogue)
        if done is None:
            outcome.recalled.append(act)
            return
        outcome.edit(done)
        self.verdicts = self._audible(self.verdicts)
        self.suspicions = self._audible(self.suspicions)
        self._hold()

    def _audible(self, verdicts: dict[str, tuple[Verdict, ...]]) -> dict[str, tuple[Verdict, ...]]:
        return {name: said for name, said in verdicts.items() if not self.life.is_quiet(name)}

    def _hold(self) -> None:
        self.running, self.plans = self.life.open_incidents(), self.docket.plans()

    def _close(self, minute: int, outcome: Outcome) -> None:
        if minute <= self.closed:
            return
        block = self.tally.close(minute, gap_after=GAP_AFTER_MINUTES)
        self.closed = outcome.closed = minute
        if block is not None:
            bands = self._hear(self.tally.series, block, outcome)
            self.usual.take(self.tally.series, block, bands)
            usual = zip(bands.rows.tolist(), bands.expected[-1].tolist(), strict=True)
            self._usual_now = {self.tally.series[row].service: (row, much) for row, much in usual}
            self.suspicions = {}

    def brought(self, series: Sequence[Series], block: Block) -> tuple[Outcome, Bands]:
        """Fold a block of counts somebody brought; ``series`` names all rows known so far."""
        outcome = Outcome(closed=block.first + block.bins * block.step)
        return outcome, self._hear(series, block, outcome)

    def _hear(self, series: Sequence[Series], block: Block, outcome: Outcome) -> Bands:
        if len(series) > self._watched:
            self.sense.watch(series[self._watched :])
            self._watched = len(series)
        verdicts, bands = self.sense.advance(block)
        rows, incidents = self.life.hear(verdicts)
        outcome.add(rows, self.docket.hear(incidents, rows))
        self.docket.count(verdicts)
        outcome.set_aside += [
            SetAside(verdict.service, instant_of(verdict.minute), aside)
            for verdict in verdicts
            for aside in verdict.set_aside
        ]
        last = block.first + block.bins * block.step - 1
        self.docket.forget(instant_of(last + 1))
        self.verdicts = self._audible(_standing(verdicts, last))
        self._hold()
        return bands

    def to_bytes(self) -> bytes:
        """All state, for a checkpoint at ``position``."""
        state = _State(
            self.tally.to_bytes(),
            self.sense.to_bytes(),
            self.usual.to_bytes(),
            self.life,
            self.verdicts,
            self.closed,
            self._watched,
            self.days,
            self.docket,
            self.catalogue,
        )
        return msgspec.msgpack.encode(state)


def _standing(verdicts: list[Verdict], last: int) -> dict[str, tuple[Verdict, ...]]:
    standing: dict[str, tuple[Verdict, ...]] = {}
    for verdict in verdicts:
        if verdict.minute == last and verdict.state != "ok":
            standing[verdict.service] = (*standing.get(verdict.service, ()), verdict)
    return standing
