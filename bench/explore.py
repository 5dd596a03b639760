"""How fast a year of history is read, of one service and of all: beside SQLite on the same rows.

The year is one of 142 services, written by the tally and the archive of an installation with four
partitions: ten busy services, the others with some reports an hour.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from figure import figure

from marsad.journal.partition import partition_of
from marsad.nouns.block import Bands, Block
from marsad.nouns.event import Counts
from marsad.nouns.series import Cell, Series
from marsad.tally.archive import Archive
from marsad.tally.history import History
from marsad.tally.rows import LINES
from marsad.tally.tally import Tally
from marsad.tally.usual import Usual

DAY = 1_440
DAYS = 365
PARTITIONS = 4
SERVICES = [f"service-{number}" for number in range(142)]
BUSY = 10
SYMPTOMS = [f"symptom-{number}" for number in range(8)]
COUNTRIES = ["SA", "EG", "AE", "MA", "IQ", "JO", "KW", "DZ"]
YEAR = (0, DAYS * DAY)


class Lane:
    """One partition, as a desk holds it."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.usual = Usual()


def median(work: Callable[[], object], times: int = 7) -> float:
    """Seconds of the middle run, after one that isn't counted."""
    work()
    took: list[float] = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        took.append(time.perf_counter() - begin)
    return statistics.median(took)


def cells(service: str) -> list[tuple[float, str, str]]:
    """Reports a minute, symptom and country of the cells of a service."""
    luck, number = random.Random(service), SERVICES.index(service)
    many, rate = (8, 0.25) if number < BUSY else (2, 0.04)
    return [(rate, luck.choice(SYMPTOMS), luck.choice(COUNTRIES)) for _ in range(many)]


def day_of(service: str, day: int, luck: np.random.Generator) -> list[Counts]:
    """A day of one service."""
    wave = 1 + 0.5 * np.sin(np.arange(DAY) / DAY * 2 * np.pi)
    return [
        Counts(service, day * DAY, tuple(luck.poisson(rate * wave).tolist()), 1, "", symptom, where)
        for rate, symptom, where in cells(service)
    ]


def write_year(folder: Path, database: sqlite3.Connection | None = None) -> History:
    """A year in the archive, and in SQLite when there is one; the history of it."""
    lanes, luck = [Lane() for _ in range(PARTITIONS)], np.random.default_rng(1)
    archive = Archive(folder, hot_minutes=0)
    homes = [[s for s in SERVICES if partition_of(s, PARTITIONS) == n] for n in range(PARTITIONS)]
    for day in range(DAYS):
        for number, lane in enumerate(lanes):
            for service in homes[number]:
                lane.tally.take(day_of(service, day, luck))
            lane.tally.close((day + 1) * DAY)
            usual(lane, homes[number], day)
            if database:
                insert(database, lane, day)
            archive.keep(number, lane.tally, lane.usual)
            archive.tidy(number, lane.tally, lane.usual)
    return History(lanes, archive)


def usual(lane: Lane, services: list[str], day: int) -> None:
    """What was usual that day."""
    series = [Series(service) for service in services]
    level = 60 + 30 * np.sin(np.arange(24) / 24 * 2 * np.pi)
    expected = np.repeat(level[:, None], len(series), axis=1).astype(np.float32)
    none = np.zeros(25, np.int64), np.empty(0, np.int32), np.empty(0, np.int32)
    rows = np.arange(len(series), dtype=np.int32)
    bands = Bands(rows, expected, expected / 2, expected * 2, expected)
    lane.usual.take(series, Block(day * DAY, 60, *none, np.ones(24, np.bool_)), bands)


def insert(database: sqlite3.Connection, lane: Lane, day: int) -> None:
    """The same rows where the peer keeps them; SQLite packs small numbers in a byte or two."""
    table = lane.tally.day(day)
    names = np.array(lane.tally.names())
    numbers = np.array([SERVICES.index(name) for name in names])
    table = np.concatenate([numbers[table[:1]], table[1:]])
    database.executemany(f"INSERT INTO counts VALUES ({', '.join('?' * 8)})", table.T.tolist())


def told(name: str, took: float, target: float, limit: str = "") -> None:
    """One figure with its target in seconds."""
    value, most = f"{took * 1e3:.0f} ms", f"< {target * 1e3:.0f} ms"
    figure(f"explore: {name}", value, limit=limit, target=most, met=took < target)


if __name__ == "__main__":
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "counts.db")
        database.execute(f"CREATE TABLE counts ({', '.join(LINES)})")
        history = write_year(Path(folder) / "archive", database)
        database.execute("CREATE INDEX by_service ON counts (service, minute)")
        database.commit()
        print("written in", time.perf_counter() - begin)
