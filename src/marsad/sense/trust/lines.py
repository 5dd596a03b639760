"""Reports, networks, voices by service, component and group: the lines of a span of minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
    voices: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Crowded:
    """Reports, networks and voices by group, groups ascending."""

    groups: Groups
    reports: NDArray[np.float64]
    networks: NDArray[np.float64]
    voices: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """In order of service, component and group, each once."""

    services: Ints
    components: Ints
    groups: Groups
    reports: Ints
    networks: Ints
    voices: Ints

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
            crowd.voices[a:b].astype(np.int32),
        )
        return lines.bounded()

    @property
    def bytes(self) -> int:
        counts = self.reports.nbytes + self.networks.nbytes + self.voices.nbytes
        return self.services.nbytes + self.components.nbytes + self.groups.nbytes + counts

    def of(self, service: int, component: int) -> Lines:
        """Those of one service, or of one component of it."""
        a, b = np.searchsorted(self.services, [service, service + 1])
        own = self._at(np.arange(int(a), int(b)))
        return own if component < 0 else own._at(np.flatnonzero(own.components == component))

    def whole(self) -> Lines:
        """The same, no matter of which component."""
        none = np.full(len(self.services), -1, np.int32)
        return replace(self, components=none)

    def by_service(self) -> Iterator[tuple[int, Crowded]]:
        """Each service's, where no component is named."""
        services, starts = np.unique(self.services, return_index=True)
        ends = np.append(starts[1:], len(self.services))
        columns = self.reports, self.networks, self.voices
        reports, networks, voices = (column.astype(np.float64) for column in columns)
        for row, a, b in zip(services.tolist(), starts.tolist(), ends.tolist(), strict=True):
            yield row, Crowded(self.groups[a:b], reports[a:b], networks[a:b], voices[a:b])

    def bounded(self) -> Lines:
        """At most ``MOST`` groups a service, those of most voices; the others join the strangers.

        A flood from more groups than that can only lose by it, for strangers count for nothing.
        """
        _, starts, many = np.unique(self.services, return_index=True, return_counts=True)
        if many.max(initial=0) <= MOST:
            return self
        groups = self.groups.copy()
        for start, n in zip(starts.tolist(), many.tolist(), strict=True):
            if n > MOST:
                _pool(groups[start : start + n], self.voices[start : start + n])
        return joined([replace(self, groups=groups)])

    def _at(self, place: NDArray[np.int64]) -> Lines:
        return Lines(
            self.services[place],
            self.components[place],
            self.groups[place],
            self.reports[place],
            self.networks[place],
            self.voices[place],
        )

    def kept(self) -> KeptLines:
        return KeptLines(
            self.services.tobytes(),
            self.components.tobytes(),
            self.groups.tobytes(),
            self.reports.tobytes(),
            self.networks.tobytes(),
            self.voices.tobytes(),
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
            np.frombuffer(kept.voices, np.int32),
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
    columns = np.hstack([(part.reports, part.networks, part.voices) for part in parts])[:, order]
    counts = np.add.reduceat(columns, starts, axis=1).astype(np.int32)
    return Lines(services[starts], components[starts], groups[starts], *counts)


def crowded(parts: Sequence[Lines]) -> Crowded:
    """All lines of several by group."""
    none = Crowded(np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0))
    return together([none, *parts])


def together(crowds: Sequence[Crowded | Lines]) -> Crowded:
    """All of several."""
    groups, place = np.unique(np.concatenate([c.groups for c in crowds]), return_inverse=True)
    columns = np.hstack([(c.reports, c.networks, c.voices) for c in crowds])
    sums = (np.bincount(place, each, len(groups)).astype(np.float64) for each in columns)
    return Crowded(groups, *sums)


def _pool(groups: Groups, voices: Ints) -> None:
    """Make strangers of the groups with the fewest voices, in place."""
    names, place = np.unique(groups, return_inverse=True)
    sums = np.bincount(place, voices, len(names))
    sums[(names == VOUCHED) | (names == STRANGE)] = np.inf
    order = np.lexsort((names, -sums))
    names[order[MOST:]] = STRANGE
    groups[:] = names[place]
