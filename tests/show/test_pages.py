"""What the pages say, in both languages."""

import re
from html import unescape

import httpx
import msgspec
import pytest
from show.invented import OPEN, OVER, STATUSES, Invented

from marsad.nouns.status import Status

PAGES = [
    "/",
    "/?category=bank",
    "/?country=SA",
    "/services/chirp",
    "/services/chirp?range=7d",
    "/services/metro-bank?range=30d",
    "/services/parcel",
    "/services/quiet",
    "/services/ledger",
    "/services/chirp?thanks=problem",
    "/services/chirp?thanks=works",
    "/services/chirp?refused=too-many-requests",
    "/services/chirp/confirm?kind=works&token=AZcCJ9mVBjH8kgGj",
    "/services/chirp/confirm?kind=works&token=AZcCJ9mVBjH8kgGj&challenge=e30",
    f"/incidents/{OPEN.id}",
    f"/incidents/{OVER.id}",
    "/incidents/2026-05-21-parcel",
    "/compare",
    f"/compare?incident={OPEN.id}",
    f"/compare?incident={OPEN.id}&incident={OVER.id}",
    f"/compare?incident={OPEN.id}&incident={OVER.id}&scale=usual&hours=3",
    "/about",
    "/search",
    "/search?q=chirp",
    "/search?q=nothing-like-it",
]


async def text(client: httpx.AsyncClient, path: str) -> str:
    """A page's words, without its marks."""
    answer = await client.get(path)
    assert answer.status_code == 200, path
    return plain(answer.text)


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["ar", "en"])
async def test_every_page_is_whole_in_its_language(
    client: httpx.AsyncClient, language: str, path: str
):
    html = (await client.get(f"/{language}{path}")).text
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert html.rstrip().endswith("</html>")
    assert len(re.findall("<h1", html)) == 1
    other = "en" if language == "ar" else "ar"
    assert f'hreflang="{other}" href="/{other}/' in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
async def test_no_english_is_left_on_an_arabic_page(client: httpx.AsyncClient, path: str):
    html = (await client.get(f"/ar{path}")).text
    html = re.sub(r'<a [^>]*lang="en".*?</a>|<bdi>Nest</bdi>|<bdi>Salma</bdi>', "", html)
    html = re.sub(r'<([pq]) (lang="en"|dir="auto").*?</\1>|<bdi dir="ltr">.*?</bdi>', "", html)
    html = re.sub(r"<q>.*?</q>|<textarea.*?</textarea>", "", html)
    html = re.sub("\u2068[^\u2069]*\u2069", "", html)
    body = html.partition("<body>")[2]
    labels = " ".join(re.findall(r'(?:aria-label|placeholder)="([^"]*)"', body))
    left = set(re.findall(r"[A-Za-z]{3,}", unescape(plain(body) + labels)))
    assert left <= {"JSON", "CSV", "Atom", "nothing", "like"}


async def test_home_counts_those_that_fail_in_sentence_and_title(client: httpx.AsyncClient):
    page = await text(client, "/en/")
    assert "1 of 5 services has a problem now" in page
    assert "(1) 1 service has a problem · Marsad" in page
    assert "خدمة واحدة من أصل 5 تواجه مشكلة الآن" in await text(client, "/ar/")


async def test_a_card_says_since_when_what_and_where(client: httpx.AsyncClient):
    page = await text(client, "/en/")
    assert "Since 15:48" in page
    assert "Most: Home page does not load · United States" in page


async def test_calm_explains_itself(client: httpx.AsyncClient, sight: Invented):
    sight.told = {key: Status(key, "ok", 0.0, known_since=1) for key in sight.told}
    page = await text(client, "/en/")
    assert "No problems seen now" in page
    assert "all 5 watched services are within their usual range" in page
    assert "it appears here within minutes" in page
    assert "Down now" not in page


async def test_a_doubt_is_called_a_doubt(client: httpx.AsyncClient, sight: Invented):
    sight.told["chirp"] = Status("chirp", "possible", 0.6, known_since=1)
    page = await text(client, "/en/")
    assert "2 possible problems now" in page
    assert "No problems seen" not in page.partition("All services")[0]


async def test_a_service_that_recovers_is_not_called_calm(
    client: httpx.AsyncClient, sight: Invented
):
    sight.told = {key: Status(key, "ok", 0.0, known_since=1) for key in sight.told}
    sight.told["chirp"] = Status("chirp", "recovering", 0.9, known_since=1)
    page = await text(client, "/en/")
    assert "1 service is recovering" in page
    assert "No problems seen" not in page.partition("All services")[0]
    assert "خدمة واحدة في طور التعافي" in await text(client, "/ar/")


async def test_the_worst_comes_first(client: httpx.AsyncClient, sight: Invented):
    sight.told["ledger"] = Status("ledger", "problem", 0.9, known_since=1)
    sight.told["quiet"] = Status("quiet", "problem", 0.999, known_since=1)
    html = (await client.get("/en/")).text
    cards = re.findall(r"services/([a-z-]+)", html.partition('class="cards down"')[2])[:3]
    assert cards == ["quiet", "chirp", "ledger"]


async def test_filters_are_links_and_leave_the_rest_out(client: httpx.AsyncClient):
    html = (await client.get("/en/?category=bank")).text
    grid = html.partition('id="all"')[2].partition("</ul>")[0]
    assert re.findall(r"services/([a-z-]+)", grid) == ["ledger", "metro-bank"]
    assert "1 of 5" not in html
    both = (await client.get("/en/?category=bank&country=sa")).text
    grid = both.partition('id="all"')[2].partition("</ul>")[0]
    assert re.findall(r"services/([a-z-]+)", grid) == ["ledger", "metro-bank"]


async def test_the_service_says_how_sure_and_why_in_numbers(client: httpx.AsyncClient):
    page = await text(client, "/en/services/chirp")
    assert "Chirp: problems reported" in page
    assert "How sure: very sure (99%) · since 15:48 (49 minutes)" in page
    assert "For: 412 reports since it began, where 11 would be usual: 37 times as many" in page
    assert "Against: 14 people say it works for them" in page
    arabic = await text(client, "/ar/services/chirp")
    assert "412 بلاغًا منذ البداية مقابل 11 في المعتاد، أي 37 ضعفًا" in arabic


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("ok", "Quiet &amp; &lt;Calm&gt;: no problem seen"),
        ("possible", "Quiet &amp; &lt;Calm&gt;: possible problem"),
        ("problem", "Quiet &amp; &lt;Calm&gt;: problems reported"),
        ("recovering", "Quiet &amp; &lt;Calm&gt; is recovering"),
        ("maintenance", "Quiet &amp; &lt;Calm&gt;: planned work"),
        ("unknown", "Quiet &amp; &lt;Calm&gt;: not known yet"),
    ],
)
async def test_every_state_has_its_sentence_and_its_shape(
    client: httpx.AsyncClient, sight: Invented, state: str, said: str
):
    sight.told["quiet"] = msgspec.structs.replace(STATUSES["quiet"], state=state)
    html = (await client.get("/en/services/quiet")).text
    assert said in plain(html)
    assert f'<svg class="i s-{state}" aria-hidden="true"><use href="#i-{state}"/>' in html
    assert f'<symbol id="i-{state}"' in html


async def test_each_symptom_is_one_button_of_one_plain_form(client: httpx.AsyncClient):
    html = (await client.get("/ar/services/metro-bank")).text
    form = re.search(r'<form class="act" method="post" action="([^"]+)".*?</form>', html, re.DOTALL)
    assert form
    assert form[1] == "/ar/services/metro-bank/reports"
    buttons = re.findall(r'<button[^>]* name="(\w+)" value="([\w-]+)"', form[0])
    assert buttons == [
        ("kind", "problem"),
        ("kind", "works"),
        ("symptom", "login"),
        ("symptom", "payment"),
        ("symptom", "app"),
    ]
    assert '<input name="website" tabindex="-1" autocomplete="off">' in form[0]


async def test_thanks_say_how_many_others_reported(client: httpx.AsyncClient):
    answer = await client.get("/en/services/chirp?thanks=problem")
    assert re.search(r"Thank you\. You and [\d,]+ others reported it", plain(answer.text))
    assert answer.headers["cache-control"] == "no-store"
    first = await text(client, "/en/services/quiet?thanks=problem")
    assert "You are the first to report it in the last 15 minutes." in first
    assert "It works for you" in await text(client, "/en/services/quiet?thanks=works")
    assert "Thank you" not in await text(client, "/en/services/chirp?thanks=other")


async def test_too_few_reports_are_not_split(client: httpx.AsyncClient):
    page = await text(client, "/en/services/quiet")
    assert "No reports in the last 24 hours." in page
    assert 'class="bars"' not in (await client.get("/en/services/quiet")).text


async def test_the_chart_has_a_table_behind_it_and_a_name(client: httpx.AsyncClient):
    html = (await client.get("/en/services/chirp")).text
    assert re.search(r'role="img" aria-label="Reports over time\. [\d,]+ reports in all', html)
    assert html.count("<tr>") == 49
    assert "Riyadh time (UTC\u2066+3\u2069)" in html or "Riyadh time (UTC" in html


async def test_parts_have_their_own_state(client: httpx.AsyncClient):
    html = (await client.get("/en/services/chirp")).text
    parts = plain(html.partition('id="parts"')[2].partition("</ul>")[0])
    assert "Timeline 80% of reportsProblem" in parts
    assert "Sign-in 15% of reportsPossible problem" in parts
    assert "MessagesNo problem seen" in parts


async def test_the_incident_page_tells_start_end_and_length_with_their_slack(
    client: httpx.AsyncClient,
):
    page = await text(client, f"/en/incidents/{OPEN.id}")
    assert "Chirp: outage of May 24" in page
    assert "BeganMay 24, 15:48 · give or take 3 minutes" in page.replace("Began ", "Began")
    assert "4 minutes after it began" in page
    assert "Not yet" in page
    over = await text(client, f"/en/incidents/{OVER.id}")
    assert "Metro Bank, Cards: outage of May 20" in over
    assert "give or take 1 hour" in over
    assert "Cards alone; the rest of the service seems well" in over


async def test_a_retracted_incident_stays_and_says_so(client: httpx.AsyncClient):
    assert "We took this back" in await text(client, "/en/incidents/2026-05-21-parcel")


async def test_a_merged_incident_sends_on_to_the_one_it_became(client: httpx.AsyncClient):
    answer = await client.get("/en/incidents/2026-05-24-chirp-login")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/en/incidents/{OPEN.id}"


async def test_a_statement_keeps_its_language_and_never_carries_a_script_address(
    client: httpx.AsyncClient,
):
    html = (await client.get(f"/en/incidents/{OPEN.id}")).text
    assert '<p lang="ar" dir="auto">تعطّل الخدمة</p>' in html
    assert "We are &lt;looking&gt; into it" in html
    assert "javascript:" not in html


async def test_search_finds_by_name_and_keeps_the_words_in_the_language_link(
    client: httpx.AsyncClient,
):
    found = await client.get("/en/search", params={"q": "تشيرب"})
    assert "/en/services/chirp" in found.text
    assert 'href="/ar/search?q=%D8%AA' in found.text
    nothing = await text(client, "/en/search?q=<script>")
    assert "&lt;script&gt;" in nothing


async def test_a_demonstration_says_so_on_every_page(client: httpx.AsyncClient, sight: Invented):
    assert "Demonstration" not in await text(client, "/en/")
    sight.demo, sight.speed, sight.time = "x-2025", 60.0, sight.time + 60_000
    for path in PAGES:
        page = await text(client, f"/en{path}")
        assert "a recorded outage is being played, 60 times as fast as life." in page
        assert "عطل مسجّل أسرع 60 مرة" in await text(client, f"/ar{path}")
    sight.speed, sight.time = 1.0, sight.time + 60_000
    assert "a recorded outage was played here." in await text(client, "/en/")


@pytest.mark.parametrize(
    ("header", "where"),
    [
        ("ar-SA,ar;q=0.9,en;q=0.8", "/ar/"),
        ("en-GB", "/en/"),
        ("fr;q=1, en;q=0.3, ar;q=0.6", "/ar/"),
        ("fr", "/en/"),
        ("", "/en/"),
        ("ar;q=0", "/en/"),
        ("ar;q=x, ;;;q=,", "/en/"),
    ],
)
async def test_the_entrance_leads_to_the_language_asked_for(
    client: httpx.AsyncClient, header: str, where: str
):
    answer = await client.get("/", headers={"accept-language": header})
    assert answer.status_code == 302
    assert answer.headers["location"] == where
    assert answer.headers["vary"] == "Accept-Language"


async def test_the_entrance_carries_a_search_along(client: httpx.AsyncClient):
    answer = await client.get("/?q=a%20b", headers={"accept-language": "ar"})
    assert answer.headers["location"] == "/ar/search?q=a%20b"
    assert (await client.get("/ar/?q=chirp")).status_code == 200


async def test_who_follows_the_form_address_comes_to_the_service(client: httpx.AsyncClient):
    answer = await client.get("/ar/services/chirp/reports")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ar/services/chirp")


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("too-many-requests", "from your network"),
        ("journal-full", "could not store it"),
        ("unknown-symptom", "send it again"),
        ("<script>", "send it again"),
    ],
)
async def test_a_report_that_was_refused_is_said_to_be(
    client: httpx.AsyncClient, problem: str, said: str
):
    page = await text(client, f"/en/services/quiet?refused={problem}")
    assert "not taken" in page
    assert said in page
    assert "<script>" not in page
    assert "لم نتمكن" in await text(client, f"/ar/services/quiet?refused={problem}")
