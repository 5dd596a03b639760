"""A door on a real journal, and a visitor who speaks ASGI to it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from marsad.catalog import Catalog, load
from marsad.intake.door import Door
from marsad.intake.rules import Rules
from marsad.journal.journal import Journal, open_journal
from marsad.nouns.report import Report

NOON = 1_748_088_000_000
"""2025-05-24T12:00:00Z"""


class Reply(SimpleNamespace):
    """What came back: ``status``, ``headers`` (a dict of str), ``body`` (bytes)."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.body.splitlines()]

    @property
    def problem(self) -> str:
        assert self.headers["content-type"] == "application/problem+json"
        return self.json["type"].removeprefix("/problems/")


class Visitor:
    """Posts to a door as a server would hand it on, and reads back what the journal holds."""

    def __init__(self, catalog: Any, journal: Journal, folder: Path, rules: Rules) -> None:
        self.time = NOON
        self.journal = journal
        self.folder = folder
        self.catalog = catalog
        self.door = self.reopened(rules)

    def reopened(self, rules: Rules | None = None) -> Door:
        """A new door on the same folder and journal, as after a restart."""
        self.door = Door(self.catalog, self.journal, lambda: self.time, self.folder, rules)
        return self.door

    async def send(
        self,
        path: str,
        parts: Iterable[bytes] = (b"",),
        headers: Iterable[tuple[str, str]] = (),
        *,
        method: str = "POST",
        peer: str | None = "203.0.113.9",
        leaves: bool = False,
    ) -> Reply | None:
        """One request in parts; None where the door rightly says nothing to one who left."""
        waiting = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
        waiting[-1]["more_body"] = leaves
        waiting.append({"type": "http.disconnect"})
        sent: list[Any] = []

        async def receive() -> Any:
            return waiting.pop(0)

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "client": (peer, 40_000) if peer is not None else None,
            "headers": [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in headers],
        }
        await self.door(scope, receive, send)
        return _reply(sent)

    async def post(
        self, body: Any = None, *, peer: str | None = "203.0.113.9", **more: str
    ) -> Reply:
        """A JSON report (or raw bytes), with more headers by name."""
        headers = {"content-type": "application/json"} | {
            name.replace("_", "-"): value for name, value in more.items()
        }
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        reply = await self.send("/api/v1/reports", [data], headers.items(), peer=peer)
        assert reply is not None
        return reply

    async def batch(self, *lines: Any, peer: str | None = "203.0.113.9", **more: str) -> Reply:
        headers = {"content-type": "application/x-ndjson"} | {
            name.replace("_", "-"): value for name, value in more.items()
        }
        data = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
        body = b"\n".join(data)
        reply = await self.send("/api/v1/reports:batch", [body], headers.items(), peer=peer)
        assert reply is not None
        return reply

    async def form(
        self,
        fields: str,
        *,
        service: str = "x",
        language: str = "en",
        token: str | None = None,
        peer: str = "203.0.113.9",
        **more: str,
    ) -> Reply:
        """The form of a page that was read just now, or with another token."""
        fields += f"&token={self.door.token(service) if token is None else token}"
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "accept": "text/html",
        } | {name.replace("_", "-"): value for name, value in more.items()}
        path = f"/{language}/services/{service}/reports"
        reply = await self.send(path, [fields.encode()], headers.items(), peer=peer)
        assert reply is not None
        return reply

    async def kept(self) -> list[Report]:
        """Every report the journal holds."""
        found: list[Report] = []
        for partition in range(self.journal.partitions):
            position = 0
            while entries := await self.journal.read(partition, position):
                position = entries[-1].position
                found += [e for entry in entries for e in entry.events if isinstance(e, Report)]
        return found


def _reply(sent: list[Any]) -> Reply | None:
    if not sent:
        return None
    start, body = sent
    headers = {n.decode(): v.decode() for n, v in start["headers"]}
    assert headers["content-length"] == str(len(body["body"]))
    assert not body.get("more_body")
    return Reply(status=start["status"], headers=headers, body=body["body"])


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load()


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    opened = await open_journal("sqlite", tmp_path, 2)
    yield opened
    await opened.close()


@pytest.fixture
def rules() -> Rules:
    """Overridden by parametrising; 127.0.0.0/8 may speak for others."""
    return Rules(trusted=("127.0.0.0/8",), proxies=("10.0.0.0/8",))


@pytest.fixture
def visitor(catalog: Catalog, journal: Journal, tmp_path: Path, rules: Rules) -> Visitor:
    return Visitor(catalog, journal, tmp_path, rules)


@pytest.fixture(scope="session")
def visitors() -> type[Visitor]:
    """For those who keep a visitor for longer than a test."""
    return Visitor
