"""What leaves the site for other sites and programs: how it may be kept, framed and refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from marsad.show.answers import Answer, respond

DAY = 86_400
"""Seconds."""
_PATH = re.compile(r"/(oembed$|badges/|charts/|[a-z]+/embed/|(api/v1|[a-z]+)/.*\.(atom|ics|csv)$)")


def is_outlet(path: str) -> bool:
    """Whether an address is read by other sites and programs: anybody's page may load it."""
    return _PATH.match(path) is not None


def is_for_programs(path: str) -> bool:
    """Whether what is wrong at an outlet is told by a problem document instead of a page."""
    return is_outlet(path) and "/embed/" not in path


def kept(
    request: Request, answer: Answer, seconds: int, modified: int = 0, stale: int = DAY
) -> Response:
    """The answer, fresh for so long, and served on for ``stale`` where the site can't be reached.

    ``modified`` is the instant of the newest fact in it, for who asks by If-Modified-Since alone
    (RFC 9110, 13.1.3).
    """
    response = respond(request, answer)
    lifetime = f"max-age={seconds}, s-maxage={seconds // 2}, stale-while-revalidate={seconds}"
    response.headers["cache-control"] = f"public, {lifetime}, stale-if-error={stale}"
    if not modified:
        return response
    moment = datetime.fromtimestamp(modified // 1000, UTC)
    response.headers["last-modified"] = format_datetime(moment, usegmt=True)
    since = _since(request)
    if since is None or "if-none-match" in request.headers or moment > since:
        return response
    names = ("etag", "cache-control", "vary", "last-modified")
    return Response(None, 304, {name: response.headers[name] for name in names})


def saved_as(response: Response, name: str) -> Response:
    """The response as a file of that name (RFC 6266); what a file system may not like is left."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name)
    response.headers["content-disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response


def _since(request: Request) -> datetime | None:
    try:
        said = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)
