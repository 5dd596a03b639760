"""One log, read from its blocks of bytes into chunks of Requests, in constant memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from marsad.nouns.requests import OWN_REFERRER, Requests
from marsad.watch.traffic.columns import requests, room
from marsad.watch.traffic.format import Format, recognised
from marsad.watch.traffic.held import Held
from marsad.watch.traffic.layout import Layout
from marsad.watch.traffic.lines import AT, LINE, NEW_FIELDS, ROW, desk, lost, read_lines
from marsad.watch.traffic.networks import Networks, Owners
from marsad.watch.traffic.own import OwnHost
from marsad.watch.traffic.refusal import LogRefused
from marsad.watch.traffic.row import TOO_LONG
from marsad.watch.traffic.unread import Unread

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
    """A format's name; told by the content where empty."""
    host: str = ""
    """The service's own host; found out where empty."""
    networks: Networks | None = None
    chunk: int = CHUNK


class Log:
    """Hand it the blocks of one log; take the chunks."""

    def __init__(self, name: str, blocks: Iterator[bytes], reading: Reading) -> None:
        self.name = name
        self.form: Format | None = None
        self._blocks = blocks
        self._reading = reading
        self._layout: Layout | None = None
        self._key = np.uint64(0)
        self._held = Held(reading.chunk)
        self._document = bytearray()
        self._damage: LogRefused | None = None
        self._columns, self._desk = room(ROWS), desk()
        self._owners = Owners(reading.networks)
        self._own = OwnHost(self._desk, reading.host)

    @property
    def unread(self) -> Unread:
        """What could not be read so far."""
        return Unread.told(self.name, self._desk.progress)

    def chunks(self) -> Iterator[Requests]:
        """All of it, in its order; where it grows, what is there by now. Raises LogRefused."""
        for block in self._until_damage():
            rest = block
            while rest:
                rest = self._held.take(rest)
                if self._held.full:
                    yield from self._read()
            if not block:
                yield from self._read(waiting=True)
        self._held.end()
        yield from self._read()
        if self._damage:
            raise self._damage
        if self._document and self.form and self.form.whole:
            yield self._whole(self.form.whole)

    def _until_damage(self) -> Iterator[bytes]:
        """The blocks; what came before any damage is to be read before that is said."""
        try:
            yield from self._blocks
        except LogRefused as refused:
            self._damage = refused

    def _read(self, *, waiting: bool = False) -> Iterator[Requests]:
        """Read the lines that are held; keep what is left of the last one."""
        if self._held.filled and (self._layout or self._known(waiting=waiting)):
            self._desk.progress[AT] = 0
            if self.form and self.form.whole:
                self._gather()
            else:
                yield from self._rows()
                if self._held.keep_from(int(self._desk.progress[AT])):
                    lost(self._desk.progress, TOO_LONG)

    def _known(self, *, waiting: bool) -> bool:
        """Whether the format is known. Raises LogRefused where it never will be."""
        head = self._held.head(HEAD)
        try:
            self.form, self._layout = recognised(self.name, head, self._reading.format)
        except LogRefused:
            if waiting and len(head) < HEAD:
                return False
            raise
        # The same log gives the same figures, yet whoever fills it can't know the hashes' key.
        digest = hashlib.blake2b(head.partition(b"\n")[0], digest_size=8).digest()
        self._key = np.uint64(int.from_bytes(digest, "little"))
        if self.form.headed:
            self._held.keep_from(len(self._held.line_at(0)) + 1)
            self._desk.progress[LINE] += 1
        return True

    def _rows(self) -> Iterator[Requests]:
        assert self._layout is not None
        held, progress = self._held, self._desk.progress
        while True:
            progress[ROW] = 0
            read_lines(held.text, held.filled, self._layout, self._columns, self._desk, self._key)
            rows = int(progress[ROW])
            if rows:
                yield self._requests(rows)
            if progress[NEW_FIELDS]:
                self._renew(held.line_at(int(progress[AT])))
            elif rows < ROWS:
                return

    def _renew(self, line: bytes) -> None:
        """A line names the fields of those that follow."""
        progress = self._desk.progress
        progress[NEW_FIELDS] = 0
        progress[AT] += len(line) + 1
        progress[LINE] += 1
        renew = self.form.renew if self.form else None
        layout = renew(line.decode("utf-8", "replace")) if renew else None
        if layout and self._layout:
            self._layout = layout._replace(unit=self._layout.unit)

    def _requests(self, rows: int) -> Requests:
        asn, flags = self._owners.of(self._columns.address[:rows])
        own = self._own.linked(self._columns.linked[:rows])
        self._columns.flags[:rows] |= flags | own * np.uint8(OWN_REFERRER)
        return requests(self._columns, rows, asn)

    def _gather(self) -> None:
        self._document += self._held.head(self._held.filled)
        self._held.keep_from(self._held.filled)
        if len(self._document) > DOCUMENT:
            what = f"is one document of more than {DOCUMENT >> 20} MB"
            raise LogRefused(self.name, what, "ask for a shorter range or a longer step")

    def _whole(self, read: Callable[[bytes], Requests]) -> Requests:
        try:
            made = read(bytes(self._document))
        except ValueError as error:
            what = f"is damaged: {str(error).splitlines()[0]}"
            raise LogRefused(self.name, what, "fetch it again") from None
        self._desk.progress[LINE] += len(made)
        return made
