"""The journal's SQLite file: rows of blocks, written by one thread, read by another.

``entry.key`` is ``partition << 40 | position``; positions of a partition have no gaps, so a row
that vanished is noticed. Durability is WAL with ``synchronous=FULL``: a commit returns after the
log was flushed (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from marsad.journal.errors import JournalDamaged, JournalError
from marsad.journal.lock import Lock
from marsad.journal.lot import Lot, open_lot
from marsad.journal.sqlite_failure import said
from marsad.journal.sqlite_file import connect, identify, trimmed
from marsad.journal.sqlite_log import LogMerger
from marsad.journal.witness import Witness
from marsad.nouns.entry import Entry

SHIFT = 40
READ_BYTES = 8 << 20
"""One read stops after this much, however few entries that are."""
TRIM_ROWS = 512
INSERT_ROWS = 256


class SqliteStore:
    """Blocking calls; ``write`` and ``trim`` from one thread, ``read`` from one other."""

    def __init__(self, folder: Path, partitions: int) -> None:
        self.path = folder / "journal.db"
        self.partitions = partitions
        with ExitStack() as opened, said(self.path):
            folder.mkdir(parents=True, exist_ok=True)
            opened.callback(Lock(folder / "journal.lock").close)
            self._writer = connect(self.path, opened)
            self.id = identify(self._writer, self.path, partitions)
            self._reader = connect(self.path, opened)
            self._trimmed = trimmed(self._writer, self.path, partitions)
            self.heads = [self._find_head(partition) for partition in range(partitions)]
            self._witness = Witness(folder / "journal.witness", self.id, self.total)
            opened.callback(self._witness.close)
            self._log = LogMerger(self._writer, connect(self.path, opened))
            opened.callback(self._log.close)
            self._opened = opened.pop_all()

    @property
    def total(self) -> int:
        """Entries ever kept, trimmed ones included."""
        return sum(self.heads)

    def write(self, lots: Sequence[Lot]) -> None:
        """Keep blocks in one transaction; returns when it is on stable storage."""
        heads = self.heads.copy()
        values: list[int | bytearray] = []
        for lot in lots:
            heads[lot.partition] += 1
            values += (lot.partition << SHIFT | heads[lot.partition], lot.seal())
        with said(self.path):
            # One statement is one call without the interpreter lock, flush included.
            if len(lots) <= INSERT_ROWS:
                self._writer.execute(_insert(len(lots)), values)
            else:
                self._write_many(values)
            self.heads = heads
            self._witness.tell(self.total)
            self._log.step()

    def read(self, partition: int, after: int, limit: int) -> list[Entry]:
        """Entries after a position. Raises JournalDamaged where one is missing or altered."""
        while True:
            trimmed = self._trimmed[partition]
            try:
                return self._read(partition, max(after, trimmed) + 1, limit)
            except JournalDamaged:
                if trimmed == self._trimmed[partition]:
                    raise  # else it was forgotten meanwhile

    def _read(self, partition: int, expected: int, limit: int) -> list[Entry]:
        head = self.heads[partition]
        entries: list[Entry] = []
        size = 0
        with said(self.path):
            rows = self._reader.execute(
                "SELECT key, CAST(data AS BLOB) FROM entry "
                "WHERE key BETWEEN ? AND ? ORDER BY key LIMIT ?",
                (partition << SHIFT | expected, partition << SHIFT | head, limit),
            )
            for key, data in rows:
                self._expect(partition, key, expected)
                where = self._where(partition, expected)
                entries.append(Entry(partition, expected, open_lot(data or b"", partition, where)))
                expected += 1
                size += len(data)
                if size >= READ_BYTES:
                    break
        if not entries and expected <= head:
            self._expect(partition, None, expected)
        return entries

    def trim(self, partition: int, before: int) -> bool:
        """Forget some entries before a position; True while there are more to forget.

        The newest entry stays: it tells where the partition ends.
        """
        low, last = self._trimmed[partition], min(before, self.heads[partition]) - 1
        high = min(last, low + TRIM_ROWS)
        if high <= low:
            return False
        self._trimmed[partition] = high
        try:
            self._forget(partition, low, high)
        except JournalError:
            self._trimmed[partition] = low
            raise
        return high < last

    def _forget(self, partition: int, low: int, high: int) -> None:
        with said(self.path), self._writer:
            self._writer.execute(
                "DELETE FROM entry WHERE key BETWEEN ? AND ?",
                (partition << SHIFT | low + 1, partition << SHIFT | high),
            )
            self._writer.execute(
                "UPDATE lane SET trimmed = ? WHERE partition = ?", (high, partition)
            )

    def trimmed(self, partition: int) -> int:
        """The newest position that was forgotten."""
        return self._trimmed[partition]

    def close(self) -> None:
        """Let go of the files."""
        with said(self.path):
            self._opened.close()

    def _write_many(self, values: list[int | bytearray]) -> None:
        with self._writer:
            for start in range(0, len(values), 2 * INSERT_ROWS):
                rows = values[start : start + 2 * INSERT_ROWS]
                self._writer.execute(_insert(len(rows) // 2), rows)

    def _find_head(self, partition: int) -> int:
        low, high = self._writer.execute(
            "SELECT min(key), max(key) FROM entry WHERE key BETWEEN ? AND ?",
            (partition << SHIFT, (partition + 1 << SHIFT) - 1),
        ).get
        if low is None and not self._trimmed[partition]:
            return 0
        self._expect(partition, low, self._trimmed[partition] + 1)
        return high & (1 << SHIFT) - 1

    def _expect(self, partition: int, key: int | None, position: int) -> None:
        if key != partition << SHIFT | position:
            raise JournalDamaged(
                "An entry is missing",
                self._where(partition, position),
                "Restore the journal from a backup.",
            )

    def _where(self, partition: int, position: int) -> str:
        return f"{self.path}, partition {partition}, position {position}"


_inserts: dict[int, str] = {}


def _insert(rows: int) -> str:
    if rows not in _inserts:
        _inserts[rows] = "INSERT INTO entry VALUES " + ", ".join(["(?, ?)"] * rows)
    return _inserts[rows]
