"""Simulated counts as a file that ``marsad replay`` takes: CSV, CSV.gz or Parquet, by its name."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from marsad.bring.refusal import FileRefused
from marsad.bring.simulate import Simulated
from marsad.nouns.minute import MINUTE_MS

_FORMATS = {
    ".csv": "FORMAT csv, HEADER",
    ".csv.gz": "FORMAT csv, HEADER, COMPRESSION gzip",
    ".parquet": "FORMAT parquet, COMPRESSION zstd",
}
_RFC3339 = "'%Y-%m-%dT%H:%M:%SZ'"


def write_counts(counts: Simulated, path: Path) -> None:
    """Write ``time,service,component,symptom,country,reports``; the same bytes for the same counts.

    Counts of zero are left out, but each service has a row for its first and its last minute, so
    that a reader knows how long it was watched. Raises FileRefused.
    """
    form = next((_FORMATS[end] for end in _FORMATS if path.name.lower().endswith(end)), None)
    if form is None:
        raise FileRefused(path, "no such format", "name it .csv, .csv.gz or .parquet")
    time = "moment" if path.suffix.lower() == ".parquet" else f"strftime(moment, {_RFC3339})"
    text = str(path).replace("'", "''")
    with duckdb.connect(config={"threads": 1}) as db:
        _load(db, counts)
        try:
            db.execute(
                f"""COPY (SELECT {time} AS time, service, nullif(component, '') AS component,
                nullif(symptom, '') AS symptom, nullif(country, '') AS country, reports
                FROM (SELECT *, make_timestamp_ms(minute * {MINUTE_MS}) AS moment
                FROM counts JOIN cells USING (cell)) ORDER BY minute, cell) TO '{text}' ({form})"""
            )
        except duckdb.Error as error:
            what = "cannot be written: " + str(error).partition(": ")[2].splitlines()[0]
            raise FileRefused(path, what, "name a file in a folder you may write to") from None


def _load(db: duckdb.DuckDBPyConnection, counts: Simulated) -> None:
    """The tables ``cells`` and ``rows``, with the first and last minute of every service."""
    services = dict.fromkeys(cell.service for cell in counts.cells)
    cells = [*counts.cells, *((service, "", "", "") for service in services)]
    db.execute(
        "CREATE TABLE cells"
        " (cell INTEGER, service TEXT, component TEXT, symptom TEXT, country TEXT)"
    )
    db.executemany(
        "INSERT INTO cells VALUES (?, ?, ?, ?, ?)",
        [[number, *cell] for number, cell in enumerate(cells)],
    )
    ends = np.arange(len(counts.cells), len(cells), dtype=np.int32)
    rows = {
        "minute": np.r_[
            np.full(len(ends), 0), counts.minute, np.full(len(ends), counts.minutes - 1)
        ].astype(np.int64)
        + counts.first,
        "cell": np.r_[ends, counts.cell, ends].astype(np.int32),
        "reports": np.r_[np.zeros_like(ends), counts.reports, np.zeros_like(ends)],
    }
    db.register("arrays", rows)
    db.execute("CREATE TABLE counts AS SELECT * FROM arrays")
