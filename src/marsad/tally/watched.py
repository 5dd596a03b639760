"""The series that are watched, in order of first appearance, and the cells that feed them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.series import Series
from marsad.tally.rows import CELL, Table
from marsad.tally.symbols import Symbols

CellKey = tuple[str, str, str, str]
"""Service, component, symptom, country: a Cell without the cost of making one."""

SLICES = ("component", "symptom", "country")
PARTS = ("service", *SLICES)
_IDLE_CELLS = 65_536


class _Cells(dict[CellKey, int]):
    """Number of a cell, given out on first use. Only a cache: it may be emptied at any time."""

    def __init__(self, watched: Watched) -> None:
        super().__init__()
        self._watched = watched

    def __missing__(self, cell: CellKey) -> int:
        return self._watched.welcome(cell)


class Watched:
    """Which series there are, and to which of them a cell counts."""

    def __init__(self) -> None:
        self.series: list[Series] = []
        self._names = tuple(Symbols() for _ in PARTS)
        self.cells = _Cells(self)
        self._index: dict[Series, int] = {}
        self._codes = array("i")
        self._rows = array("i")

    @property
    def services(self) -> Symbols:
        """The names of services."""
        return self._names[0]

    def names(self, part: str) -> Symbols:
        """The names in one part of cells."""
        return self._names[PARTS.index(part)]

    def row(self, series: Series) -> int:
        """The row of a series, a new one when it is new."""
        row = self._index.get(series)
        if row is None:
            row = self._index[series] = len(self.series)
            self.series.append(series)
        return row

    def meet(self, cell: CellKey) -> None:
        """A cell counts something: its series are watched from now on."""
        self.cells[cell]

    def welcome(self, cell: CellKey) -> int:
        """Number a cell, and watch its service and each of its slices."""
        number = self.cells[cell] = len(self.cells)
        codes = [names.code(name) for names, name in zip(self._names, cell, strict=True)]
        self._codes.extend(codes)
        service = self.services.names[codes[0]]
        self._rows.append(self.row(Series(service)))
        for by, key in zip(SLICES, cell[1:], strict=True):
            self._rows.append(self.row(Series(service, by, key)) if key else -1)
        return number

    def codes(self, cells: Iterable[CellKey]) -> NDArray[np.int32]:
        """The parts of cells as numbers, shape (4, cells)."""
        numbers = [self.cells[cell] for cell in cells]
        return np.frombuffer(self._codes, np.int32).reshape(-1, 4)[numbers].T

    def fed_by(self, cells: Iterable[CellKey]) -> NDArray[np.int32]:
        """The series that cells count to, shape (cells, 4); -1 where there is none."""
        numbers = [self.cells[cell] for cell in cells]
        return np.frombuffer(self._rows, np.int32).reshape(-1, 4)[numbers]

    def rows(self, table: Table) -> NDArray[np.int32]:
        """The series that the rows of a table count to, shape (n, 4)."""
        quads = table[CELL].astype(np.int64)
        packed = quads[0]
        for names, line in zip(self._names[1:], quads[1:], strict=True):
            packed = packed * len(names.names) + line
        if not table.shape[1]:
            return self.fed_by([])
        _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
        return self.fed_by(map(self._cell, quads[:, first].T.tolist()))[inverse]

    def _cell(self, codes: list[int]) -> CellKey:
        service, component, symptom, country = (
            names.names[code] for names, code in zip(self._names, codes, strict=True)
        )
        return service, component, symptom, country

    def rest(self, active: int) -> None:
        """Forget the numbers of cells when most are idle, so that an idle one costs nothing."""
        if len(self.cells) > max(_IDLE_CELLS, 4 * active):
            self.cells.clear()
            self._codes = array("i")
            self._rows = array("i")

    def state(self) -> tuple[list[list[str]], bytes]:
        """The names of every part, and the series as little-endian (service, part, key)."""
        lines = np.array([self._line(series) for series in self.series], "<i4")
        return [names.names[1:] for names in self._names], lines.tobytes()

    def _line(self, series: Series) -> tuple[int, int, int]:
        part = PARTS.index(series.by or "service")
        return self.services.codes[series.service], part, self._names[part].codes[series.key]

    def restore(self, names: list[list[str]], series: bytes) -> None:
        """Take up the names and series another one had, in their order."""
        self._names = tuple(map(Symbols, names))
        lines: list[list[int]] = np.frombuffer(series, "<i4").reshape(-1, 3).tolist()
        for service, part, key in lines:
            by = PARTS[part] if part else ""
            self.row(Series(self.services.names[service], by, self._names[part].names[key]))
