"""Real curves: who declares first, and how much of what is declared the vendor ever owned up to.

An outage counts as declared at the first declaration within three hours of Downdetector's. Bins are
quarters of an hour; a declaration belongs to the bin whose counts it was made on. Every curve
starts cold, twelve hours before Downdetector declared.

Two limits stand beside the methods. One knows each curve's level right before the rise and how
high it will go: what it can't see yet, no rule with its false alarms can. The other knows the
vendor's events and leaves out what it may: whoever finds four in five of Downdetector's incidents
declares at least so many that the vendor never owned up to.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bench.detect import ours
from bench.detect.peers.clairvoyant import cusum
from bench.detect.peers.ears import Ears
from bench.detect.peers.focus import Focus
from bench.detect.peers.peer import Floats, Past, Peer
from bench.detect.worlds.curves import MINUTE, STEP, Curve, Curves
from marsad.bring.replay import replay
from marsad.catalog.catalog import load

NEAR = 12
"""Bins."""
HALF_MINUTE = MINUTE // 2
"""Downdetector's declarations are told to the minute: the middle of it is meant."""
PHI = 1.8
"""Variance over mean of the quiet part of such curves, their median."""
RATIOS = 1.5, 2.0, 3.0, 5.0, 9.0, 17.0, 40.0, 120.0
WANTED = 0.8
"""Share of Downdetector's incidents that the second limit declares."""
KNOWING = "limit: level and size known"
CHOSEN = "limit: four in five, the vendor's events known"
PLACES = "earlier", "same", "later", "missed"
Declared = dict[str, list[int]]
"""Bins of the declarations of each curve, by page."""


@dataclass(frozen=True)
class Raced:
    """One method against Downdetector's own minutes."""

    method: str
    curves: int
    earlier: float
    """Shares of the curves."""
    same: float
    later: float
    missed: float
    after_official: float
    """Median minutes from the vendor's official start to the bin's end, where both are known."""
    declarations: int
    unconfirmed: float
    """Share of all declarations with no event of the vendor's within an hour."""


def measure(world: Curves) -> list[Raced]:
    """Downdetector itself, Marsad by its own replay, and rules that need no long past."""
    theirs = {c.page: [c.bin_of(c.declared + HALF_MINUTE)] for c in world.curves}
    rows = [_raced("Downdetector itself", world, theirs), _raced("Marsad", world, marsad(world))]
    usual = {curve.page: _usual(curve) for curve in world.curves}
    own: list[Peer] = [Focus(96), *(Ears(number, 1) for number in (1, 2, 3))]
    for peer in own:
        found = {c.page: _declared(peer, c, usual[c.page]) for c in world.curves}
        rows.append(_raced(peer.name, world, found))
    return [
        *rows,
        _raced(KNOWING, world, _clairvoyant(world)),
        _chosen(world),
    ]


def _clairvoyant(world: Curves) -> Declared:
    """By the best CUSUM up to the size the rise will have, at the height Marsad's theory states."""
    height = ours.stated(step=STEP)
    found: Declared = {}
    for curve in world.curves:
        at = curve.bin_of(curve.declared + HALF_MINUTE)
        usual = max(float(curve.counts[at - 14 : at - 3].mean()), 0.3)
        size = float(np.sort(curve.counts[at - 3 : at + NEAR])[-6:].mean()) / usual
        near = curve.counts[at - NEAR : at + NEAR + 1]
        known = [ratio for ratio in (*RATIOS, size) if ratio <= max(size, RATIOS[0])]
        runs = [cusum(near, np.full(len(near), usual), PHI, ratio) for ratio in known]
        over = np.flatnonzero(np.max(runs, axis=0) >= height)
        found[curve.page] = [at - NEAR + int(over[0])] if len(over) else []
    return found


def _chosen(world: Curves) -> Raced:
    """Four in five of Downdetector's incidents a bin earlier, the confirmed ones first."""
    sure = sum(world.confirmed(curve.declared) for curve in world.curves)
    many = math.ceil(WANTED * len(world.curves))
    share, wrong = many / len(world.curves), max(0, many - sure) / many
    return Raced(CHOSEN, len(world.curves), share, 0.0, 0.0, 1.0 - share, math.nan, many, wrong)


def marsad(world: Curves) -> Declared:
    """What ``marsad replay`` declares."""
    first = {curve.page: curve.first for curve in world.curves}
    found: Declared = {page: [] for page in first}
    for told in replay([world.path], catalog=load()):
        if told.incident.declared_at is not None:
            bins = (told.incident.declared_at - first[told.run]) / (STEP * MINUTE)
            found[told.run].append(round(bins) - 1)
    return {page: sorted(bins) for page, bins in found.items()}


def _usual(curve: Curve) -> Floats:
    """Mean of what came before each bin: FOCuS brings no expectation, and nothing else is known."""
    before = np.cumsum(curve.counts) - curve.counts
    return (before + 1.0) / (np.arange(len(curve.counts)) + 1.0)


def _declared(peer: Peer, curve: Curve, usual: Floats) -> list[int]:
    scores = peer.scores(Past(curve.counts, usual, usual), 0)
    over = np.flatnonzero(scores >= (peer.native or 0.0))
    return [int(b) for b in over[np.diff(over, prepend=-(10**6)) > 4]]


def _raced(name: str, world: Curves, declared: Declared) -> Raced:
    places, delays = list[str](), list[float]()
    for curve in world.curves:
        theirs = curve.bin_of(curve.declared + HALF_MINUTE)
        mine = next((b for b in declared[curve.page] if abs(b - theirs) <= NEAR), None)
        places.append(_place(mine, theirs))
        if mine is not None and curve.official is not None:
            end = curve.declared if name.startswith("Downdetector") else _end(curve, mine)
            delays.append((end - curve.official) / MINUTE)
    every = [_end(c, b) for c in world.curves for b in declared[c.page]]
    sure = [world.confirmed(instant) for instant in every]
    share = {place: places.count(place) / len(places) for place in PLACES}
    median = float(np.median(delays)) if delays else float("nan")
    wrong = 1.0 - float(np.mean(sure)) if sure else float("nan")
    earlier, same, later, missed = (share[place] for place in PLACES)
    return Raced(name, len(places), earlier, same, later, missed, median, len(every), wrong)


def _place(mine: int | None, theirs: int) -> str:
    if mine is None:
        return "missed"
    return "earlier" if mine < theirs else "same" if mine == theirs else "later"


def _end(curve: Curve, number: int) -> int:
    return curve.first + (number + 1) * STEP * MINUTE
