"""The connection to the servers: made once, then mended by the client as often as it breaks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import nats
from nats.aio.client import Client

from marsad.journal.jetstream_failure import PATIENCE, away, refusal
from marsad.journal.jetstream_url import JetStreamUrl

_log = logging.getLogger(__name__)


async def connect(url: JetStreamUrl) -> Client:
    """A connection to one of the servers.

    Raises JournalReadOnly when they don't know us, and JournalAway when none answers in time.
    """
    complaints: list[Exception] = [TimeoutError()]

    async def complain(error: Exception) -> None:
        _log.info("journal on %s: %s", url.where, error)
        complaints[0] = error
        if refusal(error, url.where):
            connecting.cancel()

    connecting = asyncio.create_task(_connect(url, complain))
    try:
        await asyncio.wait({connecting}, timeout=PATIENCE)
        if connecting.done() and not connecting.cancelled() and not connecting.exception():
            return connecting.result()
    finally:
        connecting.cancel()
    raise refusal(complaints[0], url.where) or away(complaints[0], url.where)


async def _connect(url: JetStreamUrl, complain: Callable[[Exception], Awaitable[None]]) -> Client:
    return await nats.connect(
        list(url.servers),
        user=url.user,
        password=url.password,
        name="marsad journal",
        error_cb=complain,
        connect_timeout=2,
        reconnect_time_wait=0.1,  # pyright: ignore[reportArgumentType]
        max_reconnect_attempts=-1,
        ping_interval=5,
        pending_size=32 << 20,
    )
