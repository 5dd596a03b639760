"""People who report, minute by minute, to a desk with a quiet past."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from marsad.nouns.entry import Entry
from marsad.nouns.event import Counts, Tick
from marsad.nouns.incident import Incident, Transition
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.report import Report
from marsad.nouns.verdict import Verdict
from marsad.sense.tuning import Tuning
from marsad.story.desk import Desk
from marsad.tally.tally import Tally

START = 29_000_160
PAST = 3 * 1440
PLACES = ("SA", "EG", "AE")


@dataclass(frozen=True)
class Kind:
    """People of one kind: how many come a minute, and what they say."""

    rate: float
    symptom: str = ""
    topic: str = ""
    note: str = ""
    reports: str = "problem"
    first: int = 0
    last: int = 10**6
    places: tuple[str, ...] = PLACES
    every_ms: int = 0
    """Clockwork instead of chance."""


@dataclass
class Told:
    """What came of it."""

    verdicts: list[Verdict]
    transitions: list[Transition]
    incidents: dict[str, Incident]
    desk: Desk

    def problem_at(self) -> int | None:
        """Minutes until a problem was told."""
        found = (v.minute + 1 - START - PAST for v in self.verdicts if v.state == "problem")
        return next(found, None)


def quiet(rate: float, seed: int) -> Desk:
    """A desk that knows what is usual from counts."""
    draw = np.random.default_rng(seed)
    desk = Desk.fresh(0, Tuning(), Tally())
    past = [
        Counts("x", START, tuple(draw.poisson(rate / len(PLACES), PAST).tolist()), country=place)
        for place in PLACES
    ]
    desk.take(Entry(0, 1, [*past, Tick(START + PAST)]))
    return desk


def lived(kinds: Sequence[Kind], minutes: int, *, rate: float = 1.0, seed: int = 1) -> Told:
    """A time in which these people come, and usual ones at ``rate`` a minute beside them."""
    desk, draw = quiet(rate, seed), np.random.default_rng(seed + 1)
    everyone = [*kinds, Kind(rate)]
    said = Told([], [], {}, desk)
    for n in range(minutes):
        minute = START + PAST + n
        now = [kind for kind in everyone if kind.first <= n < kind.last]
        events = [r for kind in now for r in reports_of(kind, minute * MINUTE_MS, draw)]
        events.sort(key=lambda report: report.received)
        outcome = desk.take(Entry(0, n + 2, [*events, Tick(minute + 1)]))
        said.transitions += outcome.transitions
        said.incidents |= outcome.incidents
        said.verdicts += desk.verdicts.get("x", ())
    return said


def reports_of(kind: Kind, begin: int, draw: np.random.Generator) -> list[Report]:
    """One minute of a kind of people."""
    if kind.every_ms:
        at = np.arange(-begin % kind.every_ms, MINUTE_MS, kind.every_ms)
    else:
        at = draw.integers(0, MINUTE_MS, draw.poisson(kind.rate))
    return [_report(kind, begin + int(ms), draw) for ms in at]


def _report(kind: Kind, at: int, draw: np.random.Generator) -> Report:
    word: Callable[[], str] = lambda: "".join(map(chr, draw.integers(97, 123, 7)))  # noqa: E731
    note = kind.note.replace("*", " ".join(word() for _ in range(8)))
    return Report(
        id=draw.bytes(16),
        at=at,
        received=at,
        service="x",
        symptom=kind.symptom,
        topic=kind.topic,
        note=note,
        kind="works" if kind.reports == "works" else "problem",
        country=kind.places[int(draw.integers(len(kind.places)))],
        reporter=draw.bytes(8),
        network=draw.bytes(8),
        asn=int(draw.integers(1, 200)),
    )
