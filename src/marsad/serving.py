"""One observatory behind one ASGI application, the real one or a demonstration."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette

from marsad.admin.office import Office
from marsad.admin.routes import routes as desk_routes
from marsad.app import Observatory
from marsad.bring.demonstration import Demonstration
from marsad.bring.demonstration import demonstration as recorded
from marsad.clock import Clock, SwiftClock, WallClock
from marsad.intake.answer import problem_answer
from marsad.intake.door import path_is_mine
from marsad.intake.openapi import SHAPES as DOOR_SHAPES
from marsad.intake.openapi import paths as door_paths
from marsad.intake.openapi_evidence import SECURITY as DOOR_KEYS
from marsad.intake.problems import refusal
from marsad.intake.seats import ROOM, Seats
from marsad.intake.sender import Ranges
from marsad.intake.wire import Wire, wire
from marsad.nouns.failure import Failure
from marsad.operation import routes
from marsad.settings import JournalSettings, Settings
from marsad.shedding import Stage
from marsad.show.openapi import Described
from marsad.show.site import site
from marsad.strain import Strain

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
ALWAYS = ("/healthz", "/metrics", "/static/")
"""Never shed: who looks after it must see it, and files cost next to nothing."""
ASKED = 1_024
"""Requests for pages and API that may be in the house at once,"""
MAKING = 256
"""answers to them that may be made or wait for it,"""
COSTLY = 64
"""and how many of these leave room for a costly one more."""
WATCHERS = 0.5
"""Share of all connections that live streams may hold."""


class Serving:
    """Routes a request to the door, the live stream or the pages, and lives as long as they do."""

    def __init__(self, settings: Settings, clock: Clock, demo: str = "") -> None:
        self.folder = settings.data
        self.failed = asyncio.Event()
        self._settings = settings
        self._clock = clock
        self._demo = demo
        self._asked = 0
        self._turn = asyncio.Lock()
        self._observatory: Observatory | None = None
        exempt = Ranges(settings.intake.proxies + settings.intake.trusted, "intake")
        self.seats = Seats(settings.limits.connections or ROOM, exempt.hold)
        self.protocol: type[Wire] = wire(lambda: self.observatory.door, self.seats)

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
        room = self.observatory
        self._site = self._pages()
        memory = self._settings.limits.memory_mib << 20
        self.strain = Strain(self._busy, self._fullness, lambda: room.journal.strain, memory)
        self._answers = self._site.state.stage.answers
        self._office = self._desk()
        self._site.router.routes[:0] = [
            *routes(room, self.strain, self.seats),
            *desk_routes(self._office),
        ]
        await self._before_start()
        await self._observatory.start()
        self._watch = asyncio.create_task(self.strain.keep(self._ease))

    def _pages(self) -> Starlette:
        settings, room = self._settings.site, self.observatory
        return site(
            room.outlook,
            room.live,
            settings.zone,
            settings.digits,
            Described(door_paths(), DOOR_SHAPES, DOOR_KEYS),
            room.door.token,
            settings.address,
            room.door.receipt,
        )

    def _desk(self) -> Office:
        room, stage = self.observatory, self._site.state.stage
        # Sessions live by the machine's clock, also where a demonstration has one of its own.
        now, address = WallClock().now, self._settings.site.address
        lent = (room.journal, room.door, room.overlay, Path(self.folder))
        return Office(stage, *lent, now, address)

    async def _before_start(self) -> None:
        """What is to be in the journal before anybody follows it: nothing."""

    def hush(self) -> None:
        """End the live streams, which would never end by themselves."""
        if self._observatory:
            self._observatory.live.close()

    def _busy(self) -> float:
        return max(self._answers.making / MAKING, self._asked / ASKED)

    def _fullness(self) -> float:
        return len(self.seats) / self.seats.room

    def _ease(self, stage: Stage) -> None:
        """Pass on what is to be shed to those who shed it themselves."""
        self.observatory.live.thin = stage >= Stage.THIN
        self.protocol.rounds.shut = stage >= Stage.REPORTS

    async def close(self) -> None:
        """Stop all rooms, with a checkpoint."""
        self._watch.cancel()
        self.strain.close()
        self._answers.close()
        self._office.close()
        await self.observatory.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection (ASGI 3)."""
        if scope["type"] == "http" and path_is_mine(scope):
            if not await self._shed(Stage.REPORTS, send):
                await self.observatory.door(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == "/api/v1/live":
            live = self.observatory.live
            full = live.watchers >= WATCHERS * self.seats.room
            if not await self._shed(Stage.WATCHERS, send, full):
                await live(scope, receive, send)
        elif scope["type"] != "http" or scope["path"].startswith(ALWAYS):
            await self._site(scope, receive, send)
        else:
            await self._page(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        worth = _worth(scope["path"])
        costly = worth == Stage.RANGES and self._answers.making >= COSTLY
        if await self._shed(worth, send, costly or self._busy() >= 1):
            return
        self._asked += 1
        try:
            # One page begins at each turn of the loop: all reports that came go before the next.
            async with self._turn:
                await asyncio.sleep(0)
            posts = scope["method"] == "POST"
            await self._site(scope, self._outside(receive) if posts else receive, send)
        finally:
            self._asked -= 1

    def _outside(self, receive: Receive) -> Receive:
        """``receive``, during which a request is none in the house: who sends a form slowly keeps
        nobody else from a page.
        """

        async def waiting() -> MutableMapping[str, Any]:
            self._asked -= 1
            try:
                return await receive()
            finally:
                self._asked += 1

        return waiting

    async def _shed(self, stage: Stage, send: Send, full: bool = False) -> bool:
        """Refuse what belongs to a stage that is shed now, or is full; whether it was refused."""
        if not (full or self.strain.stage >= stage):
            return False
        self.strain.refused[stage.says] += 1
        detail = "Too much is asked at once, and this can wait."
        answer = problem_answer(refusal("busy", detail, retry_after=5).problem)
        # Who is refused leaves the place to others.
        headers = [*answer.headers, (b"connection", b"close")]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})
        return True


def _worth(path: str) -> Stage:
    """The stage at which a path of the site is shed."""
    files = (".atom", ".ics", ".csv")
    costly = path.startswith(("/api/v1/incidents", "/charts/")) or path.endswith(
        ("/counts", "/search", "/explore", "/history", *files)
    )
    return Stage.RANGES if costly else Stage.PAGES


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
