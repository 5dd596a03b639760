"""Services on which nothing happens: how often an episode begins all the same."""

from __future__ import annotations

from bench.traffic import real, scenario
from bench.traffic.columns import joined
from bench.traffic.sites import site
from marsad.sense.cause.observer import Observer

SEEDS = (720, 721)
QUIET = {"normal", "uncertain"}


def watched(rate: float, hours: float) -> tuple[float, int, int]:
    """Days watched, episodes begun, and those that were ever named otherwise than normal, over
    every kind of service at about this rate (requests per second).
    """
    days, begun, named = 0.0, 0, 0
    for seed in SEEDS:
        for kind in scenario.kinds():
            episodes, names = _one(kind, seed, rate, hours)
            days, begun, named = days + hours / 24.0, begun + episodes, named + names
    return days, begun, named


def _one(kind: str, seed: int, rate: float, hours: float) -> tuple[int, int]:
    place = real.site(seed) if kind == "real" else site(kind, seed)
    place.play_at(0.7 * rate, 1.3 * rate)
    end = scenario.BEGIN + int(hours * 3_600_000)
    play = real.quiet if kind == "real" else scenario.quiet
    eye = Observer()
    told = eye.take(joined([play(place, scenario.BEGIN, end, scenario.BEGIN + 1)]))
    told += eye.end()
    names = {w.onset for w in told if w.onset is not None and w.verdict not in QUIET}
    return len(eye.episodes), len(names)
