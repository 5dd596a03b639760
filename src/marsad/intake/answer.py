"""What the door answers: status, headers and body."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus

import msgspec

from marsad.nouns.problem import Problem, document

Headers = list[tuple[bytes, bytes]]
Fields = Mapping[bytes, bytes]
"""Headers by name in lower case; of a repeated one the last."""
_CLOSING = frozenset({408, 413, 431})
"""What was sent may not have been read to its end."""


class Answer(msgspec.Struct, frozen=True, gc=False):
    """One HTTP response, whole."""

    status: int
    headers: Headers
    body: bytes
    head: bytes = b""
    """Status line and headers as HTTP/1.1 has them, where they were prepared."""

    @property
    def closes(self) -> bool:
        """Whether the connection can't be used after it, as its headers say."""
        return self.status in _CLOSING


class Promise(msgspec.Struct, frozen=True, gc=False):
    """An answer that may be given once ``stored`` is done, or not if that failed."""

    stored: asyncio.Future[None]
    answer: Answer


def head_of(status: int, headers: Headers) -> bytes:
    """Status line and headers as HTTP/1.1 has them, without the empty line that ends them."""
    first = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
    return first + b"".join(b"%b: %b\r\n" % header for header in headers)


def problem_answer(problem: Problem) -> Answer:
    """The answer that refuses; a ``retry_after`` (seconds) among its members is a header too."""
    body = msgspec.json.encode(document(problem))
    headers: Headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
    ]
    if "retry_after" in problem.extra:
        headers.append((b"retry-after", b"%d" % problem.extra["retry_after"]))
    if "quota" in problem.extra:
        quota, wait = problem.extra["quota"], problem.extra["retry_after"]
        headers += rate_limit(quota, 0, wait)
    if problem.status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="marsad"'))
    if problem.status == 405:
        headers.append((b"allow", b"POST"))
    if problem.type == "/problems/unsupported-encoding":
        headers.append((b"accept-encoding", b"identity"))
    if problem.status in _CLOSING:
        headers.append((b"connection", b"close"))
    return Answer(problem.status, headers, body)


def rate_limit(quota: int, left: int, seconds: int) -> Headers:
    """What is left of a quota of reports a minute, and when more will be.

    As draft-ietf-httpapi-ratelimit-headers-10 has it.
    """
    return [
        (b"ratelimit-policy", b'"reports";q=%d;w=60' % quota),
        (b"ratelimit", b'"reports";r=%d;t=%d' % (left, seconds)),
    ]


def redirect(location: str) -> Answer:
    """Send the browser on to a page (303, so that reloading it posts nothing)."""
    return Answer(
        303,
        [
            (b"location", location.encode("ascii")),
            (b"content-length", b"0"),
            (b"cache-control", b"no-store"),
        ],
        b"",
    )
