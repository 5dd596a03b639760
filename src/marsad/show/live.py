"""The live stream: server-sent events, each encoded once for all who watch.

``Live`` is a raw ASGI application for ``GET /api/v1/live``; the app publishes on it. Who returns
with ``Last-Event-ID`` gets what they missed, as far as the ring still holds it, else ``reset``.
The format is that of the WHATWG HTML standard, section 9.2.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import msgspec

from marsad.show.asgi import Receive, Scope, Send
from marsad.show.watcher import Watcher, watcher_of

THIN_PACE = 2.0
"""Seconds between two tellings while streams are thinned."""
SLICE = 256
"""Watchers written to before others get their turn on the loop."""
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
]


class Message(NamedTuple):
    """One event, ready to be sent."""

    id: int
    event: str
    service: str
    data: bytes


class Live:
    """A ring of the latest events, and everybody who watches them.

    ``start`` is the number before the first id: the instant of starting keeps ids growing over
    restarts. Ids grow by one; at most ``kept`` of them can be resumed from.
    """

    def __init__(
        self, start: int = 0, kept: int = 2048, heartbeat: float = 15.0, pace: float = 0.05
    ) -> None:
        self._last = start
        self._sent = start
        self._ring: deque[Message] = deque(maxlen=kept)
        self._watchers: dict[Watcher, None] = {}
        self._heartbeat = heartbeat
        self._pace = pace
        self._flush: asyncio.Task[None] | None = None
        self._pulse: asyncio.TimerHandle | None = None
        self._closed = False
        self.thin = False
        """Tell less often, and the newest counts only, for as long as it is so."""

    @property
    def watchers(self) -> int:
        """How many watch now."""
        return len(self._watchers)

    @property
    def behind(self) -> int:
        """Events published that not every watcher has been sent."""
        flushing = self._flush is not None and not self._flush.done()
        return self._last - self._sent + flushing

    def publish(self, event: str, data: Mapping[str, Any]) -> int:
        """Tell everybody; ``data["service"]``, where there is one, is what they can filter by.

        Never waits: what can't be sent fast enough is dropped with its watcher. Called on the
        event loop. Returns the event's id.
        """
        self._last += 1
        body = msgspec.json.encode(data)
        text = b"id: %d\nevent: %b\ndata: %b\n\n" % (self._last, event.encode(), body)
        self._ring.append(Message(self._last, event, str(data.get("service", "")), text))
        if not self._watchers:
            self._sent = self._last
        elif self._flush is None or self._flush.done():
            self._flush = asyncio.get_running_loop().create_task(self._send_all())
        return self._last

    def close(self) -> None:
        """End every stream, and refuse new ones: for a graceful stop."""
        self._closed = True
        if self._pulse:
            self._pulse.cancel()
        for watcher in list(self._watchers):
            watcher.end()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one watcher until they leave, fall behind, or ``close`` is called."""
        if scope["method"] != "GET" or self._closed:
            return await _refuse(scope, send)
        service = parse_qs(scope["query_string"].decode("latin-1")).get("service", [""])[0]
        seen = _last_event_id(scope["headers"])
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        opening = self._opening(seen, service)
        watcher = watcher_of(send, self._last, service)
        self._watchers[watcher] = None
        self._keep_beating()
        try:
            await send({"type": "http.response.body", "body": opening, "more_body": True})
            await watcher.stay(receive, send)
        finally:
            self._watchers.pop(watcher, None)
        return None

    def _opening(self, seen: int | None, service: str) -> bytes:
        """First for a newcomer: how long to wait before trying again, and what they missed."""
        if seen is None or seen == self._last:
            # An id without data tells a browser where it is before anything has happened.
            return b"retry: 3000\nid: %d\n\n" % self._last
        oldest = self._ring[0].id if self._ring else self._last + 1
        if not oldest - 1 <= seen < self._last:
            return b"retry: 3000\n\nid: %d\nevent: reset\ndata: {}\n\n" % self._last
        return b"retry: 3000\n\n" + _joined(self._ring, seen, service)

    async def _send_all(self) -> None:
        while self._sent < self._last:
            batch = [message for message in self._ring if message.id > self._sent]
            self._sent = self._last
            await self._send_batch(_newest(batch) if self.thin else batch)
            await asyncio.sleep(max(THIN_PACE, self._pace) if self.thin else self._pace)

    async def _send_batch(self, batch: list[Message]) -> None:
        first = batch[0].id
        chunks: dict[str, bytes] = {}
        for number, watcher in enumerate(list(self._watchers)):
            if number % SLICE == SLICE - 1:
                await asyncio.sleep(0)
            if watcher.after >= first:
                watcher.write(_joined(batch, watcher.after, watcher.service))
                continue
            if watcher.service not in chunks:
                chunks[watcher.service] = _joined(batch, 0, watcher.service)
            watcher.write(chunks[watcher.service])

    def _keep_beating(self) -> None:
        if self._pulse is None:
            loop = asyncio.get_running_loop()
            self._pulse = loop.call_later(self._heartbeat, self._beat)

    def _beat(self) -> None:
        """A comment now and then shows proxies, and us, that the line still stands."""
        self._pulse = None
        for watcher in list(self._watchers):
            watcher.write(b":\n\n")
        if self._watchers and not self._closed:
            self._keep_beating()


def _newest(batch: Iterable[Message]) -> list[Message]:
    """The messages without counts that newer ones of the same service make old; never empty."""
    newest = {(message.event, message.service): message.id for message in batch}
    return [
        message
        for message in batch
        if message.event != "counts" or newest[message.event, message.service] == message.id
    ]


def _joined(messages: Iterable[Message], after: int, service: str) -> bytes:
    return b"".join(
        message.data
        for message in messages
        if message.id > after and (not service or message.service in ("", service))
    )


def _last_event_id(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    """The number in Last-Event-ID; anything that isn't a number of ours is as good as too old."""
    for name, value in headers:
        if name == b"last-event-id" and value:
            return int(value) if value.isdigit() and len(value) < 20 else -1
    return None


async def _refuse(scope: Scope, send: Send) -> None:
    wrong = scope["method"] != "GET"
    problem = {
        "type": "/problems/method-not-allowed" if wrong else "/problems/stopping",
        "title": "Wrong method" if wrong else "Stopping",
        "status": 405 if wrong else 503,
        "detail": "The live stream is read with GET" if wrong else "The observatory is stopping",
    }
    headers = [(b"content-type", b"application/problem+json")]
    headers.append((b"allow", b"GET") if wrong else (b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": problem["status"], "headers": headers})
    await send({"type": "http.response.body", "body": msgspec.json.encode(problem)})
