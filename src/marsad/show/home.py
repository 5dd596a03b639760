"""The home page: who has problems now, who may have, and everybody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.nouns.correction import Plan
from marsad.nouns.incident import Incident
from marsad.show.answers import HTML, respond
from marsad.show.cards import cards_of
from marsad.show.filters import category_choices, country_choices
from marsad.show.moments import DAY_MS, Moments
from marsad.show.search_page import search
from marsad.show.sieve import Sieve, corner_of
from marsad.show.stage import Stage, language_of
from marsad.show.tiles import Tile, tiles_of
from marsad.show.words import Words

RECENT = 4
RECENT_DAYS = 30


async def entrance(request: Request) -> Response:
    """``/``: on to the visitor's language, with what they searched for."""
    language = language_of(request)
    where = f"/{language}/search?{request.url.query}" if "q" in request.query_params else ""
    headers = {"vary": "Accept-Language", "cache-control": "no-cache"}
    return RedirectResponse(where or f"/{language}/", 302, headers)


async def to_home(request: Request) -> Response:
    """``/{language}``: the page has a slash at its end."""
    return RedirectResponse(f"{request.url.path}/", 307)


async def home(request: Request) -> Response:
    """``/{language}/``, with ``category`` and ``country`` where only a part is asked for."""
    stage: Stage = request.app.state.stage
    if "q" in request.query_params:
        return search(request)
    sieve = Sieve("", *corner_of(request.query_params, stage.sight.catalog))
    words = stage.words(request)
    answer = await stage.answer(
        f"home {words.language} {sieve.query}",
        HTML,
        lambda: _make(stage, words, sieve),
    )
    return respond(request, answer)


def _make(stage: Stage, words: Words, sieve: Sieve) -> bytes:
    moments = stage.moments(words)
    recent = [
        each
        for each in stage.sight.incidents(since=moments.now - RECENT_DAYS * DAY_MS)
        if not each.merged_into and each.state != "retracted"
    ]
    tiles = tiles_of(stage, sieve, recent, moments)
    return stage.render(
        "home.html.j2",
        words,
        moments,
        path="/" + sieve.query,
        tiles=tiles,
        noun=stage.noun,
        **_ill(stage, words, tiles, moments),
        **_asked(stage, words, sieve),
        **_around(stage, sieve, recent, moments),
    )


def _ill(stage: Stage, words: Words, tiles: Sequence[Tile], moments: Moments) -> dict[str, Any]:
    """Who isn't well."""
    cards = cards_of(stage, words, tiles, moments)
    return {
        "down": [card for card in cards if card.status.state == "problem"],
        "possible": [card for card in cards if card.status.state != "problem"],
    }


def _asked(stage: Stage, words: Words, sieve: Sieve) -> dict[str, Any]:
    """What is filtered, and by what it can be."""
    catalog = stage.sight.catalog
    return {
        "sieve": sieve,
        "category": catalog.categories.get(sieve.category),
        "country": catalog.countries.get(sieve.country),
        "categories": category_choices(sieve, catalog),
        "countries": country_choices(sieve, catalog, words.language),
    }


def _around(
    stage: Stage, sieve: Sieve, recent: Sequence[Incident], moments: Moments
) -> dict[str, Any]:
    """What is lately over, and what is announced for the next day."""

    def kept(each: Incident | Plan) -> bool:
        return sieve.keeps(stage.noun(each.service))

    plans = stage.sight.plans(since=moments.now)
    return {
        "recent": [each for each in recent if each.ended and kept(each)][:RECENT],
        "plans": [each for each in plans if each.start < moments.now + DAY_MS and kept(each)],
    }
