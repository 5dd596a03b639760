"""A line of JSON walked through for the members that a layout asks for. Compiled.

As strict as finding the members asks for (RFC 8259), no stricter. Members within members are named
by their path, three deep and more: ``request.headers.User-Agent``; of a list its first value counts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from marsad.watch.traffic.hashing import NOUGHT, hashed, mixed
from marsad.watch.traffic.layout import SLOTS, Layout
from marsad.watch.traffic.machine import compiled, inlined, lean
from marsad.watch.traffic.words import QUOTE, SPARE, Text, escaped, find

DEPTH = 8
"""Deeper nesting is a line that can't be read."""
NAMES_KEY = np.uint64(0x6D617273616431)
OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, COLON, COMMA = 0x7B, 0x7D, 0x5B, 0x5D, 0x3A, 0x2C
LAST = np.uint64(SLOTS - 1)


@inlined
def closed(text: Text, start: int, end: int) -> int:
    """Where the string that began before ``start`` ends; ``end`` when it doesn't."""
    at = find(text, start, end, QUOTE)
    while at < end and escaped(text, start, at):
        at = find(text, at + 1, end, QUOTE)
    return at


@inlined
def role_of(layout: Layout, name: np.uint64) -> int:
    """What a member says, 0 for nothing."""
    slot = np.int64(name & LAST)
    while layout.names[slot] != NOUGHT:
        if layout.names[slot] == name:
            return np.int64(layout.says[slot])  # pyright: ignore[reportReturnType]
        slot = (slot + 1) % SLOTS
    return 0


@inlined
def noted(spans: NDArray[np.int64], role: int, start: int, stop: int) -> None:
    """The first value of a role is its value."""
    if role != 0 and spans[role, 0] < 0:
        spans[role, 0], spans[role, 1] = start, stop


@inlined
def bare_end(text: Text, at: int, end: int) -> int:
    """Where a number, true, false or null ends."""
    while at < end and text[at] > 0x20 and text[at] != COMMA:
        if text[at] == CLOSE or text[at] == CLOSE_LIST:
            break
        at += 1
    return at


@lean
def walk(
    text: Text, at: int, end: int, layout: Layout, spans: NDArray[np.int64], paths: NDArray[np.uint64]
) -> bool:
    """Note in ``spans`` (ROLES x 2) where the members' values are; whether it is an object.

    ``paths`` (DEPTH + 2) is room to work in.
    """
    depth, name, key = 0, NOUGHT, False
    paths[0] = NOUGHT
    lists = 0
    while at < end:
        byte = text[at]
        if byte == QUOTE:
            stop = closed(text, at + 1, end)
            if stop >= end or depth == 0:
                return False
            if key:
                name = mixed(paths[depth], hashed(text, at + 1, stop, NAMES_KEY))
                key = False
            else:
                noted(spans, role_of(layout, name), at + 1, stop)
            at = stop
        elif byte == OPEN or byte == OPEN_LIST:
            at, depth, key = at, depth + 1, byte == OPEN
            if depth > DEPTH or (depth == 1 and not key):
                return False
            lists = lists << 1 | (0 if key else 1)
            paths[depth] = name
        elif byte == CLOSE or byte == CLOSE_LIST:
            if depth == 0 or (lists & 1 == 1) != (byte == CLOSE_LIST):
                return False
            depth, lists, key = depth - 1, lists >> 1, False
            if depth == 0:
                return blank(text, at + 1, end)
        elif byte == COMMA:
            key = lists & 1 == 0
        elif byte > 0x20 and byte != COLON:
            stop = bare_end(text, at, end)
            if depth == 0 or stop == at or key:
                return False
            noted(spans, role_of(layout, name), at, stop)
            at = stop - 1
        at += 1
    return False


@inlined
def blank(text: Text, at: int, end: int) -> bool:
    """Whether nothing but white space follows."""
    while at < end and text[at] <= 0x20:
        at += 1
    return at == end


@compiled
def _path_hash(text: Text, length: int, parent: np.uint64) -> np.uint64:
    return mixed(parent, hashed(text, 0, length, NAMES_KEY))


def path_hash(path: tuple[str, ...]) -> int:
    """The hash that ``walk`` gives the member at a path."""
    name = NOUGHT
    for part in path:
        read = np.frombuffer(part.encode() + bytes(SPARE), np.uint8).copy()
        name = np.uint64(_path_hash(read, len(part.encode()), name))
    return int(name)
