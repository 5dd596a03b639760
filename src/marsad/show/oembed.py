"""``/oembed``: how to embed a page of ours, for programs that are given its address (oEmbed 1.0).

See https://oembed.com. Services and incidents are of the kind ``rich``: a frame with their card.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import msgspec
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from marsad.show.answers import JSON
from marsad.show.moments import Moments
from marsad.show.outlet import kept
from marsad.show.problems import quoted, refused
from marsad.show.query import number
from marsad.show.stage import Stage
from marsad.show.titles import incident_title
from marsad.show.words import languages, words_of
from marsad.show.xml_document import add, document, root

XML = "text/xml; charset=utf-8"
FRESH = 600
"""Seconds; the card in the frame is newer than that."""
WIDE = 480
HIGH, LOW = 320, 210
PIXELS = 999_999
"""Pixels of the card with its chart and without; a narrow one scrolls."""

ROOM = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
"""What a card may do in its frame: read itself anew, and open our page beside it, which would not
show within a sandbox."""


class Page(NamedTuple):
    """A page of ours that can be embedded."""

    language: str
    kind: str
    id: str
    title: str


class Frame(NamedTuple):
    """How large its card may be."""

    width: int
    height: int
    chart: bool


async def oembed(request: Request) -> Response:
    """``?url=&format=json|xml&maxwidth=&maxheight=``; a foreign address is 404, a format 501."""
    stage: Stage = request.app.state.stage
    query = request.query_params
    wanted = query.get("format") or "json"
    if wanted not in ("json", "xml"):
        raise refused("format-not-offered", f"format is json or xml, not {quoted(wanted)}")
    address = stage.address(request)
    page = _page(stage, query.get("url", ""), address)
    frame = frame_of(*(number(query, side, 1, PIXELS, 0) for side in ("maxwidth", "maxheight")))
    answer = await stage.answer(
        f"oembed {wanted} {page.language} {page.kind} {page.id} {frame} {address}",
        JSON if wanted == "json" else XML,
        lambda: _written(_members(page, frame, address), wanted),
    )
    return kept(request, answer, FRESH)


def frame_of(widest: int, highest: int) -> Frame:
    """The largest card within the bounds (0 for none); where it is too low for the chart, without.

    >>> frame_of(300, 0)
    Frame(width=300, height=320, chart=True)
    """
    width = min(WIDE, widest or WIDE)
    chart = not highest or highest >= HIGH
    high = HIGH if chart else LOW
    return Frame(width, min(high, highest or high), chart)


def _page(stage: Stage, url: str, address: str) -> Page:
    """The page of ours at an address. Raises Refused (``not-embeddable``) for any other."""
    path = re.split("[?#]", _ours(url, address))[0]
    known = "|".join(languages())
    match = re.fullmatch(f"/({known})/(services|incidents)/([^/]+)", path)
    if match is None:
        raise refused(
            "not-embeddable", f"url is no page of a service or an incident: {quoted(url)}"
        )
    language, kind, key = match[1], match[2], unquote(match[3])
    words = words_of(language, stage.digits)
    if kind == "services":
        return Page(language, kind, key, stage.service(key).names.of(language))
    incident = stage.incident(key)
    if incident.merged_into:
        incident = stage.incident(incident.merged_into)
    title = incident_title(incident, stage.noun(incident.service), Moments(words, stage.zone, 0))
    return Page(language, kind, incident.id, title)


def _ours(url: str, address: str) -> str:
    """What stands after our own address; a path alone is ours too."""
    if url.startswith(f"{address}/"):
        return url.removeprefix(address)
    if url.startswith("/") and not url.startswith("//"):
        return url
    raise refused("not-embeddable", f"url begins with {address}/, not with {quoted(url)}")


def _members(page: Page, frame: Frame, address: str) -> dict[str, Any]:
    words = words_of(page.language)
    source = (
        f"{address}/{page.language}/embed/{page.kind}/{quote(page.id)}?chart={int(frame.chart)}"
    )
    html = Markup(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" '
        'sandbox="{}" style="border:0"></iframe>'
    ).format(source, frame.width, frame.height, page.title, ROOM)
    return {
        "version": "1.0",
        "type": "rich",
        "title": page.title,
        "provider_name": words.say("Marsad"),
        "provider_url": f"{address}/{page.language}/",
        "cache_age": FRESH,
        "html": str(html),
        "width": frame.width,
        "height": frame.height,
    }


def _written(members: dict[str, Any], form: str) -> bytes:
    if form == "json":
        return msgspec.json.encode(members)
    top = root("oembed")
    for name, value in members.items():
        add(top, name, str(value))
    return document(top)
