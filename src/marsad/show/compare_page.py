"""Two to four incidents side by side: their curves from the first sign on, and their facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS
from marsad.show.answers import HTML, respond
from marsad.show.compare_chart import chart_of
from marsad.show.compare_curves import HOURS, SCALES, hours_for
from marsad.show.compare_facts import facts_of, summary
from marsad.show.compare_query import FEWEST, MOST, Query, query_of
from marsad.show.moments import Moments
from marsad.show.quote import day
from marsad.show.side import Side, side_of
from marsad.show.sight import Sight
from marsad.show.stage import Stage
from marsad.show.words import Words, mark

LETTERS = (mark("A"), mark("B"), mark("C"), mark("D"))
OFFERED = 12
"""Incidents offered of each kind."""
SEARCHED = 5
"""Services that a search looks at, best first."""


async def compare_page(request: Request) -> Response:
    """``/{language}/compare?incident=A&incident=B``, also ``scale``, ``hours`` and ``q``."""
    stage: Stage = request.app.state.stage
    words = stage.words(request)
    query = query_of(request.query_params, stage.sight)
    answer = await stage.answer(
        f"compare {words.language} {query.path}",
        HTML,
        lambda: _make(stage, words, query),
    )
    return respond(request, answer)


def _make(stage: Stage, words: Words, query: Query) -> bytes:
    sight, moments = stage.sight, stage.moments(words)
    found = [sight.incident(key) for key in query.incidents]
    sides = [
        side_of(words.say(letter), each, stage)
        for letter, each in zip(LETTERS, filter(None, found), strict=False)
    ]
    return stage.render(
        "compare.html.j2",
        words,
        moments,
        path=query.path,
        query=query,
        sides=sides,
        fewest=FEWEST,
        most=MOST,
        noun=stage.noun,
        offered=offered(query, sides, sight),
        days=[day(side.incident.onset.at, moments) for side in sides],
        titles=[_title(side, moments) for side in sides],
        **(_compared(sides, query, stage, moments) if len(sides) >= FEWEST else {}),
    )


def _title(side: Side, moments: Moments) -> str:
    name = side.service.names.of(moments.words.language)
    began = moments.day(side.incident.onset.at)
    return moments.words.say("{service}, {day}", service=name, day=began)


def _compared(sides: list[Side], query: Query, stage: Stage, moments: Moments) -> dict[str, Any]:
    lengths = [side.length // MINUTE_MS for side in sides]
    hours = query.hours or hours_for(lengths)
    longest = next((each for each in HOURS if each * 60 >= max(lengths)), HOURS[-1])
    incidents = [side.incident for side in sides]
    return {
        "chart": chart_of(incidents, query.scale, hours, stage.sight, moments.words),
        "facts": facts_of(sides, moments),
        "told": [summary(side, moments) for side in sides],
        "hours": hours,
        "spans": [each for each in HOURS if each <= max(longest, hours)],
        "beyond": [side.letter for side in sides if side.length > hours * 60 * MINUTE_MS],
        "scales": SCALES,
    }


def offered(query: Query, sides: list[Side], sight: Sight) -> dict[str, list[Incident]]:
    """Incidents to choose from: of what is searched for, of the chosen services, the latest."""
    if len(sides) >= MOST:
        return {}
    searched = sight.catalog.find(query.text)[:SEARCHED] if query.text else []
    own = [side.service.id for side in sides]
    listed = {*searched, *own}
    latest = (each for each in sight.incidents() if each.service not in listed)
    return {
        "found": _left(_incidents(searched, sight), query),
        "own": _left(_incidents(own, sight), query),
        "latest": _left(latest, query),
    }


def _incidents(services: Iterable[str], sight: Sight) -> list[Incident]:
    """All of some services, newest first."""
    found = [each for name in dict.fromkeys(services) for each in sight.incidents(service=name)]
    return sorted(found, key=lambda each: (-each.onset.at, each.id))


def _left(incidents: Iterable[Incident], query: Query) -> list[Incident]:
    """Those that can still be chosen."""
    chosen = query.incidents
    return [each for each in incidents if not each.merged_into and each.id not in chosen][:OFFERED]
