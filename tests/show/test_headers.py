"""Caching and safety, on every answer."""

import re

import httpx
import pytest
from show.invented import OPEN, Invented

from marsad.show.live import Live
from marsad.show.site import site

EVERYWHERE = [
    "/en/",
    "/ar/services/chirp",
    f"/en/incidents/{OPEN.id}",
    "/ar/history",
    "/en/explore?cell=chirp",
    "/api/v1/explore?cell=chirp",
    "/problems/bad-choice",
    "/en/no-such-page",
    "/api/v1/services",
    "/api/v1/services/none",
    "/openapi.json",
]
KEPT = [
    "/en/",
    "/ar/services/chirp",
    f"/en/incidents/{OPEN.id}",
    "/ar/history",
    "/en/explore?cell=chirp",
    "/api/v1/explore?cell=chirp",
    "/api/v1/services",
    "/openapi.json",
]


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_nothing_foreign_and_nothing_inline_may_run(client: httpx.AsyncClient, path: str):
    answer = await client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    html = answer.text
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)
    assert not re.search(r" on\w+=", html)
    html = re.sub(r'<a rel="external[^>]*>', "", html)  # whose data it is, named in the footer
    assert not re.search(r'(?:src|action|href)="(?:https?:)?//(?!x\.test)', html)


@pytest.mark.parametrize("path", KEPT)
async def test_an_answer_can_be_kept_and_asked_for_again(client: httpx.AsyncClient, path: str):
    answer = await client.get(path)
    for word in ("s-maxage=", "stale-while-revalidate=", "stale-if-error="):
        assert word in answer.headers["cache-control"]
    tag = answer.headers["etag"]
    again = await client.get(path, headers={"if-none-match": f'"x", {tag}'})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == tag
    other = await client.get(path, headers={"if-none-match": '"x"'})
    assert other.status_code == 200


async def test_an_answer_is_zipped_only_for_who_takes_it(client: httpx.AsyncClient):
    plain = await client.get("/en/", headers={"accept-encoding": "identity"})
    zipped = await client.get("/en/", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert plain.text == zipped.text
    assert "Accept-Encoding" in plain.headers["vary"]


async def test_a_page_is_made_once_a_second_and_anew_in_the_next(
    client: httpx.AsyncClient, sight: Invented
):
    before = (await client.get("/en/")).text
    sight.told.pop("chirp")
    assert (await client.get("/en/")).text == before
    sight.time += 1000
    assert "1 possible problem now" in (await client.get("/en/")).text


async def test_a_fast_clock_does_not_make_pages_more_often(sight: Invented):
    sight.speed = 60.0
    sight.time -= sight.time % 60_000
    transport = httpx.ASGITransport(site(sight, Live()))
    async with httpx.AsyncClient(transport=transport, base_url="http://marsad.test") as client:
        before = (await client.get("/en/")).text
        sight.time += 59_999
        assert (await client.get("/en/")).text == before


async def test_assets_are_named_by_content_and_kept_for_ever(client: httpx.AsyncClient):
    html = (await client.get("/ar/")).text
    addresses = set(re.findall(r'/static/[^"#]+', html))
    assert len(addresses) >= 4
    for address in addresses:
        answer = await client.get(address)
        assert answer.status_code == 200, address
        assert re.search(r"\.[0-9a-f]{8}\.\w+$", address)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        for font in re.findall(r"url\(([^)]+)\)", answer.text if ".css" in address else ""):
            assert (await client.get(font)).status_code == 200, font


async def test_the_api_is_open_to_pages_of_others_and_pages_are_not(client: httpx.AsyncClient):
    assert (await client.get("/api/v1/services")).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in (await client.get("/en/")).headers


async def test_head_is_answered_like_get_without_a_body(client: httpx.AsyncClient):
    answer = await client.head("/en/")
    assert answer.status_code == 200
    assert answer.content == b""


async def test_the_form_still_tells_where_it_comes_from(client: httpx.AsyncClient):
    assert (await client.get("/en/services/chirp")).headers["referrer-policy"] == "same-origin"
