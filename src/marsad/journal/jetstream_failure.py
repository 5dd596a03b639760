"""What an error of the NATS client or server means, and which of them to sit out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from typing import TypeVar

import nats.errors
import nats.js.errors

from marsad.journal.errors import JournalAway, JournalError, JournalFull, JournalReadOnly

PATIENCE = 10.0
"""Seconds a broken connection or a missing leader is sat out; well below the stream's window of
duplicates, so that a block sent again within it is kept once."""
DUPLICATES = 120.0
"""Seconds in which the stream remembers the id of a message."""
_PAUSES = (0.02, 0.05, 0.1, 0.25)

_FINAL = {10074}
"""Codes that look passing and aren't: replicas without a cluster."""
_PASSING = {10005, 10008, 10009}
"""Codes that look final and aren't: servers of a cluster that haven't found each other yet."""
_FULL = {10002, 10023, 10028, 10047}
"""JetStream's codes for an account or storage at its limit."""
_FULL_WORDS = ("maximum", "no space", "insufficient")
"""What the server says of a limit where its code says only that storing failed."""

T = TypeVar("T")


async def patiently(attempt: Callable[[], Awaitable[T]], where: str) -> T:
    """Repeats an attempt that may be repeated until it succeeds, is refused, or time is up.

    Raises JournalAway when it is, and JournalFull, JournalReadOnly or JournalError at once when
    the server's answer is final.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    pauses = chain(_PAUSES, repeat(_PAUSES[-1]))
    while True:
        try:
            return await attempt()
        except (nats.errors.Error, OSError, TimeoutError) as error:
            final = refusal(error, where)
            if final is not None:
                raise final from error
            if loop.time() > deadline:
                raise away(error, where) from error
        await asyncio.sleep(next(pauses))


def refusal(error: Exception, where: str) -> JournalError | None:
    """The journal's word for an error that trying again can't cure; None for all others."""
    if isinstance(error, nats.js.errors.APIError):
        return _refusal(error, where)
    if "authorization" in str(error).lower():
        return JournalReadOnly(f"The server refuses us: {error}", where, "Check user and password.")
    if isinstance(error, nats.errors.ConnectionClosedError):
        return JournalAway("The connection is closed", where, "Open the journal again.")
    return None


def away(error: Exception, where: str) -> JournalAway:
    """The servers can't be reached, or none of them leads the stream."""
    reason = str(error) or type(error).__name__
    return JournalAway(
        f"The server doesn't answer: {reason}",
        where,
        "See that nats-server runs, with JetStream, and a majority of the cluster with it.",
    )


def _refusal(error: nats.js.errors.APIError, where: str) -> JournalError | None:
    said = error.description or str(error)
    if error.err_code in _FULL or any(word in said for word in _FULL_WORDS):
        return JournalFull(f"The server takes no more: {said}", where, "Give JetStream more room.")
    passing = (nats.js.errors.ServiceUnavailableError, nats.js.errors.ServerError)
    if error.err_code in _PASSING or (isinstance(error, passing) and error.err_code not in _FINAL):
        return None
    return JournalError(f"The server refuses: {said}", where, "Look at the server's log.")
