"""The home page: how bad, what is announced, where to look, and why nothing is there."""

import re
from itertools import pairwise

import httpx
import msgspec
import pytest
from show.invented import HOUR, NOW, OVER, PLANNED, SERVICES, Invented
from show.test_pages import plain, text

from marsad.catalog.catalog import Catalog, load
from marsad.nouns.status import Status
from marsad.show.cards import times_usual
from marsad.show.collation import place_of
from marsad.show.filters import category_choices, country_choices
from marsad.show.live import Live
from marsad.show.sieve import Sieve
from marsad.show.site import site


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def grid(html: str) -> str:
    return html.partition('id="all"')[2].partition("</ul>")[0]


async def test_a_card_says_how_many_times_the_usual(client: httpx.AsyncClient):
    assert "19,202 reports in the last hour · 19 times the usual" in await text(client, "/en/")
    assert "19 ضعفًا للمعتاد" in await text(client, "/ar/")


@pytest.mark.parametrize(
    ("reports", "expected", "times"),
    [
        (100, 10.0, 10),
        (25, 10.0, 2.5),
        (14, 10.0, 0),
        (100, 0.5, 0),
        (100, float("nan"), 0),
        (0, 10.0, 0),
    ],
)
def test_times_the_usual_are_said_where_they_say_something(
    reports: int, expected: float, times: float
):
    window = Invented().window("chirp", 0, 60, 60)
    window.reports[:], window.expected[:] = reports, expected
    assert times_usual(window) == times


async def test_work_of_the_next_day_is_announced_and_later_work_is_not(
    client: httpx.AsyncClient, sight: Invented
):
    later = msgspec.structs.replace(
        PLANNED[0], service="quiet", start=NOW + 25 * HOUR, end=NOW + 26 * HOUR
    )
    sight.planned.append(later)
    page = await text(client, "/en/")
    told = page.partition("Work announced")[2].partition("All services")[0]
    assert "Ledger May 24, 17:37 – 19:37 Moving to &lt;new&gt; machines" in told
    assert "Quiet" not in told
    assert "Work announced" not in await text(client, "/en/?category=shop")


async def test_each_service_has_its_day_as_a_small_line(client: httpx.AsyncClient):
    tiles = grid((await client.get("/en/")).text).split("<li>")[1:]
    assert len(tiles) == len(SERVICES)
    drawn = {re.search(r"services/([\w-]+)", tile)[1] for tile in tiles if '<path d="M0 ' in tile}  # type: ignore[index]
    assert drawn == {"chirp", "metro-bank"}
    assert 'class="w bad"' in next(tile for tile in tiles if "chirp" in tile)


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_the_grid_is_in_the_order_of_names(client: httpx.AsyncClient, language: str):
    html = grid((await client.get(f"/{language}/")).text)
    names = re.findall(r"<bdi>([^<]+)</bdi>", html)
    places = [place_of(name, language) for name in names]
    assert len(names) == len(SERVICES)
    assert all(earlier <= later for earlier, later in pairwise(places))


async def test_what_is_asked_for_is_said_and_counted(client: httpx.AsyncClient):
    page = await text(client, "/en/?category=social")
    assert "1 of 2 services has a problem now" in page
    assert "Only these are shown and counted: Social media · Show all services" in page
    both = await text(client, "/en/?category=bank&country=SA")
    assert "Only these are shown and counted: Banks · Saudi Arabia" in both
    assert "Lately overMetro Bank" in both
    assert "Lately over" not in await text(client, "/en/?category=social")


async def test_an_empty_filter_says_why_and_where_to_go(client: httpx.AsyncClient):
    html = (await client.get("/en/?category=shop&country=SA")).text
    assert "No service is both in Shops and in Saudi Arabia." in plain(html)
    assert 'href="/en/?category=shop">Shops in all countries' in re.sub("</?bdi>", "", html)
    assert 'href="/en/?country=SA">Everything in Saudi Arabia' in re.sub("</?bdi>", "", html)
    assert "are within their usual range" not in plain(html)
    assert 'class="key"' not in html


def test_the_chosen_filter_comes_first_and_each_link_keeps_the_other(catalog: Catalog):
    sieve = Sieve("", "bank", "SA")
    countries = country_choices(sieve, catalog, "ar")
    assert countries[0].names == catalog.countries["SA"]
    assert countries[0].chosen
    assert all(choice.query.startswith("?category=bank&country=") for choice in countries)
    categories = category_choices(sieve, catalog)
    assert [choice.chosen for choice in categories].count(True) == 1
    assert sieve.without("category") == "?country=SA"
    assert sieve.without("country") == "?category=bank"
    assert Sieve().query == ""


def test_every_filter_offered_holds_a_service(catalog: Catalog):
    for choice in category_choices(Sieve(), catalog):
        asked = Sieve(category=choice.query.partition("=")[2])
        assert any(asked.keeps(service) for service in catalog.services.values())


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("انستقرام", "instagram"),
        ("إنستجرام", "instagram"),
        ("انستا", "instagram"),
        ("insta", "instagram"),
        ("instgram", "instagram"),
        ("تويتر", "x"),
        ("twiter", "x"),
        ("واتسب", "whatsapp"),
        ("ابشر", "absher"),
        ("يوتوب", "youtube"),
    ],
)
async def test_search_finds_what_people_write(catalog: Catalog, asked: str, found: str):
    transport = httpx.ASGITransport(site(Invented(catalog), Live()))
    async with httpx.AsyncClient(transport=transport, base_url="http://marsad.test") as client:
        answer = await client.get("/ar/", params={"q": asked})
    assert re.findall(r'/ar/services/([\w-]+)"', answer.text)[0] == found


async def test_the_record_of_a_past_problem_stands_beside_the_name(
    client: httpx.AsyncClient, sight: Invented
):
    sight.told["metro-bank"] = Status("metro-bank", "ok", 0.0, known_since=1)
    assert "last May 20" in await text(client, "/en/")
    sight.kept = [each for each in sight.kept if each is not OVER]
    sight.time += 60_000
    assert "last May 20" not in await text(client, "/en/")
