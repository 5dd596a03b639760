"""What a search text may mean: the services that bear such a name."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from marsad.show.stage import Stage

LONGEST = 100
MOST = 50


def search(request: Request) -> Response:
    """``/{language}/search?q=``; also the home page when it is asked with ``q``."""
    stage: Stage = request.app.state.stage
    words = stage.words(request)
    text = request.query_params.get("q", "").strip()[:LONGEST]
    statuses = stage.sight.statuses()
    found = stage.sight.catalog.find(text)[:MOST] if text else []
    return stage.page(
        "search.html.j2",
        words,
        request,
        path=f"/search?{urlencode({'q': text})}",
        text=text,
        found=[(stage.noun(key), statuses[key]) for key in found if key in statuses],
    )


async def search_page(request: Request) -> Response:
    """The route's own form of ``search``."""
    return search(request)
