"""One observatory behind one ASGI application, the real one or a demonstration."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import msgspec

from marsad.app import Observatory
from marsad.bring.demonstration import Demonstration
from marsad.bring.demonstration import demonstration as recorded
from marsad.clock import Clock, SwiftClock, WallClock
from marsad.intake.door import path_is_mine
from marsad.intake.openapi import SHAPES as DOOR_SHAPES
from marsad.intake.openapi import paths as door_paths
from marsad.nouns.failure import Failure
from marsad.operation import routes
from marsad.settings import JournalSettings, Settings
from marsad.show.openapi import Described
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
        settings, room = self._settings.site, self.observatory
        door = Described(door_paths(), DOOR_SHAPES)
        self._site = site(
            room.outlook, room.live, settings.zone, settings.digits, door, room.door.token
        )
        self._site.router.routes[:0] = routes(self.observatory)
        await self._before_start()
        await self._observatory.start()

    async def _before_start(self) -> None:
        """What is to be in the journal before anybody follows it: nothing."""

    def hush(self) -> None:
        """End the live streams, which would never end by themselves."""
        if self._observatory:
            self._observatory.live.close()

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


class Demonstrating(Serving):
    """An observatory of its own that a recorded outage is played to, through its own door."""

    def __init__(self, settings: Settings, demo: Demonstration, address: str) -> None:
        clock = SwiftClock(demo.start, demo.until)
        super().__init__(settings, clock, demo.title)
        self._paced = clock
        self._played = demo
        self._address = address

    async def open(self) -> None:
        """Give the journal its quiet past, start, and begin to play."""
        await super().open()
        self._playing = asyncio.create_task(self._played.play(self._address, self._paced))

    async def _before_start(self) -> None:
        part_of = self.observatory.catalog.part_of
        # The door fills in the component a symptom points at; the past must read the same.
        past = [
            msgspec.structs.replace(
                run, component=run.component or part_of(run.service, run.symptom)
            )
            for run in self._played.history
        ]
        await self.observatory.journal.append(past)

    async def close(self) -> None:
        """Stop playing, then stop."""
        self._playing.cancel()
        await asyncio.gather(self._playing, return_exceptions=True)
        await super().close()


def demonstration(settings: Settings, address: str) -> Serving:
    """The bundled demonstration, in a folder of its own that is made anew each time."""
    folder = Path(settings.data) / "demo"
    _clear(folder)
    own = msgspec.structs.replace(
        settings,
        data=str(folder),
        journal=JournalSettings(),
        intake=msgspec.structs.replace(settings.intake, trusted=("127.0.0.0/8", "::1/128")),
    )
    return Demonstrating(own, recorded(), address)


def _clear(folder: Path) -> None:
    """Empty the demonstration's folder; what isn't one of ours is left alone."""
    mark = folder / "demonstration"
    if folder.exists() and not mark.exists():
        remedy = "name another data folder with --data"
        raise Failure("is there, and no demonstration made it", where=str(folder), remedy=remedy)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
        mark.write_text("Made anew by every `marsad serve --demo`.\n", "utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        remedy = "name another data folder with --data"
        raise Failure(reason, where=str(folder), remedy=remedy) from None
