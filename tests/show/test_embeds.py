"""Cards for others' pages: framed by anybody, light, without cookies; how programs find them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import httpx
import pytest
from show.hostile import NAME, hostile
from show.invented import MERGED, OPEN, OVER, Invented

from marsad.show.guard import FRAMED
from marsad.show.live import Live
from marsad.show.oembed import HIGH, WIDE
from marsad.show.site import site

HOST = "http://marsad.test"
CARDS = [
    "/en/embed/services/chirp",
    "/ar/embed/services/chirp?theme=dark&chart=0",
    "/ar/embed/services/ledger",
    f"/en/embed/incidents/{OPEN.id}",
    f"/ar/embed/incidents/{OVER.id}?chart=1&theme=light",
]
PAGES = ["/en/", "/en/services/chirp", f"/ar/incidents/{OPEN.id}", "/en/no-such-page", "/problems/"]
MOST = 12 * 1024


def asking(sight: Invented, address: str = "") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(site(sight, Live(), address=address))
    return httpx.AsyncClient(transport=transport, base_url=HOST)


@pytest.mark.parametrize("path", CARDS)
async def test_a_card_may_be_framed_by_anybody(client: httpx.AsyncClient, path: str):
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == FRAMED
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "x-frame-options" not in answer.headers
    assert "unsafe" not in FRAMED
    again = await client.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["content-security-policy"] == FRAMED


@pytest.mark.parametrize("path", [*PAGES, "/en/embed/services/none", "/en/embed/none"])
async def test_no_other_page_may(client: httpx.AsyncClient, path: str):
    answer = await client.get(path)
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", CARDS)
async def test_a_card_with_all_it_needs_is_within_12_kilobytes(
    client: httpx.AsyncClient, path: str
):
    answer = await client.get(path)
    sizes = [len(answer.content)]
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text)
    sizes += [len((await client.get(address)).content) for address in addresses]
    assert len(sizes) == 3
    assert sum(sizes) <= MOST, sizes
    assert "set-cookie" not in answer.headers
    assert " style=" not in answer.text
    assert not re.search(r"<script(?![^>]* src=)", answer.text)


async def test_a_card_says_name_state_since_when_and_how_fresh_it_is(client: httpx.AsyncClient):
    html = (await client.get(CARDS[0])).text
    for said in (
        "<bdi>Chirp</bdi>",
        "</svg>Problem</span>",
        "Many more people than usual report it.",
        'Since <time datetime="2026-05-24T12:48:00Z">',
        "reports in the last hour",
        "Riyadh time (UTC",
        'href="/en/services/chirp" target="_blank" rel="noopener"',
        'role="img"',
        'class="band"',
    ):
        assert said in html, said


async def test_an_incidents_card_tells_the_incident(client: httpx.AsyncClient):
    html = (await client.get(CARDS[4])).text
    assert "عطل 20 مايو" in html
    assert "انتهت" in html
    assert f'href="/ar/incidents/{OVER.id}"' in html
    moved = await client.get(f"/en/embed/incidents/{MERGED.id}?theme=dark")
    assert moved.status_code == 301
    assert moved.headers["location"] == f"/en/embed/incidents/{OPEN.id}?theme=dark"


async def test_theme_and_chart_are_as_asked_for(client: httpx.AsyncClient):
    dark = (await client.get(CARDS[1])).text
    assert 'data-theme="dark"' in dark
    assert 'role="img"' not in dark
    assert 'dir="rtl"' in dark
    assert 'data-theme="auto"' in (await client.get(CARDS[0])).text


class Scripts(HTMLParser):
    """Counts what a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.found.append(dict(attrs).get("src"))
        assert not any(name.startswith("on") for name, _ in attrs), attrs


async def test_a_hostile_name_stays_text_in_a_card():
    async with asking(hostile()) as client:
        for path in (CARDS[0], CARDS[3]):
            html = (await client.get(path)).text
            scripts = Scripts()
            scripts.feed(html)
            assert len(scripts.found) == 1
            assert "&lt;script&gt;" in html


async def test_a_demonstration_says_so_on_its_card():
    async with asking(Invented(demo="x")) as client:
        assert "Nothing on this page is happening now." in (await client.get(CARDS[0])).text


async def oembed(client: httpx.AsyncClient, **query: str) -> httpx.Response:
    return await client.get("/oembed", params=query)


@pytest.mark.parametrize(
    ("page", "card", "title"),
    [
        ("/en/services/chirp", "/en/embed/services/chirp", "Chirp"),
        ("/ar/services/chirp?range=7d#h-chart", "/ar/embed/services/chirp", "تشيرب"),
        (
            f"/en/incidents/{OVER.id}",
            f"/en/embed/incidents/{OVER.id}",
            "Metro Bank, Cards: outage of May 20, 2026",
        ),
        (
            f"/en/incidents/{MERGED.id}",
            f"/en/embed/incidents/{OPEN.id}",
            "Chirp: outage of May 24, 2026",
        ),
    ],
)
async def test_programs_learn_how_to_embed_a_page(
    client: httpx.AsyncClient, page: str, card: str, title: str
):
    answer = await oembed(client, url=HOST + page)
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", title)
    assert f'src="{HOST}{card}?chart=1"' in told["html"]
    assert (told["width"], told["height"]) == (WIDE, HIGH)
    assert told["provider_url"].startswith(HOST)
    assert (await client.get(f"{card}?chart=1")).status_code == 200


async def test_the_same_is_told_in_xml(client: httpx.AsyncClient):
    url = f"{HOST}/ar/services/chirp"
    told = (await oembed(client, url=url)).json()
    answer = await oembed(client, url=url, format="xml")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    top = ElementTree.fromstring(answer.content)
    assert top.tag == "oembed"
    assert {each.tag: each.text for each in top} == {key: str(value) for key, value in told.items()}


@pytest.mark.parametrize(
    ("bounds", "width", "height", "chart"),
    [
        ({"maxwidth": "300"}, 300, HIGH, 1),
        ({"maxwidth": "2000", "maxheight": "2000"}, WIDE, HIGH, 1),
        ({"maxheight": "250"}, WIDE, 210, 0),
        ({"maxwidth": "120", "maxheight": "100"}, 120, 100, 0),
    ],
)
async def test_a_frame_is_never_larger_than_there_is_room(
    client: httpx.AsyncClient, bounds: dict[str, str], width: int, height: int, chart: int
):
    told = (await oembed(client, url=f"{HOST}/en/services/chirp", **bounds)).json()
    assert (told["width"], told["height"]) == (width, height)
    assert f"?chart={chart}" in told["html"]


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ({}, 404, "not-embeddable"),
        ({"url": "http://evil.example/en/services/chirp"}, 404, "not-embeddable"),
        ({"url": "http://marsad.test.evil.example/en/services/chirp"}, 404, "not-embeddable"),
        ({"url": "http://marsad.test@evil.example/en/services/chirp"}, 404, "not-embeddable"),
        ({"url": "//evil.example/en/services/chirp"}, 404, "not-embeddable"),
        ({"url": "javascript:alert(1)"}, 404, "not-embeddable"),
        ({"url": f"{HOST}/en/"}, 404, "not-embeddable"),
        ({"url": f"{HOST}/fr/services/chirp"}, 404, "not-embeddable"),
        ({"url": f"{HOST}/en/services/chirp/reports"}, 404, "not-embeddable"),
        ({"url": "http://["}, 404, "not-embeddable"),
        ({"url": f"{HOST}//["}, 404, "not-embeddable"),
        ({"url": f"{HOST}/[/"}, 404, "not-embeddable"),
        ({"url": f"{HOST}/en/services/none"}, 404, "unknown-service"),
        ({"url": f"{HOST}/en/incidents/none"}, 404, "unknown-incident"),
        ({"url": f"{HOST}/en/services/chirp", "format": "yaml"}, 501, "format-not-offered"),
        ({"url": f"{HOST}/en/services/chirp", "maxwidth": "0"}, 400, "bad-number"),
        ({"url": f"{HOST}/en/services/chirp", "maxheight": "wide"}, 400, "bad-number"),
        ({"url": f"{HOST}/en/services/chirp", "maxwidth": "٣"}, 400, "bad-number"),
    ],
)
async def test_what_can_not_be_embedded_is_refused_as_the_standard_says(
    client: httpx.AsyncClient, query: dict[str, str], status: int, kind: str
):
    answer = await oembed(client, **query)
    assert answer.status_code == status
    assert answer.json()["type"] == f"/problems/{kind}"
    assert answer.json()["remedy"]


async def test_pages_lead_there_by_their_whole_address_where_it_is_set():
    address = "https://outages.example"
    async with asking(Invented(), address) as client:
        html = (await client.get("/en/services/chirp")).text
        found = re.findall(
            r'type="(?:application/json|text/xml)\+oembed" [^>]*href="([^"]+)"', html
        )
        assert len(found) == 2
        for link in found:
            assert link.startswith(f"{address}/oembed?url=https%3A%2F%2Foutages.example%2Fen%2F")
            path = link.removeprefix(address).replace("&amp;", "&")
            assert (await client.get(path)).status_code == 200


async def test_a_hostile_name_stays_an_attribute_of_the_frame():
    async with asking(hostile()) as client:
        html = (await oembed(client, url=f"{HOST}/en/services/chirp")).json()["html"]
    assert html.count("<") == 2
    assert NAME[:4] in html
