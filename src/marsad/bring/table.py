"""A file of counts as columns of numbers: read with DuckDB, no Python work per row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Self, cast

import duckdb
import numpy as np
from numpy.typing import NDArray

from marsad.bring.kind import CUT_SHORT, FETCH_AGAIN, Kind, is_gzip, opened
from marsad.bring.refusal import FileRefused
from marsad.nouns.series import Cell

MOST = np.iinfo(np.int32).max

NAMES = {
    "time": ("time", "ts_utc"),
    "service": ("service", "provider"),
    "reports": ("reports",),
    "component": ("component",),
    "symptom": ("symptom",),
    "country": ("country",),
    "run": ("run", "page_id"),
}
"""Columns, and the names each is known by; the first three have to be there."""
NEEDED = ("time", "service", "reports")
_COLUMNS = "write the columns time,service[,component,symptom,country],reports"


class Key(NamedTuple):
    """What one series of rows counts: a cell within a run."""

    run: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file, in its order; each array has one value a row."""

    source: Source
    keys: tuple[Key, ...]
    key: NDArray[np.int32]
    at: NDArray[np.int64]
    """Start of the bin (instant)."""
    reports: NDArray[np.int32]


class Source:
    """One file, opened in a DuckDB of its own, and how to say where a row stands in it.

    Use it as a context: a large file takes memory until then.
    """

    def __init__(self, path: Path, kind: Kind) -> None:
        self.path = path
        self._kind = kind
        self._db = _database()
        self._folder = TemporaryDirectory(prefix="marsad-")
        self._columns: dict[str, str] = {}

    def __enter__(self) -> Self:
        try:
            self._columns = self._open()
        except FileRefused:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()
        self._folder.cleanup()

    def read(self) -> Table:
        """All rows. Raises FileRefused, naming the line, when one of them can't be used."""
        keys = self._number_keys()
        found = self._fetch(
            f"""SELECT k.number AS key, {self._at()} AS at, {self._reports()} AS reports
            FROM source s JOIN keys k ON {self._same_key()}"""
        )
        at, reports = found["at"], found["reports"]
        if not len(at):
            raise FileRefused(self.path, "no rows below the header", "give at least two bins")
        if _holed(at):
            self._refuse(f"{self._at()} IS NULL", "time", "is not a time", _TIME)
        if _holed(reports) or reports.min() < 0 or reports.max() > MOST:
            bad = f"{self._reports()} IS NULL OR {self._reports()} NOT BETWEEN 0 AND {MOST}"
            self._refuse(bad, "reports", "is not a count", f"write whole numbers from 0 to {MOST}")
        return Table(self, keys, found["key"], at, reports.astype(np.int32))

    def refuse_at(self, key: Key, at: int, what: str, remedy: str, nth: int = 1) -> FileRefused:
        """The refusal of the ``nth`` row of a key and time."""
        names = {"run": key.run, **key.cell._asdict()}
        same = " AND ".join(f"{self._text(part)} = ${part}" for part in names)
        values = {**names, "at": at}
        row = self._row_where(f"{self._at()} = $at AND {same}", values, nth)
        return FileRefused(self.path, what, remedy, self._place(row))

    def _literal(self) -> str:
        """The path as SQL. DuckDB would take * and the like in it for a pattern."""
        if not _PATTERN.search(str(self.path)):
            return _quoted(str(self.path))
        link = Path(self._folder.name) / "file"
        if not link.is_symlink():
            link.symlink_to(self.path.resolve())
        return _quoted(str(link))

    def _open(self) -> dict[str, str]:
        """Make the view or table ``source``; answers the column that holds each part."""
        if self._kind == "parquet":
            return self._open_parquet()
        names = self._header()
        columns = _wanted(self.path, names)
        # Not the file itself but a table: text is parsed once though it is looked at twice.
        kept = ", ".join(f'"{name}"' for name in columns.values())
        types = ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in names)
        self._run(
            f"""CREATE TABLE source AS SELECT {kept} FROM read_csv({self._literal()},
            columns = {{{types}}}, auto_detect = false, header = true, delim = ',', quote = '"',
            escape = '"', compression = '{"gzip" if is_gzip(self.path) else "none"}')"""
        )
        return columns

    def _open_parquet(self) -> dict[str, str]:
        self._run(f"CREATE VIEW source AS SELECT * FROM read_parquet({self._literal()})")
        described = self._db.execute("DESCRIBE source").fetchall()
        columns = _wanted(self.path, [row[0] for row in described])
        kind = next(row[1] for row in described if row[0] == columns["time"])
        if not re.match(r"TIMESTAMP|DATE|VARCHAR", kind):
            what = f"the column {columns['time']} holds {kind.lower()}, not times"
            raise FileRefused(self.path, what, "write it as TIMESTAMP (UTC)")
        return columns

    def _header(self) -> list[str]:
        try:
            with opened(self.path) as file:
                line = file.readline(65_536).decode("utf-8-sig")
            names = [name.strip() for name in next(csv.reader([line.rstrip("\r\n")]))]
        except (UnicodeDecodeError, csv.Error):
            raise FileRefused(self.path, "not UTF-8 text", "save it as UTF-8", 1) from None
        if len(set(names)) != len(names):
            raise FileRefused(self.path, "a column is named twice", "rename one of them", 1)
        return names

    def _number_keys(self) -> tuple[Key, ...]:
        parts = ", ".join(f"{self._text(part)} AS {part}" for part in _KEY)
        self._run(
            f"""CREATE TABLE keys AS SELECT (row_number() OVER () - 1)::INTEGER AS number, *
            FROM (SELECT DISTINCT {parts} FROM source s ORDER BY ALL)"""
        )
        rows = self._db.execute("SELECT * FROM keys ORDER BY number").fetchall()
        keys = tuple(Key(run, Cell(*cell)) for _, run, *cell in rows)
        for number, key in enumerate(keys):
            if not key.cell.service or not "".join(key.cell).isprintable():
                bad = " AND ".join(
                    f"{self._text(part)} = (SELECT {part} FROM keys WHERE number = {number})"
                    for part in _KEY
                )
                what = "is not a service's name" if key.cell.service else "is empty"
                self._refuse(bad, "service", what, "name the service in every row")
        return keys

    def _same_key(self) -> str:
        """Equality of the columns that are there; the others are equal for being empty."""
        there = [part for part in _KEY if part in self._columns]
        return " AND ".join(f"{self._text(part)} = k.{part}" for part in there)

    def _text(self, part: str) -> str:
        if part not in self._columns:
            return "''"
        text = f"trim(coalesce(s.\"{self._columns[part]}\"::VARCHAR, ''))"
        return f"upper({text})" if part == "country" else text

    def _at(self) -> str:
        return f'epoch_ms(try_cast(s."{self._columns["time"]}" AS TIMESTAMPTZ))'

    def _reports(self) -> str:
        column = f's."{self._columns["reports"]}"'
        whole = f"try_cast({column} AS BIGINT)"
        # A cast to BIGINT rounds: 3.4 would be taken for 3.
        return f"CASE WHEN try_cast({column} AS DOUBLE) = {whole} THEN {whole} END"

    def _refuse(self, bad: str, part: str, what: str, remedy: str) -> None:
        row = self._row_where(bad, {}, 1)
        column = self._columns[part]
        text = self._db.execute(f'SELECT "{column}"::VARCHAR FROM source OFFSET {row} LIMIT 1')
        (value,) = text.fetchone() or (None,)
        said = "" if value is None else value[:60]
        raise FileRefused(self.path, f"{column} {said!r} {what}", remedy, self._place(row))

    def _row_where(self, bad: str, values: dict[str, Any], nth: int) -> int:
        """Number (from 0) of the ``nth`` row for which ``bad`` holds."""
        found = self._db.execute(
            f"""SELECT row FROM (SELECT row_number() OVER () - 1 AS row, * FROM source) s
            WHERE {bad} ORDER BY row OFFSET {nth - 1} LIMIT 1""",
            values,
        ).fetchone()
        return found[0] if found else 0

    def _place(self, row: int) -> int | str:
        """How people find a row: by line in a text, by number in a Parquet file."""
        if self._kind == "parquet":
            return f"row {row + 1}"
        with opened(self.path) as file:
            lines = csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline=""))
            filled = (lines.line_num for cells in lines if cells)
            next(filled, 0)
            return next((line for index, line in enumerate(filled) if index == row), row + 2)

    def _fetch(self, query: str) -> dict[str, NDArray[Any]]:
        try:
            return cast("dict[str, NDArray[Any]]", self._db.execute(query).fetchnumpy())
        except duckdb.Error as error:
            raise self._refusal_of(error) from None

    def _run(self, query: str) -> None:
        try:
            self._db.execute(query)
        except duckdb.Error as error:
            raise self._refusal_of(error) from None

    def _refusal_of(self, error: duckdb.Error) -> FileRefused:
        text = str(error)
        if "GZIP" in text.upper():
            return FileRefused(self.path, CUT_SHORT, FETCH_AGAIN)
        if self._kind == "parquet":
            what = f"the Parquet file is damaged: {_gist(text)}"
            return FileRefused(self.path, what, "write or fetch the file again")
        line = re.search(r"on Line: (\d+)", text)
        what = _csv_trouble(text)
        return FileRefused(self.path, what, "correct that line", int(line[1]) if line else None)


_KEY = ("run", "service", "component", "symptom", "country")
_PATTERN = re.compile(r"[*?\[\]{}]")
_TIME = "write RFC 3339 times such as 2025-05-24T09:00:00Z"


def _database() -> duckdb.DuckDBPyConnection:
    """A database to which a time without an offset is UTC."""
    db = duckdb.connect(config={"autoinstall_known_extensions": False})
    # With the extension for time zones it would be the machine's; without it, it is UTC anyway.
    with suppress(duckdb.Error):
        db.execute("SET TimeZone = 'UTC'")
    return db


def _csv_trouble(text: str) -> str:
    columns = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text)
    if columns:
        return f"{columns[2]} columns instead of {columns[1]}"
    if "utf-8" in text.lower() or "unicode" in text.lower():
        return "not UTF-8 text"
    if "quote" in text.lower():
        return "a quoted value isn't closed"
    return f"not CSV: {_gist(text)}"


def _gist(text: str) -> str:
    r"""The first line of what DuckDB says, without the kind of error that most messages begin with.

    >>> _gist("Out of buffer"), _gist("Invalid Input Error: Found no rows\nmore")
    ('Out of buffer', 'Found no rows')
    """
    kind, _, said = text.partition(": ")
    return next(iter((said or kind).splitlines()), "DuckDB doesn't say why")


def _wanted(path: Path, names: Sequence[str]) -> dict[str, str]:
    """Which of a file's columns holds which part. Raises FileRefused when a needed one lacks."""
    known = {name.lower(): name for name in names}
    columns = {
        part: known[alias]
        for part, aliases in NAMES.items()
        for alias in reversed(aliases)
        if alias in known
    }
    for part in NEEDED:
        if part not in columns:
            there = ",".join(names)[:120]
            raise FileRefused(path, f"no column {part} (there are: {there})", _COLUMNS, 1)
    return columns


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _holed(values: NDArray[Any]) -> bool:
    return bool(np.ma.getmaskarray(values).any()) if np.ma.isMaskedArray(values) else False
