"""Reports and networks by service, component and group: the lines of one span of minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from marsad.nouns.crowd import STRANGE, VOUCHED, Crowd

MOST = 512
"""Groups of one service that are told apart; more are strangers."""

Ints = NDArray[np.int32]
Groups = NDArray[np.int64]


class KeptLines(msgspec.Struct, frozen=True, array_like=True):
    """Lines as bytes."""

    services: bytes
    components: bytes
    groups: bytes
    reports: bytes
    networks: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Crowded:
    """Reports and networks by group, groups ascending."""

    groups: Groups
    reports: NDArray[np.float64]
    networks: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """In order of service, component and group, each once."""

    services: Ints
    components: Ints
    groups: Groups
    reports: Ints
    networks: Ints

    @classmethod
    def of_bin(cls, crowd: Crowd, number: int) -> Lines:
        """Those of one bin of a block."""
        a, b = np.searchsorted(crowd.bins, [number, number + 1])
        lines = cls(
            crowd.services[a:b].astype(np.int32),
            crowd.components[a:b].astype(np.int32),
            crowd.groups[a:b].astype(np.int64),
            crowd.reports[a:b].astype(np.int32),
            crowd.networks[a:b].astype(np.int32),
        )
        return lines.bounded()

    @property
    def bytes(self) -> int:
        narrow = self.services.nbytes + self.components.nbytes
        return narrow + self.groups.nbytes + self.reports.nbytes + self.networks.nbytes

    def of(self, service: int, component: int) -> Lines:
        """Those of one service, or of one component of it."""
        a, b = np.searchsorted(self.services, [service, service + 1])
        own = self._at(np.arange(int(a), int(b)))
        return own if component < 0 else own._at(np.flatnonzero(own.components == component))

    def whole(self) -> Lines:
        """The same, no matter of which component."""
        none = np.full(len(self.services), -1, np.int32)
        return Lines(self.services, none, self.groups, self.reports, self.networks)

    def by_service(self) -> Iterator[tuple[int, Crowded]]:
        """Each service's, where no component is named."""
        services, starts = np.unique(self.services, return_index=True)
        ends = np.append(starts[1:], len(self.services))
        reports, networks = self.reports.astype(np.float64), self.networks.astype(np.float64)
        for row, a, b in zip(services.tolist(), starts.tolist(), ends.tolist(), strict=True):
            yield row, Crowded(self.groups[a:b], reports[a:b], networks[a:b])

    def bounded(self) -> Lines:
        """At most ``MOST`` groups a service, those of most networks; the others join the strangers.

        A flood from more groups than that can only lose by it, for strangers count for nothing.
        """
        _, starts, many = np.unique(self.services, return_index=True, return_counts=True)
        if many.max(initial=0) <= MOST:
            return self
        groups = self.groups.copy()
        for start, n in zip(starts.tolist(), many.tolist(), strict=True):
            if n > MOST:
                _pool(groups[start : start + n], self.networks[start : start + n])
        return joined([Lines(self.services, self.components, groups, self.reports, self.networks)])

    def _at(self, place: NDArray[np.int64]) -> Lines:
        return Lines(
            self.services[place],
            self.components[place],
            self.groups[place],
            self.reports[place],
            self.networks[place],
        )

    def kept(self) -> KeptLines:
        return KeptLines(
            self.services.tobytes(),
            self.components.tobytes(),
            self.groups.tobytes(),
            self.reports.tobytes(),
            self.networks.tobytes(),
        )

    @classmethod
    def restored(cls, kept: KeptLines) -> Lines:
        """The Lines that ``kept`` were."""
        return cls(
            np.frombuffer(kept.services, np.int32),
            np.frombuffer(kept.components, np.int32),
            np.frombuffer(kept.groups, np.int64),
            np.frombuffer(kept.reports, np.int32),
            np.frombuffer(kept.networks, np.int32),
        )


def joined(parts: Sequence[Lines]) -> Lines:
    """All lines of several; what is in more than one is added up."""
    services = np.concatenate([part.services for part in parts])
    components = np.concatenate([part.components for part in parts])
    groups = np.concatenate([part.groups for part in parts])
    order = np.lexsort((groups, components, services))
    services, components, groups = services[order], components[order], groups[order]
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(services) != 0) | (np.diff(components) != 0) | (np.diff(groups) != 0)
    starts = np.flatnonzero(new)
    reports = np.concatenate([part.reports for part in parts])[order]
    networks = np.concatenate([part.networks for part in parts])[order]
    return Lines(
        services[starts],
        components[starts],
        groups[starts],
        np.add.reduceat(reports, starts).astype(np.int32),
        np.add.reduceat(networks, starts).astype(np.int32),
    )


def crowded(parts: Sequence[Lines]) -> Crowded:
    """All lines of several by group."""
    none = Crowded(np.empty(0, np.int64), np.empty(0), np.empty(0))
    each = [Crowded(p.groups, p.reports.astype(float), p.networks.astype(float)) for p in parts]
    return together([none, *each])


def together(crowds: Sequence[Crowded]) -> Crowded:
    """All of several."""
    groups, place = np.unique(np.concatenate([c.groups for c in crowds]), return_inverse=True)
    reports, networks = np.zeros(len(groups)), np.zeros(len(groups))
    np.add.at(reports, place, np.concatenate([c.reports for c in crowds]))
    np.add.at(networks, place, np.concatenate([c.networks for c in crowds]))
    return Crowded(groups, reports, networks)


def _pool(groups: Groups, networks: Ints) -> None:
    """Make strangers of the groups with the fewest networks, in place."""
    names, place = np.unique(groups, return_inverse=True)
    sums = np.bincount(place, networks, len(names))
    sums[(names == VOUCHED) | (names == STRANGE)] = np.inf
    order = np.lexsort((names, -sums))
    names[order[MOST:]] = STRANGE
    groups[:] = names[place]
