"""What a URL says: which page, which host, whether it is an asset. Compiled."""

from __future__ import annotations

import numpy as np

from marsad.watch.traffic.hashing import NOUGHT, hashed
from marsad.watch.traffic.machine import inlined, lean
from marsad.watch.traffic.words import EIGHT, Text, find, find_either, signed

ASSETS = (
    "css js mjs map wasm png jpg jpeg gif svg ico webp avif bmp cur woff woff2 ttf otf eot"
    " mp4 m4s m4a m4v webm mp3 aac ogg ts m3u8 mpd vtt"
)
"""Extensions of what a page brings along: nobody asks for these by themselves."""
PLACES = 128
SPREAD, SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(57)
SLASH, COLON, POINT, MARK, HASH = 0x2F, 0x3A, 0x2E, 0x3F, 0x23
HOST_KEY = np.uint64(0x686F7374)
LONGEST = 5


def _table() -> np.ndarray:
    """The extensions as numbers, first letter highest, by their place."""
    table = np.zeros(PLACES, np.uint64)
    for name in ASSETS.split():
        number = int.from_bytes(name.encode(), "big")
        place = (number * int(SPREAD) % 2**64) >> int(SHIFT)
        while table[place]:
            place = (place + 1) % PLACES
        table[place] = number
    return table


TABLE = _table()


@inlined
def is_asset(text: Text, start: int, end: int) -> bool:
    """Whether a path ends in one of ASSETS."""
    at, number, shift = end, NOUGHT, NOUGHT
    while at > start and end - at <= LONGEST:
        at -= 1
        byte = np.uint64(text[at])
        if byte == POINT:
            place = signed(number * SPREAD >> SHIFT)
            while TABLE[place] != NOUGHT:
                if TABLE[place] == number:
                    return True
                place = (place + 1) % PLACES
            return False
        if byte == SLASH:
            return False
        number |= (byte | np.uint64(0x20) if byte > 0x40 else byte) << shift
        shift += EIGHT
    return False


@inlined
def authority(text: Text, start: int, end: int) -> tuple[int, int]:
    """Where the host of an absolute URL lies, its ``www.`` aside; start twice where it has none."""
    at = find(text, start, min(end, start + 8), COLON)
    if at + 3 > end or at >= start + 8 or text[at + 1] != SLASH or text[at + 2] != SLASH:
        return start, start
    return at + 3, find_either(text, at + 3, end, SLASH, MARK)


@lean
def host_hash(text: Text, start: int, end: int) -> np.uint64:
    """The hash of a host without ``www.`` and port; 0 where there is none."""
    if start + 4 < end and text[start] == 0x77 and text[start + 3] == POINT:
        start += 4
    stop = find(text, start, end, COLON)
    return hashed(text, start, stop, HOST_KEY) if stop > start else NOUGHT
