"""Users and their networks: who reports on a service on a usual day, and in an outage.

Reports are counted as the tally counts them: each once, and as a network the first of its /24 for
the service in the hour. A crowd is a share for each autonomous system and a number of /24 behind
it: few where an operator puts a whole country behind its own addresses (CGNAT).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from bench.world import nb1
from marsad.nouns.block import Block
from marsad.nouns.crowd import STRANGE, Crowd
from marsad.tally.voices import LOUDER

Ints = NDArray[np.int64]
PHI = 1.5
ROUTED = 16_402
"""Autonomous systems a flat botnet has addresses in."""
STEP = 1


@dataclass(frozen=True)
class Users:
    """Of one service: shares by group, the strangers' first, and /24 networks of each."""

    name: str
    groups: Ints
    shares: NDArray[np.float64]
    pools: Ints

    def held(self, base: float) -> NDArray[np.float64]:
        """Shares of the distinct networks of an hour, at ``base`` reports in five minutes."""
        networks = self.pools * -np.expm1(-12.0 * base * self.shares / self.pools)
        return networks / networks.sum()


def national(pool: int = 20_000, name: str = "national") -> Users:
    """Four operators and ten small ones; one in a hundred comes by VPN."""
    shares = np.array([0.01, 0.37, 0.28, 0.20, 0.10, *[0.004] * 10])
    groups = np.array([STRANGE, *range(64_501, 64_515)], np.int64)
    return Users(name, groups, shares / shares.sum(), np.full(15, pool))


def worldwide() -> Users:
    """Four hundred operators in proportion 1/rank, none above 15 %; 4 % by VPN."""
    shares = 1.0 / np.arange(1, 401)
    shares = np.concatenate([[0.04], 0.96 * shares / shares.sum()])
    groups = np.concatenate([[STRANGE], 1_000 + 7 * np.arange(400)])
    return Users("worldwide", groups, shares, np.full(401, 20_000))


def mobile() -> Users:
    """National, and every operator puts all of its customers behind 80 networks."""
    return national(80, "behind CGNAT")


@dataclass(frozen=True)
class Stream:
    """Single reports of several services, in order of time."""

    bins: Ints
    services: Ints
    groups: Ints
    nets: Ints
    """Number of the /24 within its group."""


def honest(users: Users, rates: NDArray[np.float64], rng: np.random.Generator) -> Stream:
    """Reports of as many services as ``rates`` (bins, services; reports a bin) has columns."""
    counts = nb1(rates, PHI, rng)
    bins, services = np.nonzero(counts)
    many = counts[bins, services]
    which = rng.choice(len(users.groups), int(many.sum()), p=users.shares)
    nets = (rng.random(len(which)) * users.pools[which]).astype(np.int64)
    return Stream(np.repeat(bins, many), np.repeat(services, many), users.groups[which], nets)


def joined(*streams: Stream) -> Stream:
    """Several as one."""
    columns = [
        np.concatenate([getattr(s, name) for s in streams])
        for name in ("bins", "services", "groups", "nets")
    ]
    order = np.argsort(columns[0], kind="stable")
    return Stream(*(column[order] for column in columns))


def place_in_hour(stream: Stream, first: int) -> Ints:
    """The how manieth report of its network for its service in the hour each is; from one on."""
    hour = (first + stream.bins) // 60
    key = (hour - hour.min(initial=0)) * 64 + stream.services
    key = (key * (1 << 18) + stream.groups % (1 << 18)) * 32_768 + stream.nets
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    starts = np.flatnonzero(np.diff(ranked, prepend=-1))
    out = np.empty(len(key), np.int64)
    out[order] = np.arange(len(key)) - np.repeat(starts, np.diff(starts, append=len(key))) + 1
    return out


def told(stream: Stream, first: int, bins: int, services: int) -> tuple[Block, Block, Block]:
    """The stream as raw counts, as distinct networks, and as counts with their crowd."""
    place = place_in_hour(stream, first)
    fresh = place == 1
    raw = _counts(stream.bins, stream.services, first, bins, services)
    distinct = _counts(stream.bins[fresh], stream.services[fresh], first, bins, services)
    return (
        raw,
        distinct,
        Block(first, STEP, raw.offsets, raw.rows, raw.counts, raw.observed, _crowd(stream, place)),
    )


def parted(block: Block, start: int, end: int) -> Block:
    """Bins ``start`` up to ``end`` of a block."""
    a, b = block.offsets[start], block.offsets[end]
    crowd = block.crowd
    if crowd is not None:
        inside = slice(*np.searchsorted(crowd.bins, [start, end]).tolist())
        columns = [getattr(crowd, each.name)[inside] for each in fields(crowd)]
        crowd = Crowd(columns[0] - np.int32(start), *columns[1:])
    return replace(
        block,
        first=block.first + start * block.step,
        offsets=block.offsets[start : end + 1] - a,
        rows=block.rows[a:b],
        counts=block.counts[a:b],
        observed=block.observed[start:end],
        crowd=crowd,
    )


def _counts(bins: Ints, services: Ints, first: int, many: int, width: int) -> Block:
    key, counts = np.unique(bins * width + services, return_counts=True)
    offsets = np.searchsorted(key // width, np.arange(many + 1)).astype(np.int64)
    rows = (key % width).astype(np.int32)
    return Block(first, STEP, offsets, rows, counts.astype(np.int32), np.ones(many, bool))


def _crowd(stream: Stream, number: Ints) -> Crowd:
    key = (stream.bins * 64 + stream.services) * (1 << 20) + stream.groups
    keys, place = np.unique(key, return_inverse=True)
    reports = np.bincount(place, minlength=len(keys))
    networks = np.bincount(place, number == 1, len(keys))
    voices = np.bincount(place, np.isin(number, LOUDER ** np.arange(16)), len(keys))
    rows = keys // (1 << 20)
    return Crowd(
        (rows // 64).astype(np.int32),
        (rows % 64).astype(np.int32),
        np.full(len(keys), -1, np.int32),
        keys % (1 << 20),
        reports.astype(np.int32),
        networks.astype(np.int32),
        voices.astype(np.int32),
    )
