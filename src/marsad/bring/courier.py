"""Carries batches of reports to a door over one kept connection (HTTP/1.1, RFC 9112)."""

from __future__ import annotations

import asyncio
import logging
from typing import Self
from urllib.parse import urlsplit

_PATH = "/api/v1/reports:batch"
_WAIT = 0.2
"""Seconds between two attempts."""
_ATTEMPTS = 150
_ANSWER_SECONDS = 30.0

log = logging.getLogger("marsad.bring.courier")


class Courier:
    """One sender; use it as an asynchronous context."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._head = f"POST {_PATH} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        self._head += "Content-Type: application/x-ndjson\r\nContent-Length: "
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._hang_up()

    async def deliver(self, body: bytes) -> None:
        """Bring one batch of NDJSON; tries again for half a minute where nobody takes it.

        Raises ConnectionError when all attempts failed.
        """
        for _ in range(_ATTEMPTS):
            try:
                status, answer = await asyncio.wait_for(self._post(body), _ANSWER_SECONDS)
            except (OSError, EOFError, TimeoutError):
                self._hang_up()
            else:
                if status == 200:
                    self._look_at(answer)
                    return
                log.warning("the door answered %d: %s", status, _said(answer))
            await asyncio.sleep(_WAIT)
        raise ConnectionError(f"the door at {self._host}:{self._port} takes no reports")

    async def _post(self, body: bytes) -> tuple[int, bytes]:
        if self._line is None:
            self._line = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._line
        writer.write(f"{self._head}{len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        lines = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        answer = await reader.readexactly(int(lines.get("content-length", 0)))
        if lines.get("connection") == "close":
            self._hang_up()
        return int(head.split(" ", 2)[1]), answer

    def _look_at(self, answer: bytes) -> None:
        """Say which lines were refused: a demonstration that lacks reports should say so."""
        refused = [line for line in answer.splitlines() if b'"status":202' not in line]
        if refused:
            log.warning("%d reports refused; the first: %s", len(refused), _said(refused[0]))

    def _hang_up(self) -> None:
        if self._line:
            self._line[1].close()
            self._line = None


def _said(answer: bytes) -> str:
    return answer[:200].decode("utf-8", "replace")
