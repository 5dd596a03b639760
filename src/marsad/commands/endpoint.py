"""A running observatory, as the command line talks to it."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from marsad.nouns.failure import Failure

DEFAULT = "http://127.0.0.1:8000"


def ask(url: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """The JSON that ``url`` answers. Raises Failure with the problem's own words."""
    data = json.dumps(body).encode() if body is not None else None
    try:
        request = Request(url.rstrip("/") + path, data, {"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except HTTPError as error:
        raise _told(error, url) from None
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        remedy = "start one with `marsad serve`, or name another with --url"
        raise Failure(f"no observatory answers ({reason})", where=url, remedy=remedy) from None


def _told(error: HTTPError, url: str) -> Failure:
    try:
        problem = json.load(error)
        what, remedy = str(problem["detail"]), str(problem.get("remedy", ""))
    except (ValueError, KeyError, TypeError):
        what, remedy = f"answered {error.code} {error.reason}", ""
    return Failure(what, where=url, remedy=remedy)
