"""A query's parameter that has to be one of a few words."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request

from marsad.show.problems import quoted, refused


def choice(request: Request, name: str, allowed: Iterable[str], default: str) -> str:
    """What was asked for, ``default`` where nothing was. Raises Refused (``bad-choice``)."""
    known = tuple(allowed)
    asked = request.query_params.get(name) or default
    if asked not in known:
        detail = f"{name} is one of {', '.join(known)}, not {quoted(asked)}"
        raise refused("bad-choice", detail)
    return asked
