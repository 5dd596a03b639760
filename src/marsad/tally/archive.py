"""Older minutes on disk: Parquet by UTC day, read with DuckDB.

``counts/`` holds minute, service, component, symptom, country, reports, counted, works (and
``bands/``, eight days a file, minute, service, expected, low, high), a minute being minutes since
1970 UTC. The worker of a partition puts days there; any thread may read.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

import duckdb
import numpy as np
from numpy.typing import NDArray

from marsad.nouns.minute import DAY_MINUTES
from marsad.nouns.series import Cell
from marsad.tally.rows import LINES, MOST, REPORTS
from marsad.tally.shelf import ArchiveError, Leaf, Shelf
from marsad.tally.tally import Tally
from marsad.tally.usual import CHANGE, STRETCH, Changes, Usual
from marsad.tally.watched import PARTS, SLICES

Columns = dict[str, NDArray[Any]]
Names = dict[str, list[str]]
Kept = tuple[int, Mapping[int, int]]
"""A partition, and the generation that counts of each of its stretches of days."""


_KEY = "minute, service, component, symptom, country"
COUNT = (*_KEY.split(", "), "reports", "counted", "works")
BAND = ("minute", "service", "expected", "low", "high")
_ENGINE = {
    "autoinstall_known_extensions": False,  # our own files need nothing from elsewhere
    "autoload_known_extensions": False,
    "memory_limit": "1GB",  # beyond it the engine uses the folder named ``spill``
}

log = logging.getLogger("marsad.tally")

_NEW_COUNTS = """
    SELECT minute, ($service::VARCHAR[])[service + 1] AS service,
        ($component::VARCHAR[])[component + 1] AS component,
        ($symptom::VARCHAR[])[symptom + 1] AS symptom,
        ($country::VARCHAR[])[country + 1] AS country,
        reports, counted, works
    FROM fresh"""
_COUNTS = f"""
    SELECT {_KEY}, least(sum(reports), {MOST})::INTEGER AS reports,
        least(sum(counted), {MOST})::INTEGER AS counted, least(sum(works), {MOST})::INTEGER AS works
    FROM ({{}}) GROUP BY {_KEY} ORDER BY service, minute, component, symptom, country"""
_NEW_BANDS = """
    SELECT minute, ($service::VARCHAR[])[row + 1] AS service, expected, low, high FROM fresh"""
_BANDS = "SELECT * FROM ({}) ORDER BY service, minute"
_SUMS = """
    SELECT (minute - $first) // $step AS bin, {by} AS key, sum(reports)::BIGINT AS reports,
        sum(counted)::BIGINT AS counted, sum(works)::BIGINT AS works
    FROM read_parquet($files)
    WHERE service = $service AND minute >= $first AND minute < $last GROUP BY ALL"""
_COURSE = """
    SELECT (minute - $first) // $step AS bin, {by} AS key, sum({measure})::BIGINT AS counts
    FROM read_parquet($files) WHERE minute >= $first AND minute < $last {narrow} GROUP BY ALL"""
_LINES = """
    SELECT service, (minute - $first) // $step AS bin, sum(reports)::BIGINT AS reports
    FROM read_parquet($files) WHERE minute >= $first AND minute < $last GROUP BY ALL"""
_CHANGES = """
    SELECT minute, expected, low, high FROM read_parquet($files)
    WHERE service = $service AND minute >= $first AND minute < $last ORDER BY minute"""


class Damage(NamedTuple):
    """A file that can't be read, and when it was last changed."""

    error: ArchiveError
    stamp: int


class Archive:
    """The archive of all partitions in one folder.

    Args:
        folder: where; made when the first day is written.
        hot_minutes: how long closed minutes stay in memory at least.
        retention_days: how many UTC days are kept; None or 0 for ever.
    """

    def __init__(
        self, folder: Path, hot_minutes: int = 2 * DAY_MINUTES, retention_days: int | None = None
    ) -> None:
        self.counts = Shelf(folder / "counts", COUNT)
        self.bands = Shelf(folder / "bands", BAND, STRETCH)
        self.trouble: ArchiveError | None = None
        """Why the last days couldn't be written; None when they were."""
        self.damaged: dict[Path, Damage] = {}
        """Files that were met on the way and can't be read."""
        self._hot_minutes = hot_minutes
        self._retention_days = retention_days
        self._spill = str(folder / "spill")
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._lock = threading.Lock()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of one's own to the engine in memory, which is started on first use."""
        with self._lock:
            if self._connection is None:
                self._connection = duckdb.connect(config={**_ENGINE, "temp_directory": self._spill})
                # A year is hundreds of files; one that is replaced is noticed by its time.
                self._connection.execute("SET GLOBAL parquet_metadata_cache = true")
            return self._connection.cursor()

    def keep(self, partition: int, tally: Tally, usual: Usual) -> bool:
        """Write the days that are no longer hot and take them out of memory.

        Call it before a checkpoint is made. Answers whether all went well: when not, the days
        stay in memory, ``trouble`` says why, and the next call tries again.
        """
        closed = tally.closed or 0
        before = closed - self._hot_minutes
        troubles = [self._keep_counts(partition, tally, day) for day in tally.days(before)]
        troubles += [self._keep_bands(partition, usual, day) for day in usual.days(before)]
        self.trouble = next(filter(None, troubles), None)
        if self.trouble:
            log.warning("not archived: %s", self.trouble)
        if self._retention_days:
            oldest = closed // DAY_MINUTES - self._retention_days
            tally.expire(oldest)
            usual.expire(oldest)
        return self.trouble is None

    def tidy(self, partition: int, tally: Tally, usual: Usual) -> None:
        """Remove files that don't count any more, and days beyond the retention.

        Call it only while the state of ``tally`` and ``usual`` is that of a durable checkpoint:
        after a start from one, and after one was saved.
        """
        try:
            self.counts.tidy(partition, tally.kept)
            self.bands.tidy(partition, usual.kept)
            if self._retention_days and tally.closed:
                oldest = tally.closed // DAY_MINUTES - self._retention_days
                self.counts.forget(partition, oldest)
                self.bands.forget(partition, oldest)
        except OSError as error:
            log.warning("old archive files stay: %s", error)

    def adopt(self, partition: int, tally: Tally, usual: Usual, before: int) -> None:
        """Take the days before a UTC day that lie in the archive as kept by a new tally.

        For a partition that has lost its checkpoint, or starts beside an older archive: ``before``
        is the day of the journal's first event, for what follows is counted anew.
        """
        tally.kept = {n: g for n, g in self.counts.found(partition).items() if n < before}
        bands = self.bands.found(partition).items()
        usual.kept = {n: g for n, g in bands if n * STRETCH < before}

    def check(self) -> list[ArchiveError]:
        """Read every file; what is damaged or doesn't belong there, with the remedy."""
        with self._cursor() as cursor:
            return [*self.counts.check(cursor), *self.bands.check(cursor)]

    def _keep_counts(self, partition: int, tally: Tally, day: int) -> ArchiveError | None:
        fresh: Columns = dict(zip(LINES, tally.day(day), strict=True))
        names: Names = {part: tally.names(part) for part in PARTS}
        place = Leaf(day, partition, tally.kept.get(day, 0))
        error = self._add(self.counts, place, fresh, (_NEW_COUNTS, _COUNTS), names)
        if not error:
            tally.hand_over(day)
        return error

    def _keep_bands(self, partition: int, usual: Usual, day: int) -> ArchiveError | None:
        changes, services = usual.day(day)
        fresh = {name: np.ascontiguousarray(changes[name]) for name in CHANGE.names or ()}
        stretch = day // STRETCH
        place = Leaf(stretch, partition, usual.kept.get(stretch, 0))
        queries = _NEW_BANDS, _BANDS
        error = self._add(self.bands, place, fresh, queries, {"service": services})
        if not error:
            usual.hand_over(day)
        return error

    def _add(
        self,
        shelf: Shelf,
        place: Leaf,
        fresh: Columns,
        queries: tuple[str, str],
        names: Names,
    ) -> ArchiveError | None:
        """Write what lies at a place, with ``fresh`` rows, as the next generation; what went wrong.

        The first of the queries gives the fresh rows, the second puts all of them together.
        """
        rows, whole = queries
        values: dict[str, object] = {**names}
        before = shelf.path(place) if place.generation else None
        to = shelf.path(place._replace(generation=place.generation + 1))
        if before:
            rows += f" UNION ALL SELECT {', '.join(shelf.columns)} FROM read_parquet($before)"
            values["before"] = str(before)
        with self._cursor() as cursor:
            cursor.register("fresh", fresh)
            try:
                shelf.put(cursor, whole.format(rows), values, to)
            except ArchiveError as error:
                return (before and shelf.wrong(cursor, before)) or error
            finally:
                cursor.unregister("fresh")
        return None

    # Reading; from any thread.

    def sums(
        self, lane: Kept, service: str, first: int, last: int, step: int, by: str = ""
    ) -> Columns:
        """A service's ``reports``, ``counted`` and ``works`` by ``bin`` (from 0) and ``key``."""
        values = {"service": service, "first": first, "last": last, "step": step}
        query = _SUMS.format(by=by if by in SLICES else "''")
        return self._read(self.counts, lane, query, values)

    def course(
        self, lane: Kept, cell: Cell, span: tuple[int, int, int], measure: str, by: str = ""
    ) -> Columns:
        """``counts`` of a measure by ``bin`` (from 0) and ``key``, of the cells within one.

        ``span`` is the first minute, the one after the last, and the step; parts of ``cell`` that
        are empty narrow nothing, and ``by`` is a part to split by.
        """
        assert measure in LINES[REPORTS:] and by in ("", *SLICES)
        parts = {part: name for part, name in cell._asdict().items() if name}
        narrow = " ".join(f"AND {part} = ${part}" for part in parts)
        query = _COURSE.format(by=by or "''", measure=measure, narrow=narrow)
        values = dict(zip(("first", "last", "step"), span, strict=True))
        return self._read(self.counts, lane, query, values | parts)

    def lines(self, lane: Kept, first: int, last: int, step: int) -> Columns:
        """The ``service``, ``bin`` (from 0) and ``reports`` of every one that had any."""
        values = {"first": first, "last": last, "step": step}
        return self._read(self.counts, lane, _LINES, values)

    def changes(self, lane: Kept, service: str, first: int, last: int) -> Changes:
        """What was usual for a service, in order of time."""
        values = {"service": service, "first": first, "last": last}
        found = self._read(self.bands, lane, _CHANGES, values)
        changes = np.zeros(len(found.get("minute", ())), CHANGE)
        for name, column in found.items():
            changes[name] = column
        return changes

    def _read(self, shelf: Shelf, lane: Kept, query: str, values: dict[str, Any]) -> Columns:
        """What a query gives of the files that count; those that can't be read are left out."""
        days = values["first"] // DAY_MINUTES, (values["last"] - 1) // DAY_MINUTES
        files = [path for path in shelf.live(*lane, *days) if not self._is_damaged(path)]
        if not files:
            return {}
        with self._cursor() as cursor:
            try:
                return _columns(cursor, query, values, files)
            except duckdb.Error as error:
                sound = [path for path in files if self._is_sound(cursor, shelf, path)]
                if sound == files:
                    raise ArchiveError(str(error), where=str(shelf.folder)) from error
                return _columns(cursor, query, values, sound) if sound else {}

    def _is_damaged(self, path: Path) -> bool:
        """Whether a file was found to be damaged and has not been replaced since."""
        return path in self.damaged and self.damaged[path].stamp == _stamp(path)

    def _is_sound(self, cursor: duckdb.DuckDBPyConnection, shelf: Shelf, path: Path) -> bool:
        stamp = _stamp(path)
        if error := shelf.wrong(cursor, path):
            self.damaged[path] = Damage(error, stamp)
            log.warning("left out of what is shown: %s", error)
        return error is None


def _columns(
    cursor: duckdb.DuckDBPyConnection, query: str, values: dict[str, Any], files: list[Path]
) -> Columns:
    values = {**values, "files": [str(path) for path in files]}
    found = cast("Columns", cursor.execute(query, values).fetchnumpy())
    return {name: np.asarray(column) for name, column in found.items()}


def _stamp(path: Path) -> int:
    """When a file was last changed; 0 when there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
