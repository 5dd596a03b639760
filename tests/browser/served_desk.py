"""The desk on a port of the loopback, in a thread, for a real Chromium."""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path

import uvicorn
from admin.desk import HASHED, NAME, Desk

from marsad.journal.journal import open_journal


class ServedDesk:
    """A desk with one editor; ``stop`` it in the end."""

    def __init__(self, folder: Path) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://localhost:{self._listening.getsockname()[1]}"
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(folder)))
        self._thread.start()
        assert self._ready.wait(30)

    async def _run(self, folder: Path) -> None:
        journal = await open_journal("sqlite", folder / "journal", 2)
        self.desk = Desk(folder, journal)
        self.desk.office.editors.add(NAME, HASHED, self.desk.time)
        application = self.desk.application
        self._server = uvicorn.Server(
            uvicorn.Config(application, log_level="error", lifespan="off")
        )
        self._ready.set()
        await self._server.serve([self._listening])
        self.desk.office.close()
        await journal.close()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)
