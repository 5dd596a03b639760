"""All that is watched: the series in order, and the wards their rows belong to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from marsad.nouns.series import Series
from marsad.sense.columns import Ints
from marsad.sense.store import Store
from marsad.sense.ward import KINDS, Ward


class Wards:
    """One ward a service, numbered by first appearance."""

    def __init__(self) -> None:
        self.series: list[Series] = []
        self.roots: Ints = np.empty(0, np.int32)
        """Rows of the whole services."""
        self._wards: list[Ward] = []
        self._numbers: dict[str, int] = {}
        self._countries: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._wards)

    def __getitem__(self, number: int) -> Ward:
        return self._wards[number]

    def row(self, service: str) -> int:
        """The row of a whole service; -1 where nobody ever reported."""
        number = self._numbers.get(service, -1)
        return self._wards[number].rows[0] if number >= 0 else -1

    def take(self, series: Sequence[tuple[Series, int]], store: Store) -> None:
        """More series, each with the number of its calendar, get their rows in ``store``.

        Raises ValueError where a part comes before its service, or slices by what nobody knows.
        """
        for one, calendar in series:
            self._add(one, calendar, store)
        self.roots = np.array([ward.rows[0] for ward in self._wards], np.int32)

    def _add(self, one: Series, calendar: int, store: Store) -> None:
        if one.by not in KINDS:
            raise ValueError(f"series {one}: slices by {one.by!r}, not one of {KINDS}")
        number = self._numbers.get(one.service)
        if number is None:
            if one.by:
                raise ValueError(f"series {one}: watch {Series(one.service)} before its parts")
            number = self._numbers[one.service] = len(self._wards)
            self._wards.append(Ward(one.service))
        ward = self._wards[number]
        root = ward.rows[0] if ward.rows else -1
        kind = KINDS.index(one.by)
        row = store.add(number, root, kind, calendar)
        if one.by == "country":
            store.settle(row, self._countries.setdefault(one.key, len(self._countries)))
        ward.rows.append(row)
        ward.kinds.append(kind)
        ward.keys.append(one.key)
        self.series.append(one)
