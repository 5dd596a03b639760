"""``marsad serve``: run the observatory."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import uvicorn
import uvloop
from cyclopts import Parameter

from marsad import logs
from marsad.commands.configured import configured
from marsad.intake.seats import ROOM
from marsad.nouns.failure import Failure
from marsad.serving import Serving, demonstration, real
from marsad.settings import Settings

PORTS_TRIED = 20
FILES = 65_536
"""Open files asked for, where the system allows them."""
OWN_FILES = 256
"""Files kept for the journal, the archive and the ledger."""
BACKLOG = 2048
"""Connections that wait to be accepted; all of them may be in one turn of the loop."""


class Server(uvicorn.Server):
    """Uvicorn without its own handling of signals, which ends the process before we are done."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals alone."""
        yield

    def leave(self, serving: Serving) -> None:
        """Stop taking requests, finish those that run; a second time, don't wait for them."""
        serving.hush()
        self.force_exit = self.should_exit
        self.should_exit = True


def serve(
    *,
    demo: bool = False,
    rooms: str = "",
    data: str = "",
    port: Annotated[int | None, Parameter(name="--port")] = None,
    host: str = "",
    config: Path | None = None,
) -> int:
    """Run the observatory until it is stopped.

    Parameters
    ----------
    demo
        Play a recorded outage through the real door, many times as fast as life, in a data folder
        of its own.
    rooms
        Rooms this process runs, separated by commas; all of them when left out.
    data
        Folder for everything Marsad keeps.
    port
        Port to listen on; the next free one when it is taken.
    host
        Address to listen on.
    config
        Settings file (TOML).
    """
    if rooms and rooms != "all":
        raise Failure(
            "rooms can't be started apart yet", where="--rooms", remedy="leave it out to run all"
        )
    settings = _overridden(configured(config), data, port, host)
    settings, backlog = _within_files(settings)
    if not sys.flags.hash_randomization or os.environ.get("PYTHONHASHSEED", "random") != "random":
        # Strangers choose keys of our dicts: only a seed they can't know keeps them from colliding.
        print(
            "marsad: PYTHONHASHSEED is set; unset it, or keys can be made to collide",
            file=sys.stderr,
        )
    logs.start(settings.log, settings.log_format)
    # It would warn of every broken request: whoever sends them must not fill the disk.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    with _listening(settings.host, settings.port, backlog) as listener:
        address = f"http://{settings.host}:{listener.getsockname()[1]}"
        serving = demonstration(settings, address) if demo else real(settings)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_serve(serving, listener, address, backlog))


def _overridden(settings: Settings, data: str, port: int | None, host: str) -> Settings:
    chosen = {"data": data or None, "port": port, "host": host or None}
    given = {name: value for name, value in chosen.items() if value is not None}
    return msgspec.structs.replace(settings, **given)


def _within_files(settings: Settings) -> tuple[Settings, int]:
    """The settings with no more connections than the process may open files for; the backlog."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < FILES:
        soft = min(FILES, hard) if hard != resource.RLIM_INFINITY else FILES
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    own, backlog = min(OWN_FILES, soft // 4), min(BACKLOG, soft // 4)
    connections = min(settings.limits.connections or ROOM, max(soft - own - backlog, 1))
    limits = msgspec.structs.replace(settings.limits, connections=connections)
    return msgspec.structs.replace(settings, limits=limits), backlog


def _listening(host: str, port: int, backlog: int) -> socket.socket:
    """A socket that listens on the port or, when that is taken, on the next free one."""
    for candidate in range(port, port + PORTS_TRIED):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                reason = error.strerror or str(error)
                raise Failure(
                    reason, where=f"{host}:{candidate}", remedy="choose another"
                ) from None
            continue
        listener.listen(backlog)
        return listener
    raise Failure(
        f"ports {port} to {port + PORTS_TRIED - 1} are taken", remedy="choose with --port"
    )


async def _serve(serving: Serving, listener: socket.socket, address: str, backlog: int) -> int:
    config = uvicorn.Config(
        serving,
        http=serving.protocol,
        ws="none",
        loop="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        backlog=backlog,
    )
    server = Server(config)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, server.leave, serving)
    await serving.open()
    print(f"Marsad is at {address}  (data in {serving.folder})", file=sys.stderr, flush=True)
    watch = asyncio.create_task(_stop_when_broken(serving, server))
    try:
        await server.serve(sockets=[listener])
    finally:
        watch.cancel()
        await serving.close()
    return 1 if serving.broken else 0


async def _stop_when_broken(serving: Serving, server: uvicorn.Server) -> None:
    await serving.failed.wait()
    server.should_exit = True
