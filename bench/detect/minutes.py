"""The minute world: each method's threshold from a quiet past, then outages branched off it.

At some instants (checkpoints) of the quiet past outages are added and played from there on, so no
outage spoils what is learned before another. For Marsad the branch takes up the detector's bytes,
and one service in each country fails at a time: what others report stays what it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bench.detect import ours
from bench.detect.course import follow
from bench.detect.peers.bayes import Bayes
from bench.detect.peers.clairvoyant import Clairvoyant
from bench.detect.peers.downdetector import Downdetector
from bench.detect.peers.ears import Ears
from bench.detect.peers.focus import Focus
from bench.detect.peers.peer import Floats, Past, Peer
from bench.detect.peers.prometheus import Prometheus
from bench.detect.peers.shesd import Shesd
from bench.detect.rows import Bias, Delay, Found, Stated
from bench.detect.tail import Tail
from bench.detect.worlds.minute import EACH, HORIZON, SERIES, SIZES, World, make, struck
from bench.world import DAY, WEEK
from marsad.nouns.occasion import DaysOf, no_days

RATES = (0.1, 1.0, 12.0)
OURS = "Marsad"
TOLD = "Marsad, holidays known"
"""The same with a calendar, in the worlds that have holidays."""
Hits = dict[tuple[str, float], list[tuple[Floats, int, int]]]
"""By method and size: score, bins a step, and the onset in minutes from the first of them."""


@dataclass(frozen=True)
class Sample:
    """How much is simulated."""

    seed: int
    learn: int = 4 * WEEK
    quiet: int = 17 * WEEK
    checkpoints: int = 5

    def instants(self) -> list[int]:
        """Minutes of the checkpoints: quarters of an hour at all times of day and week."""
        rng = np.random.default_rng([self.seed, 77])
        edges = np.linspace(self.learn, self.learn + self.quiet - DAY, self.checkpoints + 1)
        return [int(rng.uniform(a, b)) // 15 * 15 for a, b in pairwise(edges)]


@dataclass
class Quiet:
    """Marsad's run over the quiet past."""

    surprise: NDArray[np.float32]
    expected: NDArray[np.float32]
    saved: dict[int, bytes] = field(default_factory=dict)


def peers() -> list[Peer]:
    """Those that need nobody else's installation."""
    ears: list[Peer] = [Ears(number) for number in (1, 2, 3)]
    return [Focus(), Downdetector(), Prometheus(), *ears, Shesd()]


def measure(kind: str, base: float, sample: Sample) -> Found:
    """Everything about one kind of world at one base rate."""
    world = make(kind, base, sample.learn + sample.quiet, sample.seed)
    rng = np.random.default_rng([sample.seed, 5, round(base * 1000), len(kind)])
    found = Found()
    run = quiet_run(world, sample, found)
    tails = {OURS: _our_tail(run, sample)}
    hits: Hits = {}
    outages = _drawn(world, sample, rng)
    _our_branches(world, run, outages, hits)
    if world.holidays.any():
        days = ours.told(world.holidays)
        knowing = quiet_run(world, sample, found, days)
        tails[TOLD] = _our_tail(knowing, sample)
        _our_branches(world, knowing, outages, hits, days)
    for peer in peers():
        tails[peer.name] = _timed(
            found, peer.name, lambda p=peer: _quiet_tail(p, world, run, sample, 1.0)
        )
        _branches(peer, world, run, outages, hits)
    limit = Clairvoyant()
    for ratio in SIZES[base]:
        tail = _timed(found, limit.name, lambda r=ratio: _quiet_tail(limit, world, run, sample, r))
        tails[f"{limit.name} {ratio:g}"] = tail
    _branches(limit, world, run, outages, hits)
    if kind == Bayes.world:
        tails[Bayes.name] = _quiet_tail(Bayes(), world, run, sample, 1.0, Bayes.series)
        _branches(Bayes(), world, run, outages, hits, Bayes.series)
    _tabulate(world, tails, hits, found)
    found.biases.append(_bias(world, run, sample))
    follow(world, sample.learn, sample.instants(), found, rng)
    return found


def warm() -> None:
    """Compile everything once, so that neither figures nor other processes wait for it."""
    sense = ours.quiet()
    ours.watch(sense, 1)
    counts = np.full((1, 3 * DAY), 1, np.int32)
    counts[0, -1] = 30
    ours.advance(sense, counts, 0, countries=False)
    flat = np.ones(3 * DAY)
    for peer in [*peers(), Clairvoyant(), Bayes()]:
        tail = Tail() if peer.native is None else Tail((peer.native,))
        tail.add(peer.scores(Past(flat, flat, flat, plain=flat), 2 * DAY), peer.step)
        tail.threshold(1e6)


def _timed(found: Found, name: str, work: Callable[[], Tail]) -> Tail:
    begin = time.process_time()
    tail = work()
    found.speed.setdefault(name, tail.minutes / max(time.process_time() - begin, 1e-9))
    return tail


def quiet_run(world: World, sample: Sample, found: Found, days: DaysOf = no_days) -> Quiet:
    """Marsad over the whole quiet past, its bytes kept at every checkpoint.

    A report carries its country: each service has a row of its whole and one of its country.
    """
    sense = ours.quiet(days=days)
    ours.watch(sense, SERIES, EACH)
    run = Quiet(np.empty(world.counts.shape, np.float32), np.empty(world.counts.shape, np.float32))
    cuts = [0, *sample.instants(), world.counts.shape[1]]
    begin = time.process_time()
    for a, b in pairwise(cuts):
        _, run.surprise[:, a:b], run.expected[:, a:b] = ours.advance(
            sense, world.counts[:, a:b], a, countries=True
        )
        run.saved[b] = sense.to_bytes()
    found.speed.setdefault(OURS, 2 * world.counts.size / (time.process_time() - begin))
    return run


def _our_tail(run: Quiet, sample: Sample) -> Tail:
    tail = Tail(tuple(ours.stated(rate) for rate in RATES))
    for s in range(SERIES):
        tail.add(run.surprise[s, sample.learn :].astype(float), 1)
    return tail


Outages = dict[tuple[int, int, float], NDArray[np.int32]]


def _drawn(world: World, sample: Sample, rng: np.random.Generator) -> Outages:
    """One of each size within the hour after each checkpoint."""
    branches = [
        (at, at + int(rng.integers(0, 60)), ratio)
        for at in sample.instants()
        for ratio in SIZES[world.base]
    ]
    return {(at, on, size): struck(world, on, size, HORIZON, rng) for at, on, size in branches}


def _our_branches(
    world: World, run: Quiet, outages: Outages, hits: Hits, days: DaysOf = no_days
) -> None:
    """One service of each country fails at a time."""
    name = OURS if days is no_days else TOLD
    for (at, onset, ratio), failing in outages.items():
        for turn in range(EACH):
            counts = world.counts[:, at : onset + HORIZON].copy()
            counts[turn::EACH, onset - at :] = failing[turn::EACH]
            sense = type(ours.quiet()).from_bytes(run.saved[at], days=days)
            _, surprise, _ = ours.advance(sense, counts, at, countries=True)
            for s in range(turn, SERIES, EACH):
                hits.setdefault((name, ratio), []).append(
                    (surprise[s].astype(float), 1, onset - at)
                )


def _past(world: World, run: Quiet, s: int, since: int, end: int, ratio: float) -> Past:
    span = slice(since, end)
    return Past(
        world.counts[s, span].astype(float),
        world.mean[s, span].astype(float),
        run.expected[s, span].astype(float),
        float(world.phi[s]),
        ratio,
        world.plain[s, span].astype(float),
    )


def _quiet_tail(
    peer: Peer, world: World, run: Quiet, sample: Sample, ratio: float, many: int = SERIES
) -> Tail:
    tail = Tail() if peer.native is None else Tail((peer.native,))
    for s in range(many):
        past = _past(world, run, s, 0, world.counts.shape[1], ratio)
        tail.add(peer.scores(past, sample.learn), peer.step)
    return tail


def _branches(
    peer: Peer, world: World, run: Quiet, outages: Outages, hits: Hits, many: int = SERIES
) -> None:
    for (at, onset, ratio), failing in outages.items():
        since = max(0, at - peer.reach) // DAY * DAY
        for s in range(many):
            past = _past(world, run, s, since, onset + HORIZON, ratio)
            past.counts[onset - since :] = failing[s]
            score = peer.scores(past, at - since)
            hits.setdefault((peer.name, ratio), []).append((score, peer.step, onset - at))


def delays(hits: list[tuple[Floats, int, int]], height: float) -> Floats:
    """Minutes from each onset (1: the onset's own minute) to the first score there; inf if none."""
    out = np.full(len(hits), np.inf)
    for i, (score, step, onset) in enumerate(hits):
        over = np.flatnonzero(score[onset // step :] >= height)
        if len(over):
            out[i] = (onset // step + over[0] + 1) * step - onset
    return np.where(out <= HORIZON, out, np.inf)


def _tabulate(world: World, tails: dict[str, Tail], hits: Hits, found: Found) -> None:
    for (name, ratio), scored in hits.items():
        tail = tails.get(name) or tails[f"{name} {ratio:g}"]
        for rate in RATES:
            height = tail.threshold(rate)
            taken = delays(scored, height)
            row = _row(world, (name, ratio, rate), height, taken)
            found.delays.append(row if name != Bayes.name else _beside(row, tails, hits))
    for name in (OURS, TOLD):
        if name in tails:
            _as_stated(world, name, tails[name], hits, found)
    for peer in peers():
        if peer.native is not None:
            tail = tails[peer.name]
            height = f"score {peer.native:.3g}"
            row = Stated(
                world.kind, world.base, peer.name, height, tail.rate(peer.native), tail.years
            )
            found.stated.append(row)


def _beside(row: Delay, tails: dict[str, Tail], hits: Hits) -> Delay:
    """With the clairvoyant's delay on the outages of the same series."""
    limit = Clairvoyant.name
    height = tails[f"{limit} {row.ratio:g}"].threshold(row.rate)
    same = [h for i, h in enumerate(hits[limit, row.ratio]) if i % SERIES < Bayes.series]
    return replace(row, beside=float(np.minimum(delays(same, height), HORIZON).mean()))


def _as_stated(world: World, name: str, tail: Tail, hits: Hits, found: Found) -> None:
    for rate in RATES:
        height = ours.stated(rate)
        measured = tail.rate(height)
        row = Stated(world.kind, world.base, name, f"{rate:g} a year", measured, tail.years)
        found.stated.append(row)
        for ratio in SIZES[world.base]:
            taken = delays(hits[name, ratio], height)
            what = f"{name}, as stated", ratio, rate
            found.delays.append(_row(world, what, height, taken))


def _row(world: World, what: tuple[str, float, float], height: float, taken: Floats) -> Delay:
    name, ratio, rate = what
    if not np.isfinite(height):
        return Delay(world.kind, world.base, ratio, name, rate, height, np.nan, np.nan, np.nan)
    share, mean = float(np.isfinite(taken).mean()), float(np.minimum(taken, HORIZON).mean())
    median = float(np.median(taken))
    return Delay(world.kind, world.base, ratio, name, rate, height, share, mean, median)


def _bias(world: World, run: Quiet, sample: Sample) -> Bias:
    true = world.mean[:, sample.learn :].astype(float)
    said = run.expected[:, sample.learn :].astype(float)
    hours = true.shape[1] // 60 * 60
    by_hour = [a[:, :hours].reshape(SERIES, -1, 60).sum(axis=2) for a in (said, true)]
    return Bias(
        world.kind,
        world.base,
        float(said.sum() / true.sum()),
        float(np.std(by_hour[0] / by_hour[1])),
    )
