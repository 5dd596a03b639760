"""Downdetector's curves of real incidents by quarters of an hour, where the folder is there.

Each curve is a day around the minute at which Downdetector declared; the vendor's own events are
beside it. Curves are read by Marsad's own replay.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.detect.peers.peer import Floats

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "downdetector_aws"
STEP = 15
MINUTE = 60_000


@dataclass(frozen=True)
class Curve:
    """One incident; instants in ms."""

    page: str
    first: int
    """Begin of the first bin."""
    counts: Floats
    declared: int
    """By Downdetector."""
    official: int | None
    """The vendor's official start of the event that goes with it."""

    def bin_of(self, instant: int) -> int:
        """The bin an instant lies in."""
        return (instant - self.first) // (STEP * MINUTE)


@dataclass(frozen=True)
class Curves:
    """All curves of a folder."""

    path: Path
    curves: tuple[Curve, ...]
    events: tuple[tuple[int, int], ...]
    """Begin and end of each event the vendor owned up to."""

    def confirmed(self, instant: int, slack: int = 60) -> bool:
        """Whether an event of the vendor's ran within ``slack`` minutes of an instant."""
        near = slack * MINUTE
        return any(begin - near <= instant <= end + near for begin, end in self.events)


def read(folder: Path = FOLDER) -> Curves | None:
    """The folder's curves, None where it is absent."""
    if not (folder / "series_15min.csv").exists():
        return None
    bins: dict[str, list[tuple[int, float]]] = {}
    for row in _rows(folder / "series_15min.csv"):
        bins.setdefault(row["page_id"], []).append((_ms(row["ts_utc"]), float(row["reports"])))
    curves = [
        _curve(row, sorted(bins[row["page_id"]])) for row in _rows(folder / "matched_official.csv")
    ]
    events = [
        (
            _ms(row["event_start_time_utc"]),
            _ms(row["event_end_time_utc"] or row["event_start_time_utc"]),
        )
        for row in _rows(folder / "official_events.csv")
        if row["event_start_time_utc"]
    ]
    return Curves(folder / "series_15min.csv", tuple(curves), tuple(events))


def _curve(row: dict[str, str], bins: list[tuple[int, float]]) -> Curve:
    official = row["official_start_utc"]
    counts = np.array([reports for _, reports in bins])
    declared = _ms(row["declared_utc"])
    return Curve(row["page_id"], bins[0][0], counts, declared, _ms(official) if official else None)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _ms(text: str) -> int:
    at = datetime.fromisoformat(text)
    return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
