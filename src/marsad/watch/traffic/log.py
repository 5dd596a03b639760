"""One log, read from its blocks of bytes into chunks of Requests, in constant memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.requests import OWN_REFERRER, Requests
from marsad.watch.traffic.columns import Columns, requests, room
from marsad.watch.traffic.format import Format, recognised
from marsad.watch.traffic.layout import Layout
from marsad.watch.traffic.lines import (
    AT,
    FIRST_UNREAD,
    LINE,
    NEW_FIELDS,
    REASON,
    ROW,
    UNREAD,
    desk,
    read_lines,
)
from marsad.watch.traffic.networks import Networks, Owners
from marsad.watch.traffic.own import OwnHost
from marsad.watch.traffic.refusal import LogRefused
from marsad.watch.traffic.row import TOO_LONG
from marsad.watch.traffic.words import SPARE

CHUNK = 1 << 22
"""Bytes of text held at once."""
ROWS = 1 << 15
HEAD = 1 << 16
"""Bytes that a format is recognised by."""
DOCUMENT = 1 << 28
"""Bytes of what has to be read as a whole, at most."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How logs are to be read."""

    format: str = ""
    host: str = ""
    networks: Networks | None = None
    chunk: int = CHUNK


@dataclass(frozen=True, slots=True)
class Unread:
    """Lines that could not be read."""

    log: str
    lines: int
    of: int
    first: int
    """Number of the first of them, from 1."""
    reason: int


class Log:
    """Hand it the blocks of one log; take the chunks."""

    def __init__(self, name: str, blocks: Iterator[bytes], reading: Reading) -> None:
        self.name = name
        self.format = ""
        self._blocks = blocks
        self._reading = reading
        self._layout: Layout | None = None
        self._key = np.uint64(0)
        self._form: Format | None = None
        self._owners = Owners(reading.networks)
        self._text = np.zeros(reading.chunk + 1 + SPARE, np.uint8)
        self._filled = 0
        self._within_long = False
        self._columns: Columns = room(ROWS)
        self._desk = desk()
        self._own = OwnHost(self._desk, reading.host)

    @property
    def unread(self) -> Unread:
        """What could not be read so far."""
        progress = self._desk.progress
        first = int(progress[FIRST_UNREAD]) + (progress[UNREAD] > 0)
        lines, of = int(progress[UNREAD]), int(progress[LINE])
        return Unread(self.name, lines, of, int(first), int(progress[REASON]))

    def chunks(self) -> Iterator[Requests]:
        """All of it, in its order. Raises LogRefused."""
        for block in self._blocks:
            rest = self._begun_with(block)
            while rest:
                rest = self._take(rest)
                if self._filled == self._reading.chunk:
                    yield from self._read()
            if not block and self._filled:
                yield from self._read()
        self._end()
        if self._form and self._form.whole:
            yield self._document()
        else:
            yield from self._read()

    def _begun_with(self, block: bytes) -> bytes:
        """The block, without what belongs to a line too long to be read."""
        if not self._within_long:
            return block
        _, newline, rest = block.partition(b"\n")
        self._within_long = not newline
        return rest

    def _take(self, block: bytes) -> bytes:
        """Put as much of a block into the text as fits; answers the rest."""
        fits = block[: self._reading.chunk - self._filled]
        stop = self._filled + len(fits)
        self._text[self._filled : stop] = np.frombuffer(fits, np.uint8)
        self._filled = stop
        return block[len(fits) :]

    def _end(self) -> None:
        """A last line needs no line end."""
        if self._filled and self._text[self._filled - 1] != 0x0A:
            self._text[self._filled] = 0x0A
            self._filled += 1

    def _recognise(self) -> Layout:
        head = self._text[: min(self._filled, HEAD)].tobytes()
        self._form, self._layout = recognised(self.name, head, self._reading.format)
        self.format = self._form.name
        # The same log gives the same figures, yet whoever fills it can't know the hashes' key.
        digest = hashlib.blake2b(head.partition(b"\n")[0], digest_size=8).digest()
        self._key = np.uint64(int.from_bytes(digest, "little"))
        return self._layout

    def _read(self) -> Iterator[Requests]:
        """Read whole lines of the text; keep what is left of the last one."""
        progress, newline = self._desk.progress, self._text[: self._filled] == 0x0A
        if self._layout is None and newline.any():
            self._recognise()
        progress[AT] = 0
        while self._layout is not None:
            progress[ROW] = 0
            read_lines(
                self._text, self._filled, self._layout, self._columns, self._desk, self._key
            )
            rows = int(progress[ROW])
            if rows:
                yield self._requests(rows)
            if progress[NEW_FIELDS]:
                self._renew()
            elif rows < ROWS:
                break
        self._keep_rest()

    def _requests(self, rows: int) -> Requests:
        asn, flags = self._owners.of(self._columns.address[:rows])
        own = self._own.linked(self._columns.linked[:rows])
        self._columns.flags[:rows] |= flags | own * np.uint8(OWN_REFERRER)
        return requests(self._columns, rows, asn)
