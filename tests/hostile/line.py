"""A raw line to a server, from an address of one's choice on the loopback."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

Lines = tuple[asyncio.StreamReader, asyncio.StreamWriter]
CLOSED, SILENT, UNREACHED = "closed", "silent", "unreached"


@dataclass
class Target:
    """The server under attack, and what attackers heard of it."""

    port: int
    until: float
    """The loop's time at which the attack is over."""
    heard: Counter[str] = field(default_factory=Counter[str])
    """Statuses, and ``closed``, ``silent``, ``unreached``."""
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    @property
    def running(self) -> bool:
        return asyncio.get_running_loop().time() < self.until

    def anywhere(self) -> str:
        """An address of one of many networks (127.64.0.0 to 127.255.255.255)."""
        draw = self.chance.randrange
        return f"127.{draw(64, 255)}.{draw(1, 255)}.{draw(1, 255)}"

    @contextlib.asynccontextmanager
    async def line(self, address: str = "") -> AsyncIterator[Lines | None]:
        """A connection from an address, None where there is none to be had; hung up at the end."""
        try:
            async with asyncio.timeout(5):
                lines = await asyncio.open_connection(
                    "127.0.0.1", self.port, local_addr=(address or self.anywhere(), 0)
                )
        except (OSError, TimeoutError):
            self.heard[UNREACHED] += 1
            await asyncio.sleep(0.05)
            yield None
            return
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                yield lines
        finally:
            lines[1].transport.abort()

    async def say(self, data: bytes, patience: float = 1.0, address: str = "") -> str:
        """One breath of bytes on a connection of its own; the status that comes first."""
        async with self.line(address) as lines:
            if lines is None:
                return UNREACHED
            reader, writer = lines
            writer.write(data)
            self.heard[status := await hear(reader, patience)] += 1
            return status
        self.heard[CLOSED] += 1
        return CLOSED


async def hear(reader: asyncio.StreamReader, patience: float) -> str:
    """The status of the next answer, ``closed`` or ``silent``."""
    try:
        async with asyncio.timeout(patience):
            first = await reader.readline()
    except TimeoutError:
        return SILENT
    except (OSError, ValueError):
        return CLOSED
    return first.split(b" ")[1].decode() if first.startswith(b"HTTP/") else CLOSED


Attack = Callable[[Target], Awaitable[None]]
ATTACKS: dict[str, Attack] = {}
"""Every attack there is, by name; a new one is one more function with ``@attack``."""


def attack(function: Attack) -> Attack:
    """Add one to ``ATTACKS``; it runs until its target is not ``running`` any more."""
    ATTACKS[function.__name__] = function
    return function


async def crowd(target: Target, size: int, one: Callable[[int], Awaitable[None]]) -> None:
    """So many at once, each again and again for as long as the attack runs."""

    async def again(number: int) -> None:
        while target.running:
            await one(number)

    await asyncio.gather(*(again(number) for number in range(size)))


async def repeated(target: Target, sayings: list[bytes], size: int = 8) -> None:
    """A crowd that says these, each on a connection of its own, round and round."""

    async def one(number: int) -> None:
        await target.say(target.chance.choice(sayings), 0.5)

    await crowd(target, size, one)


def post(body: bytes, *headers: bytes, path: bytes = b"/api/v1/reports") -> bytes:
    """A whole request."""
    lines = [b"POST %b HTTP/1.1" % path, b"host: here", b"content-length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def get(path: bytes, *headers: bytes) -> bytes:
    """A whole request."""
    return b"\r\n".join([b"GET %b HTTP/1.1" % path, b"host: here", *headers]) + b"\r\n\r\n"
