"""One who watches the live stream: how bytes reach them, and when they are let go.

Under uvicorn the bytes go straight to the connection's transport, framed once for everybody: no
task wakes up per event and watcher. Any other server gets them through ASGI from a bounded queue.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any, Protocol

from marsad.show.asgi import Message, Receive, Send

BACKLOG = 64 * 1024
"""Bytes that may wait for a slow watcher before they are dropped; they come back and resume."""


class Watcher(Protocol):
    """Somebody who watches."""

    after: int
    """Id of the last event before they came: nothing up to it is for them."""
    service: str
    """The only service they want to hear of, or empty for all."""

    def write(self, chunk: bytes) -> None:
        """Send, or drop the watcher if too much waits already. Never blocks."""
        ...

    def end(self) -> None:
        """Let them go."""
        ...

    async def stay(self, receive: Receive, send: Send) -> None:
        """Return when they have left."""
        ...


def watcher_of(send: Send, after: int, service: str) -> Watcher:
    """The cheapest kind of watcher that this server allows."""
    cycle = getattr(send, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is not None and getattr(cycle, "chunked_encoding", None) is True:
        return Wired(transport, after, service)
    return Queued(after, service)


class Wired:
    """Written to directly; uvicorn's own cycle only notices the end."""

    __slots__ = ("_transport", "after", "service")

    def __init__(self, transport: Any, after: int, service: str) -> None:
        self.after = after
        self.service = service
        self._transport = transport

    def write(self, chunk: bytes) -> None:
        if not chunk or self._transport.is_closing():
            return
        if self._transport.get_write_buffer_size() > BACKLOG:
            self._transport.abort()
            return
        self._transport.write(framed(chunk))

    def end(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(b"0\r\n\r\n")
            self._transport.close()

    async def stay(self, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass


class Queued:
    """Fed through ASGI's send by a task of its own."""

    __slots__ = ("_ended", "_news", "_size", "_waiting", "after", "service")

    def __init__(self, after: int, service: str) -> None:
        self.after = after
        self.service = service
        self._waiting: list[bytes] = []
        self._size = 0
        self._news = asyncio.Event()
        self._ended = False

    def write(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > BACKLOG:
            self.end()
        elif chunk:
            self._waiting.append(chunk)
            self._news.set()

    def end(self) -> None:
        self._ended = True
        self._news.set()

    async def stay(self, receive: Receive, send: Send) -> None:
        gone = asyncio.ensure_future(self._gone(receive))
        try:
            while not self._ended:
                await self._news.wait()
                self._news.clear()
                body = b"".join(self._waiting)
                self._waiting.clear()
                self._size = 0
                if body:
                    await send({"type": "http.response.body", "body": body, "more_body": True})
            if not gone.done():
                await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()

    async def _gone(self, receive: Receive) -> None:
        message: Message = {"type": ""}
        while message["type"] != "http.disconnect":
            message = await receive()
        self.end()


@lru_cache(maxsize=16)
def framed(chunk: bytes) -> bytes:
    """A chunk in HTTP/1.1 chunked coding (RFC 9112, 7.1), framed once for all who get it."""
    return b"%x\r\n%b\r\n" % (len(chunk), chunk)
