"""One line's fields, read into one row. Compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.requests import OTHER_METHOD, PAGE, QUERY
from marsad.watch.traffic.addresses import address, ipv4
from marsad.watch.traffic.columns import Columns
from marsad.watch.traffic.hashing import NOUGHT, hashed, mixed
from marsad.watch.traffic.layout import Layout
from marsad.watch.traffic.machine import inlined
from marsad.watch.traffic.moments import NO_TIME, clock_of, date_of, moment
from marsad.watch.traffic.numbers import decimal, whole
from marsad.watch.traffic.role import (
    AGENT,
    CLIENT,
    CLOCK,
    DATE,
    FORWARDED,
    HOST,
    METHOD,
    REFERRER,
    REQUEST,
    SECONDS,
    SIZE,
    STATUS,
    TIME,
    URL,
    WEIGHT,
)
from marsad.watch.traffic.role import (
    QUERY as QUERY_FIELD,
)
from marsad.watch.traffic.urls import MARK, authority, host_hash, is_asset
from marsad.watch.traffic.words import SPACE, Text, find, signed

READ, UNTIMED, ODD_STATUS, CUT_OFF, NO_OBJECT, TOO_LONG, SENSELESS = range(7)
"""What became of a line."""
DASH, COMMA = 0x2D, 0x2C
GET, HEAD = 0x544547, 0x44414548
MOST = np.int64(2**31 - 1)

Spans = NDArray[np.int64]


@inlined
def told(text: Text, spans: Spans, role: int) -> bool:
    """Whether a field is there and says something: neither empty nor ``-``."""
    start, stop = spans[role, 0], spans[role, 1]
    if start < 0 or stop <= start:
        return False
    return stop - start > 1 or text[start] != DASH


@inlined
def when(text: Text, spans: Spans) -> int:
    """The instant of the line."""
    if spans[TIME, 0] >= 0:
        return moment(text, spans[TIME, 0], spans[TIME, 1])
    if spans[DATE, 1] - spans[DATE, 0] != 10 or spans[CLOCK, 1] - spans[CLOCK, 0] < 8:
        return NO_TIME
    day, second = date_of(text, spans[DATE, 0]), clock_of(text, spans[CLOCK, 0])
    return (day * 86_400 + second) * 1000 if day >= 0 and second >= 0 else NO_TIME


@inlined
def asked(text: Text, spans: Spans) -> tuple[int, int, int]:
    """Where the URL lies, and OTHER_METHOD where it was asked for by another than GET or HEAD."""
    start, stop = spans[URL, 0], spans[URL, 1]
    first, last = spans[METHOD, 0], spans[METHOD, 1]
    if spans[REQUEST, 0] >= 0:
        first, stop = spans[REQUEST, 0], spans[REQUEST, 1]
        last = find(text, first, stop, SPACE)
        start = last + 1 if last < stop else first
        # " HTTP/1.1" has nine bytes, " HTTP/2" seven.
        if stop - start >= 9 and text[stop - 9] == SPACE and text[stop - 8] == 0x48:
            stop -= 9
        elif stop - start >= 7 and text[stop - 7] == SPACE and text[stop - 6] == 0x48:
            stop -= 7
    if first < 0:
        return start, stop, 0
    method = 0
    for at in range(first, min(last, first + 5)):
        method |= signed(text[at]) << (8 * (at - first))
    return start, stop, 0 if method in (GET, HEAD) else OTHER_METHOD


@inlined
def private(number: int) -> bool:
    """Whether an address is one of RFC 1918, RFC 6598 or this machine's own: a proxy's."""
    return (
        number >> 24 == 10
        or number >> 20 == 0xAC1
        or number >> 16 == 0xC0A8
        or number >> 22 == 0x191
        or number >> 24 == 127
    )


@inlined
def client_span(text: Text, spans: Spans) -> tuple[int, int]:
    """Where the client's address lies: what the last proxy passed on, if the sender is private.

    Only the last of the addresses passed on was written by a proxy of one's own.
    """
    start, stop = spans[CLIENT, 0], spans[CLIENT, 1]
    if not told(text, spans, FORWARDED):
        return start, stop
    if start >= 0 and not private(ipv4(text, start, stop)):
        return start, stop
    start, stop = spans[FORWARDED, 0], spans[FORWARDED, 1]
    at = stop
    while at > start and text[at - 1] != COMMA and text[at - 1] != SPACE:
        at -= 1
    return at, stop


@inlined
def visited(text: Text, spans: Spans, columns: Columns, row: int, key: np.uint64) -> np.uint64:
    """Fill in the URL; the hash of the host that was asked for, where the line says it."""
    start, stop, flags = asked(text, spans)
    columns.url[row] = columns.path[row] = NOUGHT
    host = NOUGHT
    if start >= 0 and stop > start:
        first, last = authority(text, start, stop)
        if last > first:
            host, start = host_hash(text, first, last), last
        mark = find(text, start, stop, MARK)
        path = hashed(text, start, mark, key)
        columns.path[row] = columns.url[row] = path
        if mark + 1 < stop:
            flags |= QUERY
            columns.url[row] = mixed(path, hashed(text, mark + 1, stop, key))
        elif told(text, spans, QUERY_FIELD):
            flags |= QUERY
            query = hashed(text, spans[QUERY_FIELD, 0], spans[QUERY_FIELD, 1], key)
            columns.url[row] = mixed(path, query)
        if not is_asset(text, start, mark):
            flags |= PAGE
    columns.flags[row] = flags
    if told(text, spans, HOST):
        return host_hash(text, spans[HOST, 0], spans[HOST, 1])
    return host


@inlined
def sent(text: Text, spans: Spans, columns: Columns, row: int, key: np.uint64) -> None:
    """Fill in who asked."""
    start, stop = client_span(text, spans)
    columns.client[row] = columns.network[row] = NOUGHT
    columns.address[row] = 0
    if start >= 0 and stop > start and (stop > start + 1 or text[start] != DASH):
        client, network, number = address(text, start, stop, key)
        columns.client[row], columns.network[row] = client, network
        columns.address[row] = number
    columns.agent[row] = columns.referrer[row] = columns.linked[row] = NOUGHT
    if told(text, spans, AGENT):
        columns.agent[row] = hashed(text, spans[AGENT, 0], spans[AGENT, 1], key)
    if told(text, spans, REFERRER):
        start, stop = spans[REFERRER, 0], spans[REFERRER, 1]
        columns.referrer[row] = hashed(text, start, stop, key)
        first, last = authority(text, start, stop)
        columns.linked[row] = host_hash(text, first, last)


@inlined
def answered(text: Text, spans: Spans, columns: Columns, row: int, layout: Layout) -> bool:
    """Fill in how it was answered; whether that makes sense."""
    columns.status[row], columns.size[row], columns.seconds[row] = 0, -1, np.nan
    columns.weight[row] = 1
    if told(text, spans, STATUS):
        status = whole(text, spans[STATUS, 0], spans[STATUS, 1])
        if status < 0 or status > 999:
            return False
        columns.status[row] = status
    if told(text, spans, SIZE):
        columns.size[row] = whole(text, spans[SIZE, 0], spans[SIZE, 1])
    if told(text, spans, SECONDS):
        seconds = decimal(text, spans[SECONDS, 0], spans[SECONDS, 1])
        columns.seconds[row] = seconds * layout.unit
    if told(text, spans, WEIGHT):
        columns.weight[row] = max(0, min(whole(text, spans[WEIGHT, 0], spans[WEIGHT, 1]), MOST))
    return True


@inlined
def keep(
    text: Text, spans: Spans, layout: Layout, columns: Columns, row: int, key: np.uint64
) -> tuple[int, np.uint64]:
    """Read the fields into a row; what became of it, and the host that was asked for or 0."""
    columns.time[row] = when(text, spans)
    if columns.time[row] < 0:
        return UNTIMED, NOUGHT
    if not answered(text, spans, columns, row, layout):
        return ODD_STATUS, NOUGHT
    if spans[CLIENT, 0] < 0 and spans[STATUS, 0] < 0 and spans[REQUEST, 0] & spans[URL, 0] < 0:
        return SENSELESS, NOUGHT
    sent(text, spans, columns, row, key)
    return READ, visited(text, spans, columns, row, key)
