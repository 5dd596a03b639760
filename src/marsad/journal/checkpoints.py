"""Checkpoints as files: the state of a fold after a position, the last two of each partition.

A file is written beside its place, flushed, then renamed: it is there whole or not at all.

========  =====  ==============================================
offset    size   content
========  =====  ==============================================
0         4      ``MRSC``
4         1      format version, 1
5         4      CRC-32 (zlib) of all after this field
9         16     id of the journal
25        4      partition
29        8      position
37        –      the state, as the fold wrote it
========  =====  ==============================================
"""

from __future__ import annotations

import logging
import os
import struct
from pathlib import Path
from zlib import crc32

from marsad.journal.errors import JournalDamaged
from marsad.journal.sqlite_failure import said

KEPT = 2
_HEADER = struct.Struct(">4sBI")
_SUBJECT = struct.Struct(">16sIQ")
_log = logging.getLogger(__name__)


def seal_state(journal: bytes, partition: int, position: int, state: bytes) -> bytes:
    """A checkpoint as bytes."""
    body = _SUBJECT.pack(journal, partition, position) + state
    return _HEADER.pack(b"MRSC", 1, crc32(body)) + body


def open_state(data: bytes, journal: bytes, partition: int) -> tuple[int, bytes]:
    """Position and state of a checkpoint. Raises ValueError with what is wrong with it."""
    start = _HEADER.size + _SUBJECT.size
    if len(data) < start or data[:4] != b"MRSC":
        raise ValueError("is no checkpoint, or cut short")
    _, version, checksum = _HEADER.unpack_from(data)
    if checksum != crc32(memoryview(data)[_HEADER.size :]):
        raise ValueError("doesn't match its checksum")
    if version != 1:
        raise ValueError(f"has format {version}, this version reads 1")
    owner, lane, position = _SUBJECT.unpack_from(data, _HEADER.size)
    if (owner, lane) != (journal, partition):
        raise ValueError("belongs to another journal or partition")
    return position, data[start:]


class NoneGood(Exception):
    """There are checkpoints, but all of them are damaged."""


def none_good(where: str) -> JournalDamaged:
    """The word for it where the journal was trimmed: a fold from the start would lack a part."""
    return JournalDamaged(
        "All checkpoints are damaged, and the entries before them are trimmed",
        where,
        "Restore the checkpoints from a backup.",
    )


class Checkpoints:
    """The checkpoint files of one journal; blocking."""

    def __init__(self, folder: Path, journal: bytes) -> None:
        self._folder = folder
        self._journal = journal

    def save(self, partition: int, position: int, state: bytes) -> None:
        """Keep a checkpoint, and the one before it. Raises JournalError."""
        path = self._folder / f"{partition}-{position:020}.checkpoint"
        with said(path):
            self._folder.mkdir(exist_ok=True)
            half = path.with_suffix(".half")
            try:
                _write(half, seal_state(self._journal, partition, position, state))
                half.replace(path)
            finally:
                half.unlink(missing_ok=True)
            _flush(self._folder)
            for old in self._newest_first(partition)[KEPT:]:
                old.unlink(missing_ok=True)

    def load(self, partition: int) -> tuple[int, bytes] | None:
        """The newest good checkpoint; None if there is none at all.

        A damaged one is logged and passed over. Raises NoneGood if that leaves none.
        """
        paths = self._newest_first(partition)
        for path in paths:
            with said(path):
                data = path.read_bytes()
            try:
                return open_state(data, self._journal, partition)
            except ValueError as error:
                _log.warning("checkpoint %s %s: it is passed over", path, error)
        if paths:
            raise NoneGood
        return None

    def _newest_first(self, partition: int) -> list[Path]:
        return sorted(self._folder.glob(f"{partition}-*.checkpoint"), reverse=True)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
