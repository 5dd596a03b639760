"""Real mention counts with NAB's windows and scoring; one setting of each method for all files."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bench.detect import nab, ours
from bench.detect.peers.downdetector import Downdetector
from bench.detect.peers.ears import Ears
from bench.detect.peers.focus import Focus
from bench.detect.peers.peer import Floats, Past, Peer
from bench.detect.peers.prometheus import Prometheus
from bench.detect.peers.shesd import Shesd
from bench.detect.worlds.mentions import STEP, Mentions
from bench.world import block
from marsad.nouns.series import Series
from marsad.sense.sense import Sense

DAY = 1440 // STEP


@dataclass(frozen=True)
class Scored:
    """One method; each threshold is the best one for the standard profile, one for all files.

    NAB takes every row over the threshold for a detection. ``once`` is the score where a run of
    such rows (less than an hour apart) is one detection, as it is one alarm.
    """

    method: str
    standard: float
    low_false: float
    low_miss: float
    once: float
    native: float
    """As ``once``, at the method's own threshold; nan where it has none."""
    hits: int
    """At the threshold of ``once``."""
    windows: int
    wrong: int
    """Alarms outside windows, at the threshold of ``once``."""


def measure(files: list[Mentions]) -> list[Scored]:
    """All methods on all files."""
    runs = [marsad(file) for file in files]
    rows = [_scored("Marsad", files, [surprise for surprise, _, _ in runs], ours.stated(step=STEP))]
    rows.append(_declared(files, [states for _, _, states in runs]))
    own: list[Peer] = [Focus(DAY), Downdetector(15 // STEP), Prometheus(STEP), Shesd(1, DAY)]
    own += [Ears(number, 1) for number in (1, 2, 3)]
    for peer in own:
        scores = [_score(peer, file, run[1]) for file, run in zip(files, runs, strict=True)]
        rows.append(_scored(peer.name, files, scores, peer.native))
    return [*rows, _labelled(files)]


def marsad(file: Mentions) -> tuple[Floats, Floats, Floats]:
    """Surprise, expected, and 1 in the rows in which an outage is declared, of a cold start."""
    counts = file.counts.astype(np.int32)[:, None]
    quiet, judged = ours.quiet(STEP, silence=0), Sense(step=STEP)
    for sense in (quiet, judged):
        sense.watch([Series(file.name)])
    _, bands = quiet.advance(block(file.first, counts, STEP))
    said, _ = judged.advance(block(file.first, counts, STEP))
    states = np.zeros(len(counts))
    for _, minute in ours.alarms(said, STEP):
        states[(minute - file.first) // STEP] = 1.0
    surprise, expected = bands.surprise[:, 0], bands.expected[:, 0]
    return surprise.astype(float), np.maximum(expected, 1e-3).astype(float), states


def _score(peer: Peer, file: Mentions, usual: Floats) -> Floats:
    """One score a row; a method with wider bins says nothing before a bin is over."""
    given = peer.scores(Past(file.counts, usual, usual), 0)
    out = np.zeros(len(file.counts))
    at = np.arange(len(given)) * peer.step + peer.step - 1
    out[at] = np.maximum(given, 0.0)
    return out


def _scored(name: str, files: list[Mentions], scores: list[Floats], native: float | None) -> Scored:
    judged = [nab.File(one, file.windows) for one, file in zip(scores, files, strict=True)]
    once, height = max((nab.score(starts(judged, h), 0.5, nab.STANDARD), h) for h in levels(judged))
    hits, wrong = nab.tally(starts(judged, height), 0.5)
    own = math.nan if native is None else nab.score(starts(judged, native), 0.5, nab.STANDARD)
    standard, few, many = (nab.best(judged, profile)[0] for profile in nab.PROFILES)
    windows = sum(len(file.windows) for file in files)
    return Scored(name, standard, few, many, once, own, hits, windows, wrong)


def _declared(files: list[Mentions], states: list[Floats]) -> Scored:
    judged = [nab.File(one, file.windows) for one, file in zip(states, files, strict=True)]
    found = nab.score(judged, 0.5, nab.STANDARD)
    hits, wrong = nab.tally(judged, 0.5)
    windows = sum(len(file.windows) for file in files)
    none = math.nan
    return Scored("Marsad's states", none, none, none, none, found, hits, windows, wrong)


def _labelled(files: list[Mentions]) -> Scored:
    """The limit: every labelled row and no other. It lies in the middle of its window, so more
    can only be had by luck: by a false alarm that falls into a window before it."""
    judged = list[nab.File]()
    for file in files:
        scores = np.zeros(len(file.counts))
        scores[list(file.points)] = 1.0
        judged.append(nab.File(scores, file.windows))
    standard, few, many = (nab.score(judged, 0.5, profile) for profile in nab.PROFILES)
    hits, wrong = nab.tally(judged, 0.5)
    windows = sum(len(file.windows) for file in files)
    name = "limit: the labelled rows alone"
    return Scored(name, standard, few, many, standard, math.nan, hits, windows, wrong)


def levels(files: list[nab.File]) -> list[float]:
    """Thresholds to try, the whole range of scores."""
    scores = np.concatenate([file.scores for file in files])
    return [float(h) for h in np.unique(np.quantile(scores, 1 - np.geomspace(2e-5, 0.5, 150)))]


def starts(files: list[nab.File], height: float) -> list[nab.File]:
    """1 in the first row of each run of rows over a threshold that are less than an hour apart."""
    return [nab.File(_starts(file.scores, height), file.windows) for file in files]


def _starts(scores: Floats, height: float) -> Floats:
    over = np.flatnonzero(scores >= height)
    out = np.zeros(len(scores))
    out[over[np.diff(over, prepend=-(10**6)) > 60 // STEP]] = 1.0
    return out
