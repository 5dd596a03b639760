"""The 202 that a report is answered with."""

from __future__ import annotations

from binascii import hexlify
from urllib.parse import quote

import msgspec

from marsad.intake.answer import Answer, Headers, head_of


class Accepted:
    """The 202 of one service, prepared; only the id differs from report to report."""

    def __init__(self, service: str) -> None:
        self._tail = b'","status":"accepted","service":' + msgspec.json.encode(service) + b"}"
        self._headers: Headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % (len('{"id":"') + 32 + len(self._tail))),
            (b"cache-control", b"no-store"),
            (b"location", f"/api/v1/services/{quote(service, safe='')}".encode()),
        ]
        self._head = head_of(202, self._headers)

    def answer(self, id: bytes) -> Answer:
        """The answer to the report of this id."""
        body = b'{"id":"' + hexlify(id) + self._tail
        return Answer(202, self._headers, body, self._head)


class Prepared(dict[str, Accepted]):
    """The answer of each service, made when it is first reported."""

    def __missing__(self, service: str) -> Accepted:
        return self.setdefault(service, Accepted(service))
