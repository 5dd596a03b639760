"""Whatever bytes come, in whatever pieces: an answer of 4xx or 2xx, never a fault of ours."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from marsad.catalog import Catalog
from marsad.intake.form import fields_in
from marsad.intake.rules import Rules
from marsad.intake.said import said_in
from marsad.intake.wire import wire
from marsad.journal.journal import open_journal
from marsad.nouns.problem import Refused

OUR_FAULT = {"trouble", "journal-away", "journal-full"}
RULES = Rules(trusted=("127.0.0.0/8",), proxies=("10.0.0.0/8",), single_bytes=2_000)

paths = st.sampled_from(
    ["/api/v1/reports", "/api/v1/reports:batch", "/en/services/x/reports", "/ar/services/%/reports"]
)
methods = st.sampled_from(["POST"] * 8 + ["GET", "PATCH", "\u00e9", ""])
peers = st.sampled_from(["203.0.113.9", "127.0.0.1", "10.1.1.1", "", "fe80::1%eth0", "testclient"])
names = st.sampled_from(
    [
        b"content-type",
        b"content-length",
        b"content-encoding",
        b"idempotency-key",
        b"authorization",
        b"x-forwarded-for",
        b"origin",
        b"host",
        b"sec-fetch-site",
        b"accept",
    ]
)
values = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [
            b"application/json",
            b"application/x-ndjson",
            b"application/x-www-form-urlencoded",
            b"application/json;charset=utf-8;q",
            b";;;",
            b"identity",
            b"gzip",
            b"Bearer x",
            b"text/html",
            b"null",
            b"::ffff:1.2.3.4, 10.0.0.1",
            b"99999999999999999999999",
            b"-1",
        ]
    ),
)
headers = st.lists(st.tuples(names, values), max_size=5)
words = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["x", "absher", "feed_missing", "login", "SA", "works", "2025-05-24T12:00Z"]),
    st.none(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.lists(st.integers(), max_size=2),
)
fields = ["service", "component", "symptom", "country", "note", "kind", "at", "reporter", "ip", "?"]
objects = st.dictionaries(st.sampled_from(fields), words, max_size=6)
reports = objects.map(lambda said: json.dumps(said).encode("utf-8", "surrogatepass"))
plausible = st.builds(lambda said: json.dumps({"service": "x"} | said).encode(), objects)
forms = st.lists(st.tuples(st.sampled_from([*fields, "website"]), st.text(max_size=9))).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs).encode("utf-8", "replace")
)
bodies = st.one_of(
    st.binary(max_size=300),
    reports,
    plausible,
    forms,
    st.lists(st.one_of(plausible, reports, st.binary(max_size=20)), max_size=5).map(b"\n".join),
    st.just(b"[" * 5_000),
)


def cut(body: bytes, places: list[int]) -> list[bytes]:
    """A body in pieces."""
    marks = sorted({0, len(body), *(place % (len(body) + 1) for place in places)})
    return [body[a:b] for a, b in pairwise(marks)] or [b""]


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def guest(runner: asyncio.Runner, catalog: Catalog, tmp_path_factory: Any, visitors: Any) -> Any:
    """A visitor on a loop that outlives the examples of one property."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    journal = runner.run(open_journal("sqlite", folder, 2))
    yield visitors(catalog, journal, folder, RULES)
    runner.run(journal.close())


property_ = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@property_
@given(
    path=paths,
    method=methods,
    peer=peers,
    headers=headers,
    body=bodies,
    places=st.lists(st.integers(0, 999), max_size=4),
    leaves=st.booleans(),
)
@example("/api/v1/reports", "POST", "", [], b'{"service":"x"}', [], False)
def test_every_request_is_answered(
    runner, guest, path, method, peer, headers, body, places, leaves
):
    text = [(name.decode(), value.decode("latin-1")) for name, value in headers]
    parts = cut(body, places)
    before = guest.door.counters.accepted
    reply = runner.run(
        guest.send(path, parts, text, method=method, peer=peer or None, leaves=leaves)
    )
    assert not OUR_FAULT & set(guest.door.counters.refused)
    if reply is None:
        assert leaves
        return
    assert reply.status < 500
    if reply.status == 202:
        assert guest.door.counters.accepted == before + 1
        assert len(bytes.fromhex(reply.json["id"])) == 16
    elif reply.status == 303:
        assert reply.headers["location"].startswith(("/en/services/x", "/ar/services/"))
    elif reply.status == 200:
        assert {line["line"] for line in reply.lines} <= set(range(1, body.count(b"\n") + 2))
    else:
        assert reply.problem in guest.door.counters.refused
        assert reply.json["status"] == reply.status


@property_
@given(
    lines=st.lists(st.one_of(plausible, reports, st.binary(max_size=30)), min_size=1, max_size=6)
)
def test_a_line_of_a_batch_is_judged_as_if_it_came_alone(runner, guest, lines):
    lines = [line.replace(b"\n", b" ") for line in lines]
    batch = runner.run(guest.batch(*lines, peer="127.0.0.1"))
    said = {line["line"]: line["status"] for line in batch.lines} if batch.status == 200 else {}
    for number, line in enumerate(lines, 1):
        alone = runner.run(guest.post(line, peer="127.0.0.1"))
        if line.strip():
            assert said[number] == alone.status
        else:
            assert number not in said


@given(st.binary())
def test_every_body_is_said_or_refused(body):
    for understand in (said_in, fields_in):
        with contextlib.suppress(Refused):
            understand(body)


@pytest.fixture(scope="module")
def port(runner: asyncio.Runner, guest: Any) -> Any:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        guest.door, http=wire(lambda: guest.door), lifespan="off", log_config=None, ws="none"
    )
    server = uvicorn.Server(config)
    serving = runner.get_loop().create_task(server.serve(sockets=[listener]))

    async def started() -> None:
        while not server.started:  # noqa: ASYNC110 (uvicorn has no event for it)
            await asyncio.sleep(0.01)

    runner.run(started())
    yield listener.getsockname()[1]
    server.should_exit = True
    runner.run(_finish(serving))


async def _finish(serving: asyncio.Task[None]) -> None:
    await serving


GOOD = (
    b"POST /api/v1/reports HTTP/1.1\r\nhost: a\r\ncontent-length: 15\r\n\r\n" + b'{"service":"x"}'
)
pieces = st.one_of(
    st.just(GOOD),
    st.just(GOOD.replace(b"POST", b"GET").replace(b": 15", b": 0")[: -len(b'{"service":"x"}')]),
    st.just(
        b"POST /api/v1/reports HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    ),
    st.just(
        b"POST /api/v1/reports HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n{}"
    ),
    st.just(b"GET / HTTP/1.1\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n"),
    st.just(b"CONNECT a:1 HTTP/1.1\r\n\r\n"),
    st.just(b"GET * HTTP/1.1\r\n\r\n"),
    st.just(b"\r\n"),
    st.binary(max_size=60),
)


async def _speak(port: int, chunks: list[bytes]) -> bytes:
    """Send the chunks, hang up, and hear the server out."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(0)
        writer.write_eof()
        async with asyncio.timeout(20):
            return await reader.read()
    except (ConnectionError, OSError):
        return b""
    finally:
        writer.close()


@settings(property_, max_examples=100)
@given(st.lists(pieces, max_size=5).map(b"".join), st.lists(st.integers(0, 2_000), max_size=5))
@example(GOOD * 3, [10, 50, 150])
@example(GOOD[:40] + b"\x00" * 10, [3])
def test_no_bytes_on_a_connection_disturb_the_next_one(runner, guest, port, data, places):
    heard = runner.run(_speak(port, cut(data, places)))
    assert b"HTTP/1.1 5" not in heard
    again = runner.run(
        _speak(port, [GOOD[:-1] + b"}" + GOOD.replace(b"host", b"connection: close\r\nhost")])
    )
    assert again.count(b"HTTP/1.1 202") == 2
    assert not OUR_FAULT & set(guest.door.counters.refused)
