"""How many rows a second one core observes, and what it remembers."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np

from bench.traffic.columns import KINDS, joined, made
from bench.traffic.scenario import BEGIN, quiet
from bench.traffic.sites import Site, site
from marsad.nouns.requests import Requests
from marsad.sense.cause.observer import Observer

ROWS, CHUNK = 500_000, 65_536


def log(rate: float, seed: int = 3) -> Requests:
    """A busy service's log of ROWS rows: a stretch of it, played on."""
    place: Site = site("news", seed)
    place.calm(1e9)
    place.rate = rate
    seconds = min(ROWS / rate, 200_000 / rate)
    piece = joined([quiet(place, BEGIN, BEGIN + int(seconds * 1000), BEGIN)])
    many = max(ROWS // max(len(piece), 1), 1)
    columns = {name: np.tile(getattr(piece, name), many) for name in KINDS}
    shift = np.repeat(np.arange(many), len(piece)) * int(seconds * 1000)
    columns["time"] = columns["time"] + shift
    return made(**columns)


def rows_per_second(rate: float) -> float:
    """Median of three runs over the log, chunk by chunk."""
    requests, took = log(rate), list[float]()
    for _ in range(3):
        eye, began = Observer(), time.process_time()
        for i in range(0, len(requests), CHUNK):
            part = slice(i, i + CHUNK)
            eye.take(Requests(*(getattr(requests, name)[part] for name in KINDS)))
        eye.end()
        took.append(time.process_time() - began)
    return len(requests) / sorted(took)[1]


def memory(hours: float) -> float:
    """Megabytes an observer holds at most over a log of so many hours."""
    place = site("news", 4)
    place.calm(20.0)
    piece = joined([quiet(place, BEGIN, BEGIN + 600_000, BEGIN)])
    tracemalloc.start()
    eye = Observer()
    for k in range(int(hours * 6)):
        moved = {name: getattr(piece, name) for name in KINDS}
        eye.take(made(**(moved | {"time": piece.time + k * 600_000})))
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return most
