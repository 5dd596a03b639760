"""gzip and zstd, unpacked block by block: memory stays what it is, whatever they unfold into.

gzip by RFC 1952 (any number of members), zstd by RFC 8878 (any number of frames). What is packed is
told by its first bytes, never by its name.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from itertools import chain

from marsad.watch.traffic.refusal import LogRefused

BLOCK = 1 << 18
"""Bytes handed on at once, at most."""
WINDOW = 1 << 27
"""Bytes of the past that a zstd frame may refer to: what its command line allows."""
OTHERS = {b"\xfd7zXZ": "xz -dc", b"BZh": "bzip2 -dc", b"PK\3\4": "unzip -p"}
LONGEST_MAGIC = 6


def gunzip(blocks: Iterator[bytes], log: str) -> Iterator[bytes]:
    """What gzip members unfold into."""
    inflater = zlib.decompressobj(31)
    for block in blocks:
        rest, more = block, False
        if not block:
            yield block
        elif inflater.eof and block.strip(b"\0"):
            inflater = zlib.decompressobj(31)
        while rest or more:
            try:
                piece = inflater.decompress(rest, BLOCK)
            except zlib.error:
                raise _damaged(log, "gzip -t") from None
            if piece:
                yield piece
            rest, more = inflater.unconsumed_tail, len(piece) == BLOCK and not inflater.eof
            if inflater.eof:
                rest = inflater.unused_data.lstrip(b"\0")
                inflater = zlib.decompressobj(31) if rest else inflater
    if not inflater.eof:
        raise LogRefused(log, "ends in the middle of what is packed", "fetch it again")


class Drawn:
    """A file to read from, of blocks."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        if not self._rest:
            self._rest = next(self._blocks, b"")
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


def unzstd(blocks: Iterator[bytes], log: str) -> Iterator[bytes]:
    """What zstd frames unfold into."""
    import zstandard  # noqa: PLC0415 - few logs need it

    reader = zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(
        Drawn(blocks),  # pyright: ignore[reportArgumentType] - all it uses is read
        read_size=BLOCK,
        read_across_frames=True,
    )
    while True:
        try:
            piece = reader.read(BLOCK)
        except zstandard.ZstdError:
            raise _damaged(log, "zstd -t") from None
        if not piece:
            return
        yield piece


PACKERS: dict[bytes, Callable[[Iterator[bytes], str], Iterator[bytes]]] = {
    b"\x1f\x8b": gunzip,
    b"\x28\xb5\x2f\xfd": unzstd,
}


def unpacked(blocks: Iterator[bytes], log: str) -> Iterator[bytes]:
    """The blocks, unpacked if they are packed. Raises LogRefused on damage."""
    head = b""
    for block in blocks:
        head += block
        if len(head) >= LONGEST_MAGIC or not block:
            break
    whole = chain([head], blocks)
    for magic, unpack in PACKERS.items():
        if head.startswith(magic):
            return unpack(whole, log)
    for magic, by in OTHERS.items():
        if head.startswith(magic):
            remedy = f"unpack it on the way: {by} {log} | marsad traffic -"
            raise LogRefused(log, "is packed in a way that isn't read", remedy)
    return whole


def _damaged(log: str, by: str) -> LogRefused:
    return LogRefused(log, "what is packed is damaged", f"see what {by} says, or fetch it again")
