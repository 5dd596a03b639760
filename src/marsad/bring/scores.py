"""The detector's numbers of every closed bin, as a CSV file for whoever wants to judge it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from marsad.bring.refusal import FileRefused
from marsad.nouns.block import Bands, Block
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.series import Series
from marsad.nouns.state import STATES, WORST_FIRST
from marsad.story.outcome import Outcome

COLUMNS = "time,service,reports,expected,low,high,surprise,state"
_ROWS = 500_000
"""Rows gathered before they are written: DuckDB formats many at once at a fraction of the cost."""


class Scores:
    """Writes a row for each closed bin and service; does nothing when there is no file to write.

    ``named``: whether recordings have names; then a last column ``run`` says which one it is.
    """

    def __init__(self, path: Path | None, named: bool = False) -> None:
        self._path = path
        self._named = named
        self._names: list[str] = []
        self._code: dict[str, int] = {}
        self._waiting: list[dict[str, NDArray[np.generic]]] = []
        self._rows = 0
        self._states: dict[str, dict[str, str]] = {}

    def __enter__(self) -> Self:
        if self._path:
            self._append(f"{COLUMNS}{',run' if self._named else ''}\n".encode(), "wb")
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()

    def begin(self) -> None:
        """A new recording starts cold: nothing runs."""
        self._states = {}

    def write(
        self,
        place: tuple[str, int],
        series: Sequence[Series],
        block: Block,
        found: tuple[Outcome, Bands],
    ) -> None:
        """Add the bins of one block of the recording ``place`` (its name, and its shift in ms)."""
        if not self._path:
            return
        outcome, bands = found
        bins, rows = block.bins, len(bands.rows)
        services = [series[row].service for row in map(int, bands.rows)]
        start = (block.first + np.arange(bins) * block.step) * MINUTE_MS + place[1]
        codes = np.asarray([self._number(service) for service in services], np.int32)
        columns: dict[str, NDArray[np.generic]] = {
            "moment": np.repeat(start, rows),
            "service": np.tile(codes, bins),
            "run": np.full(bins * rows, self._number(place[0]), np.int32),
            "reports": _reports(block, bands).ravel(),
            "state": self._state(block, services, outcome).ravel(),
        }
        for name in ("expected", "low", "high", "surprise"):
            columns[name] = getattr(bands, name).ravel()
        self._waiting.append(columns)
        self._rows += bins * rows
        if self._rows >= _ROWS:
            self._flush()

    def _state(self, block: Block, services: list[str], outcome: Outcome) -> NDArray[np.int32]:
        """The state each service was in when each bin closed, as an index into STATES."""
        column = {service: place for place, service in enumerate(services)}
        state = np.zeros((block.bins, len(services)), np.int32)
        for service, running in self._states.items():
            state[:, column[service]] = _worst(running)
        for row in outcome.transitions:
            service = outcome.incidents[row.incident].service
            running = self._states.setdefault(service, {})
            if row.after in ("ended", "retracted"):
                running.pop(row.incident, None)
            else:
                running[row.incident] = row.after
            closed = (row.at // MINUTE_MS - block.first) // block.step - 1
            state[max(closed, 0) :, column[service]] = _worst(running)
        return state

    def _number(self, name: str) -> int:
        if name not in self._code:
            self._code[name] = len(self._names)
            self._names.append(name)
        return self._code[name]

    def _flush(self) -> None:
        if not self._waiting:
            return
        columns = {
            name: np.concatenate([each[name] for each in self._waiting])
            for name in self._waiting[0]
        }
        self._waiting, self._rows = [], 0
        with TemporaryDirectory() as folder, duckdb.connect() as db:
            part = Path(folder) / "part.csv"
            db.execute("CREATE TABLE names (code INTEGER, name TEXT)")
            db.executemany(
                "INSERT INTO names VALUES (?, ?)", list(map(list, enumerate(self._names)))
            )
            db.register("columns", columns)
            db.execute(_COPY.format(run=", r.name" if self._named else "", part=part))
            self._append(part.read_bytes(), "ab")

    def _append(self, data: bytes, mode: str) -> None:
        assert self._path is not None
        try:
            with self._path.open(mode) as file:
                file.write(data)
        except OSError as error:
            what = "cannot be written: " + (error.strerror or "unknown reason").lower()
            raise FileRefused(self._path, what, "name a file you may write to") from None


_STATE = "CASE state " + " ".join(f"WHEN {n} THEN '{s}'" for n, s in enumerate(STATES)) + " END"
_COPY = f"""COPY (SELECT CASE WHEN moment % 1000 = 0
    THEN strftime(make_timestamp_ms(moment), '%Y-%m-%dT%H:%M:%SZ')
    ELSE strftime(make_timestamp_ms(moment), '%Y-%m-%dT%H:%M:%S.%gZ') END,
    s.name, reports, round(expected, 4), round(low, 4), round(high, 4), round(surprise, 4),
    {_STATE} {{run}}
    FROM (SELECT *, row_number() OVER () AS place FROM columns) c
    JOIN names s ON c.service = s.code JOIN names r ON c.run = r.code
    ORDER BY place) TO '{{part}}' (FORMAT csv, HEADER false)"""


def _worst(running: dict[str, str]) -> int:
    states = set(running.values())
    return STATES.index(next((state for state in WORST_FIRST if state in states), "ok"))


def _reports(block: Block, bands: Bands) -> NDArray[np.int32]:
    """Reports of each bin in each of the bands' rows."""
    most = int(max(block.rows.max(initial=-1), bands.rows.max(initial=-1))) + 1
    column = np.full(most, -1, np.int64)
    column[bands.rows] = np.arange(len(bands.rows))
    bins = np.repeat(np.arange(block.bins), np.diff(block.offsets))
    place = column[block.rows]
    reports = np.zeros((block.bins, len(bands.rows)), np.int32)
    reports[bins[place >= 0], place[place >= 0]] = block.counts[place >= 0]
    return reports
