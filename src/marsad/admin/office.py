"""What every page of the desk is made with: accounts, sessions, cookies, the way to the journal.

`serving.py` opens one and puts its routes beside the site's.
"""

from __future__ import annotations

import asyncio
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.admin.attempts import Attempts
from marsad.admin.ceremony import Ceremony
from marsad.admin.challenges import Challenges
from marsad.admin.deeds import Deeds
from marsad.admin.devices import LIFE_MS as KNOWN_MS
from marsad.admin.devices import Devices
from marsad.admin.editors import Editors
from marsad.admin.links import Links
from marsad.admin.origin import Origin, origin_of
from marsad.admin.passkeys import Passkeys
from marsad.admin.register import Register
from marsad.admin.sessions import LIFE_MS, Sessions
from marsad.catalog.finding import Finding
from marsad.intake.answer import Headers
from marsad.intake.body import Bodies
from marsad.journal.journal import Journal
from marsad.show.stage import Stage, language_of

P = ParamSpec("P")
T = TypeVar("T")
_HELD = 4 * 1024 * 1024
"""Bytes of forms being read at once."""
_THREADS = 2
"""At most so many passwords are hashed at once, of 19 MiB each."""
GUESSES = 16
"""Sign-ins that are being judged or wait for it; more are told to come back."""


class Door(Protocol):
    """What the desk asks of the door."""

    def network(self, peer: str, headers: Headers) -> bytes:
        """What stands today for the network that a request comes from."""
        ...


class Entries(Protocol):
    """The catalogue's entries as editors see them (``overlay.py``)."""

    def faults(self, service: str, text: str) -> list[Finding]:
        """What is wrong with a service's YAML, given the rest."""
        ...

    def written(self, service: str) -> str:
        """A service's YAML as it is now; "" for one that isn't catalogued."""
        ...


class Office:
    """One for an observatory. ``now`` is the machine's clock, which sessions live by; what is
    written is dated by the observatory's own. Raises Failure where its file can't be opened.
    """

    def __init__(
        self,
        stage: Stage,
        journal: Journal,
        door: Door,
        entries: Entries,
        folder: Path,
        now: Callable[[], int],
        address: str = "",
    ) -> None:
        self.stage = stage
        self.entries = entries
        self.now = now
        self.register = Register(folder)
        self.editors = Editors(self.register)
        self.sessions = Sessions(self.register)
        self.devices = Devices(self.register)
        self.links = Links(self.register)
        self.passkeys = Passkeys(self.register)
        self.ceremony = Ceremony(self.passkeys, Challenges(now()))
        self.attempts = Attempts()
        self.bodies = Bodies(_HELD)
        self.strangers = Bodies(_HELD)
        """Forms of who is not signed in: they crowd no editor out."""
        self.deeds = Deeds(stage.sight, journal)
        self.guessing = 0
        self._door = door
        self._address = address.rstrip("/")
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="admin")

    async def aside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what may wait for the disk, or computes for long, beside the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: work(*args, **kwargs))

    def origin(self, request: Request) -> Origin:
        """Where the desk is opened in this request."""
        return origin_of(request, self._address)

    def network(self, request: Request) -> bytes:
        """What stands today for the network of a request; never its address."""
        peer = request.client.host if request.client else ""
        headers = [each for each in request.scope["headers"] if each[0] != b"authorization"]
        return self._door.network(peer, headers)

    def close(self) -> None:
        """Finish what is being done, and close the file."""
        self._threads.shutdown()
        self.register.close()


def home_of(request: Request) -> str:
    """The desk's address in the language of a request, without a final slash."""
    return f"/{language_of(request)}/admin"


def led(where: str) -> Response:
    """Lead a browser on after a form was taken."""
    return RedirectResponse(where, 303, {"cache-control": "no-store"})


def token_in(request: Request, name: str, origin: Origin) -> bytes:
    """The token that a cookie of ours holds, b"" where it holds none."""
    return token_of(request.cookies.get(cookie_name(name, origin), ""))


def token_of(text: str) -> bytes:
    """32 bytes as cookies and links write them, b"" for anything else."""
    try:
        token = urlsafe_b64decode(text + "=") if len(text) == 43 and text.isascii() else b""
    except (Error, ValueError):
        return b""
    return token if len(token) == 32 else b""


def text_of(token: bytes) -> str:
    """A token as cookies and links write it."""
    return urlsafe_b64encode(token).decode().rstrip("=")


def cookie_name(name: str, origin: Origin) -> str:
    """Over https browsers hold a ``__Host-`` cookie to what we ask of it (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{name}" if origin.secure else name


SESSION, DEVICE = "marsad", "marsad-known"
_LIVES = {SESSION: LIFE_MS, DEVICE: KNOWN_MS}


def give_cookie(response: Response, name: str, value: str, origin: Origin) -> None:
    """Set a cookie that scripts can't read and other sites can't make the browser send; an empty
    value takes it away.
    """
    response.set_cookie(
        cookie_name(name, origin),
        value,
        max_age=_LIVES[name] // 1000 if value else 0,
        path="/",
        secure=origin.secure,
        httponly=True,
        samesite="strict",
    )
