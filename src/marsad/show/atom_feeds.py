"""Addresses of the feeds: all incidents, those of a service, and the life of one."""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.show.atom import ATOM, Feed, changed_at, feed_document
from marsad.show.feeds import Asked, Feeds
from marsad.show.outlet import kept
from marsad.show.problems import quoted, refused
from marsad.show.sieve import Sieve, sieve_of
from marsad.show.stage import Stage, language_of

FRESH = 60
"""Seconds."""
MEDIA = f"{ATOM}; charset=utf-8"


async def incidents_feed(request: Request) -> Response:
    """``/{language}/incidents.atom?month=``, by the filters of ``sieve.py``."""
    stage: Stage = request.app.state.stage
    asked = Asked(sieve_of(stage, request.query_params), _month(request))
    return await _answer(request, f"{asked}", lambda feeds: feeds.incidents(asked))


async def service_feed(request: Request) -> Response:
    """``/{language}/services/{id}.atom?month=``."""
    stage: Stage = request.app.state.stage
    service = stage.service(request.path_params["id"])
    asked = Asked(Sieve(service.id), _month(request))
    return await _answer(request, f"{asked}", lambda feeds: feeds.incidents(asked))


async def incident_feed(request: Request) -> Response:
    """``/{language}/incidents/{id}.atom``; one that was merged into another redirects there."""
    stage: Stage = request.app.state.stage
    key = request.path_params["id"]
    incident = stage.incident(key)
    if incident.merged_into:
        where = f"/{language_of(request)}/incidents/{incident.merged_into}.atom"
        return RedirectResponse(where, 301)
    return await _answer(request, f"incident {key}", lambda feeds: feeds.incident(incident))


async def _answer(request: Request, what: str, make: Callable[[Feeds], Feed]) -> Response:
    stage: Stage = request.app.state.stage
    feeds = Feeds(stage, stage.words(request), stage.address(request))
    answer = await stage.answer(
        f"atom {feeds.words.language} {what} {feeds.address}",
        MEDIA,
        lambda: feed_document(make(feeds)),
    )
    return kept(request, answer, FRESH, changed_at(answer.body.plain))


def _month(request: Request) -> str:
    text = request.query_params.get("month", "")
    if text and not re.fullmatch(r"(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])", text):
        raise refused("not-a-time", f"month is written like 2026-05, not {quoted(text)}")
    return text
