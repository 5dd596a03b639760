"""The desk over an invented observatory: its own accounts, a real journal and a real door."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from pathlib import Path

import httpx
from show.invented import Invented

from marsad.admin import password
from marsad.admin.office import Office
from marsad.admin.routes import routes
from marsad.intake.door import Door
from marsad.journal.journal import Journal
from marsad.overlay import Overlay
from marsad.show.live import Live
from marsad.show.site import site
from marsad.story.ledger import Ledger

HOST = "http://localhost:8000"
NAME, PASSWORD = "Salma", "three grey cats sing"
HASHED = password.hash_of(PASSWORD)
WRONG = "three grey dogs sing"


@cache
def _overlay() -> Overlay:
    """Read once, for tests that change no entry of it."""
    return Overlay([], Ledger(None))


class Desk:
    """The application, what stands behind it, and browsers that open it."""

    def __init__(
        self, folder: Path, journal: Journal, address: str = "", bundled: bool = False
    ) -> None:
        self.overlay = Overlay([], Ledger(None)) if bundled else _overlay()
        self.sight = Invented(self.overlay.catalog) if bundled else Invented()
        self.journal = journal
        self.time = 1_800_000_000_000
        """By the machine's clock, which sessions live by."""
        door = Door(self.sight.catalog, journal, self.sight.now, folder)
        self.application = site(self.sight, Live(), address=address)
        self.office = Office(
            self.application.state.stage,
            journal,
            door,
            self.overlay,
            folder,
            lambda: self.time,
            address,
        )
        self.application.router.routes[:0] = routes(self.office)

    def browser(self, base: str = HOST, peer: str = "127.0.0.1", **headers: str) -> Browser:
        transport = httpx.ASGITransport(
            self.application, raise_app_exceptions=False, client=(peer, 50_000)
        )
        return Browser(httpx.AsyncClient(transport=transport, base_url=base, headers=headers))

    async def events(self) -> list[object]:
        """Everything the journal keeps."""
        found: list[object] = []
        for partition in range(self.journal.partitions):
            for entry in await self.journal.read(partition, 0):
                found += entry.events
        return found


class Browser:
    """A client that fills in forms as pages give them."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.origin = str(client.base_url)

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def post(self, path: str, origin: str = "", **fields: str) -> httpx.Response:
        headers = {"origin": origin or self.origin, "sec-fetch-site": "same-origin"}
        return await self.client.post(path, data=fields, headers=headers)

    async def send(self, page: str, kind: str, **fields: str) -> httpx.Response:
        """Fill in one of a page's forms and send it to the page's address."""
        hidden = form_of((await self.get(page)).text, kind)
        return await self.post(page, **(hidden | fields))

    async def token(self) -> str:
        return form_of((await self.get("/en/admin/account")).text)["form"]

    async def enter(self, name: str = NAME, word: str = PASSWORD, to: str = "") -> httpx.Response:
        return await self.post("/en/admin/enter", name=name, password=word, to=to)


def form_of(html: str, kind: str = "") -> dict[str, str]:
    """The hidden fields of the first form that is of a kind, or has any."""
    for form in re.findall(r"<form.*?</form>", html, re.DOTALL):
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
        fields = {name: unescape(value) for name, value in hidden}
        if "form" in fields and (not kind or fields.get("kind") == kind):
            return fields
    raise AssertionError(f"no form {kind} in {html}")
