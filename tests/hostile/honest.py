"""Honest reporters: a steady stream of reports, and what became of each."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections import Counter
from collections.abc import Callable
from itertools import count
from time import perf_counter

SERVICES = ("x", "absher", "facebook", "instagram")
TRIES = 20


class Reporters:
    """Post from 127.0.0.1, which the observatory trusts to name addresses of reporters.

    A connection that breaks is opened again, and the report sent again with its Idempotency-Key,
    as a good client does.
    """

    def __init__(self, port: int, rate: float, connections: int = 8, seed: int = 1) -> None:
        self.acknowledged: set[str] = set()
        self.statuses: Counter[int] = Counter()
        self.delays: list[float] = []
        """Seconds from the moment a report should be sent to its acknowledgement."""
        self.broken = 0
        """Connections that ended under a report."""
        self.lost = 0
        """Reports given up after ``TRIES``."""
        self.service: Callable[[], str] = lambda: self._chance.choice(SERVICES)
        self.rate = rate
        self._port = port
        self._connections = connections
        self._chance = random.Random(seed)
        self._keys = count()
        self._run = f"{random.SystemRandom().randrange(2**64):x}"
        self._slot = 0.0

    async def report(self, until: float) -> None:
        """Report at the rate until the loop's time."""
        self._slot = asyncio.get_running_loop().time()
        await asyncio.gather(*(self._one(until) for _ in range(self._connections)))

    async def _one(self, until: float) -> None:
        loop = asyncio.get_running_loop()
        lines = None
        while (slot := max(self._slot, loop.time() - 1.0)) < until:
            self._slot = slot + 1 / self.rate
            if (wait := slot - loop.time()) > 0:
                await asyncio.sleep(wait)
            due = perf_counter() - max(0.0, loop.time() - slot)
            lines = await self._sent(lines, self._request())
            self.delays.append(perf_counter() - due)
        if lines:
            lines[1].close()

    def _request(self) -> bytes:
        draw = self._chance.randrange
        body = {"service": self.service(), "ip": f"{draw(1, 223)}.{draw(255)}.{draw(255)}.7"}
        data = json.dumps(body).encode()
        key = f"{self._run}-{next(self._keys)}".encode()
        return (
            b"POST /api/v1/reports HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n"
            b"idempotency-key: %b\r\ncontent-length: %d\r\n\r\n%b" % (key, len(data), data)
        )

    async def _sent(self, lines, request: bytes):
        for attempt in range(TRIES):
            try:
                async with asyncio.timeout(20):
                    lines = lines or await asyncio.open_connection(
                        "127.0.0.1", self._port, local_addr=("127.0.0.1", 0)
                    )
                    lines[1].write(request)
                    await self._answered(lines[0])
                    return lines
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                self.broken += 1
                if lines:
                    with contextlib.suppress(OSError):
                        lines[1].close()
                lines = None
                await asyncio.sleep(0.05 * attempt)
        self.lost += 1
        return None

    async def _answered(self, reader: asyncio.StreamReader) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        status = int(head[9:12])
        self.statuses[status] += 1
        if status == 202:
            self.acknowledged.add(json.loads(body)["id"])


def quantile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies; 0 of none."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0
