"""The journal's block format: the events of one partition in one group, as bytes.

========  =====  ================================================================
offset    size   content
========  =====  ================================================================
0         1      format version, 1
1         4      CRC-32 (zlib) of the partition as 4 bytes, then of all after this field
5         5      MessagePack ``array 32`` header: 0xdd and the number of events
10        –      the events, one after another (see ``nouns/event.py``)
========  =====  ================================================================

All numbers are big-endian. Both engines store blocks in this one form.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from zlib import crc32

import msgspec

from marsad.journal.errors import JournalDamaged, JournalForeign
from marsad.nouns.event import Event, decode_events, encode_events

VERSION = 1
HEADER = struct.Struct(">BIBI")
ARRAY_32 = 0xDD
CHECKED = 5

_encode_into = msgspec.msgpack.Encoder().encode_into


class Lot:
    """A block that still grows; ``seal`` makes it final."""

    __slots__ = ("buffer", "count", "partition")

    def __init__(self, partition: int) -> None:
        self.partition = partition
        self.buffer = bytearray(HEADER.size)
        self.count = 0

    def put(self, event: Event) -> int:
        """Add an event; returns the bytes it took. An event that can't be encoded adds nothing."""
        mark = len(self.buffer)
        try:
            _encode_into(event, self.buffer, -1)
        except BaseException:
            del self.buffer[mark:]
            raise
        self.count += 1
        return len(self.buffer) - mark

    def put_run(self, count: int, body: bytes | bytearray | memoryview) -> None:
        """Add events encoded by ``encode_run``."""
        self.buffer += body
        self.count += count

    def seal(self) -> bytearray:
        """The finished block."""
        HEADER.pack_into(self.buffer, 0, VERSION, 0, ARRAY_32, self.count)
        struct.pack_into(">I", self.buffer, 1, _checksum(self.partition, self.buffer))
        return self.buffer


def encode_run(events: Sequence[Event]) -> memoryview:
    """Events one after another, without the array header that MessagePack puts before them."""
    data = encode_events(events)
    count = len(events)
    return memoryview(data)[1 if count < 16 else 3 if count < 65536 else 5 :]


def open_lot(data: bytes | memoryview, partition: int, where: str) -> list[Event]:
    """The events of a block. Raises JournalDamaged or JournalForeign; ``where`` names the place."""
    if len(data) < HEADER.size:
        raise _damaged(f"A block of {len(data)} bytes is cut short", where)
    version, checksum, _, _ = HEADER.unpack_from(data)
    if checksum != _checksum(partition, data):
        raise _damaged("A block doesn't match its checksum", where)
    if version != VERSION:
        raise _newer(f"A block has format {version}, this version reads {VERSION}", where)
    try:
        return decode_events(memoryview(data)[CHECKED:])
    except msgspec.DecodeError as error:
        raise _newer(f"A block holds an event this version can't read: {error}", where) from error


def _checksum(partition: int, data: bytes | bytearray | memoryview) -> int:
    with memoryview(data) as view, view[CHECKED:] as checked:
        return crc32(checked, crc32(partition.to_bytes(4, "big")))


def _damaged(what: str, where: str) -> JournalDamaged:
    return JournalDamaged(what, where, "Restore the journal from a backup, or from a replica.")


def _newer(what: str, where: str) -> JournalForeign:
    return JournalForeign(what, where, "Run the version of Marsad that wrote it, or a newer one.")
