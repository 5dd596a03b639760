"""The history: days in a calendar, incidents in a table, filters in the address."""

import re
from html import unescape

import httpx
import msgspec
import pytest
from show.invented import NOW, OPEN, OVER, Invented

from marsad.nouns.status import Status
from marsad.nouns.verdict import Span

DAY = 86_400_000


def outage(id: str, days: float, minutes: int = 60, **more):
    """One of Metro Bank, so many days before now."""
    at = round(NOW - days * DAY)
    end = at + minutes * 60_000
    whole = {"onset": Span(at, at, at), "ended": Span(end, end, end), "component": ""}
    return msgspec.structs.replace(OVER, id=id, declared_at=at, **{**whole, **more})


def rows(html: str) -> list[str]:
    """The incidents of the table, in order."""
    return re.findall(r'<th scope="row"><a href="/\w\w/incidents/([^"]+)"', html)


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


async def test_this_month_is_shown_with_every_service_that_failed(client: httpx.AsyncClient):
    html = (await client.get("/en/history")).text
    assert "History, May 2026" in plain(html)
    assert rows(html) == [OPEN.id, OVER.id, "2026-05-21-parcel"]
    assert "2 outages in this time" in plain(html)
    for service in ("chirp", "metro-bank", "parcel"):
        assert f"history?month=2026-05&amp;service={service}" in html
    assert "Problem , May 24, 2026" in plain(html)
    assert "Taken back , May 20, 2026" in plain(html)


async def test_a_day_leads_to_the_rows_of_that_day(client: httpx.AsyncClient):
    html = (await client.get("/en/history")).text
    assert "/en/history?service=chirp&amp;from=2026-05-24&amp;to=2026-05-24#rows" in html
    day = await client.get("/en/history?service=chirp&from=2026-05-24&to=2026-05-24")
    assert rows(day.text) == [OPEN.id]
    other = await client.get("/en/history?service=chirp&from=2026-05-22&to=2026-05-23")
    assert rows(other.text) == []
    assert "Nothing happened here, by these filters." in other.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("service=chirp", [OPEN.id]),
        ("category=bank", [OVER.id]),
        ("country=SA", [OPEN.id, OVER.id]),
        ("state=retracted", ["2026-05-21-parcel"]),
        ("min_minutes=60", [OVER.id, "2026-05-21-parcel"]),
        ("month=2026-04", []),
        ("year=2026&category=social", [OPEN.id]),
        ("year=&month=&from=&to=&service=&state=&min_minutes=&country=&category=", 3),
    ],
)
async def test_filters_narrow_table_and_downloads_alike(
    client: httpx.AsyncClient, query: str, found: list[str] | int
):
    html = (await client.get(f"/en/history?{query}")).text
    assert rows(html) == found or len(rows(html)) == found
    where = unescape(re.findall(r'href="(/api/v1/incidents\?[^"]+)"', html)[0])
    answer = (await client.get(where)).json()
    assert [each["id"] for each in answer["incidents"]] == rows(html)
    assert where.replace("incidents?", "incidents.csv?") in unescape(html)


async def test_one_service_is_a_month_of_weeks_that_begin_on_sunday(client: httpx.AsyncClient):
    html = (await client.get("/en/history?service=chirp")).text
    table = re.findall(r'<table class="month">.*?</table>', html, re.DOTALL)
    assert len(table) == 1
    heads = re.findall(r'<th scope="col">.*?<span class="unseen">(\w+)</span>', table[0])
    assert heads == ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    assert table[0].count('class="d d-problem"') == 1
    assert table[0].count('class="d d-future"') == 7
    arabic = (await client.get("/ar/history?service=chirp")).text
    assert re.findall(r'<span class="unseen">([^<]+)</span></th>', arabic)[0] == "الأحد"


async def test_a_year_of_one_service_is_twelve_months(client: httpx.AsyncClient):
    html = (await client.get("/en/history?service=chirp&year=2026")).text
    assert html.count('<table class="month">') == 12


async def test_days_before_anybody_watched_are_said_to_be_so(
    client: httpx.AsyncClient, sight: Invented
):
    sight.told["chirp"] = Status("chirp", "ok", 0.0, known_since=NOW // 60_000 - 3 * 1440)
    html = (await client.get("/en/history?service=chirp")).text
    assert html.count('class="d d-unknown"') == 20
    sight.told["chirp"] = Status("chirp", "ok", 0.0)
    html = (await client.get("/en/history?service=chirp&month=2026-03")).text
    assert html.count('class="d d-unknown"') == 31


async def test_what_comes_again_is_marked_and_compared_with_the_one_before(
    client: httpx.AsyncClient, sight: Invented
):
    sight.kept = [outage("third", 1), outage("second", 20), outage("first", 25), outage("old", 60)]
    html = (await client.get("/en/history?service=metro-bank")).text
    assert rows(html) == ["third", "second"]
    assert "the third in 30 days" in html
    assert "/en/compare?incident=third&amp;incident=second" in html
    assert "الثالثة خلال 30 يومًا" in (await client.get("/ar/history?service=metro-bank")).text


async def test_recurrence_does_not_depend_on_the_filters(
    client: httpx.AsyncClient, sight: Invented
):
    sight.kept = [outage("second", 1, 300), outage("first", 25, 10)]
    html = (await client.get("/en/history?min_minutes=60")).text
    assert rows(html) == ["second"]
    assert "the second in 30 days" in html


async def test_figures_are_of_twelve_months_and_never_called_uptime(
    client: httpx.AsyncClient, sight: Invented
):
    sight.kept = [outage(str(n), 10 * n + 1, 20 + n) for n in range(1, 9)]
    html = (await client.get("/en/history?service=metro-bank")).text
    said = plain(html)
    assert "Twelve months up to May 2026 Outages 8" in said
    assert "Half lasted under 24 minutes" in said
    assert "followed by the next within 9 days and 23 hours" in said
    assert "Hours with a problem, by month" in said
    assert not re.search(r"uptime|availab|downtime", said, re.IGNORECASE)
    assert "8 outages in twelve months: too few to say when they tend to begin." in said


async def test_months_nobody_watched_are_no_hours_of_peace_and_months_to_come_are_not_told(
    client: httpx.AsyncClient, sight: Invented
):
    said = plain((await client.get("/en/history?service=chirp&year=2026")).text)
    assert "April 2026 Not watched May 2026 2" in said
    assert "June 2026 0" not in said
    assert "Longest time without any 6 days and 21 hours from May 17" in said
    sight.told = {"ledger": Status("ledger", "unknown", 0.0)}
    sight.kept, sight.time = [], sight.time + 1000
    said = plain((await client.get("/en/history?service=ledger")).text)
    assert "Longest time without any –" in said


async def test_with_enough_outages_it_is_told_when_they_begin(
    client: httpx.AsyncClient, sight: Invented
):
    sight.kept = [outage(str(n), 7 * n + 1) for n in range(40)]
    said = plain((await client.get("/en/history?service=metro-bank")).text)
    assert "By the hour of the day 00:00–03:00 0" in said
    assert "15:00–18:00 40" in said
    assert "Saturday 40" in said


async def test_an_incident_that_runs_is_said_to_have_lasted_so_far(client: httpx.AsyncClient):
    said = plain((await client.get("/en/history?service=chirp")).text)
    assert "49 minutes so far" in said
    assert "39 times the usual" in said


async def test_the_table_is_turned_page_by_page_to_its_end(
    client: httpx.AsyncClient, sight: Invented
):
    sight.kept = [outage(f"n{n:02}", n / 10) for n in range(60)]
    where, seen = "/en/history", list[str]()
    while where:
        html = (await client.get(where)).text
        assert "60 incidents" in plain(html)
        seen += rows(html)
        more = re.findall(r'<a rel="next" href="([^"]+before=[^"]+)"', html)
        where = unescape(more[0]).partition("#")[0] if more else ""
    assert seen == [each.id for each in sight.kept]


async def test_announced_work_is_in_the_calendar(client: httpx.AsyncClient):
    html = (await client.get("/en/history?service=ledger")).text
    assert html.count("d-maintenance") == 1


async def test_many_services_are_shown_on_asking(client: httpx.AsyncClient, sight: Invented):
    sight.kept = [outage(f"s{n}", 1, service=f"service-{n:02}") for n in range(50)]
    sight.told |= {f"service-{n:02}": Status(f"service-{n:02}", "ok", 0.0) for n in range(50)}
    html = (await client.get("/en/history")).text
    assert "Show 11 services more" in html
    html = (await client.get("/en/history?rows=all")).text.partition("h-hours")[0]
    assert html.count('<tr><th scope="row"><a href="/en/history?') == 51


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("service=none", 404),
        ("category=none", 404),
        ("country=ZZ", 404),
        ("state=ok", 400),
        ("min_minutes=x", 400),
        ("month=2026-13", 400),
        ("year=99", 400),
        ("from=2026-05-02&to=2026-05-01", 400),
        ("from=2020-01-01&to=2026-05-01", 400),
        ("before=none", 404),
    ],
)
async def test_what_cannot_be_shown_is_refused_with_a_page(
    client: httpx.AsyncClient, query: str, status: int
):
    answer = await client.get(f"/ar/history?{query}")
    assert answer.status_code == status
    assert 'lang="ar"' in answer.text
    assert 'role="search"' in answer.text
