"""What the shipped card says of scenarios it was not trained on, and what peers say of them."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from bench.traffic.examples import NAMES, Row, watched
from bench.traffic.families import FAMILIES
from bench.traffic.match import MATCH
from bench.traffic.peers import judged
from bench.traffic.scenario import kinds, scenario
from bench.traffic.train import LEFT_OUT
from marsad.nouns.traffic import CAUSES
from marsad.sense.cause.features import Point
from marsad.sense.cause.scorecard import Card, probabilities

FAMILIES_TOO = {**FAMILIES, "match": MATCH}


@dataclass(frozen=True)
class Judged:
    """One scenario: rows with a known usual, rows of a log that begins inside, peers' scores."""

    family: str
    kind: str
    cause: str
    rows: list[Row]
    blind: list[Row]
    peers: tuple[float, ...]
    seed: int

    def at(self, after: int) -> Row | None:
        """The look at so many seconds after the onset."""
        return next((row for row in self.rows if row.after == after), None)


def judge(job: tuple[str, str, int]) -> Judged:
    kind, family, seed = job
    FAMILIES.setdefault("match", MATCH)
    case = scenario(kind, family, seed)
    known, blind = list(watched(case)), list(watched(case, blind=True)) if seed % 2 else []
    peers = judged(case) if case.cause in {"crowd", "attack"} else ()
    return Judged(family, kind, case.cause, known, blind, peers, seed)


def judged_all(seeds: Sequence[int], workers: int, seconds: float) -> list[Judged]:
    """Every kind of service with every family, seed after seed until the time is over."""
    cases: list[Judged] = []
    began = time.monotonic()
    with ProcessPoolExecutor(workers) as pool:
        for seed in seeds:
            jobs = [(kind, name, seed) for kind in kinds() for name in FAMILIES_TOO]
            cases += pool.map(judge, jobs, chunksize=4)
            if time.monotonic() - began > seconds:
                break
    return cases


def shipped(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Probabilities told, shape (rows, causes)."""
    return np.array([row.chances for row in rows])


def unseen(rows: Sequence[Row]) -> tuple[list[Row], NDArray[np.float64]]:
    """Rows of families that were left out, and what the cards trained without them say; rows
    where no episode was noticed keep what was told.
    """
    folds = json.loads(LEFT_OUT.read_text("utf-8"))
    told: list[tuple[float, ...]] = []
    kept: list[Row] = []
    for row in rows:
        card = next((f["card"] for f in folds if row.family in f["families"]), None)
        if card is None:
            continue
        kept.append(row)
        told.append(row.chances if row.weighed is None else _said(card, row.weighed))
    return kept, np.array(told)


def _said(card: dict, weighed: NDArray[np.float64]) -> tuple[float, ...]:
    points = {n: Point(0.0, 0.0, float(w)) for n, w in zip(NAMES, weighed, strict=True)}
    return probabilities(msgspec.convert(card, Card).scores(points))


def truth(rows: Sequence[Row]) -> NDArray[np.int64]:
    return np.array([CAUSES.index(row.cause) for row in rows])
