"""The inmost loop: requests, a row at a time, into the sums of the window that is open.

What is kept of single clients is kept of those whose hash is below a limit that sinks as they
become many (so that requests of one client are all in or all out), and of the busiest ones, found
with a majority vote a bucket: MV-Sketch, Tang, Huang, Lee 2019.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.requests import HOSTING as RENTED
from marsad.nouns.requests import OTHER_METHOD, OWN_REFERRER, PAGE, QUERY, Requests
from marsad.sense.cause import sums as at
from marsad.sense.cause.distinct import REGISTERS, count_in
from marsad.sense.cause.seen import Seen, first_seen
from marsad.sense.compiled import compiled, inlined, lean

PLACES, MOST, BUSY = 4096, 2048, 512
"""Places of the table of clients, how many of them are taken at most; buckets of the busiest."""
LIMIT, TAKEN = 0, 1
"""In ``dial``: clients whose hash is above aren't kept; places taken."""
LATE, BACK = 60_000, 64
"""A run of so many rows, each so many milliseconds late, says that the log's clock was set back."""
KEY, URLS, AGENTS = 0, 1, 2
"""Columns of ``who``: hash; bitmaps of 64 of its addresses and agents."""
COUNT, PAGE_COUNT, ERROR_COUNT, FIRST = 0, 1, 2, 3
"""Columns of ``what``: requests, pages, server errors, when first seen (seconds)."""
AGENT, PATH, NETWORK = at.AGENT.start, at.PATH.start, at.NETWORK.start
ASN, REFERRER, FAILED, TIME = at.ASN.start, at.REFERRER.start, at.FAILED.start, at.TIME.start
STEP, FASTEST = at.STEP, at.FASTEST


class Open(NamedTuple):
    """The open window; ``who`` and ``what`` have the clients' places first, then the busiest."""

    sums: NDArray[np.float64]
    hist: NDArray[np.float64]
    sets: NDArray[np.uint8]
    who: NDArray[np.uint64]
    what: NDArray[np.int64]
    lead: NDArray[np.int64]
    dial: NDArray[np.uint64]
    late: NDArray[np.int64]
    """Length of the run of late rows that is under way."""


class Rows(NamedTuple):
    """The columns of ``Requests`` as the loop wants them."""

    time: NDArray[np.int64]
    client: NDArray[np.uint64]
    network: NDArray[np.uint64]
    agent: NDArray[np.uint64]
    url: NDArray[np.uint64]
    path: NDArray[np.uint64]
    referrer: NDArray[np.uint64]
    asn: NDArray[np.int32]
    status: NDArray[np.int16]
    seconds: NDArray[np.float32]
    flags: NDArray[np.uint8]
    weight: NDArray[np.int32]


def rows_of(chunk: Requests) -> Rows:
    """Contiguous columns of the types the loop was compiled for."""

    def plain(column: NDArray[Any], kind: type[np.generic]) -> NDArray[Any]:
        return np.ascontiguousarray(column, kind)

    return Rows(
        plain(chunk.time, np.int64),
        plain(chunk.client, np.uint64),
        plain(chunk.network, np.uint64),
        plain(chunk.agent, np.uint64),
        plain(chunk.url, np.uint64),
        plain(chunk.path, np.uint64),
        plain(chunk.referrer, np.uint64),
        plain(chunk.asn, np.int32),
        plain(chunk.status, np.int16),
        plain(chunk.seconds, np.float32),
        plain(chunk.flags, np.uint8),
        plain(chunk.weight, np.int32),
    )


def opened() -> Open:
    """A window before its first row."""
    return Open(
        np.zeros(at.SUMS),
        np.zeros(at.BUCKETS),
        np.zeros((3, REGISTERS), np.uint8),
        np.zeros((PLACES + BUSY, 3), np.uint64),
        np.zeros((PLACES + BUSY, 4), np.int64),
        np.zeros(BUSY, np.int64),
        np.array([0xFFFFFFFFFFFFFFFF, 0], np.uint64),
        np.zeros(1, np.int64),
    )


def clear(window: Open) -> None:
    """Empty it for the next one."""
    for column in (window.sums, window.hist, window.sets, window.who, window.what, window.lead):
        column.fill(0)
    window.dial[:] = (0xFFFFFFFFFFFFFFFF, 0)


@inlined
def mixed(x: np.uint64) -> np.uint64:
    """A hash whose bits are all good (the finaliser of splitmix64, Steele et al. 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@compiled
def gather(window: Open, seen: Seen, rows: Rows, begin: int, start: int, end: int) -> int:
    """Take rows in until one belongs to a later window or the clock was set back; its index."""
    late = window.late
    for i in range(begin, len(rows.time)):
        if rows.time[i] >= end:
            late[0] = 0
            return i
        if rows.time[i] < start - LATE:
            late[0] += 1
            if late[0] >= BACK:
                late[0] = 0
                return i
        else:
            late[0] = 0
        take(window, seen, rows, i)
    return len(rows.time)


@lean
def take(window: Open, seen: Seen, rows: Rows, i: int) -> None:
    """One row."""
    weight = np.int64(max(rows.weight[i], 0))
    url = mixed(rows.url[i])
    add(window, rows, i, weight)
    if rows.url[i] != np.uint64(0):
        count_in(window.sets[at.URL_SET], url)
    if rows.client[i] == np.uint64(0):
        return
    key = mixed(rows.client[i])
    window.sums[at.KNOWN] += weight
    count_in(window.sets[at.CLIENT_SET], key)
    now = np.uint32(min(max(rows.time[i] // 1000, 0), 0xFFFFFFFF))
    first = first_seen(seen, key, now)
    place = place_of(window, key)
    if place < 0:
        place = busiest(window, key, weight)
    if place < 0:
        return
    who, what = window.who[place], window.what[place]
    if who[KEY] != key:
        who[KEY], what[FIRST] = key, first
    who[URLS] |= np.uint64(1) << (url & np.uint64(63))
    who[AGENTS] |= np.uint64(1) << (mixed(rows.agent[i]) & np.uint64(63))
    what[COUNT] += weight
    what[PAGE_COUNT] += weight * (rows.flags[i] & PAGE != 0)
    what[ERROR_COUNT] += weight * (rows.status[i] >= 500)


@inlined
def add(window: Open, rows: Rows, i: int, weight: np.int64) -> None:
    """The sums and buckets, which need no client."""
    sums, hist, flags, status = window.sums, window.hist, rows.flags[i], rows.status[i]
    sums[at.REQUESTS] += weight
    sums[at.LINES] += 1
    sums[at.PAGES] += weight * (flags & PAGE != 0)
    sums[at.QUERIES] += weight * (flags & QUERY != 0)
    sums[at.OWN] += weight * (flags & OWN_REFERRER != 0)
    sums[at.WRITES] += weight * (flags & OTHER_METHOD != 0)
    sums[at.HOSTING] += weight * (flags & RENTED != 0)
    sums[at.ANSWERED] += weight * (status > 0)
    sums[at.DENIED] += weight * (400 <= status < 500)
    path = np.int64(mixed(rows.path[i]) >> np.uint64(55))
    hist[PATH + path] += weight
    if status >= 500:
        sums[at.ERRORS] += weight
        hist[FAILED + path] += weight
    if rows.agent[i] != np.uint64(0):
        sums[at.NAMED] += weight
        hist[AGENT + np.int64(mixed(rows.agent[i]) >> np.uint64(56))] += weight
    if rows.network[i] != np.uint64(0):
        network = mixed(rows.network[i])
        hist[NETWORK + np.int64(network >> np.uint64(54))] += weight
        count_in(window.sets[at.NETWORK_SET], network)
    if rows.asn[i] != 0:
        sums[at.PLACED] += weight
        hist[ASN + np.int64(mixed(np.uint64(rows.asn[i])) >> np.uint64(56))] += weight
    linked(window, rows, i, weight)
    timed(window, rows.seconds[i], weight)


@inlined
def linked(window: Open, rows: Rows, i: int, weight: np.int64) -> None:
    """Where the request was linked to from."""
    if rows.referrer[i] != np.uint64(0):
        window.sums[at.LINKED] += weight
        if rows.flags[i] & OWN_REFERRER == 0:
            window.hist[REFERRER + np.int64(mixed(rows.referrer[i]) >> np.uint64(58))] += weight


@inlined
def timed(window: Open, seconds: np.float32, weight: np.int64) -> None:
    """The time to answer; one that makes no sense (NaN, below zero) isn't known."""
    if seconds >= 0:
        log = np.log(max(np.float64(seconds), FASTEST))
        window.sums[at.TIMED] += weight
        window.sums[at.LOG_SECONDS] += weight * log
        bucket = np.int64(min(max((log - np.log(FASTEST)) / STEP, 0.0), 63.0))
        window.hist[TIME + bucket] += weight


@inlined
def place_of(window: Open, key: np.uint64) -> np.int64:
    """Where the client is kept, a new place if need be; -1 where its hash is above the limit."""
    dial, who = window.dial, window.who
    while key <= dial[LIMIT]:
        place = np.int64(key & np.uint64(PLACES - 1))
        while who[place, KEY] != np.uint64(0) and who[place, KEY] != key:
            place = (place + 1) & (PLACES - 1)
        if who[place, KEY] == key:
            return place
        if dial[TAKEN] < np.uint64(MOST):
            dial[TAKEN] += np.uint64(1)
            return place
        thin(window)
    return np.int64(-1)


@compiled
def thin(window: Open) -> None:
    """Halve the limit and keep the clients below it."""
    dial = window.dial
    who, what = window.who[:PLACES].copy(), window.what[:PLACES].copy()
    window.who[:PLACES] = 0
    window.what[:PLACES] = 0
    dial[LIMIT] >>= np.uint64(1)
    dial[TAKEN] = np.uint64(0)
    for i in range(PLACES):
        if who[i, KEY] == np.uint64(0) or who[i, KEY] > dial[LIMIT]:
            continue
        place = np.int64(who[i, KEY] & np.uint64(PLACES - 1))
        while window.who[place, KEY] != np.uint64(0):
            place = (place + 1) & (PLACES - 1)
        window.who[place] = who[i]
        window.what[place] = what[i]
        dial[TAKEN] += np.uint64(1)


@inlined
def busiest(window: Open, key: np.uint64, weight: np.int64) -> np.int64:
    """The client's bucket if it holds the majority there, else -1."""
    bucket = np.int64((key >> np.uint64(13)) & np.uint64(BUSY - 1))
    place = PLACES + bucket
    if window.who[place, KEY] == key:
        window.lead[bucket] += weight
        return place
    window.lead[bucket] -= weight
    if window.lead[bucket] >= 0:
        return np.int64(-1)
    window.lead[bucket] = -window.lead[bucket]
    window.who[place] = 0
    window.what[place] = 0
    return place
