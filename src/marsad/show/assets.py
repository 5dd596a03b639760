"""Stylesheets, scripts, fonts and map: read once, named by their content, kept for ever."""

from __future__ import annotations

import re
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from marsad.show import words
from marsad.show.coding import Coded, coded
from marsad.show.problems import refused

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


class Asset(NamedTuple):
    """One file, with its bytes as they travel."""

    type: str
    body: Coded


class Voice(NamedTuple):
    """How a language is set: addresses of its ``voice.css``, empty without one, and its fonts."""

    sheet: str
    fonts: list[str]


class Assets:
    """All files under ``static/``, and what languages bring along, by address."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._by_address: dict[str, Asset] = {}
        self._address_of: dict[str, str] = {}
        self._read(folder, "")
        self._read(words.FOLDER, "languages/")

    def url(self, name: str) -> str:
        """The address of a file: ``url("style.css")`` is ``/static/style.1f2e3d4c.css``."""
        return self._address_of[name]

    def voice(self, language: str) -> Voice:
        """What a language's folder says of its looks; Latin fonts where it has none of its own."""
        own = f"languages/{language}/"
        fonts = [name for name in self._address_of if name.startswith(own) and _is_font(name)]
        common = [name for name in self._address_of if name.startswith("fonts/")]
        sheet = self._address_of.get(f"{own}voice.css", "")
        return Voice(sheet, [self._address_of[name] for name in fonts or common])

    async def serve(self, request: Request) -> Response:
        """The file at an address; one whose content has changed since has another address."""
        asset = self._by_address.get(request.url.path)
        if asset is None:
            raise refused("not-found", f"There is no file {request.url.path}")
        headers = {"cache-control": FOREVER, "vary": "Accept-Encoding"}
        body, coding = asset.body.best(request.headers.get("accept-encoding", ""))
        return Response(body, media_type=asset.type, headers=headers | coding)

    def _read(self, folder: Path, prefix: str) -> None:
        paths = [path for path in sorted(folder.rglob("*")) if path.suffix in _TYPES]
        # Stylesheets come last: the addresses of the fonts they name are known by then.
        for path in sorted(paths, key=lambda path: path.suffix == ".css"):
            self._add(prefix + path.relative_to(folder).as_posix(), path)

    def _add(self, name: str, path: Path) -> None:
        data, (stem, _, _) = path.read_bytes(), name.rpartition(".")
        if path.suffix == ".css":
            data = self._with_addresses(data, name.rpartition("/")[0])
        digest = blake2b(data, digest_size=4).hexdigest()
        address = f"/static/{stem}.{digest}{path.suffix}"
        self._by_address[address] = Asset(_TYPES[path.suffix], coded(data, 9, 11))
        self._address_of[name] = address

    def _with_addresses(self, sheet: bytes, folder: str) -> bytes:
        """A stylesheet whose ``url(…)``, told from its own folder, are the files' addresses."""

        def address(match: re.Match[bytes]) -> bytes:
            name = f"{folder}/{match[1].decode()}".lstrip("/")
            return b"url(%b)" % self._address_of[name].encode()

        return re.sub(rb"url\(([^)]+)\)", address, sheet)


def _is_font(name: str) -> bool:
    return name.endswith(".woff2")
