"""How much the journal has acknowledged, told by a second file.

SQLite ends a damaged write-ahead log at the last commit before the damage and says nothing: right
after a crash, where only the unfinished tail is lost, but also where acknowledged commits were
cut off. So each commit is also counted here, after it is durable and without a flush of its own:
the witness never runs ahead of the journal, and a journal behind its witness has lost entries.
"""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from marsad.journal.errors import JournalDamaged

_RECORD = struct.Struct(">4s16sQ")
_SEALED = struct.Struct(">4s16sQI")


class Witness:
    """The count of entries of one journal. Raises OSError, and JournalDamaged on a bad file."""

    def __init__(self, path: Path, journal: bytes, total: int) -> None:
        self._path = path
        self._journal = journal
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            self._compare(os.pread(self._file, 4096, 0), total)
            self.tell(total)
            os.fsync(self._file)
        except BaseException:
            os.close(self._file)
            raise

    def tell(self, total: int) -> None:
        """So many entries are durable."""
        record = _RECORD.pack(b"MRSW", self._journal, total)
        # A witness that can't be written falls behind, and is no reason to refuse what is durable.
        with suppress(OSError):
            os.pwrite(self._file, record + crc32(record).to_bytes(4, "big"), 0)

    def close(self) -> None:
        with suppress(OSError):
            os.fdatasync(self._file)
        os.close(self._file)

    def _compare(self, data: bytes, total: int) -> None:
        if not data:
            return
        if len(data) != _SEALED.size or int.from_bytes(data[-4:], "big") != crc32(data[:-4]):
            raise self._damaged("The witness of the journal is damaged")
        _, journal, told = _RECORD.unpack(data[:-4])
        if journal != self._journal:
            raise self._damaged("The witness belongs to another journal")
        if told > total:
            raise self._damaged(f"{told - total} acknowledged entries are missing")

    def _damaged(self, what: str) -> JournalDamaged:
        return JournalDamaged(
            what,
            str(self._path),
            "Restore the folder from a backup; or, to go on with what is left, "
            f"remove {self._path.name}.",
        )
