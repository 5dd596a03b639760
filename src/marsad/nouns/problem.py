"""Problem details for HTTP (RFC 9457)."""

from __future__ import annotations

from typing import Any

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
