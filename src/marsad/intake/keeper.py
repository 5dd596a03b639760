"""What the door asks of the journal."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Sequence
from typing import Protocol

from marsad.nouns.event import Event


class Keeper(Protocol):
    """Where events become durable."""

    async def append(self, events: Sequence[Event]) -> None: ...
    def append_nowait(self, event: Event) -> Future[None]: ...
