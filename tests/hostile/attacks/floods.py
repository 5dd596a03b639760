"""Those who come in numbers."""

from __future__ import annotations

import asyncio
import json

from hostile.line import Target, attack, crowd, get, hear, post


async def sit(target: Target, address: str, said: bytes) -> None:
    """Connect, say something or nothing, and stay until one is let go."""
    async with target.line(address) as lines:
        if lines is None:
            return
        reader, writer = lines
        writer.write(said)
        while target.running and await reader.read(65_536):
            pass
    await asyncio.sleep(0.1)


@attack
async def silent_connections(target: Target) -> None:
    """Thousands of connections from one network that say nothing."""
    await crowd(target, 2_000, lambda n: sit(target, f"127.66.66.{n % 250 + 1}", b""))


@attack
async def silent_connections_from_everywhere(target: Target) -> None:
    """The same from as many networks."""
    await crowd(target, 2_000, lambda n: sit(target, "", b""))


@attack
async def watchers(target: Target) -> None:
    """More live streams than there is room for."""
    await crowd(target, 1_000, lambda n: sit(target, "", get(b"/api/v1/live")))


@attack
async def quick_connections(target: Target) -> None:
    """Connections that are opened and dropped at once."""

    async def one(number: int) -> None:
        async with target.line():
            pass

    await crowd(target, 16, one)


async def asked(target: Target, data: bytes, answers: int) -> None:
    async with target.line() as lines:
        if lines is None:
            return
        reader, writer = lines
        writer.write(data)
        for _ in range(answers):
            target.heard[await hear(reader, 5)] += 1


@attack
async def requests_sent_ahead(target: Target) -> None:
    """Ten thousand requests for pages in one breath."""
    await crowd(target, 4, lambda n: asked(target, get(b"/en/") * 10_000, 1))


@attack
async def reports_sent_ahead(target: Target) -> None:
    """Thousands of reports in one breath, from somebody nobody trusts."""
    await crowd(target, 4, lambda n: asked(target, post(b'{"service":"x"}') * 3_000, 1))


@attack
async def pages(target: Target) -> None:
    """Pages, counts and searches, no two alike, so that nothing is remembered."""

    async def one(number: int) -> None:
        n = target.chance.randrange(1, 500_000)
        path = (
            b"/api/v1/services/x/counts?range=%dm" % n,
            b"/en/services/x?refused=%d" % n,
            b"/ar/search?q=%x" % n,
            b"/api/v1/incidents?since=2020-01-01T00:00:%02dZ" % (n % 60),
        )[number % 4]
        await target.say(get(path, b"connection: close"), 5)

    await crowd(target, 64, one)


@attack
async def misspelt_services(target: Target) -> None:
    """Names that are nearly right: guessing what was meant costs much."""

    async def one(number: int) -> None:
        name = "".join(target.chance.choice("abcdefghعربي") for _ in range(60))
        await target.say(post(json.dumps({"service": name}).encode()), 2)

    await crowd(target, 8, one)


@attack
async def batches_of_nonsense(target: Target) -> None:
    """Ten thousand lines to refuse, each with a reason."""
    body = b"\n".join(b'{"service":"%d"}' % n for n in range(10_000))
    data = post(body, path=b"/api/v1/reports:batch")

    async def one(number: int) -> None:
        await target.say(data, 10)

    await crowd(target, 2, one)
