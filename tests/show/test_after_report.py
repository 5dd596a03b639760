"""What a reporter reads in the minutes after, in both languages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
from show.invented import NOW, Invented

from marsad.intake.receipts import Receipts
from marsad.nouns.report import Report
from marsad.nouns.status import Status
from marsad.nouns.withdrawn import CHANGEABLE_MS
from marsad.show.live import Live
from marsad.show.site import site

from .test_pages import plain

REPORT = Report(b"r" * 16, NOW, NOW, "chirp", country="SA", changeable=True)


@pytest.fixture
def receipts() -> Receipts:
    return Receipts(b"k" * 32, 100)


@pytest.fixture
async def client(sight: Invented, receipts: Receipts) -> AsyncIterator[httpx.AsyncClient]:
    def standing(service: str, text: str):
        return receipts.standing(text, service, sight.now())

    transport = httpx.ASGITransport(site(sight, Live(), receipt=standing))
    async with httpx.AsyncClient(transport=transport, base_url="http://marsad.test") as client:
        yield client


def address(receipts: Receipts, language: str = "en", **more: str) -> str:
    """Of the page that thanks for the report, or another like it."""
    report = msgspec.structs.replace(REPORT, **more)
    receipt = receipts.issue(report, b"net")
    return f"/{language}/services/{report.service}?thanks=problem&receipt={receipt}&country=SA"


async def said(client: httpx.AsyncClient, path: str) -> str:
    """The words of the thanks."""
    html = (await client.get(path)).text
    _, begins, rest = html.partition('<section class="thanks"')
    return plain(begins + rest.partition("</section>")[0])


async def test_it_says_how_many_what_where_and_how_it_stands(client, receipts):
    text = await said(client, address(receipts))
    assert "others reported it in the last 15 minutes" in text
    assert "Most often: Home page does not load." in text
    assert "Most come from United States: " in text
    assert "We call it a problem. the incident and its evidence" in text
    assert "We keep the country, the time and what you saw" in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("possible", "it is too early to be sure"),
        ("recovering", "Reports are falling back to the usual"),
        ("maintenance", "The operator has announced work"),
        ("ok", "So many are usual here"),
        ("unknown", "It is too early to know what is usual here"),
    ],
)
async def test_it_says_how_it_stands(client, sight, receipts, state, words):
    sight.told["chirp"] = Status("chirp", state, 0.5, known_since=1)
    assert words in await said(client, address(receipts))


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_the_only_one_hears_what_to_try(client, receipts, language):
    path = address(receipts, language, service="quiet")
    html = (await client.get(path)).text
    assert html.count("<li>", html.index('class="try"'), html.index("</ul>")) == 3


async def test_the_country_is_guessed_and_the_parts_are_the_services(client, receipts):
    html = (await client.get(address(receipts))).text
    assert '<option value="SA" selected>Saudi Arabia</option>' in html
    assert '<option value="login">Sign-in</option>' in html
    assert html.count('<option value="JP">Japan</option>') == 1
    other = (await client.get(address(receipts).replace("=SA", "=%3Cb%3E"))).text
    assert " selected" not in other


async def test_each_reader_gets_their_own_receipt_of_one_page(client, receipts, monkeypatch):
    made = 0
    render = client._transport.app.state.stage.render

    def counted(*args, **more):
        nonlocal made
        made += 1
        return render(*args, **more)

    monkeypatch.setattr(client._transport.app.state.stage, "render", counted)
    paths = [address(receipts, id=bytes([n]) * 16) for n in range(20)]
    pages = await asyncio.gather(*map(client.get, paths))
    for path, page in zip(paths, pages, strict=True):
        own = path.partition("receipt=")[2].partition("&")[0]
        assert page.text.count(own) == 2
        assert page.headers["cache-control"] == "no-store"
    assert made == 1
    shared = await client.get("/en/services/chirp")
    assert "receipt" not in shared.text
    assert "s-maxage" in shared.headers["cache-control"]


async def test_when_it_is_too_late_nothing_is_offered(client, sight, receipts):
    path = address(receipts)
    sight.time += CHANGEABLE_MS + 1
    text = await said(client, path)
    assert "Thank you" in text
    assert "Take my report back" not in text
    assert "Add this to my report" not in text
    sight.time += 14 * 60_000
    assert await said(client, path) == ""


async def test_after_saying_more_only_undo_is_left(client, receipts):
    path = address(receipts)
    stored = asyncio.get_running_loop().create_future()
    receipts.do("amend", REPORT.id, stored)
    text = await said(client, path)
    assert "What you added is part of your report now" in text
    assert "Add this to my report" not in text
    assert "Take my report back" in text
    receipts.do("undo", REPORT.id, stored)
    page = plain((await client.get(path)).text)
    assert "Your report was taken back" in page
    assert "Thank you" not in page


@pytest.mark.parametrize("receipt", ["nonsense", "A" * 60, "%00", "é", "a" * 5_000])
async def test_a_receipt_that_is_none_is_not_thanked_for(client, receipt):
    page = await client.get(f"/en/services/chirp?thanks=problem&receipt={receipt}")
    assert page.status_code == 200
    assert "Thank you" not in page.text


async def test_a_receipt_of_another_service_is_not_thanked_for(client, receipts):
    path = address(receipts).replace("/chirp", "/quiet")
    assert "Thank you" not in (await client.get(path)).text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("too-late", "It is too late to change this report"),
        ("bad-receipt", "only the page that thanked for it can do that"),
        ("note-too-long", "Nothing was added to your report"),
        ("too-many-requests", "Your report stays as it was"),
    ],
)
async def test_why_a_change_was_refused_is_said_beside_the_receipt(client, receipts, name, words):
    page = plain((await client.get(address(receipts) + f"&refused={name}")).text)
    assert words in page
    assert "Take my report back" in page


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("query", ["thanks=undone", "refused=too-late", "refused=bad-receipt"])
async def test_without_a_receipt_it_is_said_alone(client, language, query):
    page = await client.get(f"/{language}/services/chirp?{query}")
    assert 'class="thanks' in page.text
    assert "/undo" not in page.text
