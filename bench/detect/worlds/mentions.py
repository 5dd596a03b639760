"""Mentions on Twitter by five minutes with NAB's windows, where the optional folder is there."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.detect.nab import Window
from bench.detect.peers.peer import Floats

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "twitter_volume"
STEP = 5
"""Minutes a row."""


@dataclass(frozen=True)
class Mentions:
    """One file."""

    name: str
    first: int
    """Minute of the first row."""
    counts: Floats
    windows: tuple[Window, ...]
    points: tuple[int, ...]
    """Rows labelled as anomalies; a window lies around each."""


def read(folder: Path = FOLDER) -> list[Mentions]:
    """All files with windows; empty where the folder is absent."""
    labels = folder / "labels_windows.json"
    if not labels.exists():
        return []
    windows = json.loads(labels.read_text("utf-8"))
    points = json.loads((folder / "labels_points.json").read_text("utf-8"))
    return [
        _file(folder / Path(name).name, edges, points[name])
        for name, edges in sorted(windows.items())
    ]


def _file(path: Path, edges: list[list[str]], labelled: list[str]) -> Mentions:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    at = [_instant(row["timestamp"]) for row in rows]
    place = {instant: row for row, instant in enumerate(at)}
    windows = tuple((place[_instant(a)], place[_instant(b)]) for a, b in edges)
    counts = np.array([float(row["value"]) for row in rows])
    points = tuple(place[_instant(one)] for one in labelled)
    return Mentions(path.stem, at[0] // 60, counts, windows, points)


def _instant(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
