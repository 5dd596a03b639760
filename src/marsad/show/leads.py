"""What a page's head says there is of it for programs: its feed, its calendar, its embed."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

from marsad.show.atom import ATOM
from marsad.show.words import Words

_PAGE = re.compile(r"/(services|incidents)/([^/?]+)(\?.*)?")


class Lead(NamedTuple):
    """One of them."""

    type: str
    title: str
    href: str


def leads_of(path: str, words: Words, address: str) -> list[Lead]:
    """Those of a page by its address after the language; ``address`` is the site's, or empty.

    oEmbed wants whole addresses, so a consumer finds ours only where the site's own is set.
    """
    say, at = words.say, f"/{words.language}"
    every = Lead(ATOM, say("All incidents"), f"{at}/incidents.atom")
    match = _PAGE.fullmatch(path)
    if match is None:
        return [every]
    kind, key = match[1], match[2]
    page = f"{at}/{kind}/{key}"
    embed = f"{address}/oembed?url={quote(address + page, safe='')}&format="
    leads = [
        Lead(
            ATOM, say("This incident") if kind == "incidents" else say("Incidents"), f"{page}.atom"
        ),
        every,
        Lead("application/json+oembed", say("Embed"), f"{embed}json"),
        Lead("text/xml+oembed", say("Embed"), f"{embed}xml"),
    ]
    calendar = Lead("text/calendar", say("Planned work"), f"{page}.ics")
    return [*leads, calendar] if kind == "services" else leads
