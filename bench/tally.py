"""How fast reports are folded, closed and made into blocks, what an idle series costs, and how
fast history is read: beside SQLite on the same counts.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
from figure import figure

from marsad.nouns.block import Bands, Block
from marsad.nouns.event import Counts
from marsad.nouns.report import Report
from marsad.nouns.series import Series
from marsad.tally.archive import Archive
from marsad.tally.blocks import block_from_dense
from marsad.tally.history import History
from marsad.tally.rows import LINES
from marsad.tally.tally import Tally
from marsad.tally.usual import Usual

DAY = 1_440
SYMPTOMS = [f"symptom-{number}" for number in range(15)]
COUNTRIES = [f"{a}{b}" for a in "ABCDE" for b in "ABCDEFGH"]


class Lane:
    """One partition, as a desk holds it."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.usual = Usual()


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """The best of some runs."""
    best = float("inf")
    for _ in range(times):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best


def reports(many: int, first: int, minutes: int) -> list[Report]:
    """Reports of 60 services, each from another person."""
    luck, made = random.Random(1), list[Report]()
    for number in range(many):
        at = (first + number * minutes // many) * 60_000
        service = f"service-{min(int(luck.expovariate(0.1)), 59)}"
        place = luck.choice(SYMPTOMS), luck.choice(COUNTRIES)
        identity, reporter = luck.randbytes(16), luck.randbytes(16)
        made.append(Report(identity, at, at, service, "", *place, "problem", reporter))
    return made


def folding() -> None:
    """Reports a second into the fold, and what closing a busy minute takes."""
    many, group = reports(200_000, 10_000, 20), 10_000
    tally, takes, closes = Tally(), list[float](), list[float]()
    for start in range(0, len(many), group):
        events = many[start : start + group]
        begin = time.process_time()
        tally.take(events)
        between = time.process_time()
        tally.close(events[-1].at // 60_000 + 1)
        takes.append(between - begin)
        closes.append(time.process_time() - between)
    figure("tally: reports folded (CPU)", f"{group / np.median(takes) / 1e3:.0f} k/s")
    cells = sum(table.shape[1] for table in tally.all_rows(10_010, 10_011).tables)
    name = f"tally: close of a minute of {group:,} reports in {cells:,} cells (CPU)"
    figure(name, f"{np.median(closes) * 1e3:.1f} ms")


def blocks() -> None:
    """Series-minutes a second made into blocks, straight from arrays."""
    counts = np.random.default_rng(1).poisson(0.3, (1_000, 10_000)).astype(np.int32)
    rate = counts.size / seconds(lambda: block_from_dense(counts, 0))
    limit = counts.size / seconds(lambda: np.nonzero(counts))
    figure(
        "tally: series-minutes into blocks",
        f"{rate / 1e6:.0f} M/s",
        limit=f"numpy.nonzero {limit / 1e6:.0f} M/s",
        target="≥ 10 M/s",
        met=rate >= 10e6,
    )


def idle() -> None:
    """Bytes an idle series, and a tick over many of them."""
    tally, services = Tally(), 4_000
    tracemalloc.start()
    for start in range(0, services, 1_000):
        for number in range(start, start + 1_000):
            place = [(SYMPTOMS[k % 15], COUNTRIES[k]) for k in range(40)]
            tally.take([Counts(f"service-{number}", 0, (1,), 1, "", *each) for each in place])
        tally.close(start + 1)
    tally.forget(tally.closed + 2 * DAY if tally.closed else 0)
    tally.close(4 * DAY)
    tally.forget(4 * DAY)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    size = used / len(tally.series)
    figure(
        f"tally: memory of an idle series ({len(tally.series):,} of them)",
        f"{size:.0f} B",
        target="≤ 200 B",
        met=size <= 200,
    )
    took = []
    for minute in range(4 * DAY, 4 * DAY + 9):
        tally.take([Counts(f"service-{n}", minute, (1,)) for n in range(0, services, 10)])
        begin = time.process_time()
        tally.close(minute + 1)
        took.append(time.process_time() - begin)
    median = float(np.median(took))
    name = "tally: tick over them, 400 active (CPU)"
    figure(name, f"{median * 1e3:.1f} ms", target="≤ 10 ms", met=median <= 0.01)


def hot() -> None:
    """A day of a busy service from memory; a checkpoint."""
    lane, luck = Lane(), np.random.default_rng(1)
    for country in COUNTRIES[:20]:
        for symptom in SYMPTOMS[:5]:
            bins = tuple(luck.poisson(0.5, 2 * DAY).tolist())
            lane.tally.take([Counts("busy", 0, bins, 1, "", symptom, country)])
    for minute in range(60, 2 * DAY + 1, 60):
        lane.tally.close(minute)
    history, rows = History([lane]), lane.tally.day(1).shape[1]
    took = seconds(lambda: history.window("busy", DAY, 2 * DAY, 1))
    name = f"tally: 24 h of a service from memory ({rows:,} rows)"
    figure(name, f"{took * 1e3:.1f} ms", target="< 5 ms", met=took < 0.005)
    took = seconds(lambda: history.window("busy", DAY, 2 * DAY, 1, "country"))
    figure("tally: the same by country", f"{took * 1e3:.1f} ms", target="< 5 ms", met=took < 0.005)
    took = seconds(lane.tally.to_bytes)
    figure("tally: a checkpoint of it", f"{took * 1e3:.1f} ms, {len(lane.tally.to_bytes()):,} B")


def year() -> None:
    """A year of one of ten services, by the hour, from the archive and from SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        lane, archive = Lane(), Archive(Path(folder) / "archive", hot_minutes=0)
        database = sqlite3.connect(Path(folder) / "counts.db")
        database.execute(f"CREATE TABLE counts ({', '.join(LINES)})")
        rows = fill(lane, archive, database)
        history = History([lane], archive)
        code = lane.tally.names().index("service-7")
        query = """SELECT minute / 60, sum(reports), sum(counted), sum(works) FROM counts
            WHERE service = ? AND minute BETWEEN ? AND ? GROUP BY 1"""
        span = code, 0, 365 * DAY
        peer = seconds(lambda: database.execute(query, span).fetchall(), 3)
        took = seconds(lambda: history.window("service-7", 0, 365 * DAY, 60))
        figure(
            "tally: a year of a service by the hour with its usual range, archive",
            f"{took * 1e3:.0f} ms",
            limit=f"SQLite, indexed, counts alone {peer * 1e3:.0f} ms",
            target="< 100 ms",
            met=took < 0.1,
        )
        files = (Path(folder) / "archive" / "counts").rglob("*.parquet")
        size = sum(path.stat().st_size for path in files)
        other = (Path(folder) / "counts.db").stat().st_size
        name = f"tally: archive, bytes a row ({rows:,} rows)"
        figure(name, f"{size / rows:.1f}", limit=f"SQLite {other / rows:.1f}")


def fill(lane: Lane, archive: Archive, database: sqlite3.Connection) -> int:
    """Write a year into both; how many rows that is."""
    luck, wrote, rows = np.random.default_rng(1), list[float](), 0
    series = [Series(f"service-{number}") for number in range(10)]
    level = 1 + 0.5 * np.sin(np.arange(DAY) / DAY * 2 * np.pi)
    expected = np.repeat(level[:, None], len(series), axis=1).astype(np.float32)
    none = np.zeros(DAY + 1, np.int64), np.empty(0, np.int32), np.empty(0, np.int32)
    bands = Bands(np.arange(10, dtype=np.int32), expected, expected / 2, expected * 2, expected)
    for day in range(365):
        for number in range(len(series)):
            bins = tuple(luck.poisson(level).tolist())
            place = "", SYMPTOMS[(day + number) % 15], COUNTRIES[number]
            lane.tally.take([Counts(f"service-{number}", day * DAY, bins, 1, *place)])
        lane.tally.close((day + 1) * DAY)
        lane.usual.take(series, Block(day * DAY, 1, *none, np.ones(DAY, np.bool_)), bands)
        table = lane.tally.day(day)
        rows += table.shape[1]
        database.executemany(f"INSERT INTO counts VALUES ({', '.join('?' * 8)})", table.T.tolist())
        begin = time.perf_counter()
        archive.keep(0, lane.tally, lane.usual)
        archive.tidy(0, lane.tally, lane.usual)
        wrote.append(time.perf_counter() - begin)
    database.execute("CREATE INDEX by_service ON counts (service, minute)")
    database.commit()
    name = f"tally: a day into the archive ({rows // 365:,} rows, fsync)"
    figure(name, f"{np.median(wrote) * 1e3:.0f} ms")
    return rows


if __name__ == "__main__":
    folding()
    blocks()
    idle()
    hot()
    year()
