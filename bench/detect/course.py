"""How an outage is told from its declaration to its end, by the states as users see them.

Marsad runs with its default budget of one false alarm a service-year. The true end is the minute in
which the excess falls under a tenth of its peak: 165 minutes after the onset.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bench.detect import ours
from bench.detect.limit import share_near
from bench.detect.rows import Course, Found, Stated
from bench.detect.tail import TOGETHER, YEAR
from bench.detect.worlds.minute import EACH, HORIZON, SIZES, World, struck
from bench.world import MONDAY, Outage
from marsad.nouns.verdict import Verdict
from marsad.sense.sense import Sense

AFTER = 300
"""Minutes played after the true end."""
OUTAGES_A_YEAR = 6.0
"""How many outages a service-year has, when certainties are judged: as the detector supposes."""
WATCHED = 48
"""Series of which the quiet past is judged with states: half the world."""


def follow(
    world: World, learn: int, instants: Sequence[int], found: Found, rng: np.random.Generator
) -> None:
    """Measure states on the quiet past of half the world, and on outages branched off it."""
    sense = Sense()
    ours.watch(sense, WATCHED, EACH)
    cuts, saved, said = [0, *instants, world.counts.shape[1]], dict[int, bytes](), list[Verdict]()
    for a, b in pairwise(cuts):
        verdicts, _, _ = ours.advance(sense, world.counts[:WATCHED, a:b], a, countries=True)
        said += verdicts
        saved[b] = sense.to_bytes()
    _quiet_states(world, learn, said, found)
    years = (world.counts.shape[1] - learn) * WATCHED / YEAR
    for ratio in SIZES[world.base]:
        told: list[tuple[int, list[Verdict]]] = []
        for turn, at in enumerate(instants):
            told += _branch(world, saved[at], (at, ratio, turn % EACH), rng)
        found.courses.append(_course(world, ratio, told, _limits(world, ratio, instants)))
        weight = OUTAGES_A_YEAR * years / (len(told) * len(SIZES[world.base]))
        for onset, verdicts in told:
            found.sure += [
                (v.certainty, _runs(v, onset), weight) for v in verdicts if v.state != "ok"
            ]


def _quiet_states(world: World, learn: int, said: list[Verdict], found: Found) -> None:
    late = [v for v in said if v.minute >= MONDAY + learn]
    years = (world.counts.shape[1] - learn) * WATCHED / YEAR
    rates = [0.0, 0.0, 0.0]
    alarms = [(service, at) for service, at in ours.alarms(said, TOGETHER) if at >= MONDAY + learn]
    for service, _ in alarms:
        rates[int(service.removeprefix("service-")) % 3] += 3.0 / years
    measured = len(alarms) / years
    row = Stated(
        world.kind, world.base, "Marsad's states", "1 a year", measured, years, tuple(rates)
    )
    found.stated.append(row)
    found.sure += [(v.certainty, False, 1.0) for v in late if v.state != "ok"]


def _runs(verdict: Verdict, onset: int) -> bool:
    return onset <= verdict.minute < onset + HORIZON


def _branch(
    world: World, saved: bytes, what: tuple[int, float, int], rng: np.random.Generator
) -> list[tuple[int, list[Verdict]]]:
    """Onset (minute) and verdicts of each failing service."""
    at, ratio, turn = what
    onset = at + int(rng.integers(0, 60))
    end = min(onset + HORIZON + AFTER, world.counts.shape[1])
    counts: NDArray[np.int32] = world.counts[:WATCHED, at:end].copy()
    failing = struck(world, onset, ratio, end - onset, rng)
    counts[turn::EACH, onset - at :] = failing[turn:WATCHED:EACH]
    sense = Sense.from_bytes(saved)
    said, _, _ = ours.advance(sense, counts, at, countries=True)
    mine: dict[str, list[Verdict]] = {f"service-{s:03}": [] for s in range(turn, WATCHED, EACH)}
    for verdict in said:
        if verdict.service in mine and verdict.minute >= MONDAY + onset:
            mine[verdict.service].append(verdict)
    return [(MONDAY + onset, verdicts) for verdicts in mine.values()]


def _limits(world: World, ratio: float, instants: Sequence[int]) -> tuple[float, float]:
    """How many ends could be told within ten minutes at best, shape known and not."""
    known, unknown = list[float](), list[float]()
    shape = Outage(0, ratio)
    for turn, at in enumerate(instants):
        for s in range(turn % EACH, WATCHED, EACH):
            rates = world.mean[s, at : at + HORIZON + AFTER].astype(float)
            for shares, told in ((known, True), (unknown, False)):
                shares.append(
                    share_near(
                        rates, ratio, world.phi[s], shape.plateau, shape.half_life, known=told
                    )
                )
    return _mean(known), _mean(unknown)


def _course(
    world: World,
    ratio: float,
    told: list[tuple[int, list[Verdict]]],
    limits: tuple[float, float],
) -> Course:
    delay, covered, late, ends = list[float](), list[bool](), list[float](), list[float]()
    right, early = list[bool](), list[bool]()
    for onset, verdicts in told:
        problems = [v for v in verdicts if v.state in ("problem", "recovering")]
        declared = next((v for v in problems if v.minute < onset + HORIZON), None)
        delay.append(declared.minute + 1 - onset if declared else np.inf)
        if declared is None:
            continue
        over = next((v for v in verdicts if v.minute > declared.minute and v.state == "ok"), None)
        span = [v for v in problems if over is None or v.minute < over.minute][-1].onset
        if span:
            covered.append(span.low <= onset * 60_000 <= span.high)
            late.append(span.at / 60_000 - onset)
        if over and over.ended:
            true = onset + HORIZON
            ends.append(over.ended.at / 60_000 - true)
            right.append(over.ended.low <= true * 60_000 <= over.ended.high)
            early.append(over.minute + 1 < true)
    near = [abs(error) <= 10 for error in ends]
    return Course(
        world.kind,
        world.base,
        ratio,
        len(told),
        int(np.isfinite(delay).sum()),
        float(np.median(delay)),
        _mean(covered),
        _median(late),
        len(ends),
        _mean(near),
        _median(ends),
        _mean(right),
        _mean(early),
        *limits,
    )


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def _median(values: Sequence[float]) -> float:
    return float(np.median(values)) if values else float("nan")
