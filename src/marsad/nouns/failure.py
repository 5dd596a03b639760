"""Something that can't be done: what, where, and what to do next."""

from __future__ import annotations


class Failure(Exception):
    """The root of errors that people are told; the command line prints one as one line."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        """``where: what; remedy`` with the empty parts left out."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head.rstrip('.')}; {self.remedy}" if self.remedy else head
