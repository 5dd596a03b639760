"""Events that wait to be stored together, sorted into blocks by partition."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.journal.lot import HEADER, Lot, encode_run
from marsad.journal.partition import partition_of
from marsad.nouns.event import Event, Tick

Run = tuple[int, int, memoryview]
"""Partition, number of events, the events encoded one after another."""


class _Routes(dict[str, list[Event]]):
    """The lane of each service; a batch has few services, and each is looked up once."""

    def __init__(self, partitions: int) -> None:
        super().__init__()
        self.lanes: dict[int, list[Event]] = {}
        self._partitions = partitions

    def __missing__(self, service: str) -> list[Event]:
        lane = self.lanes.setdefault(partition_of(service, self._partitions), [])
        self[service] = lane
        return lane


class Lots:
    """Growing blocks, at most one open per partition; a block never exceeds ``lot_bytes``."""

    def __init__(self, partitions: int, lot_bytes: int) -> None:
        self.partitions = partitions
        self.size = 0
        """Bytes of events waiting."""
        self._room = lot_bytes - HEADER.size
        self._open: dict[int, Lot] = {}
        self._full: list[Lot] = []

    def put(self, event: Event) -> None:
        """Add one event to its service's partition."""
        if isinstance(event, Tick):
            raise _unrouted()
        partition = partition_of(event.service, self.partitions)
        lot = self._open.get(partition)
        if lot is None:
            lot = self._open[partition] = Lot(partition)
        grown = lot.put(event)
        self.size += grown
        if len(lot.buffer) > self._room:
            self._overflow(lot, grown)

    def runs(self, events: Sequence[Event]) -> list[Run]:
        """Events sorted by partition and encoded, each run small enough for a block."""
        routes = _Routes(self.partitions)
        try:
            for event in events:
                routes[event.service].append(event)  # pyright: ignore[reportAttributeAccessIssue]
        except AttributeError:
            raise _unrouted() from None
        lanes = routes.lanes.items()
        return [run for partition, lane in lanes for run in self.runs_of(partition, lane)]

    def runs_of(self, partition: int, events: Sequence[Event]) -> list[Run]:
        """Events of one partition, encoded, each run small enough for a block."""
        body = encode_run(events)
        if len(body) <= self._room:
            return [(partition, len(events), body)]
        if len(events) == 1:
            raise _too_big(len(body), self._room)
        half = len(events) // 2
        return self.runs_of(partition, events[:half]) + self.runs_of(partition, events[half:])

    def add(self, runs: Sequence[Run]) -> None:
        """Take runs made by ``runs`` or ``runs_of``; this can't fail half way."""
        for partition, count, body in runs:
            lot = self._open.get(partition)
            if lot is None or len(lot.buffer) + len(body) > self._room + HEADER.size:
                lot = self._renew(partition)
            lot.put_run(count, body)
            self.size += len(body)

    def take(self) -> list[Lot]:
        """Everything waiting, oldest first within a partition."""
        lots = self._full + [lot for lot in self._open.values() if lot.count]
        self._open, self._full, self.size = {}, [], 0
        return lots

    def _overflow(self, lot: Lot, grown: int) -> None:
        """Move the last event, which is ``grown`` bytes, to a block of its own if it has to."""
        if len(lot.buffer) <= self._room + HEADER.size:
            return
        mark = len(lot.buffer) - grown
        tail = bytes(lot.buffer[mark:])
        del lot.buffer[mark:]
        lot.count -= 1
        self.size -= grown
        if grown > self._room:
            raise _too_big(grown, self._room)
        self._renew(lot.partition).put_run(1, tail)
        self.size += grown

    def _renew(self, partition: int) -> Lot:
        old = self._open.get(partition)
        if old is not None and old.count:
            self._full.append(old)
        lot = self._open[partition] = Lot(partition)
        return lot


def _unrouted() -> ValueError:
    return ValueError("a tick has no service to be routed by: use append_to(partition, …)")


def _too_big(size: int, room: int) -> ValueError:
    return ValueError(f"an event takes {size} bytes, a block of this journal holds {room}")
