"""An address with its query: what a page was asked for, and the same with something changed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

PERIOD = ("month", "year", "from", "to")


class Address:
    """A path and the pairs of its query, of which empty ones are left out."""

    def __init__(self, path: str, pairs: Mapping[str, str]) -> None:
        self.path = path
        self.pairs = dict(pairs)

    def but(self, changes: Mapping[str, str] = {}, /, **more: str) -> str:
        """The address with some values changed; an empty one takes the value away."""
        return f"{self.path}{_query({**self.pairs, **changes, **more})}"

    def at(self, pairs: Mapping[str, str], /, **more: str) -> str:
        """The address with another period, and other changes beside it."""
        rest = {key: value for key, value in self.pairs.items() if key not in PERIOD}
        return f"{self.path}{_query({**rest, **pairs, **more})}"

    def within(self, more: Mapping[str, str]) -> str:
        """The address after the language, with more values, as templates call the path."""
        return f"{self.path[self.path.index('/', 1) :]}{_query({**self.pairs, **more})}"

    def to(self, path: str, more: Mapping[str, str]) -> str:
        """Another path with what narrows this one, period aside, and more."""
        rest = {key: value for key, value in self.pairs.items() if key not in PERIOD}
        return f"{path}{_query({**rest, **more})}"


def _query(pairs: Mapping[str, str]) -> str:
    told = urlencode({key: value for key, value in pairs.items() if value})
    return f"?{told}" if told else ""
