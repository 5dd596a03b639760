"""Real outages that somebody tries to hide: ``python -m bench.trust.negatives [--seed N]``.

Three ways: slowly raising what is usual (``poisoning``), saying "works for me", and complaining of
prices. Each is a delay beside the delay of the same outage that nobody hides.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from bench.figure import figure
from bench.trust.poisoning import HORIZON, delays
from marsad.nouns.entry import Entry
from marsad.nouns.event import Counts, Event, Tick
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.report import Report
from marsad.sense.tuning import Tuning
from marsad.story.desk import Desk
from marsad.tally.tally import Tally

START, PAST, LASTS = 29_000_160, 2 * 1440, 90
RATIOS = (3.0, 10.0, 30.0)
BASES = (0.2, 2.0)
RUNS = 4


@dataclass(frozen=True)
class Row:
    """One figure: mean delay in minutes, a missed outage counted as the horizon."""

    name: str
    delay: float
    beside: float
    """The same without the attack."""


def rows(seed: int = 1) -> list[Row]:
    """Every attack beside none."""
    return [*_poisoned(seed), *_drowned(seed)]


def _poisoned(seed: int) -> list[Row]:
    out: list[Row] = []
    for base in BASES:
        clean: dict[tuple[bool, float], float] = {}
        for each in delays(base, RATIOS, seed):
            place = "night" in each.poison, each.ratio
            without = clean.setdefault(place, each.mean)  # the first of each time of day is clean
            name = f"{each.poison}; usual {base} a minute, outage x{each.ratio:.0f}"
            out.append(Row(name, each.mean, without))
    return out


@dataclass(frozen=True)
class Noise:
    """What an attacker adds in each minute of an outage."""

    name: str
    rate: float = 0.0
    works: bool = False
    topic: str = ""


NOISES = (
    Noise("300 a minute say that it works", 300.0, works=True),
    Noise("10 a minute complain of prices", 10.0, topic="price"),
    Noise("100 a minute complain of prices", 100.0, topic="price"),
)


def _drowned(seed: int) -> list[Row]:
    """Outages of x10 and x30; half of the people of each say what fails, half say nothing."""
    out: list[Row] = []
    for ratio in RATIOS[1:]:
        clean = _told(ratio, Noise(""), seed)
        for noise in NOISES:
            name = f"{noise.name}; usual 1 a minute, outage x{ratio:.0f}"
            out.append(Row(name, _told(ratio, noise, seed), clean))
    return out


def _told(ratio: float, noise: Noise, seed: int) -> float:
    return float(np.mean([_delay(ratio, noise, seed * 100 + run) for run in range(RUNS)]))


def _delay(ratio: float, noise: Noise, seed: int) -> float:
    draw, past = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    desk = Desk.fresh(0, Tuning(), Tally())
    known = Counts("x", START, tuple(past.poisson(1.0, PAST).tolist()))
    desk.take(Entry(0, 1, [known, Tick(START + PAST)]))
    for n in range(LASTS):
        minute = START + PAST + n
        events: list[Event] = [
            _report(minute, draw, works=noise.works, topic=noise.topic, note="so dear")
            for _ in range(draw.poisson(noise.rate))
        ]
        events += [
            _report(minute, draw, symptom="login_failure" if draw.random() < 0.5 else "")
            for _ in range(draw.poisson(ratio))
        ]
        desk.take(Entry(0, n + 2, [*events, Tick(minute + 1)]))
        if any(verdict.state == "problem" for verdict in desk.verdicts.get("x", ())):
            return n + 1.0
    return float(HORIZON)


def _report(
    minute: int,
    draw: np.random.Generator,
    *,
    works: bool = False,
    symptom: str = "",
    topic: str = "",
    note: str = "",
) -> Report:
    """Someone nobody has met, through a sender that vouches: what trust does is measured apart."""
    at = minute * MINUTE_MS + int(draw.integers(MINUTE_MS))
    return Report(
        id=draw.bytes(16),
        at=at,
        received=at,
        service="x",
        symptom=symptom,
        kind="works" if works else "problem",
        topic=topic,
        note=note if topic else "",
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    for row in rows(parser.parse_args().seed):
        figure(row.name, f"{row.delay:.1f} min", limit=f"{row.beside:.1f} min without")


if __name__ == "__main__":
    main()
