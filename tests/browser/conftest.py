"""A real Chromium looking at a real server over an invented observatory."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from show.invented import Invented

from marsad.show.asgi import Receive, Scope, Send
from marsad.show.live import Live
from marsad.show.site import site

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Served:
    """The site on a port of the loopback, in a thread; what it shows can be changed."""

    def __init__(self) -> None:
        self.sight = Invented()
        self.live = Live(pace=0.0)
        self.posted: list[bytes] = []
        self.refused: set[str] = set()
        """What is answered with 503 for now: "stream", "pages"."""
        self.asked: list[tuple[str, dict[str, str]]] = []
        """Path and headers of every GET, in order."""
        self._site = site(self.sight, self.live)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._server = uvicorn.Server(
            uvicorn.Config(self, log_level="error", lifespan="off")  # type: ignore[arg-type]
        )
        self._thread = threading.Thread(target=self._run)
        self._loop = asyncio.new_event_loop()
        self._thread.start()

    def _run(self) -> None:
        self._loop.run_until_complete(self._server.serve([self._listening]))
        self._loop.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As the whole observatory routes: the stream itself, a door that takes forms, the site."""
        heads = {name.decode(): value.decode() for name, value in scope["headers"]}
        streams = scope["path"] == "/api/v1/live"
        if scope["method"] == "GET":
            self.asked.append((scope["path"], heads))
        if ("stream" if streams else "pages") in self.refused:
            headers = [(b"retry-after", b"3600"), (b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 503, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        elif streams:
            await self.live(scope, receive, send)
        elif scope["method"] == "POST":
            self.posted.append((await receive())["body"])
            where = scope["path"].removesuffix("/reports") + "?thanks=problem"
            headers = [(b"location", where.encode()), (b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 303, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self._site(scope, receive, send)

    def publish(self, event: str, **data: str) -> None:
        self._loop.call_soon_threadsafe(self.live.publish, event, data)

    def cut(self) -> None:
        """End every open stream, as a proxy does."""
        for watcher in list(self.live._watchers):
            self._loop.call_soon_threadsafe(watcher.end)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self.live.close)
        self._server.should_exit = True
        self._thread.join(20)


@pytest.fixture
def served() -> Iterator[Served]:
    served = Served()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for each file: Playwright keeps a loop running that tests of coroutines can't have."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def until(page: Page, check: Callable[[], object], seconds: float = 15.0) -> None:
    """Wait until it is so, while the browser goes on."""
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it never came"
        page.wait_for_timeout(20)


@contextmanager
def flawless(context: BrowserContext, address: str) -> Generator[Page]:
    """A page whose every error, and every request to elsewhere than ``address``, is wrong."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(address) else wrong.append(f"asked {request.url}")
        ),
    )
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    """A desktop page whose every error, and every request to elsewhere, fails the test."""
    context = chromium.new_context(base_url=served.address, viewport={"width": 1200, "height": 900})
    with flawless(context, served.address) as page:
        yield page
