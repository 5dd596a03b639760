"""Who may be connected: a bounded table, of which no network holds more than its share.

A newcomer always finds a place while anybody sits idle: the one who has been idle longest leaves.
So a flood of silent connections costs itself, and a reporter, who speaks at once, is answered long
before their own turn to leave comes. Called by the wire, for each connection once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Protocol

from marsad.intake.sender import parsed

ROOM = 16_384
SHARE = 4
"""One network holds at most a fourth of the table; proxies and the trusted, whose connections
carry everybody's requests, all of it."""
TRIES = 256
"""Connections asked whether they could leave, before a newcomer is turned away."""


class Guest(Protocol):
    """One connection."""

    def is_idle(self) -> bool:
        """Whether nothing is owed to it, and it said nothing since it was asked before."""
        ...

    def dismiss(self) -> None:
        """End it."""
        ...


Row = OrderedDict[Guest, None]


class Seats:
    """The table. ``is_exempt`` tells the addresses that no share bounds."""

    def __init__(
        self, room: int = ROOM, is_exempt: Callable[[str], bool] = lambda address: False
    ) -> None:
        self.room = max(room, 1)
        self.turned_away = 0
        """Newcomers there was no place for."""
        self.dismissed = 0
        """Idle ones who left for a newcomer."""
        self._is_exempt = is_exempt
        self._share = max(self.room // SHARE, 1)
        self._all: Row = OrderedDict()
        self._rows: dict[Hashable, Row] = {}
        self._places: dict[Guest, Hashable] = {}

    def __len__(self) -> int:
        return len(self._all)

    def enter(self, guest: Guest, address: str) -> bool:
        """Give a newcomer a place; False where there is none."""
        network = self._network(address)
        row = self._rows.get(network)
        crowded = row if row is not None and len(row) >= self._share and network else None
        if crowded is None and len(self._all) >= self.room:
            crowded = self._all
        if crowded is not None and not self._make_room(crowded):
            self.turned_away += 1
            return False
        self._all[guest] = None
        self._places[guest] = network
        self._rows.setdefault(network, OrderedDict())[guest] = None
        return True

    def leave(self, guest: Guest) -> None:
        """Its place is free again; one who has none is forgiven."""
        if guest not in self._places:
            return
        network = self._places.pop(guest)
        del self._all[guest]
        row = self._rows[network]
        del row[guest]
        if not row:
            del self._rows[network]

    def _make_room(self, row: Row) -> bool:
        """Dismiss the longest idle of a row, giving those in use a second chance (CLOCK)."""
        for _ in range(min(TRIES, len(row))):
            guest = next(iter(row))
            if guest.is_idle():
                self.leave(guest)
                self.dismissed += 1
                guest.dismiss()
                return True
            row.move_to_end(guest)
        return False

    def _network(self, address: str) -> Hashable:
        """What shares a share: the /24 or /48 (None: no share bounds it)."""
        known = parsed(address)
        if known is None or self._is_exempt(address):
            return None
        return known.packed[: 3 if known.version == 4 else 6]
