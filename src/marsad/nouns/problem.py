"""Problem details for HTTP (RFC 9457)."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a request was refused: what, where, and what to do next."""

    type: str
    """``/problems/<name>``, a page that explains the kind."""
    title: str
    status: int
    detail: str
    instance: str = ""
    pointer: str = ""
    """JSON Pointer (RFC 6901) to the part that is wrong, where there is one."""
    remedy: str = ""
    extra: dict[str, Any] = {}


class Refused(Exception):
    """Raised where a request can't be taken; carries the problem to answer with."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class Kind(NamedTuple):
    """A kind of problem; its page is ``/problems/<name>``."""

    status: int
    title: str
    remedy: str

    def refuse(
        self, name: str, detail: str, *, pointer: str = "", status: int = 0, **extra: Any
    ) -> Refused:
        """The exception that refuses with this kind; ``extra`` become members of its own."""
        return Refused(
            Problem(
                type=f"/problems/{name}",
                title=self.title,
                status=status or self.status,
                detail=detail,
                pointer=pointer,
                remedy=self.remedy,
                extra=extra,
            )
        )


def document(problem: Problem) -> dict[str, Any]:
    """The members of the problem document; extensions stand beside the others (RFC 9457, 3.2)."""
    members: dict[str, Any] = msgspec.to_builtins(problem)
    return members | members.pop("extra", {})


def excerpt(text: str) -> str:
    """A stranger's text as a detail may repeat it: short, and on one line.

    >>> excerpt("a" * 100)[-8:]
    'aaaaaaa…'
    """
    plain = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:60])
    return plain + "…" if len(text) > 60 else plain
