"""A line of JSON walked through for the members that a layout asks for. Compiled.

As strict as finding the members asks for (RFC 8259), no stricter. Members within members are named
by their path: ``request.headers.User-Agent``; of a list its first value counts.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from marsad.watch.traffic.hashing import NOUGHT, hashed, mixed
from marsad.watch.traffic.layout import SLOTS, Layout
from marsad.watch.traffic.machine import compiled, inlined, lean
from marsad.watch.traffic.words import QUOTE, SPARE, Text, escaped, find, signed

Room: TypeAlias = tuple[NDArray[np.int64], NDArray[np.uint64]]
"""Where to note: spans (ROLES x 2) of what was found; hashes (DEPTH + 2) of members' paths."""
DEPTH = 8
"""Deeper nesting is a line that can't be read."""
NAMES_KEY = np.uint64(0x6D617273616431)
BLANK = 0x20
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
    slot = signed(name & LAST)
    while layout.names[slot] != NOUGHT:
        if layout.names[slot] == name:
            return signed(layout.says[slot])
        slot = (slot + 1) % SLOTS
    return 0


@inlined
def noted(spans: NDArray[np.int64], role: int, start: int, stop: int) -> None:
    """The first value of a role is its value."""
    if role != 0 and spans[role, 0] < 0:
        spans[role, 0], spans[role, 1] = start, stop


@inlined
def value_at(text: Text, at: int, end: int) -> tuple[int, int, int]:
    """Where a value ends (before it starts: never), and what is behind it."""
    if text[at] == QUOTE:
        stop = closed(text, at + 1, end)
        return at + 1, stop if stop < end else at, stop + 1
    stop = at
    while stop < end and text[stop] > BLANK and text[stop] != COMMA:
        if text[stop] == CLOSE or text[stop] == CLOSE_LIST:
            break
        stop += 1
    return at, stop, stop


@lean
def walk(text: Text, at: int, end: int, layout: Layout, room: Room) -> bool:
    """Note in the spans where the members' values are; whether it is an object.

    A bit of ``lists`` says for each depth whether it is a list; ``key`` whether a name comes next.
    """
    spans, paths = room
    depth, lists, name, key = 0, 0, NOUGHT, False
    while at < end and depth <= DEPTH:
        byte = text[at]
        at += 1
        if byte <= BLANK or byte == COLON:
            continue
        if byte in (OPEN, OPEN_LIST):
            key, depth = byte == OPEN, depth + 1
            lists = lists << 1 | (byte == OPEN_LIST)
            paths[depth] = name
        elif depth == 0:
            return False
        elif byte in (CLOSE, CLOSE_LIST):
            if (lists & 1 == 1) != (byte == CLOSE_LIST) or depth == 1:
                return depth == 1 and byte == CLOSE and blank(text, at, end)
            depth, lists, key = depth - 1, lists >> 1, False
        elif byte == COMMA:
            key = lists & 1 == 0
        else:
            start, stop, at = value_at(text, at - 1, end)
            if stop < start or (key and byte != QUOTE):
                return False
            if key:
                name, key = mixed(paths[depth], hashed(text, start, stop, NAMES_KEY)), False
            else:
                noted(spans, role_of(layout, name), start, stop)
    return False


@inlined
def blank(text: Text, at: int, end: int) -> bool:
    """Whether nothing but white space follows."""
    while at < end and text[at] <= BLANK:
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
