"""Parquet files of one kind, by partition and UTC day (or some days), written whole or not at all.

``<folder>/2025-05-24/<partition>.<generation>.parquet``. A file is never written to again: when
more rows come, all of them are written as the next generation, and the checkpoint of the tally
says which generation counts. So a crash between the file and the checkpoint changes nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb

from marsad.nouns.failure import Failure

_EPOCH = date(1970, 1, 1).toordinal()
_NAME = re.compile(r"(0|[1-9]\d*)\.([1-9]\d*)\.parquet", re.ASCII)
_TEMPORARY = ".writing"


class ArchiveError(Failure):
    """The archive can't be written or read; nothing that was counted is lost by that."""


class Leaf(NamedTuple):
    """One file of a shelf."""

    stretch: int
    partition: int
    generation: int


class Shelf:
    """The files of one kind of rows, all with the same columns.

    Each holds a stretch of ``days`` UTC days: stretch *n* begins with day ``n * days`` since 1970.
    """

    def __init__(self, folder: Path, columns: Sequence[str], days: int = 1) -> None:
        self.folder = folder
        self.columns = columns
        self.days = days

    def path(self, leaf: Leaf) -> Path:
        """Where a file lies: in a folder named after the first day of its stretch."""
        name = f"{leaf.partition}.{leaf.generation}.parquet"
        # In one piece: of a year's hundreds of paths, joining would cost a tenth of a read.
        return Path(f"{self.folder}/{day_name(leaf.stretch * self.days)}/{name}")

    def live(self, partition: int, kept: Mapping[int, int], first: int, last: int) -> list[Path]:
        """The files that count for the days from ``first`` up to and including ``last``."""
        low, high = first // self.days, last // self.days
        stretches = sorted(stretch for stretch in kept if low <= stretch <= high)
        return [self.path(Leaf(stretch, partition, kept[stretch])) for stretch in stretches]

    def put(self, cursor: duckdb.DuckDBPyConnection, query: str, values: object, to: Path) -> None:
        """Write what a query gives to a file, durably, or raise ArchiveError and leave none."""
        temporary = to.with_name(to.name + _TEMPORARY)
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            target = str(temporary).replace("'", "''")
            cursor.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, CODEC zstd)", values)
            _sync(temporary)
            temporary.replace(to)
            _sync(to.parent)
        except (OSError, duckdb.Error) as error:
            with suppress(OSError):
                temporary.unlink()
            remedy = "the counts stay in memory and in the journal: make room or allow writing"
            raise ArchiveError(_first_line(error), where=str(to), remedy=remedy) from error

    def leaves(self) -> Iterator[Leaf]:
        """Every file that is named as one of ours, by day."""
        for folder in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            day = day_named(folder.name)
            if day is None or day % self.days or not folder.is_dir():
                continue
            for path in sorted(folder.iterdir()):
                if name := _NAME.fullmatch(path.name):
                    yield Leaf(day // self.days, int(name[1]), int(name[2]))

    def found(self, partition: int) -> dict[int, int]:
        """The newest generation of every stretch that lies there for a partition."""
        newest: dict[int, int] = {}
        for leaf in self.leaves():
            if leaf.partition == partition:
                newest[leaf.stretch] = max(newest.get(leaf.stretch, 0), leaf.generation)
        return newest

    def tidy(self, partition: int, kept: Mapping[int, int]) -> None:
        """Remove a partition's outdated generations, and what a crash left half written.

        The one before the live one stays: a reader may still be at it. What ``kept`` knows
        nothing of stays as well: whoever lost a checkpoint may want it back.
        """
        for leaf in list(self.leaves()):
            live = kept.get(leaf.stretch) if leaf.partition == partition else None
            if live is not None and leaf.generation not in (live - 1, live):
                self.path(leaf).unlink(missing_ok=True)
        for path in self.folder.glob(f"*/{partition}.*{_TEMPORARY}"):
            path.unlink(missing_ok=True)

    def forget(self, partition: int, before: int) -> None:
        """Remove a partition's days before a day, for good."""
        for leaf in list(self.leaves()):
            if leaf.partition == partition and leaf.stretch < before // self.days:
                self.path(leaf).unlink(missing_ok=True)
                with suppress(OSError):  # another partition's file is still in it
                    self.path(leaf).parent.rmdir()

    def check(self, cursor: duckdb.DuckDBPyConnection) -> list[ArchiveError]:
        """Every file and folder that is damaged or doesn't belong here."""
        if not self.folder.is_dir():
            return []
        found = {self.path(leaf) for leaf in self.leaves()}
        strangers = {path for path in self.folder.rglob("*") if not path.is_dir()} - found
        problems = [_stranger(path) for path in sorted(strangers)]
        problems += [error for path in sorted(found) if (error := self.wrong(cursor, path))]
        return problems

    def wrong(self, cursor: duckdb.DuckDBPyConnection, path: Path) -> ArchiveError | None:
        """What is wrong with a file, if anything is."""
        try:
            found = cursor.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(path)]).description
            cursor.execute("SELECT count(COLUMNS(*)) FROM read_parquet(?)", [str(path)]).fetchall()
        except duckdb.Error as error:
            remedy = "bring the file back from a backup or move it away; the other days are read"
            return ArchiveError(_first_line(error), where=str(path), remedy=remedy)
        right = [column[0] for column in found or ()] == list(self.columns)
        return None if right else _stranger(path)


def _stranger(path: Path) -> ArchiveError:
    remedy = "move it out of the archive; the other days are read"
    return ArchiveError("not a file of this archive", where=str(path), remedy=remedy)


def day_name(day: int) -> str:
    """A UTC day as it is named on the disk.

    >>> day_name(20_232)
    '2025-05-24'
    """
    return date.fromordinal(_EPOCH + day).isoformat()


def day_named(name: str) -> int | None:
    """The UTC day a folder is named after, or None.

    >>> day_named("2025-05-24"), day_named("20250524"), day_named("lost+found")
    (20232, None, None)
    """
    try:
        day = date.fromisoformat(name).toordinal() - _EPOCH
    except ValueError:
        return None
    return day if day_name(day) == name else None


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
