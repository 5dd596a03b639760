"""What is said of a log that can't be read."""

from __future__ import annotations

from marsad.nouns.failure import Failure


class LogRefused(Failure):
    """A log, or one setting of its reading, that can't be used; ``str()`` is one line."""

    def __init__(self, log: str, what: str, remedy: str) -> None:
        super().__init__(what, where=log, remedy=remedy)
