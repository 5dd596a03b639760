"""What may be explored, and what is found: up to six lines of any cells over any stretch of time.

A cell is written ``service/component/symptom/country``; what is left out at its end, or empty, is
any, and ``*`` in place of a service is all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS, instant_of
from marsad.nouns.series import Cell
from marsad.nouns.spell import Inquiry, Spell
from marsad.show.masking import masked
from marsad.show.problems import quoted, refused
from marsad.show.query import choice, instant
from marsad.show.span import minutes_of
from marsad.show.stage import Stage

KINDS = ("reports", "counted", "works")
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080)
"""Minutes a bin, of which the finest that fits is taken."""
POINTS = 2_000
CELLS = 6
LONGEST = 3_660 * DAY_MINUTES
"""Minutes of one service; several lines share them."""
WEIGHT = 5
"""Lines that one of all services costs as much as."""
BANDED = 400 * DAY_MINUTES
"""Minutes up to which what is usual is shown: it is known by the minute."""
SHADED = 500
"""Incidents shaded at most, the newest first."""
EVERY = "*"
Counts = list[int | None]
Floats = NDArray[np.float64]


class Stretch(NamedTuple):
    """Whole minutes ``first`` up to, not including, ``last``, in bins of ``step`` minutes."""

    first: int
    last: int
    step: int

    @property
    def bins(self) -> int:
        """How many."""
        return (self.last - self.first) // self.step


class Asked(NamedTuple):
    """What an address asks to see."""

    cells: tuple[Cell, ...]
    stretch: Stretch
    kind: str


class Line(NamedTuple):
    """One cell's counts; None for a count by place that is not shown."""

    cell: Cell
    counts: Counts

    @property
    def total(self) -> int | None:
        """The sum; None where it would tell what is not shown."""
        return None if None in self.counts else sum(each or 0 for each in self.counts)


@dataclass(frozen=True, slots=True)
class Explored:
    """What was found; ``band`` is expected, low and high of a single whole service."""

    asked: Asked
    lines: list[Line]
    band: tuple[Floats, Floats, Floats] | None
    spells: list[Spell]


def cell_text(cell: Cell) -> str:
    """A cell as an address writes it.

    >>> cell_text(Cell("x", "", "slow")), cell_text(Cell("", country="SA"))
    ('x//slow', '*///SA')
    """
    return "/".join([cell.service or EVERY, *cell[1:]]).rstrip("/")


def cell_of(stage: Stage, text: str) -> Cell:
    """The cell a text names. Raises Refused where a part of it is none that there is."""
    parts = text.split("/")
    if len(parts) > len(Cell._fields) or not parts[0]:
        detail = f"a cell is service/component/symptom/country, or * for all, not {quoted(text)}"
        raise refused("bad-cell", detail)
    service, component, symptom, country = [*parts, "", "", ""][:4]
    cell = Cell("" if service == EVERY else service, component, symptom, country.upper())
    if cell.service:
        known = {part.id for part in stage.service(cell.service).components}
    else:
        known = set[str]()
    catalog = stage.sight.catalog
    for part, there in (
        ("component", known),
        ("symptom", catalog.symptoms),
        ("country", catalog.countries),
    ):
        name = getattr(cell, part)
        if name and name not in there:
            raise refused("bad-cell", f"There is no {part} {quoted(name)} of {quoted(service)}")
    return cell


def cells_of(stage: Stage, texts: Sequence[str]) -> tuple[Cell, ...]:
    """Each cell once, in the order of asking; all services together where none is named."""
    cells = tuple(dict.fromkeys(cell_of(stage, text) for text in texts if text))
    if len(cells) > CELLS:
        raise refused("bad-cell", f"{len(cells)} cells are asked for; {CELLS} are the most")
    return cells or (Cell(""),)


def longest(cells: Sequence[Cell]) -> int:
    """Minutes that can be read at once of some cells: what they cost is bounded."""
    return LONGEST // sum(1 if cell.service else WEIGHT for cell in cells)


def stretch_of(
    query: Mapping[str, str], now: int, zone: ZoneInfo, most: int, points: int = POINTS
) -> Stretch:
    """The time an address asks for: ``from`` and ``to`` (else a day up to now), and ``step``.

    A time without an offset is one of ``zone``; ``most`` minutes are allowed, and ``points`` are
    aimed at where no step is asked for. Raises Refused.
    """
    running = now // MINUTE_MS + 1
    begin, end = instant(query, "from", zone), instant(query, "to", zone)
    last = running if end is None else max(end // MINUTE_MS, 0)
    first = max(last - DAY_MINUTES if begin is None else begin // MINUTE_MS, 0)
    if first >= running:
        raise refused("bad-period", "from lies in the future: nothing is known of it yet")
    last = min(last, running)
    if first >= last:
        raise refused("bad-period", "from has to be earlier than to, by a minute at least")
    if last - first > most:
        detail = f"at most {most // DAY_MINUTES} days of these lines can be shown at once"
        raise refused("bad-period", detail)
    step = _step(query.get("step", ""), last - first, points)
    return Stretch(first // step * step, -(-last // step) * step, step)


def _step(text: str, minutes: int, points: int) -> int:
    if not text or text == "auto":
        fine = (step for step in STEPS if minutes <= step * (points - 1))
        return next(fine, STEPS[-1])
    step = minutes_of(text)
    if not 0 < step <= LONGEST:
        raise refused("bad-step", f"step is a number of minutes, hours or days, not {quoted(text)}")
    if minutes > step * (POINTS - 1):
        detail = (
            f"that would be {minutes // step} points; {POINTS} are the most: ask for a longer step"
        )
        raise refused("bad-step", detail)
    return step


def asked_of(
    stage: Stage,
    cells: Sequence[str],
    query: Mapping[str, str],
    zone: ZoneInfo | None = None,
    points: int = POINTS,
) -> Asked:
    """What an address asks for; times without an offset are of ``zone``, else UTC."""
    kind = choice(query, "kind", KINDS, KINDS[0])
    found = cells_of(stage, cells)
    zone = zone or ZoneInfo("UTC")
    stretch = stretch_of(query, stage.sight.now(), zone, longest(found), points)
    return Asked(found, stretch, kind)


def explore(stage: Stage, asked: Asked) -> Explored:
    """The lines asked for, what is usual beside a single service, and its incidents."""
    first, last, step = asked.stretch
    whole = [cell.service for cell in asked.cells if cell == Cell(cell.service) and cell.service]
    windows = (
        {service: stage.sight.window(service, first, last, step) for service in whole}
        if last - first <= BANDED
        else {}
    )
    lines = [
        Line(cell, getattr(windows[cell.service], asked.kind).tolist())
        if cell == Cell(cell.service) and cell.service in windows
        else Line(cell, _counts(stage, cell, asked))
        for cell in asked.cells
    ]
    alone = next(iter(windows.values())) if len(lines) == 1 and windows else None
    is_usual = alone is not None and asked.kind == "reports"
    band = (alone.expected, alone.low, alone.high) if alone and is_usual else None
    return Explored(asked, lines, band, _spells(stage, asked))


def _counts(stage: Stage, cell: Cell, asked: Asked) -> Counts:
    """One cell's counts; those of a country as far as they may be told beside the others'."""
    stretch, kind = asked.stretch, asked.kind
    if not cell.country:
        return [*stage.sight.course(cell, *stretch, kind)[""].tolist()]
    split = stage.sight.course(cell._replace(country=""), *stretch, kind, "country")
    shown = masked({key: counts.tolist() for key, counts in split.items()})
    return shown.get(cell.country, [0] * stretch.bins)


def _spells(stage: Stage, asked: Asked) -> list[Spell]:
    services = tuple(dict.fromkeys(cell.service for cell in asked.cells if cell.service))
    first, last, _ = asked.stretch
    inquiry = Inquiry(services, since=instant_of(first), until=instant_of(last), limit=SHADED)
    found = stage.sight.spells(inquiry) if services else []
    return [each for each in found if each.state != "retracted"]


def times(stretch: Stretch) -> list[int]:
    """When each bin begins, in seconds since 1970."""
    return [minute * 60 for minute in range(stretch.first, stretch.last, stretch.step)]
