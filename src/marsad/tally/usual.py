"""What was usual, minute by minute, for whole services: the bands that sense gave, kept.

A band is kept when it moved by more than a hundredth since it was last kept, and at the start of
each hour: what is usual changes slowly, so this holds a small part of the minutes.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from itertools import groupby

import msgspec
import numpy as np
from numpy.typing import NDArray

from marsad.nouns.block import Bands, Block
from marsad.nouns.minute import DAY_MINUTES
from marsad.nouns.series import Series

CHANGE = np.dtype(
    [("row", "<i4"), ("minute", "<i4"), ("expected", "<f4"), ("low", "<f4"), ("high", "<f4")]
)
Changes = NDArray[np.void]
"""Array of ``CHANGE``: what was usual a minute, from this minute on until the next change."""

HOUR = 60
STRETCH = 8
"""UTC days that lie together in one file of the archive: few files are read faster."""
_MOVED = 0.01
_LEAST = 1e-3


class _Saved(msgspec.Struct, array_like=True, frozen=True):
    rows: dict[str, int]
    changes: bytes
    last: bytes
    hour: int
    kept: dict[int, int]


_decoder = msgspec.msgpack.Decoder(_Saved)


class Usual:
    """Bands of one partition's services. One thread adds; any thread may read."""

    def __init__(self) -> None:
        self.kept: dict[int, int] = {}
        """Stretch of ``STRETCH`` UTC days -> the generation that counts in the archive."""
        self._rows: dict[str, int] = {}
        self._hours: dict[int, tuple[Changes, ...]] = {}
        self._last = np.empty((0, 3), np.float32)
        self._hour = -1
        self._lock = threading.Lock()

    def take(self, series: Sequence[Series], block: Block, bands: Bands) -> None:
        """Keep the bands of a block; ``series`` names the rows."""
        with self._lock:
            self._name(series, bands.rows)
            values = np.stack([bands.expected, bands.low, bands.high], axis=2) / block.step
            for bin_, value in enumerate(values.astype(np.float32)):
                self._note(block.first + bin_ * block.step, bands.rows, value)

    def _name(self, series: Sequence[Series], rows: NDArray[np.int32]) -> None:
        if len(self._rows) < len(rows):
            self._rows = {series[row].service: row for row in rows.tolist()}
            more = int(rows.max()) + 1 - len(self._last)
            unknown = np.full((max(more, 0), 3), np.nan, np.float32)
            self._last = np.concatenate([self._last, unknown])

    def _note(self, minute: int, rows: NDArray[np.int32], value: NDArray[np.float32]) -> None:
        hour = minute // HOUR
        if hour != self._hour:
            self._seal(self._hour)
            self._hour = hour
            self._last[:] = np.nan
        last = self._last[rows]
        still = np.abs(value - last) <= np.maximum(_MOVED * last, _LEAST)
        unknown = np.isnan(value) & np.isnan(last)
        moved = np.flatnonzero(~(still | unknown).all(axis=1))
        self._last[rows[moved]] = value[moved]
        changes = np.empty(len(moved), CHANGE)
        changes["row"], changes["minute"] = rows[moved], minute
        changes["expected"], changes["low"], changes["high"] = value[moved].T
        self._hours[hour] = (*self._hours.get(hour, ()), changes)

    def _seal(self, hour: int) -> None:
        if parts := self._hours.get(hour):
            self._hours[hour] = (_in_order(parts),)

    def changes(self, service: str, first: int, last: int) -> tuple[Changes, Mapping[int, int]]:
        """One service's changes from hour to hour, and what is in the archive."""
        with self._lock:
            row = self._rows.get(service, -1)
            low, high = first // HOUR, -(-last // HOUR)
            hours = sorted(hour for hour in self._hours if low <= hour < high)
            parts = [part for hour in hours for part in self._hours[hour]]
            kept = self.kept
        mine = [part[part["row"] == row] for part in parts]
        return np.concatenate([np.empty(0, CHANGE), *mine]), kept

    def days(self, before: int) -> list[int]:
        """The UTC days that lie before a minute, oldest first."""
        days = [day for day, _ in groupby(sorted(self._hours), lambda hour: hour // 24)]
        return [day for day in days if (day + 1) * DAY_MINUTES <= before]

    def day(self, day: int) -> tuple[Changes, list[str]]:
        """A day's changes, by row and minute, and the service of every row."""
        names = [""] * len(self._last)
        for service, row in self._rows.items():
            names[row] = service
        parts = [part for hour in _hours(day) for part in self._hours.get(hour, ())]
        return _in_order(parts), names

    def hand_over(self, day: int) -> None:
        """The archive has a day: forget it here."""
        with self._lock:
            for hour in _hours(day):
                self._hours.pop(hour, None)
            stretch = day // STRETCH
            self.kept = {**self.kept, stretch: self.kept.get(stretch, 0) + 1}

    def expire(self, before: int) -> None:
        """The archive need not keep the days before a UTC day any more."""
        self.kept = {n: times for n, times in self.kept.items() if n >= before // STRETCH}

    def to_bytes(self) -> bytes:
        """All of it, for a checkpoint."""
        with self._lock:
            for hour in self._hours:
                self._seal(hour)
            parts = [part for hour in sorted(self._hours) for part in self._hours[hour]]
            changes = np.concatenate([np.empty(0, CHANGE), *parts]).tobytes()
            last = self._last.astype("<f4").tobytes()
            return msgspec.msgpack.encode(_Saved(self._rows, changes, last, self._hour, self.kept))

    @classmethod
    def from_bytes(cls, data: bytes) -> Usual:
        """What ``to_bytes`` gave. Raises ValueError on anything else."""
        try:
            saved = _decoder.decode(data)
        except msgspec.MsgspecError as error:
            raise ValueError(f"not a checkpoint of bands ({error}): replay the journal") from error
        usual = cls()
        usual.kept, usual._rows, usual._hour = saved.kept, saved.rows, saved.hour
        usual._last = np.frombuffer(saved.last, "<f4").astype(np.float32).reshape(-1, 3)
        changes = np.frombuffer(saved.changes, CHANGE)
        for hour in np.unique(changes["minute"] // HOUR).tolist():
            usual._hours[hour] = (changes[changes["minute"] // HOUR == hour],)
        return usual


def _hours(day: int) -> range:
    return range(day * 24, (day + 1) * 24)


def _in_order(parts: Sequence[Changes]) -> Changes:
    whole = np.concatenate([np.empty(0, CHANGE), *parts])
    return whole[np.lexsort((whole["minute"], whole["row"]))]
