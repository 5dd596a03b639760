"""The home page: who has problems now, who may have, and everybody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.names import Names
from marsad.nouns.service import Service
from marsad.nouns.state import WORST_FIRST
from marsad.nouns.status import Status
from marsad.show.answers import HTML, respond
from marsad.show.chart import Chart, spark_of
from marsad.show.moments import DAY_MS, Moments
from marsad.show.problems import quoted, refused
from marsad.show.search_page import search
from marsad.show.shares import place_shares, symptom_shares
from marsad.show.stage import Stage, language_of
from marsad.show.why import doubt
from marsad.show.words import Words

CARDS = 24
"""Cards with a chart at most: on a day when all fails the page still has to be light."""


@dataclass(frozen=True, slots=True)
class Card:
    """One service that isn't well."""

    service: Service
    status: Status
    reports: int
    """Last hour."""
    spark: Chart | None
    doubt: str
    """Why many reports are no problem all the same, or empty."""
    symptom: Names | None = None
    place: Names | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """One service of the grid."""

    service: Service
    status: Status
    reports: int
    last: Incident | None


@dataclass(frozen=True, slots=True)
class Filters:
    """The part of the catalogue that is asked for."""

    category: str
    country: str

    def keeps(self, service: Service) -> bool:
        """Whether a service is in it; one without home countries is used everywhere."""
        here = not service.countries or self.country in service.countries
        return (not self.category or service.category == self.category) and (
            not self.country or here
        )


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
    """``/{language}/``."""
    stage: Stage = request.app.state.stage
    if "q" in request.query_params:
        return search(request)
    filters = _filters(request, stage)
    words = stage.words(request)
    key = f"home {words.language} {filters.category} {filters.country}"
    answer = await stage.answers.get(
        key, stage.second(), HTML, lambda: _make(stage, words, filters)
    )
    return respond(request, answer)


def _filters(request: Request, stage: Stage) -> Filters:
    category = request.query_params.get("category", "")
    country = request.query_params.get("country", "").upper()
    if category and category not in stage.sight.catalog.categories:
        raise refused("bad-category", f"There is no category {quoted(category)}")
    if country and country not in stage.sight.catalog.countries:
        raise refused("bad-country", f"There is no country {quoted(country)}")
    return Filters(category, country)


def _make(stage: Stage, words: Words, filters: Filters) -> bytes:
    moments = stage.moments(words)
    recent = [
        each
        for each in stage.sight.incidents(since=moments.now - 30 * DAY_MS)
        if not each.merged_into and each.state != "retracted"
    ]
    tiles = _tiles(stage, filters, recent, moments)
    cards = _cards(stage, words, tiles, moments)
    return stage.render(
        "home.html.j2",
        words,
        moments,
        path="/" + _query(filters),
        filters=filters,
        tiles=sorted(tiles, key=lambda tile: tile.service.names.of(words.language).casefold()),
        down=[card for card in cards if card.status.state == "problem"],
        possible=[card for card in cards if card.status.state != "problem"],
        recent=[each for each in recent if each.ended][:6],
        noun=stage.noun,
        categories=stage.sight.catalog.categories,
        countries=_home_countries(stage),
    )


def _tiles(
    stage: Stage, filters: Filters, recent: Iterable[Incident], moments: Moments
) -> list[Tile]:
    statuses = stage.sight.statuses()
    minute = moments.now // MINUTE_MS
    totals = stage.sight.totals(minute - 59, minute + 1)
    last: dict[str, Incident] = {}
    for incident in recent:
        last.setdefault(incident.service, incident)
    return [
        Tile(service, statuses[service.id], totals.get(service.id, 0), last.get(service.id))
        for service in map(stage.noun, statuses)
        if filters.keeps(service)
    ]


def _cards(stage: Stage, words: Words, tiles: Iterable[Tile], moments: Moments) -> list[Card]:
    ill = [tile for tile in tiles if tile.status.state in ("problem", "possible", "recovering")]
    ill.sort(key=_worst_first)
    return [
        _card(stage, words, tile, moments) if number < CARDS else _plain_card(stage, words, tile)
        for number, tile in enumerate(ill)
    ]


def _worst_first(tile: Tile) -> tuple[int, float, int, str]:
    status = tile.status
    return (WORST_FIRST.index(status.state), -status.certainty, -tile.reports, status.service)


def _plain_card(stage: Stage, words: Words, tile: Tile) -> Card:
    why_not = doubt(tile.status, words, stage.sight.catalog)
    return Card(tile.service, tile.status, tile.reports, None, why_not)


def _card(stage: Stage, words: Words, tile: Tile, moments: Moments) -> Card:
    sight, key = stage.sight, tile.service.id
    minute = moments.now // MINUTE_MS
    end = (minute // 15 + 1) * 15
    symptoms = sight.window(key, minute - 59, minute + 1, 60, by="symptom")
    places = sight.window(key, minute - 59, minute + 1, 60, by="country")
    what = symptom_shares(symptoms, {code: s.names for code, s in sight.catalog.symptoms.items()})
    where = place_shares(places, sight.catalog.countries)
    return Card(
        tile.service,
        tile.status,
        tile.reports,
        spark_of(sight.window(key, end - 1440, end, 15), moments.now),
        doubt(tile.status, words, sight.catalog),
        what.rows[0].names if what.rows else None,
        where.rows[0].names if where.rows else None,
    )


def _home_countries(stage: Stage) -> dict[str, Names]:
    codes = {code for each in stage.sight.catalog.services.values() for code in each.countries}
    countries = stage.sight.catalog.countries
    return {code: countries[code] for code in sorted(codes) if code in countries}


def _query(filters: Filters) -> str:
    parts = [("category", filters.category), ("country", filters.country)]
    query = "&".join(f"{key}={value}" for key, value in parts if value)
    return f"?{query}" if query else ""
