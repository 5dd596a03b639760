"""The weekly scenarios: share of outbreaks found at one false alarm in a hundred weeks.

Thresholds are measured on series without a current outbreak, all scenarios together, weeks 576-624.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.detect import ours
from bench.detect.peers import farrington, glrnb, r
from bench.detect.peers.clairvoyant import Clairvoyant
from bench.detect.peers.ears import Ears
from bench.detect.peers.focus import Focus
from bench.detect.peers.peer import Floats, Past, Peer
from bench.detect.worlds.weekly import CURRENT, Weeks, scenarios, simulate

FALSE = 0.01
SIZES = (2, 3, 5, 10)


@dataclass(frozen=True)
class Weekly:
    """One method; nan where it wasn't measured."""

    method: str
    false_native: float
    """Share of quiet weeks over the method's own threshold."""
    false: float
    quiet_weeks: int
    found: tuple[float, ...]
    """By size, at the measured threshold."""
    outbreaks: int
    """Of each size."""


def series(seed: int, each: int) -> list[Weeks]:
    """Of every scenario ``each`` quiet series, and as many with an outbreak of each size."""
    rng = np.random.default_rng([seed, 52])
    return [
        simulate(scenario, size, rng)
        for size in (0, *SIZES)
        for scenario in scenarios()
        for _ in range(each)
    ]


def measure(seed: int, each: int) -> list[Weekly]:
    """All methods that need nobody else's installation."""
    all_of = series(seed, each)
    usual, surprise = marsad(all_of)
    rows = [_row("Marsad", all_of, surprise, ours.stated(step=10_080))]
    own: list[Peer] = [Clairvoyant(1), Focus(1), *(Ears(number, 1) for number in (1, 2, 3))]
    for peer in own:
        scores = np.stack([_scores(peer, w, usual[i]) for i, w in enumerate(all_of)])
        rows.append(_row(peer.name, all_of, scores, peer.native))
    return rows


def marsad(all_of: list[Weeks]) -> tuple[Floats, Floats]:
    """What Marsad expects and its surprise, in bins of a week; the first half is only learned."""
    sense = ours.quiet(step=10_080, silence=0)
    ours.watch(sense, len(all_of))
    counts = np.stack([w.counts for w in all_of]).astype(np.int32)
    _, surprise, expected = ours.advance(sense, counts, 0, countries=False)
    return np.maximum(expected, 1e-3).astype(float), surprise[:, CURRENT:].astype(float)


def _scores(peer: Peer, weeks: Weeks, usual: Floats) -> Floats:
    phi, size = weeks.scenario.phi, weeks.size or 5
    ratio = 1.0 + 0.5 * size * float(np.sqrt(phi / weeks.mean[CURRENT]))
    return peer.scores(Past(weeks.counts, weeks.mean, usual, phi, ratio), CURRENT)


def measure_with_r(seed: int, each: int, sizes: tuple[int, ...]) -> list[Weekly]:
    """R's methods, a second and more a series, on quiet series and outbreaks of these sizes."""
    if not r.present():
        return []
    chosen = [w for w in series(seed, each) if w.size in (0, *sizes)]
    counts = np.stack([w.counts for w in chosen])
    methods: list[tuple[str, Callable[[Floats, int], Floats], float]] = [
        ("Farrington flexible", farrington.farrington, farrington.NATIVE),
        ("NB-GLR", glrnb.glrnb, glrnb.NATIVE),
    ]
    return [_row(name, chosen, run(counts, CURRENT), native) for name, run, native in methods]


def _row(name: str, all_of: list[Weeks], scores: Floats, native: float | None) -> Weekly:
    sizes: NDArray[np.int64] = np.array([w.size for w in all_of])
    kind: NDArray[np.bool_] = sizes == 0
    quiet = scores[kind].ravel()
    height = threshold(quiet)
    running = np.stack([w.outbreak[CURRENT:] for w in all_of])
    hit = ((scores >= height) & running).any(axis=1)
    return Weekly(
        name,
        float(np.mean(quiet >= native)) if native is not None else np.nan,
        float(np.mean(quiet >= height)),
        quiet.size,
        tuple(_share(hit, [w.size == size for w in all_of]) for size in SIZES),
        int(np.sum(sizes == SIZES[-1])),
    )


def _share(hit: NDArray[np.bool_], mine: list[bool]) -> float:
    return float(hit[np.array(mine)].mean()) if any(mine) else np.nan


def threshold(quiet: Floats) -> float:
    """The lowest threshold that at most one quiet week in a hundred reaches."""
    place = int(np.floor(FALSE * quiet.size))
    return float(np.nextafter(np.sort(quiet)[-place - 1], np.inf))
