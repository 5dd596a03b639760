"""Columns of simulated requests: made, joined, cut, hashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.requests import Requests

KINDS = {field.name: np.uint64 for field in fields(Requests)} | {
    "time": np.int64,
    "asn": np.int32,
    "status": np.int16,
    "size": np.int64,
    "seconds": np.float32,
    "flags": np.uint8,
    "weight": np.int32,
}


def hashed(kind: int, values: NDArray) -> NDArray[np.uint64]:
    """Hashes of numbered things of a kind; never 0."""
    mixed = (values.astype(np.uint64) + np.uint64(kind << 48)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    return mixed * np.uint64(0xBF58476D1CE4E5B9) | np.uint64(1)


def made(time: NDArray, **columns: NDArray) -> Requests:
    """Requests at these instants; what isn't given is what a plain log would not say."""
    n = len(time)
    default = {"status": 200, "size": 1000, "seconds": np.nan, "weight": 1}
    return Requests(
        **{
            name: np.broadcast_to(
                np.asarray(columns.get(name, time if name == "time" else default.get(name, 0))), n
            ).astype(kind)
            for name, kind in KINDS.items()
        }
    )


def picked(requests: Requests, which: NDArray) -> Requests:
    return Requests(*(getattr(requests, name)[which] for name in KINDS))


def joined(parts: Sequence[Requests]) -> Requests:
    """All of them in order of time."""
    whole = Requests(*(np.concatenate([getattr(p, name) for p in parts]) for name in KINDS))
    return picked(whole, np.argsort(whole.time, kind="stable"))


def between(requests: Requests, begin: int, end: int) -> Requests:
    return picked(requests, (requests.time >= begin) & (requests.time < end))


def stretch(requests: Requests, begin: int, end: int) -> Requests:
    """The same of requests in order of time, without copying."""
    first, last = np.searchsorted(requests.time, [begin, end])
    return Requests(*(getattr(requests, name)[first:last] for name in KINDS))


def without(requests: Requests, lacks: Sequence[str]) -> Requests:
    """As a log that doesn't say these things."""
    empty = {"seconds": np.float32(np.nan)}
    blank = {name: np.full_like(getattr(requests, name), empty.get(name, 0)) for name in lacks}
    flags = requests.flags
    if "referrer" in lacks:
        flags = flags & ~np.uint8(4)
    if "asn" in lacks:
        flags = flags & ~np.uint8(16)
    return replace(requests, **blank, flags=flags)
