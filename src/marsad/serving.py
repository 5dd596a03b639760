"""One observatory behind one ASGI application, the real one or a demonstration."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from marsad.app import Observatory
from marsad.clock import Clock, WallClock
from marsad.intake.door import path_is_mine
from marsad.operation import routes
from marsad.settings import Settings
from marsad.show.site import site

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Serving:
    """Routes a request to the door, the live stream or the pages, and lives as long as they do."""

    def __init__(self, settings: Settings, clock: Clock, demo: str = "") -> None:
        self.folder = settings.data
        self.failed = asyncio.Event()
        self._settings = settings
        self._clock = clock
        self._demo = demo
        self._observatory: Observatory | None = None

    @property
    def observatory(self) -> Observatory:
        """The observatory, once it is open."""
        assert self._observatory is not None, "open() comes first"
        return self._observatory

    @property
    def broken(self) -> bool:
        """Whether a part of it died."""
        return self.failed.is_set()

    async def open(self) -> None:
        """Open and start all rooms. Raises Failure."""
        self._observatory = await Observatory.open(
            self._settings, self._clock, self._demo, self.failed
        )
        settings = self._settings.site
        self._site = site(
            self.observatory.outlook, self.observatory.live, settings.zone, settings.digits
        )
        self._site.router.routes[:0] = routes(self.observatory)
        await self._observatory.start()

    async def close(self) -> None:
        """Stop all rooms, with a checkpoint."""
        await self.observatory.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection (ASGI 3)."""
        if scope["type"] == "http" and path_is_mine(scope):
            await self.observatory.door(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == "/api/v1/live":
            await self.observatory.live(scope, receive, send)
        else:
            await self._site(scope, receive, send)


def real(settings: Settings) -> Serving:
    """The real thing, by the machine's clock."""
    return Serving(settings, WallClock())


def demonstration(settings: Settings, address: str) -> Serving:
    raise NotImplementedError
