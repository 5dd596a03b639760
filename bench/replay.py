"""How fast `marsad replay` is, end to end: a generated Parquet file to its last incident.

    .venv/bin/python bench/replay.py [services] [days]

Prints the series-minutes a second of the whole (reading, blocks, detection) and of its parts.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from figure import figure

from marsad.bring.counts_file import read_counts
from marsad.bring.replay import replay
from marsad.catalog.catalog import load


def generate(path: Path, services: int, days: int) -> None:
    """Counts by the minute: small services and busy ones, nights, six outages a year of each."""
    duckdb.sql(
        f"""COPY (
        SELECT TIMESTAMP '2025-05-01' + m * INTERVAL 1 MINUTE AS time, 'service' || s AS service,
            (rate * (1 + 0.5 * sin(m * 2 * pi() / 1440))
             * CASE WHEN (m + 977 * s) % (1440 * 61) < 60 THEN 20 ELSE 1 END
             + sqrt(rate) * (random() + random() + random() - 1.5) + random())::INTEGER AS reports
        FROM range({days * 1440}) t(m),
            (SELECT s, 0.02 * power(1.9, s % 12) AS rate FROM range({services}) u(s))
        ) TO '{path}' (FORMAT parquet)"""
    )
    duckdb.sql(
        f"COPY (SELECT time, service, greatest(reports, 0) AS reports FROM '{path}')"
        f" TO '{path}.good' (FORMAT parquet)"
    )
    Path(f"{path}.good").replace(path)


@contextmanager
def timed(what: str, series_minutes: int, target: float = 0) -> Generator[None]:
    """Print how long the body took, and how much of all cores: a busy machine makes one lie."""
    begin, busy = time.perf_counter(), time.process_time()
    yield
    took, cores = time.perf_counter() - begin, time.process_time() - busy
    rate, each = (series_minutes / seconds / 1e6 for seconds in (took, cores))
    held = {"target": f"≥ {target:g} M a core", "met": each >= target} if target else {}
    figure(what, f"{rate:.1f} M series-minutes/s, {each:.1f} M a core; {took:.1f} s", **held)


def main(services: int = 1000, days: int = 14) -> None:
    """Generate, replay, print."""
    total = services * days * 1440
    catalog = load()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "counts.parquet"
        generate(path, services, days)
        size = path.stat().st_size / 1e6
        print(
            f"{services} services x {days} days = {total / 1e6:.1f} M series-minutes, {size:.0f} MB"
        )
        warm = Path(folder) / "warm.parquet"
        duckdb.sql(f"COPY (SELECT * FROM '{path}' WHERE service = 'service1') TO '{warm}'")
        list(replay([warm], catalog=catalog))
        with timed("replay, reading alone", total):
            recordings = read_counts(path)
        with timed("replay, blocks alone", total):
            for recording in recordings:
                for _ in recording.blocks(catalog.part_of):
                    pass
        del recordings
        with timed("replay, end to end", total, target=10):
            told = list(replay([path], catalog=catalog))
        declared = sum(each.incident.declared_at is not None for each in told)
        print(f"{len(told)} incidents, {declared} of them declared")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
