"""Answers that can be kept: made once a second at most, with ETag, codings and cache lifetimes.

A cache in front may keep serving them when the observatory is slow or gone (RFC 5861).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from marsad.show.coding import Coded, coded

LIFETIME = "public, max-age=0, s-maxage=2, stale-while-revalidate=5, stale-if-error=86400"
HTML = "text/html; charset=utf-8"
JSON = "application/json"
MOST = 512
"""Answers kept at once."""
MAKERS = 2
"""Threads that make them."""


class Answer(NamedTuple):
    """A body in all its codings, and the tag that tells it from others."""

    media_type: str
    body: Coded
    etag: str


class Answers:
    """The answers of this second, by address and language.

    Each is made once, in a thread beside the event loop: whoever reports at that moment must not
    wait for a page, and a thousand visitors wait for one and the same.
    """

    def __init__(self) -> None:
        self._second = -1
        self._kept: dict[str, asyncio.Future[Answer]] = {}
        self.making = 0
        """Answers that are being made, or wait for it."""
        self._makers = ThreadPoolExecutor(MAKERS, thread_name_prefix="pages")

    async def get(
        self, key: str, second: int, media_type: str, make: Callable[[], bytes]
    ) -> Answer:
        """The answer made this second, else a new one by ``make``."""
        if second != self._second:
            self._second = second
            self._kept = {}
        kept = self._kept.get(key)
        if kept is None:
            loop = asyncio.get_running_loop()
            kept = loop.run_in_executor(self._makers, lambda: answer_of(media_type, make()))
            self.making += 1
            kept.add_done_callback(self._made)
            # The oldest leave, so that whoever asks for much has no page made anew for each reader.
            if len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = kept
        return await asyncio.shield(kept)

    def close(self) -> None:
        """Make no more: what still waits to be made is for nobody."""
        self._makers.shutdown(wait=False, cancel_futures=True)

    def _made(self, _: asyncio.Future[Answer]) -> None:
        self.making -= 1


def answer_of(media_type: str, body: bytes) -> Answer:
    """A body with its codings and its tag."""
    digest = blake2b(body, digest_size=12).hexdigest()
    return Answer(media_type, coded(body), f'W/"{digest}"')


def respond(request: Request, answer: Answer, vary: str = "", status: int = 200) -> Response:
    """The answer as this request may have it: 304 if it is known, coded as it likes best."""
    headers = {
        "etag": answer.etag,
        "cache-control": LIFETIME if status == 200 else "no-store",
        "vary": f"Accept-Encoding, {vary}" if vary else "Accept-Encoding",
    }
    known = [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
    if status == 200 and (answer.etag in known or "*" in known):
        return Response(status_code=304, headers=headers)
    body, coding = answer.body.best(request.headers.get("accept-encoding", ""))
    return Response(body, status, headers | coding, answer.media_type)
