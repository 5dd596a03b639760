"""The arrays of all series: grown by doubling, written out and read back byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from marsad.sense.columns import (
    CALENDAR,
    COUNTRY,
    CUM,
    F_WIDTH,
    FH,
    FIRST,
    HOME,
    I_WIDTH,
    KIND,
    LEVEL,
    P_WIDTH,
    PAGE,
    PARENT,
    ROOT,
    SERVICE,
)
from marsad.sense.known import Known

WIDTHS = F_WIDTH, I_WIDTH, P_WIDTH
"""Columns of series (real and whole numbers) and of pages."""

Number = TypeVar("Number", np.float32, np.int32)


class Stored(msgspec.Struct, frozen=True, array_like=True):
    """A Store as bytes."""

    widths: tuple[int, int, int]
    series: int
    pages: int
    floats: bytes
    ints: bytes
    paper: bytes
    gaps: list[tuple[int, int]]
    members: bytes
    panel_floats: bytes
    panel_ints: bytes


def _empty(width: int, kind: type[Number]) -> NDArray[Number]:
    return np.zeros((64, width), kind)


def _none(width: int, kind: type[Number]) -> NDArray[Number]:
    return np.zeros((0, width), kind)


def _pages(many: int) -> NDArray[np.float32]:
    """Flat ones, to be written on."""
    out = np.zeros((many, P_WIDTH), np.float32)
    out[:, LEVEL], out[:, PARENT] = 1.0, -1.0
    out[:, FH:CUM] = 1.0
    out[:, CUM : CUM + 25] = np.arange(25)
    return out


@dataclass(slots=True)
class Store:
    """Rows of ``reals`` and ``ints`` are series, in the order watched; see ``columns``."""

    reals: NDArray[np.float32] = field(default_factory=lambda: _empty(F_WIDTH, np.float32))
    ints: NDArray[np.int32] = field(default_factory=lambda: _empty(I_WIDTH, np.int32))
    paper: NDArray[np.float32] = field(default_factory=lambda: _pages(64))
    series: int = 0
    used: NDArray[np.int32] = field(default_factory=lambda: np.zeros(2, np.int32))
    """How many pages are in use, and how many members."""
    gaps: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """Minutes nobody looked, oldest first."""
    members: NDArray[np.int32] = field(default_factory=lambda: np.zeros(64, np.int32))
    panel_reals: NDArray[np.float32] = field(default_factory=lambda: _none(F_WIDTH, np.float32))
    panel_ints: NDArray[np.int32] = field(default_factory=lambda: _none(I_WIDTH, np.int32))

    def add(self, service: int, root: int, kind: int, calendar: int = -1) -> int:
        """A row for one more series; ``root`` -1 makes it its own root."""
        row = self.series
        if row == len(self.ints):
            self.reals, self.ints = _doubled(self.reals), _doubled(self.ints)
            self.members = np.concatenate([self.members, np.zeros_like(self.members)])
        self.ints[row] = 0
        self.ints[row, [FIRST, PAGE, HOME, COUNTRY]] = -1
        self.ints[row, [ROOT, KIND, SERVICE]] = (row if root < 0 else root, kind, service)
        self.ints[row, CALENDAR] = calendar
        self.series += 1
        return row

    def settle(self, row: int, country: int) -> None:
        """Row slices its service by the country of that number; a new one gets a panel."""
        if country == len(self.panel_ints):
            self.panel_reals = np.vstack([self.panel_reals, np.zeros((1, F_WIDTH), np.float32)])
            fresh = np.zeros((1, I_WIDTH), np.int32)
            fresh[0, [FIRST, COUNTRY]] = -1
            fresh[0, ROOT] = country
            fresh[0, CALENDAR] = self.ints[row, CALENDAR]
            self.room(1)
            fresh[0, [PAGE, HOME]] = self.used[0]
            self.used[0] += 1
            self.panel_ints = np.vstack([self.panel_ints, fresh])
        self.ints[row, [COUNTRY, HOME]] = country, self.panel_ints[country, PAGE]

    @property
    def bytes(self) -> int:
        """Bytes in use by series and pages."""
        row = self.reals.itemsize * F_WIDTH + self.ints.itemsize * I_WIDTH
        return self.series * row + int(self.used[0]) * self.paper.itemsize * P_WIDTH

    def room(self, pages: int) -> None:
        """Make sure that so many more pages fit."""
        while int(self.used[0]) + pages > len(self.paper):
            self.paper = np.concatenate([self.paper, _pages(len(self.paper))])

    def gap(self, begin: int, end: int) -> None:
        """Nobody looked from begin to end."""
        if self.gaps and self.gaps[-1][1] == begin:
            begin = self.gaps.pop()[0]
        self.gaps = [*self.gaps[-255:], (begin, end)]

    def known(self) -> Known:
        """The arrays as the sweep takes them; valid until more series, pages or gaps are added."""
        gaps = np.array(self.gaps, np.int32).reshape(-1, 2)
        sums = np.zeros((len(self.panel_ints), 3))
        return Known(
            self.reals,
            self.ints,
            self.paper,
            gaps,
            self.used,
            self.members,
            self.panel_reals,
            self.panel_ints,
            sums,
        )

    def stored(self) -> Stored:
        """Everything, as bytes."""
        return Stored(
            WIDTHS,
            self.series,
            int(self.used[0]),
            self.reals[: self.series].tobytes(),
            self.ints[: self.series].tobytes(),
            self.paper[: self.used[0]].tobytes(),
            self.gaps,
            self.members[: self.used[1]].tobytes(),
            self.panel_reals.tobytes(),
            self.panel_ints.tobytes(),
        )

    @classmethod
    def restored(cls, stored: Stored) -> Store:
        """The store that ``stored`` was. Raises ValueError on one of another version."""
        if stored.widths != WIDTHS:
            raise ValueError(f"columns: {stored.widths} wide, not {WIDTHS}: of another version")
        members = np.frombuffer(stored.members, np.int32)
        used = np.array([stored.pages, len(members)], np.int32)
        store = cls(series=stored.series, used=used, gaps=list(stored.gaps))
        store.members = np.zeros(max(64, stored.series), np.int32)
        store.members[: len(members)] = members
        store.panel_reals = (
            np.frombuffer(stored.panel_floats, np.float32).reshape(-1, F_WIDTH).copy()
        )
        store.panel_ints = np.frombuffer(stored.panel_ints, np.int32).reshape(-1, I_WIDTH).copy()
        store.reals = _read(stored.floats, F_WIDTH, np.float32)
        store.ints = _read(stored.ints, I_WIDTH, np.int32)
        told = np.frombuffer(stored.paper, np.float32).reshape(-1, P_WIDTH)
        store.paper = np.concatenate([told, _pages(64)])
        return store


def _doubled(array: NDArray[Number]) -> NDArray[Number]:
    out = np.zeros((2 * len(array), array.shape[1]), array.dtype)
    out[: len(array)] = array
    return out


def _read(data: bytes, width: int, kind: type[Number]) -> NDArray[Number]:
    rows = np.frombuffer(data, kind).reshape(-1, width)
    out = np.zeros((max(64, len(rows)), width), kind)
    out[: len(rows)] = rows
    return out
