"""A chunk of text read line by line into columns. Compiled; bounded work for each byte."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marsad.watch.traffic.columns import Columns
from marsad.watch.traffic.fields import cut
from marsad.watch.traffic.hashing import NOUGHT
from marsad.watch.traffic.json_fields import DEPTH, walk
from marsad.watch.traffic.layout import Layout
from marsad.watch.traffic.machine import compiled, inlined, lean
from marsad.watch.traffic.role import ROLES
from marsad.watch.traffic.row import CUT_OFF, NO_OBJECT, READ, TOO_LONG, keep
from marsad.watch.traffic.words import NEWLINE, RETURN, Text, find, signed

LONGEST = 65_536
"""Bytes of a line; servers cut at 8 to 32 thousand."""
HOSTS = 1024
"""Hosts that are counted to find out which one is the service's own."""
DIRECTIVE, CAPITAL_F = 0x23, 0x46
AT, ROW, LINE, UNREAD, FIRST_UNREAD, REASON, NEW_FIELDS = range(7)
PROGRESS = 7


class Desk(NamedTuple):
    """Room to work in, kept from chunk to chunk."""

    progress: NDArray[np.int64]
    """(PROGRESS) Position, rows filled, lines seen, lines not read, number (from 1) and REASON of
    the first of them; NEW_FIELDS is 1 when reading stopped at a ``#Fields:`` line."""
    spans: NDArray[np.int64]
    paths: NDArray[np.uint64]
    hosts: NDArray[np.uint64]
    """(HOSTS) Hashes of hosts asked for or linked from, by their lowest bits."""
    seen: NDArray[np.int64]
    """(HOSTS) How often each was seen."""


def desk() -> Desk:
    """A clear one."""
    return Desk(
        np.zeros(PROGRESS, np.int64),
        np.full((ROLES, 2), -1, np.int64),
        np.zeros(DEPTH + 2, np.uint64),
        np.zeros(HOSTS, np.uint64),
        np.zeros(HOSTS, np.int64),
    )


@inlined
def count(hosts: NDArray[np.uint64], seen: NDArray[np.int64], host: np.uint64) -> None:
    """Count a host if it is known or there is a place for it within eight."""
    slot = signed(host & np.uint64(HOSTS - 1))
    for _ in range(8):
        if hosts[slot] == NOUGHT:
            hosts[slot] = host
        if hosts[slot] == host:
            seen[slot] += 1
            return
        slot = (slot + 1) % HOSTS


@inlined
def read_line(
    text: Text, at: int, end: int, layout: Layout, columns: Columns, desk: Desk, key: np.uint64
) -> int:
    """Read one line into the next row; what became of it."""
    row, spans = desk.progress[ROW], desk.spans
    for role in range(ROLES):
        spans[role, 0] = -1
    if len(layout.roles) > 0:
        if cut(text, at, end, layout, spans) < layout.least:
            return CUT_OFF
    elif not walk(text, at, end, layout, (spans, desk.paths)):
        return NO_OBJECT
    became, host = keep(text, spans, layout, columns, row, key)
    if became == READ:
        if host == NOUGHT:
            host = np.uint64(columns.linked[row])
        if host != NOUGHT:
            count(desk.hosts, desk.seen, host)
        desk.progress[ROW] = row + 1
    return became


@lean
def lost(progress: NDArray[np.int64], reason: int) -> None:
    """Note that a line, the one that comes now, couldn't be read."""
    progress[LINE] += 1
    if progress[UNREAD] == 0:
        progress[FIRST_UNREAD], progress[REASON] = progress[LINE], reason
    progress[UNREAD] += 1


@compiled
def read_lines(
    text: Text, filled: int, layout: Layout, columns: Columns, desk: Desk, key: np.uint64
) -> None:
    """Read whole lines of text[:filled], until the room ends or new fields are named.

    ``text`` has SPARE bytes behind ``filled``. What was done is in ``desk.progress``.
    """
    progress, most = desk.progress, len(columns.time)
    while progress[ROW] < most:
        at = progress[AT]
        end = find(text, at, filled, NEWLINE)
        if end >= filled:
            return
        stop = end - 1 if end > at and text[end - 1] == RETURN else end
        became = READ
        if stop > at and text[at] == DIRECTIVE:
            if text[at + 1] == CAPITAL_F and stop - at > 8:
                progress[NEW_FIELDS] = 1
                return
        elif stop > at:
            became = TOO_LONG
            if stop - at <= LONGEST:
                became = read_line(text, at, stop, layout, columns, desk, key)
        if became == READ:
            progress[LINE] += 1
        else:
            lost(progress, became)
        progress[AT] = end + 1
