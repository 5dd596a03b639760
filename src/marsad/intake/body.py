"""Reads a request's body from ASGI, bounded in size, time and memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, MutableMapping
from contextlib import contextmanager
from typing import Any

from marsad.intake.answer import Headers
from marsad.intake.problems import refusal
from marsad.nouns.problem import Refused

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
DRAINED = 4
"""A body up to this many times too large is read to its end and thrown away, so that the client
hears the refusal instead of a reset connection."""


class Disconnected(Exception):
    """The client went away before its request was complete."""


class Bodies:
    """All bodies being read or worked on at once, held to ``room`` bytes together."""

    def __init__(self, room: int) -> None:
        self._room = room
        self.held = 0

    async def read(self, receive: Receive, headers: Headers, limit: int, patience: float) -> bytes:
        """One body of at most ``limit`` bytes, within ``patience`` seconds.

        Raises Refused (too large, too slow, busy) or Disconnected.
        """
        if declared_length(headers) > limit * DRAINED:
            raise too_large(limit)
        try:
            async with asyncio.timeout(patience):
                return await self._gather(receive, limit)
        except TimeoutError:
            raise too_slow(patience) from None

    @contextmanager
    def holding(self, body: bytes) -> Generator[None]:
        """Count a body for as long as it is worked on: batches in work are bounded with it."""
        self.held += len(body)
        try:
            yield
        finally:
            self.held -= len(body)

    async def _gather(self, receive: Receive, limit: int) -> bytes:
        parts: list[bytes] = []
        size = kept = 0
        try:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Disconnected
                part: bytes = message.get("body", b"")
                size += len(part)
                if size <= limit:
                    parts.append(part)
                    kept += len(part)
                    self.held += len(part)
                if self.held > self._room:
                    raise crowded()
                if size > limit * DRAINED:
                    raise too_large(limit)
                if not message.get("more_body", False):
                    break
        finally:
            self.held -= kept
        if size > limit:
            raise too_large(limit)
        return parts[0] if len(parts) == 1 else b"".join(parts)


def declared_length(headers: Headers) -> int:
    """The Content-Length, 0 where none can be read."""
    for name, value in headers:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 19 else 0
    return 0


def too_large(limit: int) -> Refused:
    """The refusal of a body larger than ``limit`` bytes."""
    return refusal("body-too-large", f"Up to {limit} bytes are taken here.", limit=limit)


def too_slow(patience: float) -> Refused:
    """The refusal of a request that took longer than ``patience`` seconds to come."""
    return refusal("too-slow", f"The request was not complete after {patience:g} seconds.")


def crowded() -> Refused:
    """The refusal where bodies that are being received fill the memory meant for them."""
    return refusal("busy", "Too many bodies are being received.", retry_after=1)
