"""How bytes travel: as they are, by gzip or by brotli (RFC 7932), whichever is liked best."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import NamedTuple

import brotli

IDENTITY = "identity"
_OURS = ("br", "gzip", IDENTITY)
"""Best first, where a request likes several as much."""


class Coded(NamedTuple):
    """One body in each coding that is worth it."""

    plain: bytes
    gzip: bytes | None = None
    br: bytes | None = None

    def best(self, wishes: str) -> tuple[bytes, dict[str, str]]:
        """The bytes that an Accept-Encoding header likes best, and the header that says which."""
        weights = weighed(wishes)
        forms = {"br": self.br, "gzip": self.gzip, IDENTITY: self.plain}
        there = [name for name in _OURS if forms[name] is not None and weights[name] > 0]
        # Who refuses even the plain body gets it all the same, as RFC 9110, 12.5.3 allows.
        name = max(there, key=weights.__getitem__, default=IDENTITY)
        headers = {} if name == IDENTITY else {"content-encoding": name}
        return forms[name] or self.plain, headers


def coded(body: bytes, gzip_level: int = 5, brotli_quality: int = 5) -> Coded:
    """A body in all codings; what is too small to gain by it stays plain."""
    if len(body) < 200:
        return Coded(body)
    packed = gzip.compress(body, gzip_level, mtime=0)
    if len(packed) > 0.9 * len(body):
        return Coded(body)
    return Coded(body, packed, brotli.compress(body, quality=brotli_quality))


def weighed(header: str) -> Mapping[str, float]:
    """How much an Accept-Encoding header likes each of our codings, 0 to 1 (RFC 9110, 12.5.3).

    The plain body is liked a little where the header does not speak of it.

    >>> dict(weighed("gzip;q=0.5, br"))
    {'br': 1.0, 'gzip': 0.5, 'identity': 0.001}
    """
    said: dict[str, float] = {}
    for wish in header.split(",")[:32]:
        name, _, quality = (part.strip().lower() for part in wish.partition(";q="))
        try:
            said[name] = min(1.0, max(0.0, float(quality or 1)))
        except ValueError:
            continue
    other = said.get("*", 0.0)
    weights = {name: said.get(name, other) for name in _OURS}
    if IDENTITY not in said and said.get("*") != 0:
        weights[IDENTITY] = 0.001
    return weights
