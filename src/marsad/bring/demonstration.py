"""A recorded outage as a demonstration: a quiet past for the journal, and reports for the door.

What comes in: a scenario, which part of it to play and how fast. What goes out: ``Counts`` events
of the days before, and single reports sent over HTTP when the demonstration's clock has come to
them. Called by ``marsad serve --demo``.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from marsad.bring.courier import Courier
from marsad.bring.scenario import Scenario
from marsad.bring.scenario_file import read_scenario
from marsad.bring.simulate import Simulated, simulate
from marsad.nouns.event import Counts
from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS, parse_rfc3339, rfc3339
from marsad.nouns.series import Cell

SCENARIO = "x-2025-05-24"
START = parse_rfc3339("2025-05-24T07:50:00-04:00")
"""Twenty-five minutes before the onset, so that the page is seen quiet first ..."""
UNTIL = parse_rfc3339("2025-05-24T12:10:00-04:00")
"""... and to midday, when the press called it over."""
SPEED = 450.0
"""Four hours in 32 seconds ..."""
SLOW = (parse_rfc3339("2025-05-24T08:14:00-04:00"), parse_rfc3339("2025-05-24T08:19:00-04:00"))
SLOW_SPEED = 25.0
"""... but the minutes around the onset in 12, so that one sees it suspected, then declared."""
SCALE = 1 / 8
"""One report of eight: some 25,000 in all, which any machine takes in its stride."""
_LINES = 5_000
_STRIDE = MINUTE_MS // 4
"""What is sent at once: the reports of a quarter of a minute."""
_PAUSE = 0.01
_FREE = 1 << 62

log = logging.getLogger("marsad.bring.demonstration")


class Paced(Protocol):
    """A clock that waits for the player."""

    def now(self) -> int: ...

    def allow(self, instant: int, speed: float) -> None:
        """Let it run up to an instant, this fast, and no further before this is called again."""
        ...


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What is played, and by which clock."""

    title: str
    start: int
    """Where the clock begins (instant), and where it goes on as life does."""
    until: int
    speed: float
    history: tuple[Counts, ...]
    """The days before ``start``: for the journal, ahead of its first tick."""
    cells: tuple[Cell, ...]
    at: NDArray[np.int64]
    """When each report is sent (instant), in order."""
    cell: NDArray[np.int32]

    async def play(self, address: str, clock: Paced) -> None:
        """Send every report to the door at ``address`` (``http://host:port``) when it is due.

        The clock waits until what was due is acknowledged, so a slow machine plays slowly and
        nothing comes late. Returns after the last report, with the clock set free. A door that
        is not there yet, or refuses a batch, is asked again.
        """
        async with Courier(address) as courier:
            sent = 0
            for end in range(self.start + _STRIDE, self.until + _STRIDE, _STRIDE):
                slow = SLOW[0] < end <= SLOW[1]
                clock.allow(end, SLOW_SPEED if slow else self.speed)
                await _until(end, clock)
                due = int(np.searchsorted(self.at, end))
                while sent < due:
                    upto = min(due, sent + _LINES)
                    await courier.deliver(b"\n".join(self._lines(sent, upto)))
                    sent = upto
        clock.allow(_FREE, self.speed)
        log.info("the demonstration has sent all of its %d reports", sent)

    def _lines(self, low: int, high: int) -> Iterator[bytes]:
        """Reports ``low`` up to ``high`` as the door takes them, each by a person of its own."""
        for number in range(low, high):
            cell = self.cells[int(self.cell[number])]
            said = {name: part for name, part in zip(Cell._fields, cell, strict=True) if part}
            at = rfc3339(int(self.at[number]))
            yield msgspec.json.encode({**said, "at": at, "reporter": f"demonstration-{number}"})


async def _until(instant: int, clock: Paced) -> None:
    while (left := instant - clock.now()) > 0:  # noqa: ASYNC110 - a clock is no event
        await asyncio.sleep(min(left / 1000, _PAUSE))


def demonstration(
    name: str = SCENARIO,
    *,
    start: int = START,
    until: int = UNTIL,
    speed: float = SPEED,
    scale: float = SCALE,
) -> Demonstration:
    """The demonstration of a bundled scenario (or a file), thinned to a share ``scale``.

    Raises FileRefused.
    """
    scenario = read_scenario(Path(name))
    generator = np.random.default_rng(scenario.seed)
    counts = _thinned(simulate(scenario), scale, generator)
    begin = start // MINUTE_MS - counts.first
    end = until // MINUTE_MS - counts.first
    at, cell = _singly(counts, begin, end, generator)
    return Demonstration(
        title=_title(scenario, scale),
        start=start,
        until=until,
        speed=speed,
        history=tuple(_history(counts, begin)),
        cells=counts.cells,
        at=at,
        cell=cell,
    )


def _title(scenario: Scenario, scale: float) -> str:
    share = "" if scale == 1 else f", one report of {round(1 / scale)}"
    return f"{scenario.title} (simulated after published figures{share})"


def _thinned(counts: Simulated, scale: float, generator: np.random.Generator) -> Simulated:
    """Each report kept with probability ``scale``."""
    reports = generator.binomial(counts.reports, scale).astype(np.int32)
    kept = reports > 0
    return Simulated(
        counts.first,
        counts.minutes,
        counts.cells,
        counts.minute[kept],
        counts.cell[kept],
        reports[kept],
    )


def _history(counts: Simulated, begin: int) -> Iterator[Counts]:
    """The minutes before ``begin``, a cell and a day an event, without the zeros at its ends."""
    for low in range(0, begin, DAY_MINUTES):
        rows = slice(*np.searchsorted(counts.minute, [low, min(low + DAY_MINUTES, begin)]))
        for cell in map(int, np.unique(counts.cell[rows])):
            mine = counts.cell[rows] == cell
            minute = counts.minute[rows][mine]
            reports = np.zeros(int(minute[-1] - minute[0]) + 1, np.int64)
            reports[minute - minute[0]] = counts.reports[rows][mine]
            service, *rest = counts.cells[cell]
            start = counts.first + int(minute[0])
            yield Counts(service, start, tuple(map(int, reports)), 1, *rest)


def _singly(
    counts: Simulated, begin: int, end: int, generator: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The reports of minutes ``begin`` up to ``end`` one by one: instant and cell, in order."""
    rows = slice(*np.searchsorted(counts.minute, [begin, end]))
    minute = np.repeat(counts.minute[rows], counts.reports[rows])
    cell = np.repeat(counts.cell[rows], counts.reports[rows])
    at = (counts.first + minute.astype(np.int64)) * MINUTE_MS
    at += generator.integers(0, MINUTE_MS, len(at))
    order = np.argsort(at, kind="stable")
    return at[order], cell[order]
