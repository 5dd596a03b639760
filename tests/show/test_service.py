"""The service page beyond its state: time, shares, kin, what happened, how to follow."""

import re
from dataclasses import replace
from html import unescape

import httpx
import msgspec
import numpy as np
import pytest
from show.invented import CATALOG, HOUR, NOW, OVER, PLANNED, Invented, names
from show.test_pages import plain, text

from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.occasion import Occasion
from marsad.nouns.status import Status
from marsad.nouns.verdict import Span
from marsad.nouns.window import Window
from marsad.show.shares import place_shares, with_usual

RUNNING = NOW // MINUTE_MS


def section(html: str, id: str) -> str:
    """The section with such a heading."""
    return html.partition(f'aria-labelledby="{id}"')[2].partition("</section>")[0]


@pytest.mark.parametrize("range", ["24h", "7d", "30d", "all"])
async def test_every_range_has_a_chart_a_table_and_its_link(client: httpx.AsyncClient, range: str):
    html = (await client.get(f"/ar/services/chirp?range={range}")).text
    assert f'?range={range}#h-chart" aria-current="true"' in html
    assert re.search(r'<path class="line" d="M0,\d+l', html)
    assert html.count("<tr>") > 20


async def test_all_reaches_back_to_the_first_report(client: httpx.AsyncClient, sight: Invented):
    known = RUNNING - 3 * 366 * 1440
    sight.told["chirp"] = msgspec.structs.replace(sight.told["chirp"], known_since=known)
    asked: list[tuple[int, int]] = []
    window = sight.window

    def noted(service: str, first: int, last: int, step: int, by: str = "") -> Window:
        asked.append((first, step))
        return window(service, first, last, step, by)

    sight.window = noted  # type: ignore[method-assign]
    html = (await client.get("/en/services/chirp?range=all")).text
    assert any(first <= known and step == 7 * 1440 for first, step in asked)
    assert ">2025</text>" in html


@pytest.mark.parametrize("range", ["", "1h", "ALL", "24h'", "٢٤h"])
async def test_another_range_is_refused_with_those_there_are(client: httpx.AsyncClient, range: str):
    answer = await client.get("/en/services/chirp", params={"range": range})
    assert answer.status_code == 400


async def test_what_is_marked_on_the_chart_is_listed_below_it(
    client: httpx.AsyncClient, sight: Invented
):
    begun = msgspec.structs.replace(PLANNED[0], service="chirp", start=NOW - HOUR)
    sight.planned = [begun]
    html = section((await client.get("/en/services/chirp")).text, "h-chart")
    assert '<text x="' in html.partition('class="spots"')[2].partition("</svg>")[0]
    rows = html.partition('class="noted"')[2].partition("</ol>")[0].split("<li>")[1:]
    assert "Planned work" in plain(rows[0])
    assert "still runs" in plain(rows[1])
    assert '<a href="/en/incidents/2026-05-24-chirp">' in rows[1]
    assert [("Statement" in plain(row)) for row in rows[2:]] == [True] * 4
    assert 'fill="url(#hatch)"' in html
    assert html.count("v-24") == 4


async def test_it_is_said_that_only_the_newest_are_numbered(
    client: httpx.AsyncClient, sight: Invented
):
    assert "Only the newest are numbered." not in await text(client, "/en/services/chirp")
    (chirp,) = (each for each in sight.kept if each.id == "2026-05-24-chirp")
    said = [
        msgspec.structs.replace(chirp.statements[0], at=NOW - n * MINUTE_MS) for n in range(1, 20)
    ]
    sight.kept = [msgspec.structs.replace(chirp, statements=tuple(said))]
    sight.time += MINUTE_MS
    html = (await client.get("/en/services/chirp")).text
    assert "Only the newest are numbered. The whole record" in plain(html)
    assert html.partition('class="noted"')[2].partition("</ol>")[0].count("<li>") == 8


@pytest.mark.parametrize(
    ("range", "said"), [("24h", "5 minutes"), ("7d", "30 minutes"), ("30d", "2 hours")]
)
async def test_the_chart_says_what_one_point_of_it_is(
    client: httpx.AsyncClient, range: str, said: str
):
    told = await text(client, f"/en/services/chirp?range={range}")
    assert f"each point of the line is {said}" in told


async def test_nothing_is_marked_where_nothing_was(client: httpx.AsyncClient):
    html = (await client.get("/en/services/quiet")).text
    assert 'class="noted"' not in html
    assert "spots" not in html
    assert "hatch" not in html


async def test_statements_are_quoted_with_who_said_them_and_how_they_stand(
    client: httpx.AsyncClient,
):
    html = section((await client.get("/en/services/chirp")).text, "h-line")
    assert '<blockquote><p lang="ar" dir="auto">هذا ازدحام وليس هجومًا</p></blockquote>' in html
    told = plain(html)
    assert "\u2068Nest\u2069 (owner of the service) said:" in told
    assert "Not supported · says it is an attack." in told
    assert 'href="https://x.test/1" rel="noopener nofollow"' in html
    assert "javascript:" not in html


async def test_announced_work_stands_in_the_row_of_time(client: httpx.AsyncClient):
    told = plain(section((await client.get("/en/services/ledger")).text, "h-line"))
    assert "Announced work begins (still to come)Moving to &lt;new&gt; machines" in told
    arabic = plain(section((await client.get("/ar/services/ledger")).text, "h-line"))
    assert "تبدأ الصيانة المعلنة (لم يحن بعد)" in arabic


async def test_a_correction_of_these_days_is_told(client: httpx.AsyncClient, sight: Invented):
    act = msgspec.structs.replace(sight.corrected[0].act, at=NOW - HOUR)
    sight.corrected = [msgspec.structs.replace(sight.corrected[0], act=act)]
    told = plain(section((await client.get("/en/services/parcel")).text, "h-line"))
    assert "All corrections" in told
    assert "An editor, \u2068Salma\u2069, took an incident back" in told
    assert "A planned &lt;test&gt; of the app" in told


async def test_who_is_run_by_the_same_provider_is_told_worst_first(client: httpx.AsyncClient):
    html = section((await client.get("/en/services/chirp")).text, "h-family")
    assert re.findall(r"services/([\w-]+)", html) == ["parcel", "ledger", "quiet"]
    assert "Also run by Nest" in plain(html)
    assert "ParcelRecovering" in plain(html)
    alone = await text(client, "/en/services/metro-bank")
    assert "Also run by" not in alone
    assert "Run by Metro" in alone


async def test_who_alone_has_trouble_is_told_what_to_try(
    client: httpx.AsyncClient, sight: Invented
):
    assert "Is it only me?" in await text(client, "/en/services/quiet")
    assert "Is it only me?" not in await text(client, "/en/services/chirp")
    sight.told["quiet"] = Status("quiet", "maintenance", 0.0, known_since=1)
    sight.time += MINUTE_MS
    assert "Is it only me?" not in await text(client, "/en/services/quiet")


async def test_past_problems_have_figures_and_lead_to_the_record(
    client: httpx.AsyncClient, sight: Invented
):
    for days in (10, 20, 40):
        begin = NOW - days * 24 * HOUR
        end = begin + days * HOUR // 10
        sight.kept.append(
            msgspec.structs.replace(
                OVER,
                id=f"over-{days}",
                onset=Span(begin, begin, begin),
                ended=Span(end, end, end),
            )
        )
    html = section((await client.get("/en/services/metro-bank")).text, "h-past")
    told = plain(html)
    assert "In 12 months4 problems" in told
    assert "Half lasted less than2 hours and 30 minutes" in told
    assert "The longest4 hours" in told
    assert "Usual time between two9 days" in told
    compare = "/en/compare?incident=2026-05-20-metro-bank-cards&incident=over-10"
    assert f'href="{compare}"' in unescape(html)
    assert (await client.get(compare)).status_code == 200
    assert 'href="/en/history?service=metro-bank"' in html


async def test_no_past_is_said(client: httpx.AsyncClient):
    html = section((await client.get("/en/services/quiet")).text, "h-past")
    assert plain(html).endswith("None in the last 12 months.")


async def test_it_can_be_followed_and_shown_elsewhere(client: httpx.AsyncClient):
    html = section((await client.get("/en/services/quiet")).text, "h-follow")
    for address in (
        "/en/services/quiet.atom",
        "/en/services/quiet.ics",
        "/en/history?service=quiet",
        "/en/explore?service=quiet",
        "/api/v1/services/quiet",
        "/api/v1/services/quiet/counts.csv",
    ):
        assert f'href="{address}"' in html
        assert (await client.get(address)).status_code == 200, address
    snippets = [unescape(each) for each in re.findall(r"<textarea.*?>(.*?)</textarea>", html)]
    assert snippets[0].startswith('<iframe src="http://marsad.test/en/embed/services/quiet"')
    assert 'title="Quiet &amp; &lt;Calm&gt;"' in snippets[0]
    assert 'width="480" height="320" loading="lazy" sandbox="allow-scripts ' in snippets[0]
    assert (await client.get("/en/embed/services/quiet")).status_code == 200
    assert (await client.get("/badges/quiet.svg")).status_code == 200
    assert '<img src="http://marsad.test/badges/quiet.svg"' in snippets[1]


async def test_a_days_occasion_is_named_and_said_to_raise_what_is_usual(
    client: httpx.AsyncClient, sight: Invented
):
    final = Occasion(
        "event", RUNNING - 60, RUNNING + 60, names("Cup final", "نهائي الكأس"), services=("chirp",)
    )
    sight.catalog = replace(CATALOG, events=(final,))
    told = plain(section((await client.get("/en/services/chirp")).text, "h-chart"))
    assert "Today: Cup final." in told
    assert "The usual range lies higher" not in told
    assert "Today:" not in await text(client, "/en/services/quiet")
    raise_usual(sight)
    sight.time += MINUTE_MS
    told = plain(section((await client.get("/ar/services/chirp")).text, "h-chart"))
    assert "اليوم: نهائي الكأس. المدى المعتاد أعلى مما كان قبل أسبوع." in told


def raise_usual(sight: Invented) -> None:
    """What is usual doubles with the last day."""
    plain_window = sight.window

    def raised(service: str, first: int, last: int, step: int, by: str = "") -> Window:
        window = plain_window(service, first, last, step, by)
        if first > RUNNING - 2 * 1440:
            window.expected[:] *= 2
        return window

    sight.window = raised  # type: ignore[method-assign]


def window_of(**by: int) -> Window:
    counts = {key: np.array([count]) for key, count in by.items()}
    total = np.array([sum(by.values())])
    blank = np.array([np.nan])
    return Window("x", 0, 1, total, total, total, blank, blank, blank, counts)


def test_a_share_stands_beside_what_is_usual_for_the_place():
    countries = CATALOG.countries
    shares = place_shares(window_of(SA=60, AE=30, JP=10), countries)
    told = with_usual(shares, window_of(SA=50, AE=150, JP=4))
    assert [row.usual for row in told.rows] == [50 / 204, 150 / 204, None]
    unknown = with_usual(shares, window_of(SA=50, AE=40))
    assert [row.usual for row in unknown.rows] == [None] * 3


async def test_usual_shares_are_said_and_explained(client: httpx.AsyncClient):
    told = plain(section((await client.get("/en/services/chirp")).text, "h-where"))
    assert "United States usually 70%70%" in told
    assert "“Usually” is the share before that, in up to four weeks." in told
    assert "United Arab Emirates" not in told
