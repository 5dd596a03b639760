"""Does the server flush every write? Its HTTP monitoring says so, where it can be asked.

Without ``sync_interval: always`` a server acknowledges what it flushes up to two minutes later,
and a power cut loses it (https://github.com/nats-io/nats-server/issues/7564).
"""

from __future__ import annotations

import asyncio
import logging
from urllib.request import urlopen

import msgspec

from marsad.journal.errors import JournalAway, JournalForeign
from marsad.journal.jetstream_url import JetStreamUrl

CONFIG = "jetstream { store_dir: …, sync_interval: always }"
_log = logging.getLogger(__name__)


class _Config(msgspec.Struct):
    sync_always: bool = False


class _Status(msgspec.Struct):
    config: _Config


async def check_flush(url: JetStreamUrl) -> None:
    """Raises JournalForeign when the server is seen not to flush; logs when it can't be seen."""
    if not url.monitor:
        _log.warning(
            "journal on %s: whether the server flushes every write can't be seen; "
            "it must be set to %s (add monitor=host:port to the setting to have it checked)",
            url.where,
            CONFIG,
        )
        return
    loop = asyncio.get_running_loop()
    if not await loop.run_in_executor(None, _flushes, url.monitor):
        raise JournalForeign(
            "The server acknowledges writes before they are on disk",
            f"http://{url.monitor}/jsz",
            f"Set {CONFIG} in nats-server.conf and restart it.",
        )


def _flushes(monitor: str) -> bool:
    address = f"http://{monitor}/jsz?config=true"
    try:
        with urlopen(address, timeout=5) as answer:
            return msgspec.json.decode(answer.read(), type=_Status).config.sync_always
    except (OSError, ValueError) as error:
        raise JournalAway(
            f"The server's monitoring can't be read: {error}", address, "Check monitor=host:port."
        ) from error
