"""Stylesheet, script, fonts and map: read once, named by their content, kept for ever."""

from __future__ import annotations

import gzip
import re
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

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
    plain: bytes
    zipped: bytes | None
    """Gzip, where that saves anything."""


class Assets:
    """All files under ``static/``, by address."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._by_address: dict[str, Asset] = {}
        self._address_of: dict[str, str] = {}
        paths = [path for path in sorted(folder.rglob("*")) if path.suffix in _TYPES]
        for path in sorted(paths, key=lambda path: path.suffix == ".css"):
            self._add(path.relative_to(folder).as_posix(), path)

    def url(self, name: str) -> str:
        """The address of a file: ``url("style.css")`` is ``/static/style.1f2e3d4c.css``."""
        return self._address_of[name]

    async def serve(self, request: Request) -> Response:
        """The file at an address; one whose content has changed since has another address."""
        asset = self._by_address.get(request.url.path)
        if asset is None:
            raise refused("not-found", f"There is no file {request.url.path}")
        headers = {"cache-control": FOREVER, "vary": "Accept-Encoding"}
        if asset.zipped and "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            return Response(asset.zipped, media_type=asset.type, headers=headers)
        return Response(asset.plain, media_type=asset.type, headers=headers)

    def _add(self, name: str, path: Path) -> None:
        data = path.read_bytes()
        if path.suffix == ".css":
            data = re.sub(rb"url\(([^)]+)\)", self._hashed_url, data)
        digest = blake2b(data, digest_size=4).hexdigest()
        address = f"/static/{path.relative_to(path.parents[name.count('/')]).with_suffix('')}"
        address = f"{address}.{digest}{path.suffix}"
        packed = gzip.compress(data, 9, mtime=0)
        zipped = packed if len(packed) < 0.9 * len(data) else None
        self._by_address[address] = Asset(_TYPES[path.suffix], data, zipped)
        self._address_of[name] = address

    def _hashed_url(self, match: re.Match[bytes]) -> bytes:
        return b"url(%b)" % self._address_of[match[1].decode()].encode()
