"""Crowds to sense: reports by group of networks, seeded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sense.counts import FIRST

from marsad.nouns.block import Block
from marsad.nouns.crowd import Crowd
from marsad.nouns.series import Series
from marsad.nouns.verdict import Verdict
from marsad.sense.sense import Sense
from marsad.sense.tuning import Tuning

Table = NDArray[np.int_]
"""Reports (bins, groups) of one service."""
SYSTEMS = 60
_SIZES = 1.0 / np.arange(3, SYSTEMS + 3)
MIX = _SIZES / _SIZES.sum()
"""Shares of autonomous systems 1, 2, 3, …: a few large ones, many small."""


def people(rate: float | Sequence[float], minutes: int, seed: int) -> Table:
    """What people of many networks report, at a rate a minute."""
    means = np.broadcast_to(np.asarray(rate, float), minutes)
    return np.random.default_rng(seed).poisson(means[:, None] * MIX)


def flood(groups: Sequence[int], minutes: Sequence[int], each: int, bins: int) -> Table:
    """So many reports of each group in each of some minutes."""
    table = np.zeros((bins, max(groups) + 1), int)
    table[np.ix_(list(minutes), list(groups))] = each
    return table


def joined(*tables: Table) -> Table:
    """The sum of tables of as many minutes."""
    wide = max(table.shape[1] for table in tables)
    padded = [np.pad(table, ((0, 0), (0, wide - table.shape[1]))) for table in tables]
    return np.sum(padded, axis=0)


def block(table: Table, first: int = FIRST, networks: int = 3) -> Block:
    """Reports as a block with its crowd; column g is group g, column 0 are strangers.

    Of those of a group with more than ten in a minute no more than ``networks`` come from a new
    network; each has one voice.
    """
    counts = table.sum(axis=1)
    filled = np.flatnonzero(counts)
    offsets = np.searchsorted(filled, np.arange(len(table) + 1)).astype(np.int64)
    bins, groups = np.nonzero(table)
    reports = table[bins, groups].astype(np.int32)
    new = np.where(reports > 10, networks, reports).astype(np.int32)
    crowd = Crowd(
        bins.astype(np.int32),
        np.zeros(len(bins), np.int32),
        np.full(len(bins), -1, np.int32),
        groups.astype(np.int64),
        reports,
        new,
        new,
    )
    rows = np.zeros(len(filled), np.int32)
    values = counts[filled].astype(np.int32)
    return Block(first, 1, offsets, rows, values, np.ones(len(table), bool), crowd)


def cut(whole: Block, start: int, end: int) -> Block:
    """Bins ``start`` up to ``end`` of a block, as one of their own."""
    a, b = whole.offsets[start], whole.offsets[end]
    crowd = whole.crowd
    assert crowd is not None
    inside = (crowd.bins >= start) & (crowd.bins < end)
    part = Crowd(
        crowd.bins[inside] - np.int32(start),
        *(
            getattr(crowd, name)[inside]
            for name in ("services", "components", "groups", "reports", "networks", "voices")
        ),
    )
    return Block(
        whole.first + start,
        1,
        whole.offsets[start : end + 1] - a,
        whole.rows[a:b],
        whole.counts[a:b],
        whole.observed[start:end],
        part if len(part.bins) else None,
    )


def judged(table: Table) -> list[Verdict]:
    """Verdicts of a fresh Sense on these reports."""
    sense = Sense(Tuning())
    sense.watch([Series("x")])
    return sense.advance(block(table))[0]
