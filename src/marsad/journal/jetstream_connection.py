"""The connection to the servers: made once, then mended by the client as often as it breaks."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import nats.errors
from nats.aio.client import Client

from marsad.journal.jetstream_failure import PATIENCE, away, refusal
from marsad.journal.jetstream_url import JetStreamUrl

OPTIONS: dict[str, Any] = {
    "name": "marsad journal",
    "connect_timeout": 2,
    "reconnect_time_wait": 0.1,
    "max_reconnect_attempts": -1,  # for ever: it is the callers who lose patience
    "ping_interval": 5,
    "pending_size": 32 << 20,
}
_log = logging.getLogger(__name__)


async def connect(url: JetStreamUrl) -> Client:
    """A connection to one of the servers.

    Raises JournalReadOnly when they don't know us, and JournalAway when none answers in time.
    """
    client = Client()
    complaints: list[Exception] = []

    async def complain(error: Exception) -> None:
        level = logging.WARNING if "permissions" in str(error).lower() else logging.INFO
        _log.log(level, "journal on %s: %s", url.where, error)
        complaints[:] = [error]
        final = refusal(error, url.where)
        if final and not client.is_connected and not client.is_reconnecting:
            raise final  # ends the connecting, which would otherwise go on for ever

    try:
        async with asyncio.timeout(PATIENCE):
            await client.connect(
                list(url.servers),
                user=url.user,
                password=url.password,
                error_cb=complain,
                **OPTIONS,
            )
    except (nats.errors.Error, OSError, TimeoutError) as error:
        await client.close()
        raise away(complaints[0] if complaints else error, url.where) from error
    except BaseException:
        await client.close()
        raise
    return client
