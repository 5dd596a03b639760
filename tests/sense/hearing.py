"""Crowds for tests: blocks that tell who reported, and a Trust that knows a service's crowd."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.block import Block
from marsad.nouns.crowd import Crowd
from marsad.sense.trust.standing import Standing
from marsad.sense.trust.trust import Trust
from marsad.sense.tuning import Tuning

NOON = 29_456_640 + 720
THRESHOLD = Tuning().threshold(1)

Line = tuple[int, int, int, int, int] | tuple[int, int, int, int, int, int]
"""Service, component, group, reports, networks, voices; one of each network if not told."""
NATIONAL = {64_501: 0.4, 64_502: 0.3, 64_503: 0.2, 64_504: 0.1}


def block(first: int, bins: Sequence[Sequence[Line]]) -> Block:
    """A block whose bins have these lines and nothing else."""
    told = (((*line, line[4])[:6], b) for b, lines in enumerate(bins) for line in lines)
    rows = sorted((b, *line) for line, b in told)
    table = np.array(rows, np.int64).reshape(-1, 7)
    number, service, component, group, reports, networks, voices = table.T
    crowd = Crowd(
        number.astype(np.int32),
        service.astype(np.int32),
        component.astype(np.int32),
        group,
        reports.astype(np.int32),
        networks.astype(np.int32),
        voices.astype(np.int32),
    )
    none = np.empty(0, np.int32)
    offsets = np.zeros(len(bins) + 1, np.int64)
    return Block(first, 1, offsets, none, none, np.ones(len(bins), bool), crowd)


def honest(
    shares: Mapping[int, float], rate: NDArray[np.float64], rng: np.random.Generator
) -> list[list[Line]]:
    """Bins of one report a network, from a crowd of these shares at so many a minute."""
    groups, weights = np.array(list(shares)), np.array(list(shares.values()))
    bins: list[list[Line]] = []
    for n in rng.poisson(rate):
        names, many = np.unique(
            rng.choice(groups, n, p=weights / weights.sum()), return_counts=True
        )
        bins.append([(0, -1, g, x, x) for g, x in zip(names.tolist(), many.tolist(), strict=True)])
    return bins


def acquainted(
    shares: Mapping[int, float], days: int = 4, each: int = 600, first: int = NOON
) -> Trust:
    """A Trust to which service 0 has had a crowd of these shares, and none in the last hours."""
    trust = Trust()
    begin = first - days * 1_440
    hourly = {g: max(1, round(share * each / 24)) for g, share in shares.items()}
    lines = [(0, -1, g, n, n) for g, n in hourly.items()]
    bins = [
        lines if minute % 60 == 0 and minute < first - 240 else [] for minute in range(begin, first)
    ]
    hear(trust, block(begin, bins))
    return trust


def hear(trust: Trust, told: Block) -> None:
    """All bins of a block, in none of which anything is suspected."""
    for number in range(told.bins):
        trust.take(told, number)


def after(trust: Trust, bins: Sequence[Sequence[Line]], usual: float, phi: float = 1.5) -> Standing:
    """What trust says of service 0 when these bins have followed; the copy forgets them again."""
    copy = Trust.from_bytes(trust.to_bytes())
    hear(copy, block(NOON, bins))
    return copy.standing(0, -1, NOON + len(bins) - 1, np.full(180, usual), phi, THRESHOLD)
