"""Feeds as readers want them: RFC 4287 kept, ids that stay, an archive without holes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import httpx
import msgspec
import pytest
from hypothesis import given, settings
from show.hostile import TEXT, hostile
from show.invented import BACK, HOUR, MERGED, NOW, OPEN, OVER, Invented

from marsad.nouns.minute import parse_rfc3339
from marsad.nouns.verdict import Span
from marsad.show.atom import Entry, Feed, Link, feed_document, tag
from marsad.show.feeds import NEWEST
from marsad.show.live import Live
from marsad.show.site import site

A = "{http://www.w3.org/2005/Atom}"
FH = "{http://purl.org/syndication/history/1.0}"
FEEDS = [
    "/en/incidents.atom",
    "/ar/incidents.atom",
    "/ar/incidents.atom?category=social&country=SA",
    "/en/incidents.atom?month=2026-05",
    "/ar/services/metro-bank.atom",
    "/en/services/quiet.atom",
    f"/en/incidents/{OPEN.id}.atom",
    f"/ar/incidents/{BACK.id}.atom",
]
ONCE = ("id", "title", "updated")


def asking(sight: Invented, address: str = "") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(site(sight, Live(), address=address))
    return httpx.AsyncClient(transport=transport, base_url="http://marsad.test")


def well_formed(body: bytes) -> ElementTree.Element:
    """The feed, once it keeps the rules of RFC 4287, 4.1 and 4.2."""
    feed = ElementTree.fromstring(body)
    assert feed.tag == f"{A}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") in {"ar", "en"}
    entries = feed.findall(f"{A}entry")
    assert feed.find(f"{A}author/{A}name") is not None, "entries need an author (4.1.1)"
    ids = [each.findtext(f"{A}id") for each in entries]
    assert len(ids) == len(set(ids))
    for element in (feed, *entries):
        for name in ONCE:
            assert len(element.findall(f"{A}{name}")) == 1, name
        assert re.fullmatch(r"tag:[a-z0-9.-]+,2026:\S+", element.findtext(f"{A}id") or "")
        links = element.findall(f"{A}link")
        alternate = Counter(
            (e.get("type"), e.get("hreflang")) for e in links if e.get("rel") == "alternate"
        )
        assert all(count == 1 for count in alternate.values())
        assert all(urlsplit(each.get("href") or "").scheme for each in links)
        for name in ("updated", "published"):
            for each in element.findall(f"{A}{name}"):
                parse_rfc3339(each.text or "")
    assert [e.get("rel") for e in feed.findall(f"{A}link")].count("self") == 1
    for entry in entries:
        assert len(entry.findall(f"{A}content")) == 1
        assert entry.find(f"{A}content").get("type") == "html"  # type: ignore[union-attr]
    return feed


@pytest.mark.parametrize("path", FEEDS)
async def test_a_feed_keeps_the_rules_of_atom(client: httpx.AsyncClient, path: str):
    answer = await client.get(path)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = well_formed(answer.content)
    assert path[1:3] in feed.findtext(f"{A}id", "")


@pytest.mark.parametrize("path", FEEDS)
async def test_a_reader_reads_it_without_complaint(client: httpx.AsyncClient, path: str):
    read = feedparser.parse((await client.get(path)).content)
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.title
    assert all(each.link and each.content[0].value for each in read.entries)


async def test_all_incidents_are_told_newest_first_and_merged_ones_are_not(
    client: httpx.AsyncClient,
):
    feed = well_formed((await client.get("/en/incidents.atom")).content)
    ids = [each.findtext(f"{A}id") for each in feed.findall(f"{A}entry")]
    assert ids[0] == f"tag:marsad.test,2026:incidents/{OPEN.id}"
    assert {i.rpartition("/")[2] for i in ids if i} == {OPEN.id, OVER.id, BACK.id}
    answer = await client.get(f"/en/incidents/{MERGED.id}.atom")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/en/incidents/{OPEN.id}.atom"


async def test_it_says_in_words_what_the_pages_say_in_its_own_language(client: httpx.AsyncClient):
    english = feedparser.parse((await client.get("/en/incidents.atom")).content).entries[0]
    assert english.title == "Chirp: outage of May 24, 2026"
    said = english.content[0].value
    assert "412 reports since it began, where 11 would be usual" in said
    assert "Enough evidence: we call it a problem" in said
    assert "A &lt;massive&gt; DDoS attack!" in said
    assert "Riyadh time" in said
    arabic = feedparser.parse((await client.get("/ar/incidents.atom")).content).entries[0]
    assert "عطل 24 مايو 2026" in arabic.title
    assert "412 بلاغًا" in arabic.content[0].value


async def test_an_incidents_feed_has_each_transition_statement_and_correction(
    client: httpx.AsyncClient,
):
    told = well_formed((await client.get(f"/en/incidents/{OPEN.id}.atom")).content)
    ids = [each.findtext(f"{A}id", "") for each in told.findall(f"{A}entry")]
    assert sum("/transitions/" in each for each in ids) == 2
    assert sum("/statements/" in each for each in ids) == len(OPEN.statements)
    assert told.find(f"{FH}complete") is not None
    times = [each.findtext(f"{A}updated", "") for each in told.findall(f"{A}entry")]
    assert times == sorted(times, reverse=True)
    taken = feedparser.parse((await client.get(f"/en/incidents/{BACK.id}.atom")).content)
    assert [each.title for each in taken.entries] == ["Corrected by Salma"]
    assert "before: Problem; since: Taken back" in taken.entries[0].content[0].value


async def test_the_same_facts_give_the_same_bytes_tomorrow(sight: Invented):
    async with asking(sight) as client:
        first = [(await client.get(path)).content for path in FEEDS]
        sight.time = NOW + 400 * 24 * HOUR
        assert [(await client.get(path)).content for path in FEEDS] == first


async def test_a_statement_is_news(sight: Invented):
    async with asking(sight) as client:
        before = await client.get("/en/incidents.atom")
        said = msgspec.structs.replace(OPEN.statements[0], at=NOW)
        louder = msgspec.structs.replace(OPEN, statements=(*OPEN.statements, said))
        sight.kept[0] = louder
        sight.time += 1000
        after = await client.get("/en/incidents.atom")
        assert after.headers["etag"] != before.headers["etag"]
        assert after.headers["last-modified"] == "Sun, 24 May 2026 13:37:20 GMT"
        assert well_formed(after.content).findtext(f"{A}updated") == "2026-05-24T13:37:20Z"


@pytest.mark.parametrize("path", FEEDS[:2])
async def test_who_has_it_already_is_told_so(client: httpx.AsyncClient, path: str):
    answer = await client.get(path)
    assert answer.headers["cache-control"].startswith("public, max-age=60")
    stamp = answer.headers["last-modified"]
    for header in ({"if-none-match": answer.headers["etag"]}, {"if-modified-since": stamp}):
        again = await client.get(path, headers=header)
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == answer.headers["etag"]
    for header in (
        {"if-modified-since": "Sat, 01 Jan 2000 00:00:00 GMT"},
        {"if-modified-since": "yesterday"},
        {"if-modified-since": stamp, "if-none-match": '"another"'},
    ):
        assert (await client.get(path, headers=header)).status_code == 200, header


def crowded(count: int) -> Invented:
    """Incidents a week apart, back into the past."""
    sight = Invented()
    for number in range(count):
        at = NOW - number * 7 * 24 * HOUR
        sight.kept.append(
            msgspec.structs.replace(
                OVER, id=f"past-{number}", onset=Span(at, at, at), ended=Span(at, at, at)
            )
        )
    return sight


async def links_of(client: httpx.AsyncClient, path: str) -> tuple[dict[str, str], set[str]]:
    feed = well_formed((await client.get(path)).content)
    links = {e.get("rel", ""): e.get("href", "") for e in feed.findall(f"{A}link")}
    ids = {each.findtext(f"{A}id", "") for each in feed.findall(f"{A}entry")}
    return links, ids


@pytest.mark.parametrize("start", ["/en/incidents.atom", "/ar/services/metro-bank.atom"])
async def test_its_archive_leads_back_to_the_very_first_without_a_hole(start: str):
    sight = crowded(120)
    async with asking(sight) as client:
        links, ids = await links_of(client, start)
        assert len(ids) == NEWEST
        pages = 0
        while "prev-archive" in links:
            past = links["prev-archive"]
            links, more = await links_of(client, past)
            assert links["self"] == past
            assert links["current"].endswith(start)
            ids |= more
            pages += 1
        assert {f"tag:marsad.test,2026:incidents/past-{n}" for n in range(120)} <= ids
        assert pages > 12
        back, _ = await links_of(client, links["next-archive"])
        assert back["prev-archive"] == links["self"]
        archived = well_formed((await client.get(links["self"])).content)
        assert archived.find(f"{FH}archive") is not None


async def test_ids_are_those_of_the_sites_own_address_whoever_asks():
    async with asking(Invented(), "https://outages.example:8443/") as client:
        answer = await client.get("/en/incidents.atom", headers={"host": "evil.example"})
    feed = well_formed(answer.content)
    assert feed.findtext(f"{A}id") == "tag:outages.example,2026:en/incidents.atom"
    assert "evil" not in answer.text
    assert 'href="https://outages.example:8443/en/incidents.atom"' in answer.text


async def test_without_one_each_host_has_answers_of_its_own(client: httpx.AsyncClient):
    for host in ("one.example", "two.example"):
        answer = await client.get("/en/incidents.atom", headers={"host": host})
        assert f"http://{host}/en/incidents.atom" in answer.text


@pytest.mark.parametrize("address", ["http://[::1]:8000", "http://127.0.0.1:8000", "http://x_y!"])
def test_an_id_is_one_by_rfc_4151_whatever_the_host(address: str):
    assert re.fullmatch(r"tag:[a-z0-9]([a-z0-9.-]*[a-z0-9])?,2026:x", tag(address, "x"))


def read_whole(name: str) -> Iterator[str]:
    entry = Entry(
        "tag:x,2026:a", name, 1, 1, name, (Link("alternate", "http://x/"),), ((name, name),)
    )
    feed = Feed("tag:x,2026:b", name, name, "en", name, "http://x/", (), [entry])
    read = ElementTree.fromstring(feed_document(feed))
    yield read.findtext(f"{A}title") or ""
    yield read.findtext(f"{A}entry/{A}content") or ""
    yield read.find(f"{A}entry/{A}category").get("label") or ""  # type: ignore[union-attr]


@settings(deadline=None)
@given(TEXT)
def test_any_text_comes_out_as_it_went_in_but_for_what_xml_can_not_say(text: str):
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
    kept = kept.replace("\r\n", "\n").replace("\r", "\n")
    assert set(read_whole(text)) == {kept}


async def test_a_hostile_name_stays_text():
    async with asking(hostile()) as client:
        for path in ("/en/incidents.atom", f"/ar/incidents/{OPEN.id}.atom"):
            body = (await client.get(path)).content
            feed = well_formed(body)
            assert b"<script" not in body
            for content in feed.iter(f"{A}content"):
                assert "<script" not in (content.text or "")
                assert "javascript:" not in (content.text or "")
        titles = [each.text or "" for each in feed.iter(f"{A}title")]
        assert any("<script>alert(1)" in each for each in titles), "as text it may stand there"


async def test_pages_say_where_their_feeds_are(client: httpx.AsyncClient):
    for page, feed in (
        ("/en/", "/en/incidents.atom"),
        ("/ar/services/chirp", "/ar/services/chirp.atom"),
        (f"/en/incidents/{OPEN.id}", f"/en/incidents/{OPEN.id}.atom"),
    ):
        html = (await client.get(page)).text
        assert re.search(
            f'<link rel="alternate" type="application/atom\\+xml" title="[^"]+" href="{feed}">',
            html,
        )
        assert (await client.get(feed)).status_code == 200


async def test_a_demonstration_says_so():
    async with asking(Invented(demo="x")) as client:
        read = feedparser.parse((await client.get("/en/incidents.atom")).content)
    assert read.feed.subtitle == "Nothing on this page is happening now."


async def test_what_an_editor_could_not_change_is_no_news(sight: Invented):
    sight.corrected = [msgspec.structs.replace(each, refused="over") for each in sight.corrected]
    async with asking(sight) as client:
        read = feedparser.parse((await client.get(f"/en/incidents/{BACK.id}.atom")).content)
    assert read.entries == []
